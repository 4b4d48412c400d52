"""What `sam build` puts into the layers."""

import platform
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
HOST_TAG = f"cpython-3{sys.version_info.minor}-{platform.machine()}"


def binaries(build):
    return [path.name for path in (build / "DepsLayer").rglob("*.so")]


def test_the_layer_for_aws_holds_wheels_of_the_templates_architecture_and_python(aws):
    assert binaries(aws)
    assert all(".cpython-313-aarch64-linux-gnu.so" in name for name in binaries(aws))


def test_the_layer_for_this_machine_holds_its_wheels(host):
    assert binaries(host)
    assert all(f".{HOST_TAG}-" in name for name in binaries(host))


def test_the_makefile_agrees_with_the_template():
    makefile = (ROOT / "layers/deps/Makefile").read_text()
    template = (ROOT / "template.yaml").read_text()
    assert "LAYER_PLATFORM ?= aarch64-" in makefile
    assert "Default: arm64" in template
    assert "LAYER_PYTHON ?= 3.13" in makefile
    assert "Default: python3.13" in template


def test_the_core_layer_is_the_package_without_its_client_side(aws):
    package = aws / "CoreLayer/python/batch_relay"
    assert (package / "settings.py").exists()
    assert {"cli", "local", "_sam"}.isdisjoint(path.name for path in package.iterdir())
    sources = [path.read_text() for path in package.rglob("*.py")]
    assert not [text for text in sources if "import httpx" in text]


def test_layers_hold_nothing_compiled_and_no_tests(aws):
    names = {path.name for layer in ("CoreLayer", "DepsLayer") for path in (aws / layer).rglob("*")}
    assert not {"__pycache__", "tests", "bin"} & names


def test_a_function_is_its_folder_and_nothing_else(aws):
    assert [path.name for path in (aws / "SubmitJobFunction").iterdir()] == ["app.py"]
    source = (ROOT / "functions/submit_job/app.py").read_text()
    assert (aws / "SubmitJobFunction/app.py").read_text() == source
