import json
from pathlib import Path

import pytest

from batch_relay.compute.context_file import read_context
from batch_relay.domain.errors import InvalidError, NotFoundError

TEXT = Path(__file__).with_name("cecontext.json").read_text()


def changed(change):
    document = json.loads(TEXT)
    change(document)
    return json.dumps(document)


def problems(text):
    with pytest.raises(InvalidError) as caught:
        read_context(text)
    return {each.column: each.message for each in caught.value.problems}


def test_a_file_of_accounts_and_sizes_is_read_as_it_is():
    context = read_context(TEXT)
    assert list(context.accounts) == ["uw", "nhlbi_compute", "nhlbi_ioprov"]
    assert sorted(context.sizes) == ["f8", "large", "medium", "small"]
    assert context.account("nhlbi_ioprov").profile == "nhlbi_compute"


def test_the_first_account_is_the_default():
    assert read_context(TEXT).account().name == "uw"


@pytest.mark.parametrize(("ask", "said"), [("account", "did you mean 'uw'"), ("size", "f8, large")])
def test_what_is_not_in_the_file_is_suggested(ask, said):
    with pytest.raises(NotFoundError, match=said):
        getattr(read_context(TEXT), ask)("uww")


def test_an_older_file_without_sizes_has_it_all_in_its_accounts():
    text = '{"accnt_ctx": {"uw": {"resources": {"maxvCpus": 10}, "tags": {"Mode": "x"}}}}'
    context = read_context(text)
    assert context.size("small") == {}
    assert context.account().tags == {"Mode": "x"}


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (lambda d: d.pop("accnt_ctx"), None, "'accnt_ctx' is missing"),
        (lambda d: d.update(accnt_ctx={}), "accnt_ctx", "an account at least"),
        (lambda d: d.update(type="UNMANAGED"), "type", "isn't 'MANAGED'"),
        (lambda d: d.update(small=5), "small", "must be an object, not the number 5"),
        (lambda d: d["small"].update(maxvCpu=5), "small.maxvCpu", "did you mean 'maxvCpus'"),
        (lambda d: d["small"].update(maxvCpus="5"), "small.maxvCpus", "a whole number"),
        (lambda d: d["small"]["tags"].update(Mode=1), "small.tags.Mode", "must be a text"),
        (
            lambda d: d["accnt_ctx"]["uw"].pop("resources"),
            "accnt_ctx.uw",
            "'resources' is missing",
        ),
        (
            lambda d: d["accnt_ctx"]["uw"]["resources"].update(subnets="subnet-1"),
            "accnt_ctx.uw.resources.subnets",
            "must be a list",
        ),
        (
            lambda d: d["accnt_ctx"]["uw"]["resources"].update(type="SPOTS"),
            "accnt_ctx.uw.resources.type",
            "isn't 'EC2' or 'SPOT'",
        ),
    ],
)
def test_a_problem_is_named_at_its_place(change, place, said):
    assert said in problems(changed(change))[place]


def test_a_size_that_is_given_twice_is_a_problem():
    text = '{"accnt_ctx": {"uw": {"resources": {}}}, "small": {}, "small": {}}'
    assert problems(text) == {"small": "The key is given twice; keep one."}
