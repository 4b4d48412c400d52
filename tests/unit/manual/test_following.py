import os

import pytest

from tests.following import follow


@pytest.fixture
def followed(tmp_path):
    def write(text):
        page = tmp_path / "page.md"
        page.write_text(text)
        return follow(page, tmp_path, {"PATH": os.environ["PATH"]})

    return write


def console(*lines, mark=""):
    return f"{mark}\n```console\n" + "\n".join(lines) + "\n```\n"


def test_what_is_printed_is_compared_with_what_is_shown(followed):
    done = followed(console("$ x=1", "$ echo $x", "1", "$ printf 'a\nb'", "a", "c"))
    assert done.returncode == 0
    assert [difference.splitlines()[0] for difference in done.differences] == ["$ printf 'a"]


def test_dots_stand_for_anything_and_times_for_others(followed):
    done = followed(console("$ printf 'a 1\nb\nc in 12.5 s\n'", "a …", "c in 3.1 s"))
    assert done.differences == []


def test_a_file_may_be_written_within_a_command(followed):
    done = followed(console("$ cat <<END", "x y", "END", "x y", "$ true"))
    assert (len(done.outputs), done.returncode, done.differences) == (2, 0, [])


def test_a_failure_ends_it(followed):
    done = followed(console("$ false", "$ echo after"))
    assert (done.returncode, len(done.outputs)) == (1, 1)


@pytest.mark.parametrize(("code", "ends"), [(1, 0), (2, 1)])
def test_an_expected_failure_does_not(followed, code, ends):
    done = followed(console(f"$ (exit {code})", mark="<!-- exit 1 -->") + console("$ true"))
    assert done.returncode == ends


def test_what_is_not_run_says_why(followed):
    assert followed(console("$ false", mark="<!-- not run: for a reason -->")).outputs == ()
