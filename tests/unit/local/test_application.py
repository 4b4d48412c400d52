import pytest

from batch_relay.local.application import app_root, digest, export


@pytest.fixture
def app(tmp_path):
    export(tmp_path / "app")
    return tmp_path / "app"


def test_the_application_is_exported_whole(app):
    assert (app / "template.yaml").read_bytes() == (app_root() / "template.yaml").read_bytes()
    assert (app / "layers/core/batch_relay/settings.py").exists()
    assert (app / "layers/deps/Makefile").exists()
    assert (app / "functions/api/app.py").exists()


def test_an_export_replaces_the_one_before(app):
    (app / "stale").touch()
    export(app)
    assert not (app / "stale").exists()


def test_compiled_code_is_left_behind(app):
    assert not list(app.rglob("__pycache__"))


def test_a_digest_tells_two_versions_apart(app):
    before = digest(app)
    assert digest(app) == before
    (app / "functions/api/app.py").write_text("# changed\n")
    assert digest(app) != before
