import json

import pytest

from batch_relay.compute.definitions import compare, read_definition
from batch_relay.domain.errors import InvalidError

CONTAINER = {
    "image": "quay.io/dockstore/batch_wrapper:1.0",
    "command": ["/test.sh", "Ref::entry", "Ref::json"],
    "vcpus": 2,
    "memory": 7000,
    "environment": [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}],
}
ALIGN = {"jobDefinitionName": "align", "type": "container", "containerProperties": CONTAINER}


@pytest.fixture
def write(tmp_path):
    """Write a definition to a file, with changes to its container."""

    def write(name="align.json", **container):
        path = tmp_path / name
        path.write_text(json.dumps({**ALIGN, "containerProperties": CONTAINER | container}))
        return path

    return write


def registered(memory):
    found = memory.ask("DescribeJobDefinitions", jobDefinitionName="align")["jobDefinitions"]
    return [each["revision"] for each in found]


def problems(text):
    with pytest.raises(InvalidError) as caught:
        read_definition(text)
    return [(each.line, each.column, each.message) for each in caught.value.problems]


def test_a_definition_is_registered(relay, memory, write):
    assert relay("definition", "register", write()) == (0, "Registered align:1\n", "")
    assert registered(memory) == [1]


def test_what_has_not_changed_gets_no_new_revision(relay, memory, write):
    relay("definition", "register", write())
    same = {
        "vcpus": None,
        "environment": CONTAINER["environment"][::-1],
        "resourceRequirements": [{"type": "VCPU", "value": "2"}],
        "volumes": [],
        "privileged": False,
    }
    text = json.loads(write(**same).read_text())
    del text["containerProperties"]["vcpus"]
    (path := write()).write_text(json.dumps(text))
    assert relay("definition", "register", path)[1] == "Nothing new in align:1\n"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, {"fargatePlatformConfiguration": {"platformVersion": "LATEST"}}),
        ({"environment": [{"name": "EMPTY", "value": ""}]}, {"environment": []}),
        ({"environment": [{"name": "EMPTY"}]}, {}),
    ],
)
def test_what_aws_adds_or_drops_is_no_change(asked, kept):
    container = {"image": "i"}
    request = ALIGN | {"containerProperties": container | asked}
    assert compare(ALIGN | {"containerProperties": container | kept}, request) == []


def test_what_has_changed_gets_one(relay, memory, write):
    relay("definition", "register", write())
    relay("definition", "register", write(memory=8000))
    assert registered(memory) == [2, 1]


def test_what_was_taken_away_is_a_change_too(relay, memory, write):
    relay("definition", "register", write())
    relay("definition", "register", write(environment=[]))
    assert registered(memory) == [2, 1]


def test_a_difference_names_its_place(relay, write):
    relay("definition", "register", write())
    code, out, _ = relay("definition", "diff", write(image="new:1"))
    place = "align:1 containerProperties.image"
    assert (code, out) == (1, f'{place}: "quay.io/dockstore/batch_wrapper:1.0" -> "new:1"\n')


def test_no_difference_is_success(relay, write):
    relay("definition", "register", write())
    assert relay("definition", "diff", write()) == (0, "", "")


def test_one_wrong_file_keeps_the_others_from_being_registered(relay, memory, write, tmp_path):
    (wrong := tmp_path / "wrong.json").write_text('{"type": "container"}')
    code, _, err = relay("definition", "register", write(), wrong)
    assert code == 1
    assert "wrong.json: The key 'jobDefinitionName' is missing; add it." in err
    assert registered(memory) == []


def test_a_misspelt_key_is_named_with_its_line():
    text = '{"jobDefinitionName": "a", "type": "container",\n"containerProperties": {"imag": "i"}}'
    assert problems(text) == [
        (2, "containerProperties.imag", "The key 'imag' isn't known here; did you mean 'image'?")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "This must be an object, not a list."),
        ("{", "Expecting property name"),
        ('{"jobDefinitionName": "a", "type": "tent"}', "'tent' isn't 'container' or"),
        ('{"jobDefinitionName": "a", "type": "container", "tags": []}', "must be an object"),
        ('{"jobDefinitionName": 1, "type": "container"}', "must be a text, not the number 1"),
        ('{"jobDefinitionName": "a", "type": "container", "type": "container"}', "given twice"),
        ('{"jobDefinitionName": "a", "type": "container", "propagateTags": 1}', "true or false"),
    ],
)
def test_a_wrong_definition_is_told_in_words(text, said):
    assert any(said in message for _, _, message in problems(text))


def test_the_newest_revisions_are_listed(relay, memory, write):
    for size in (1000, 2000):
        relay("definition", "register", write(memory=size))
    code, out, _ = relay("definition", "list")
    assert code == 0
    assert "align:2" in out
    assert "align:1" not in out


def test_all_revisions_of_a_name_are_listed(relay, write):
    for size in (1000, 2000):
        relay("definition", "register", write(memory=size))
    told = json.loads(relay("definition", "list", "--name", "align", "--json")[1])
    assert [each["revision"] for each in told] == [2, 1]


@pytest.mark.parametrize(("reference", "memory_"), [("align", 2000), ("align:1", 1000)])
def test_a_definition_is_shown(relay, write, reference, memory_):
    for size in (1000, 2000):
        relay("definition", "register", write(memory=size))
    shown = json.loads(relay("definition", "show", reference)[1])
    assert shown["containerProperties"]["memory"] == memory_


def test_an_unknown_definition_is_one_line(relay):
    code, _, err = relay("definition", "show", "nothing")
    assert (code, err.count("\n")) == (1, 1)


def test_a_revision_is_taken_out_of_use(relay, write):
    relay("definition", "register", write())
    assert relay("definition", "deregister", "align:1")[0] == 0
    assert relay("definition", "register", write())[1] == "Registered align:2\n"


def test_old_revisions_are_taken_out_of_use(relay, write):
    for size in (1000, 2000, 3000):
        relay("definition", "register", write(memory=size))
    out = relay("definition", "deregister", "align", "--keep", 1)[1]
    assert out == "Out of use: align:2\nOut of use: align:1\n"


def test_a_name_alone_is_not_taken_out_of_use(relay, write):
    relay("definition", "register", write())
    code, _, err = relay("definition", "deregister", "align")
    assert code == 2
    assert "names no revision" in err
