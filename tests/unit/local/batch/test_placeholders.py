import pytest

from batch_relay.local.batch.errors import RefusedError
from batch_relay.local.batch.jobs.placeholders import substitute


def test_a_placeholder_is_replaced_whole_or_inside_an_argument():
    command = ["align", "Ref::reads", "--out=Ref::out.bam"]
    replaced = substitute(command, {"reads": "a b", "out": "x"})
    assert replaced == ["align", "a b", "--out=x.bam"]


def test_a_parameter_that_no_placeholder_names_is_no_harm():
    assert substitute(["true"], {"unused": "1"}) == ["true"]


def test_every_missing_parameter_is_named():
    with pytest.raises(RefusedError, match=r"\[index, reads\]"):
        substitute(["Ref::reads", "Ref::index", "Ref::reads"], {})


def test_a_value_is_not_searched_for_placeholders():
    assert substitute(["Ref::a"], {"a": "Ref::b"}) == ["Ref::b"]
