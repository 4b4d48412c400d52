"""What is decided about arrays of which some jobs failed."""

from dataclasses import replace

from batch_relay.domain.array_failures import decide_array
from batch_relay.domain.definitions import Policy
from batch_relay.domain.failures import GiveUp, Resubmit
from tests.unit.domain.failing import EXITED, HOST_LOST, OUT_OF_MEMORY, failure, pasts

RECLAIMED = failure(HOST_LOST, code=143, memory=512)
STARVED = failure(EXITED, OUT_OF_MEMORY, 137, memory=512)
FAILED = failure(EXITED, code=1, memory=512)
POLICY = Policy(fallback_queue="on-demand")


def decided(*before, policy=POLICY, **failures):
    """The decision about an array whose jobs failed so, by index: `_3=STARVED`."""
    children = [replace(one, index=int(name[1:])) for name, one in failures.items()]
    return decide_array(children, history=pasts(*before), policy=policy, jitter=1.0)


def test_a_failure_is_told_with_the_indices_that_met_with_it():
    telling, decision = decided(_3=STARVED, _4=STARVED, _17=STARVED)
    assert telling.index == 3
    assert decision.reason.startswith("indices 3-4,17: out of memory: OutOfMemoryError")
    assert decided(_3=STARVED)[1].reason.startswith("index 3: ")


def test_cures_are_combined():
    _, decision = decided("host reclaimed", _0=RECLAIMED, _5=STARVED)
    assert (decision.memory, decision.queue) == (1_024, "on-demand")
    assert decision.rule == "out of memory"
    assert "index 0: host reclaimed" in decision.reason
    assert "index 5: out of memory" in decision.reason


def test_the_longest_delay_holds():
    assert decided(_5=STARVED)[1].delay == 0
    assert decided(_0=RECLAIMED, _5=STARVED)[1].delay == POLICY.delay


def test_one_index_that_nothing_cures_gives_the_array_up():
    telling, decision = decided(_0=RECLAIMED, _5=STARVED, _7=FAILED)
    assert isinstance(decision, GiveUp)
    assert (telling.index, decision.rule) == (7, "application failed")
    assert decision.reason.startswith("index 7: application failed: ")


def test_a_budget_that_is_spent_gives_the_array_up_whatever_else_failed():
    policy = Policy(memory=1)
    first = decided(_0=STARVED, policy=policy)[1]
    second = decided("out of memory", _0=STARVED, _1=RECLAIMED, policy=policy)[1]
    assert (type(first), type(second)) == (Resubmit, GiveUp)
    assert "retry.memory" in second.reason


def test_the_gravest_failure_uses_up_its_budget():
    patient = Policy(application=1)
    rules = [
        decided(_0=RECLAIMED, _1=STARVED, _2=FAILED, policy=patient)[1].rule,
        decided(_0=RECLAIMED, _1=STARVED)[1].rule,
        decided(_0=RECLAIMED)[1].rule,
    ]
    assert rules == ["application failed", "out of memory", "host reclaimed"]
