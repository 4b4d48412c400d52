from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.manifests import from_line, to_line
from batch_relay.domain.samples import Sample

# What UTF-8 can't hold never leaves a CSV.
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT, TEXT, st.dictionaries(TEXT, TEXT), st.integers(1))
def test_a_sample_survives_the_manifest_on_one_line(name, file, columns, line):
    sample = Sample(name=name, file=file, columns=columns, line=line)
    written = to_line(sample)
    assert from_line(written) == sample
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")


def test_columns_keep_their_order():
    sample = Sample(name="a", file="f", columns={"z": "1", "a": "2"}, line=2)
    assert list(from_line(to_line(sample)).columns) == ["z", "a"]
