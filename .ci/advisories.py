"""Look for known vulnerabilities in all that is pinned: `advisories.py FILE…`, by pip-audit.

Where the advisories can't be reached it says so and goes on, unless REQUIRE_ADVISORIES is set.
"""

import json
import os
import subprocess
import sys
from typing import Any

# Advisories that don't concern us, each with the reason.
IGNORED: dict[str, str] = {}


def main(files: list[str]) -> int:
    """Return 1 if a package has a vulnerability, or if nothing is known of one that must be."""
    packages = {(each["name"], each.get("version")): each for file in files for each in ask(file)}
    found = [line for package in packages.values() for line in faults(package)]
    unknown = [name for (name, _), package in packages.items() if "vulns" not in package]
    print(
        "\n".join(found)
        or f"{len(packages) - len(unknown)} packages looked at, none with known faults"
    )
    if unknown:
        print(f"{len(unknown)} packages not looked at, as the advisories can't be reached")
    return 1 if found or (unknown and os.getenv("REQUIRE_ADVISORIES")) else 0


def ask(file: str) -> list[dict[str, Any]]:
    """Return what is known of each package of a file."""
    command = [".venv/audit/bin/pip-audit", "--requirement", file, "--disable-pip", "--no-deps"]
    options = ["--format", "json", "--progress-spinner", "off"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except ValueError:
        print(done.stderr[-1000:], file=sys.stderr)
        return [{"name": file}]


def faults(package: dict[str, Any]) -> list[str]:
    """Say what is wrong with a package, and which version mends it."""
    return [
        f"{package['name']} {package['version']}: {each['id']}, "
        f"mended in {', '.join(each['fix_versions']) or 'no version yet'}"
        for each in package.get("vulns", [])
        if each["id"] not in IGNORED
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
