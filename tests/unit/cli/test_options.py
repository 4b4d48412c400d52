import pytest


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--queue", "a b"], "error: --queue: 'a b' isn't the name or ARN of a job queue.\n"),
        (["--memory", 1], "error: --memory: the number 1 isn't a whole number from 4 to"),
        (["--retry", "nix=1"], "error: --retry nix: The key 'nix' isn't known here"),
        (["--fallback-queue", "a b"], "error: --fallback-queue: "),
        (["--from", "9"], "error: There is no analysis 9"),
    ],
)
def test_what_is_wrong_is_named_by_its_option(relay, started, given, said):
    code, _, err = relay("run", "resubmit", "p", "famli", *given)
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith(said)


def test_several_are_named_in_one_line(relay, started):
    given = ("--queue", "a b", "--timeout", 5)
    _, _, err = relay("run", "resubmit", "p", "famli", *given)
    assert "job queue; --timeout: the number 5" in err
