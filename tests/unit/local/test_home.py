import pytest

from batch_relay.local.home import Home


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "home")
    for folder in (home.state, home.objects, home.temporary, home.app, home.build, home.settings):
        folder.mkdir(parents=True)
    for file in (home.server, home.account, home.deployment, home.alive, home.log("server")):
        file.touch()
    return home


def test_a_removed_home_leaves_no_folder(home):
    home.remove()
    assert not home.path.exists()


def test_what_is_not_the_stacks_own_stays(home):
    (home.path / "thesis.tex").touch()
    home.remove()
    assert [path.name for path in home.path.iterdir()] == ["thesis.tex"]


def test_only_its_owner_sees_into_a_home(tmp_path):
    home = Home(tmp_path / "new")
    with home.locked():
        assert home.path.stat().st_mode & 0o777 == 0o700


def test_a_home_can_be_removed_by_whoever_holds_its_lock(home):
    with home.locked():
        home.remove()
    assert not home.path.exists()


def test_data_and_keys_are_its_owners_in_a_folder_that_was_there_for_all(tmp_path):
    tmp_path.chmod(0o755)
    home = Home(tmp_path)
    home.prepare()
    folders = (home.state, home.objects, home.temporary)
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}
