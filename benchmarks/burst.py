"""50,000 samples at once at a door that lets 50 calls a second through: our way, and others'."""

from benchmarks.report import Row, Section
from benchmarks.simulated import others, relay

TITLE = "Burst at SubmitJob's limit"
SAMPLES, SMALL = 50_000, 2_000


def run(*, small: bool) -> Section:
    """Simulate the burst."""
    samples = SMALL if small else SAMPLES
    ours = relay.simulate(samples)
    return Section(
        title=TITLE,
        rows=[*_ours(ours), *(_other(name, others.simulate(way, samples)) for name, way in WAYS)],
        notes=NOTES.format(samples=samples),
    )


WAYS = tuple(others.WAYS.items())
USED, THROTTLED = 0.9, 0.01
NOTES = """Simulated: {samples:,} executions start together (1,300 at once, then 300 a second); in
any second 50 SubmitJob calls get through, the rest is throttled. Ours is the use case, the adapter
that paces, and the rate, workers and batch size of `template.yaml`, in virtual time: SubmitJob
takes 0.1 s, other calls 5 to 20 ms. The others are retry policies of systems whose state machines
call SubmitJob themselves; there, each throttled call is a state transition paid."""


def _ours(found: relay.Outcome) -> list[Row]:
    lost, doubled, used = found.lost, found.doubled, found.used
    throttled = f"{found.throttled_share:.2%} ({found.throttled:,})"
    return [
        Row(what="jobs lost", measured=f"{lost:,}", target="0", met=lost == 0),
        Row(what="jobs submitted twice", measured=f"{doubled:,}", target="0", met=doubled == 0),
        Row(
            what="share of the limit used",
            measured=f"{used:.1%}",
            target="≥ 90 %",
            met=used >= USED,
        ),
        Row(
            what="throttled calls",
            measured=throttled,
            target="< 1 %",
            met=found.throttled_share < THROTTLED,
        ),
        Row(
            what="extra transitions (tokens answered while waiting)",
            measured=f"{found.answered:,}",
            target="0",
            met=found.answered == 0,
        ),
        Row(what="time until all are submitted", measured=f"{found.seconds / 60:.1f} min"),
    ]


def _other(name: str, found: others.Outcome) -> Row:
    told = (
        f"{found.lost / found.samples:.0%} lost, {found.throttled_share:.0%} of calls throttled,"
        f" {found.extra / found.samples:.1f} extra transitions a job, {found.seconds / 60:.1f} min"
    )
    return Row(what=f"otherwise: {name}", measured=told)
