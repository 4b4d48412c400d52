"""Run a script, or one in a zip, from S3 or the web, if it is the one that was meant.

Its SHA-256 must be as given. The exit code is the script's; 2 tells of wrong options, 1 of a file
that can't be had or isn't the one. Without options, it takes BATCH_FILE_TYPE, BATCH_FILE_S3_URL or
BATCH_FILE_URL, BATCH_FILE_SHA256 and KEEP_BATCH_FILE_CONTENTS from the environment.
"""

import os
import shlex
import stat
import sys
import zipfile
from argparse import ArgumentParser, Namespace
from hashlib import sha256
from pathlib import Path

from commands import main, own_folder, run
from objects import opened

_CHUNK = 1 << 20


def work() -> int:
    """Fetch, check and run."""
    args = _parsed(sys.argv[1:])
    with own_folder(keep=args.keep) as folder:
        fetched = folder / "fetched"
        _fetch(args.url, args.sha256, fetched)
        script = _script(args, fetched, folder)
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return run([str(script), *shlex.split(args.arguments), *args.words], Path.cwd())


def _parsed(words: list[str]) -> Namespace:
    env = os.environ.get
    url = env("BATCH_FILE_S3_URL") or env("BATCH_FILE_URL") or ""
    keep = bool(env("KEEP_BATCH_FILE_CONTENTS"))
    parser = ArgumentParser("fetch-and-run", description=__doc__)
    parser.add_argument("--type", default=env("BATCH_FILE_TYPE", ""), help="script or zip")
    parser.add_argument("--url", default=url, help="s3://bucket/key or https://…")
    parser.add_argument("--sha256", default=env("BATCH_FILE_SHA256", ""), help="64 hex digits")
    parser.add_argument("--arguments", default="", help="for the script, quoted as in a shell")
    parser.add_argument("--keep", action="store_true", default=keep, help="leave its folder")
    parser.add_argument("name", nargs="?", default="", help="the script in the zip")
    parser.add_argument("words", nargs="...", help="arguments for the script")
    args = parser.parse_args(words)
    _check(args)
    return args


def _check(args: Namespace) -> None:
    if args.type not in {"script", "zip"}:
        msg = f"the type is {args.type!r}; set --type or BATCH_FILE_TYPE to script or zip"
        raise ValueError(msg)
    if not args.url:
        msg = "there is nothing to fetch; set --url or BATCH_FILE_S3_URL"
        raise ValueError(msg)
    if len(args.sha256) != 2 * sha256().digest_size or set(args.sha256) - set("0123456789abcdef"):
        msg = "set --sha256 or BATCH_FILE_SHA256 to what `sha256sum` says of the file"
        raise ValueError(msg)
    if args.type == "zip" and not args.name:
        msg = "name the script in the zip"
        raise ValueError(msg)


def _fetch(url: str, expected: str, target: Path) -> None:
    digest = sha256()
    with opened(url) as stream, target.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != expected:
        msg = f"{url} has SHA-256 {digest.hexdigest()}, not {expected}; nothing was run"
        raise OSError(msg)


def _script(args: Namespace, fetched: Path, folder: Path) -> Path:
    if args.type == "script":
        return fetched
    root = folder / "contents"
    try:
        with zipfile.ZipFile(fetched) as archive:
            archive.extractall(root)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        msg = f"{args.url} can't be unpacked: {error}"
        raise OSError(msg) from error
    script: Path = (root / args.name).resolve()
    if not script.is_file() or not script.is_relative_to(root.resolve()):
        msg = f"{args.url} has no file {args.name!r}"
        raise ValueError(msg)
    return script


if __name__ == "__main__":
    main(work)
