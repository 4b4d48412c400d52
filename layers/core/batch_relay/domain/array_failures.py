"""What to do about an array of jobs of which some failed: a pure decision, with its reason."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from batch_relay.domain.arrays import pack, shortened
from batch_relay.domain.attempts import Attempt, JobChange
from batch_relay.domain.definitions import Policy
from batch_relay.domain.failure_classes import Budget
from batch_relay.domain.failures import Decision, GiveUp, Resubmit, classify, decide

# The gravest first: an attempt uses up the budget of one failure.
_GRAVITY: Final = (Budget.APPLICATION, Budget.MEMORY, Budget.INFRASTRUCTURE)


def decide_array(
    failures: Sequence[JobChange], *, history: Sequence[Attempt], policy: Policy, jitter: float
) -> tuple[JobChange, Decision]:
    """Decide about the failures of an array's jobs; return the most telling one too.

    Failures of one kind are decided about as one, by its first. The array is
    given up if one kind is; else the cures are combined: what lacked memory and what lost its host
    are tried again with more memory on the next queue, all together. `history` and
    `jitter` as for `decide`.
    """
    kinds: dict[str, list[JobChange]] = {}
    for failure in sorted(failures, key=_gravity):
        kinds.setdefault(classify(failure).name, []).append(failure)
    decided = [
        (alike[0], _decide(alike, history=history, policy=policy, jitter=jitter))
        for alike in kinds.values()
    ]
    given_up = [one for one in decided if isinstance(one[1], GiveUp)]
    telling, decision = (given_up or decided)[0]
    return telling, decision if given_up else _combined([one for _, one in decided])


def _gravity(failure: JobChange) -> int:
    return _GRAVITY.index(classify(failure).budget)


def _decide(
    alike: Sequence[JobChange], *, history: Sequence[Attempt], policy: Policy, jitter: float
) -> Decision:
    decision = decide(alike[0], history=history, policy=policy, jitter=jitter)
    return replace(decision, reason=f"{_named(alike)}: {decision.reason}")


def _named(alike: Sequence[JobChange]) -> str:
    noun = "index" if len(alike) == 1 else "indices"
    return f"{noun} {shortened(pack(one.index for one in alike if one.index is not None))}"


def _combined(decisions: Sequence[Decision]) -> Resubmit:
    cures = [one for one in decisions if isinstance(one, Resubmit)]
    return replace(
        cures[0],
        reason="; ".join(one.reason for one in cures),
        delay=max(one.delay for one in cures),
        memory=max((one.memory for one in cures if one.memory), default=None),
        queue=next((one.queue for one in cures if one.queue), None),
    )
