"""The SAM application, from a checkout or from the installed package."""

import hashlib
import shutil
from pathlib import Path

import batch_relay

PACKAGE = Path(batch_relay.__file__).parent
CHECKOUT = PACKAGE.parents[2]
PARTS = ("template.yaml", "samconfig.toml", "functions", "statemachines", "layers/deps")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "_sam")


def app_root() -> Path:
    """Find the application: the checkout that the package is in, or its copy in the package."""
    is_checkout = (CHECKOUT / "template.yaml").is_file()
    return CHECKOUT if is_checkout else PACKAGE / "_sam"


def export(target: Path) -> None:
    """Copy the application to `target`, complete, so that `sam build` works there."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "layers/core").mkdir(parents=True)
    root = app_root()
    for part in (*PARTS, "layers/core/Makefile"):
        _copy(root / part, target / part)
    _copy(PACKAGE, target / "layers/core/batch_relay")


def digest(folder: Path) -> str:
    """Tell two versions of a folder's files apart."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_LEFT_OUT)
    else:
        shutil.copyfile(source, target)
