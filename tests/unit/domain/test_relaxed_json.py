import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.relaxed_json import plain_json, read_json

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def read(text, *, relaxed=True):
    problems = Problems()
    document = read_json(text, relaxed=relaxed, problems=problems)
    return document, problems


def fault(text, *, relaxed=True):
    document, problems = read(text, relaxed=relaxed)
    assert document is None
    (problem,) = problems.as_list()
    assert problem.kind is ProblemKind.INVALID_JSON
    return problem


def test_leaves_out_comments_and_last_commas():
    text = '# head\n{"a": [1, 2, # two\n ], "b": {"c": "# no, ]",}, # end\n}'
    document, _ = read(text)
    assert document.value == {"a": [1, 2], "b": {"c": "# no, ]"}}


def test_takes_neither_unless_relaxed():
    problem = fault('{"a": 1,\n # why\n}', relaxed=False)
    assert problem.line == 2
    assert "relaxed" in problem.message


def test_points_at_the_line_that_lacks_its_comma():
    problem = fault('{\n  "outputs": ["s3://b/k"] # here\n\n  "queue": "q"\n}')
    assert problem.line == 2
    assert "comma" in problem.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ('{"a": 1', 1),
        ('{\n"a": tru}', 2),
        ('{"a":\n"open', 2),
        ("[1,,]", 1),
        ("[" * 100_000, 1),
        ("1" * 5_000, None),
        ('"' + '\\"' * 100_000, 1),
        ("{}\n{}", 2),
    ],
)
def test_names_the_line_that_is_wrong(text, line):
    assert fault(text).line == line


def test_refuses_a_text_too_long_to_store():
    _, problems = read(" " * 300_000)
    assert problems.totals() == {"file_too_large": 1}


def test_knows_the_line_of_every_value():
    text = '{"a": [\n 1,\n {"b c": "x",\n "d":\n 2}]}'
    document, _ = read(text)
    assert document.places.lines == {"a": 1, "a[0]": 2, "a[1]": 3, 'a[1]["b c"]': 3, "a[1].d": 4}


def test_knows_which_keys_are_given_twice():
    document, _ = read('{"a": {"b": 1},\n "a.b": 2,\n "a": 3}')
    assert document.places.repeated == [("a", 3)]


@given(VALUES, st.sampled_from([None, 2]))
def test_relaxes_nothing_that_is_json_already(value, indent):
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    document, _ = read(text)
    assert document.value == json.loads(text)


@given(st.text() | st.lists(st.sampled_from(list('{}[],:"#\\\n 1a'))).map("".join))
def test_any_text_is_read_or_refused_and_keeps_its_places(text):
    document, problems = read(text)
    assert (document is None) == bool(problems)
    assert len(plain_json(text)) == len(text)
