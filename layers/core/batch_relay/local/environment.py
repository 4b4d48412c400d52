"""The caller's environment, and what of it the stack's programs may see."""

import os
import sys
from pathlib import Path

from batch_relay.local.home import FOLDER, Home

# They would lead a program to another account, region, endpoint or profile.
_LEADS_ASTRAY = ("AWS_", "SAM_CLI_", "__SAM_", "MINISTACK_", "LOCALSTACK_", "PYTHONPATH", "MAKE")
_PASSES = ("LANG", "LC_ALL", "TZ")


def default_home() -> Home:
    """Name the stack's folder: BATCH_RELAY_HOME, or else `.batch-relay` here."""
    return Home(Path(os.getenv("BATCH_RELAY_HOME") or FOLDER).absolute())


def cleaned() -> dict[str, str]:
    """Copy the environment for tools that need the caller's proxies, caches and package indexes."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_LEADS_ASTRAY)}  # noqa: TID251
    return {**kept, **_no_configuration(), "PATH": search_path()}


def bare() -> dict[str, str]:
    """Make an environment for programs that must not depend on the caller's."""
    kept = {name: value for name in _PASSES if (value := os.getenv(name))}
    return {**kept, **_no_configuration(), "PATH": search_path()}


def search_path() -> str:
    """Put this Python's own programs first on the path."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.getenv("PATH", os.defpath)])


def _no_configuration() -> dict[str, str]:
    files = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
    return {**dict.fromkeys(files, os.devnull), "AWS_EC2_METADATA_DISABLED": "true"}
