"""The simulator can fail: it finds every bug that is planted."""

import pytest

from tests.simulation import mutations
from tests.simulation.mutations import Mutation
from tests.simulation.simulate import first_broken

SCENARIOS = 2_000


@pytest.mark.parametrize(
    ("mutate", "rules"),
    [
        (mutations.no_intent, "ag"),
        (mutations.intents_of_nobody, "ag"),
        (mutations.no_fence_at_the_door, "f"),
        (mutations.no_fence_for_events, "abfgilm"),
        (mutations.whole_array_again, "m"),
        (mutations.trusted_order, "k"),
        (mutations.no_order, "c"),
        (mutations.jobs_believed, "d"),
        (mutations.no_budget, "j"),
        (mutations.done_again, "h"),
        (mutations.starts_forgotten, "b"),
        (mutations.starts_come_again, "f"),
        (mutations.blocked_by_event_only, "b"),
        (mutations.summaries_by_event_only, "n"),
        (mutations.skipped_for_ever, "e"),
        (mutations.never_recounted, "be"),
        (mutations.replays_counted, "e"),
        (mutations.token_forgotten_first, "bi"),
        (mutations.token_answered_first, "l"),
        (mutations.share_taken_along, "o"),
    ],
)
def test_a_planted_bug_is_found(mutate: Mutation, rules: str, monkeypatch):
    mutate(monkeypatch)
    found = first_broken(range(SCENARIOS))
    assert found is not None
    assert found[1].rule in rules
