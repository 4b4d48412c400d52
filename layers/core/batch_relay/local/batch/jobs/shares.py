"""Fair shares of a queue: whose turn it is, by what each share has used."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from batch_relay.local.batch.jobs.job import Attempt, Job

# A job counts for a second at least, so that shares take turns if their jobs are short.
LEAST_MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FairShare:
    """A fair-share policy; `weights` go by share, or by the beginning of one and an asterisk.

    A share's use counts for `decay` milliseconds.
    """

    weights: Mapping[str, float]
    decay: int

    def weight(self, share: str) -> float:
        """Return the weight of a share, 1 unless the policy says otherwise."""
        for named, weight in self.weights.items():
            if share == named or (named.endswith("*") and share.startswith(named[:-1])):
                return weight
        return 1.0

    def in_turn(self, jobs: Iterable[Job], used: Mapping[str, float]) -> Iterator[Job]:
        """Yield jobs as if each started at once, those of the share that has used least first.

        `used` is in vCPU-milliseconds; a job of higher priority goes before others of its share.
        """
        waiting = defaultdict[str, list[Job]](list)
        for job in jobs:
            waiting[job.share or ""].append(job)
        lines = {share: deque(sorted(line, key=_urgency)) for share, line in waiting.items()}
        turns = [(used.get(s, 0) * self.weight(s), at, s) for at, s in enumerate(lines)]
        heapify(turns)
        while turns:
            spent, at, share = heappop(turns)
            yield (job := lines[share].popleft())
            if lines[share]:
                more = job.demand.vcpus * LEAST_MS * self.weight(share)
                heappush(turns, (spent + more, at, share))


def _urgency(job: Job) -> int:
    return -(job.priority or 0)


def _ended() -> defaultdict[tuple[str, str], deque[tuple[int, float]]]:
    return defaultdict(deque)


@dataclass(slots=True)
class Usage:
    """What attempts that ended have used, by queue and share, each with its end."""

    _ended: defaultdict[tuple[str, str], deque[tuple[int, float]]] = field(default_factory=_ended)

    def add(self, job: Job, attempt: Attempt) -> None:
        """Take in an attempt that ended; only jobs with a share use one."""
        if job.share is not None and attempt.stopped_at is not None:
            used = cost(job, attempt.started_at, attempt.stopped_at)
            self._ended[job.queue, job.share].append((attempt.stopped_at, used))

    def since(self, queue: str, then: int) -> dict[str, float]:
        """Add up what each share of a queue used in attempts that ended later."""
        ours = ((share, ended) for (of, share), ended in self._ended.items() if of == queue)
        return {share: _sum(ended, then) for share, ended in ours}

    def clear(self) -> None:
        """Forget everything."""
        self._ended.clear()


def cost(job: Job, started_at: int | None, now: int) -> float:
    """Return what an attempt has used until now, in vCPU-milliseconds."""
    return job.demand.vcpus * max(LEAST_MS, now - (started_at or now))


def _sum(ended: deque[tuple[int, float]], then: int) -> float:
    while ended and ended[0][0] < then:
        ended.popleft()
    return sum(used for _, used in ended)
