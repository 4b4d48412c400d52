import re
from datetime import timedelta

from batch_relay.domain.statuses import SampleStatus
from batch_relay.reports.charts import bars, outcome, running_over_time
from tests.unit.reports.runs import AT


def span(start, end):
    return AT + timedelta(seconds=start), AT + timedelta(seconds=end)


def test_the_chart_tells_how_many_jobs_ran_at_a_time():
    drawn = running_over_time([span(0, 100), span(10, 50), span(40, 90), span(95, 100)])
    said = "Jobs that ran at a time: 3 at most, over 1.7 min from 2026-01-01 12:00:00 UTC"
    assert f'aria-label="{said}"' in drawn


def test_the_chart_has_numbers_at_its_side_and_times_below():
    drawn = running_over_time([span(0, 400), span(0, 400), span(100, 300), span(100, 400)])
    said = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert said == ["0", "2", "4", "0 s", "1.7 min", "3.3 min", "5.0 min", "6.7 min"]


def test_the_bar_of_samples_is_as_long_in_each_status_as_there_are():
    drawn = outcome({SampleStatus.SUCCEEDED: 3, SampleStatus.FAILED: 1, SampleStatus.RUNNING: 0})
    first, second = (float(one) for one in re.findall(r'width="([\d.]+)" height', drawn))
    assert first == 3 * second
    assert "3 SUCCEEDED (75.0%)" in drawn
    assert "RUNNING" not in drawn


def test_a_job_that_follows_another_is_not_beside_it():
    assert ": 1 at most" in running_over_time([span(0, 50), span(50, 100)])


def test_the_shortest_job_is_seen():
    assert ": 2 at most" in running_over_time([span(0, 10_000), span(5_000.0, 5_000.1)])


def test_nothing_is_drawn_of_nothing():
    assert running_over_time([]) == bars("Cost", []) == bars("Cost", [("a", 0, "0")]) == ""
    assert outcome({SampleStatus.FAILED: 0}) == ""


def test_bars_are_as_long_as_their_values():
    drawn = bars("Cost", [("a", 2.0, "$2"), ("b", 1.0, "$1")])
    first, second = (float(one) for one in re.findall(r'width="([\d.]+)" height', drawn))
    assert first == 2 * second
