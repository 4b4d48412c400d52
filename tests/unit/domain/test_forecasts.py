"""What jobs may use, by what earlier runs have used."""

from batch_relay.domain.forecasts import Forecast, forecast
from batch_relay.domain.runs import Counts
from batch_relay.domain.usage import Usage, Use
from tests.examples import run


def earlier(useful, wasted=None, *, analyses=("align:1", "call:2")):
    used = {(0, Use.USEFUL): useful} | ({(0, Use.WASTED): wasted} if wasted else {})
    return run(analyses=analyses, counts=Counts(used=used))


def test_a_job_is_expected_to_use_what_one_has_used():
    one = forecast(0, "align:1", 50, [earlier(Usage(jobs=10, vcpu_ms=100, mib_ms=30, cost=20))])
    assert one.least == one.most == Usage(jobs=50, vcpu_ms=500, mib_ms=150, cost=100)


def test_what_attempts_wasted_is_part_of_the_most():
    one = forecast(0, "align:1", 10, [earlier(Usage(jobs=10, cost=20), Usage(jobs=5, cost=10))])
    assert (one.least.cost, one.most.cost) == (20, 30)


def test_the_cheapest_and_the_dearest_run_are_the_range():
    runs = [earlier(Usage(jobs=10, cost=cost)) for cost in (30, 20, 50)]
    one = forecast(0, "align:1", 10, runs)
    assert (one.least.cost, one.most.cost) == (20, 50)


def test_a_job_definition_is_known_whatever_its_revision_and_place():
    runs = [earlier(Usage(jobs=10, cost=20), analyses=("align:7", "call:2"))]
    assert forecast(3, "align", 10, runs).least.cost == 20


def test_nothing_is_known_of_what_never_ran():
    runs = [earlier(Usage(jobs=10, cost=20))]
    assert not forecast(1, "call:2", 10, runs).is_known
    assert forecast(1, "call:2", 0, runs).is_known


def test_the_whole_is_known_if_every_analysis_is():
    runs = [earlier(Usage(jobs=10, cost=20))]
    analyses = (forecast(0, "align:1", 10, runs), forecast(1, "call:2", 10, runs))
    whole = Forecast(samples=10, looked_at=10, runs=1, analyses=analyses)
    assert (whole.jobs, whole.least.cost, whole.is_known) == (20, 20, False)
