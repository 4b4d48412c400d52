from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.first_seen import FirstSeen


def test_says_where_a_text_was_seen_first():
    seen = FirstSeen()
    assert seen.line_of("a", 2) is None
    assert seen.line_of("b", 3) is None
    assert seen.line_of("a", 4) == 2


def test_remembers_after_it_has_grown():
    seen = FirstSeen()
    assert not [line for line in range(10_000) if seen.line_of(f"s{line}", line) is not None]
    assert [seen.line_of(f"s{line}", 0) for line in range(10_000)] == list(range(10_000))
    assert len(seen) == 10_000


@given(st.lists(st.text(max_size=2)))
def test_is_a_dictionary_of_first_lines(texts):
    seen, known = FirstSeen(), {}
    for line, text in enumerate(texts):
        assert seen.line_of(text, line) == known.get(text)
        known.setdefault(text, line)
