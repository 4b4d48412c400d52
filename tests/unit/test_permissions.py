"""The comparison of what roles may do with what they did."""

import pytest

from tests.e2e.permissions import BY_AWS, JUSTIFIED, given, main, unused, used

LINE = "arn:aws:sts::000000000000:assumed-role/batch-relay-ApiRole-3848083/api dynamodb:GetItem"


def test_a_line_tells_the_role_of_the_template_and_its_action():
    user = "arn:aws:iam::000000000000:user/lab execute-api:Invoke"
    assert list(used([LINE, user])) == [("ApiRole", "dynamodb:GetItem")]


def test_what_is_granted_and_never_used_is_found():
    granted = [("ApiRole", "dynamodb:GetItem"), ("ApiRole", "dynamodb:Scan")]
    assert unused(granted, set(used([LINE]))) == [("ApiRole", "dynamodb:Scan")]


def test_what_has_a_reason_is_not():
    assert unused(JUSTIFIED, set()) == []


def test_every_reason_is_of_something_granted():
    assert JUSTIFIED.keys() <= set(given())
    assert BY_AWS.keys() <= {action for _, action in given()}


def test_a_function_that_uses_less_than_it_may_fails_the_check(tmp_path, capsys):
    (tmp_path / "one-stack").write_text("ApiRole dynamodb:GetItem\n")
    with pytest.raises(SystemExit):
        main(tmp_path)
    printed = capsys.readouterr().out
    assert "ApiRole dynamodb:Query\n" in printed
    assert "ApiRole dynamodb:GetItem\n" not in printed


def test_it_is_content_when_all_was_used(tmp_path, capsys):
    (tmp_path / "one-stack").write_text("".join(f"{role} {what}\n" for role, what in given()))
    main(tmp_path)
    assert "each is used, or justified" in capsys.readouterr().out
