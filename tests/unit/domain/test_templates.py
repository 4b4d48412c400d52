from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.templates import TemplateError, parse_template

VALUES = {"sample": "S1", "read group": "RG", "width": "8", "blank": "", "braces": "{sample}"}
# Made of pieces, as random text hardly ever is a template.
FIELDS = ["{sample", "{width", "{blank", "{read group", "{sample:", "{sample:>{width", "{", "{{"]
PIECES = st.sampled_from([*FIELDS, "}", "}}", "!r", ".x", "[0]", ".3", *":!><^=09.ds[]é٣ "])
TEMPLATES = st.lists(PIECES, max_size=12).map("".join) | st.text()


def fault(text, values=VALUES):
    with pytest.raises(TemplateError) as caught:
        parse_template(text).fill(values)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("s3://b/{sample}.gz", "s3://b/S1.gz"),
        ("{read group}", "RG"),
        ("[{blank}]", "[]"),
        ("{{sample}} {{}}", "{sample} {}"),
        ("{sample!r}", "'S1'"),
        ("{sample:>4}|{sample:_<4}|{sample:.1}", "  S1|S1__|S"),
        ("{sample:>{width}}", "      S1"),
        ("{braces}", "{sample}"),
        ("", ""),
    ],
)
def test_fills_in_values_as_python_does(text, filled):
    assert parse_template(text).fill(VALUES) == filled


def test_knows_which_variables_it_asks_for():
    assert parse_template("{a}/{b c}/{a:>{d}}").fields == {"a", "b c", "d"}


@pytest.mark.parametrize(
    "text", ["{sample.__class__}", "{sample[0]}", "{x.y[0].z}", "{s:{w.real}}"]
)
def test_refuses_to_look_inside_a_variable(text):
    assert "looks inside a variable" in fault(text)


@pytest.mark.parametrize("text", ["{}", "{!r}", "{:>4}"])
def test_refuses_a_field_without_a_name(text):
    assert "names no variable" in fault(text)


@pytest.mark.parametrize("text", ["{0}", "{1:>3}", "{٣}"])
def test_refuses_a_position(text):
    assert "is a position" in fault(text)


@pytest.mark.parametrize(
    "text", ["{", "}", "{sample", "sample}", "{sample!z}", "{sample!}", "{a{b}}"]
)
def test_refuses_what_is_no_template(text):
    assert fault(text)


@pytest.mark.parametrize("text", ["{sample:d}", "{sample:=5}", "{sample:+}", "{sample:,}"])
def test_refuses_a_format_for_numbers_before_any_value_is_known(text):
    with pytest.raises(TemplateError):
        parse_template(text)


@pytest.mark.parametrize("text", ["{sample:>999999999}", "{sample:.1025}", "{sample:>٩٩٩٩٩٩}"])
def test_refuses_a_width_that_would_fill_the_memory(text):
    assert "too wide" in fault(text)


def test_refuses_a_width_that_comes_from_a_value():
    assert "too wide" in fault("{sample:>{width}}", VALUES | {"width": "999999999"})


def test_refuses_formats_within_formats_within_formats():
    assert "nested too deeply" in fault("{sample:>{width:{width}}}")


def test_names_a_variable_that_is_missing():
    assert fault("{sampel}") == "There is no variable 'sampel'."


@given(TEMPLATES)
def test_any_text_is_a_template_or_refused(text):
    with suppress(TemplateError):
        parse_template(text).fill(VALUES)


@given(TEMPLATES)
def test_says_the_same_as_python(text):
    try:
        filled = parse_template(text).fill(VALUES)
    except TemplateError:
        return
    assert filled == text.format_map(VALUES)
