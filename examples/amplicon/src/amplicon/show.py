"""Print every report of a project."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from amplicon.cli import run
from amplicon.objects import as_os_error, read, s3

REPORT = "/report.md"


def reports(bucket: str, prefix: str) -> Iterator[str]:
    """Yield the text of each report below the prefix, by sample."""
    pages = s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    with as_os_error(f"s3://{bucket}/{prefix}"):
        keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
    for key in sorted(key for key in keys if key.endswith(REPORT)):
        with read(f"s3://{bucket}/{key}") as stream:
            yield stream.read().decode()


def main() -> None:
    """Run the command `amplicon-reports`."""
    parser = ArgumentParser("amplicon-reports", description="Print the reports of a project.")
    parser.add_argument("--bucket", default="amplicon", help="bucket of the results")
    parser.add_argument("--project", required=True, help="name of the project")
    run(parser, _work)


def _work(args: Namespace) -> str:
    found = list(reports(args.bucket, f"{args.project}/amplicon/"))
    if not found:
        msg = f"s3://{args.bucket}/{args.project}/amplicon/: there is no report yet"
        raise FileNotFoundError(msg)
    return "\n".join(found)
