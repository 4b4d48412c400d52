import json
from dataclasses import replace

import pytest

from batch_relay.cli.reading import follow, query_of, reader
from batch_relay.domain.attempts import JobChange
from batch_relay.domain.logs import ArrayJob, LogLine, LogStream
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from tests.examples import analysis, analysis_key, sample
from tests.in_process import NOW

RUN = RunKey(project="p", workflow="famli")
NO_IMAGE = "CannotPullContainerError: no such image"
OF_A = ("sample", "logs", "p", "famli", "a")


@pytest.fixture
def ports(service):
    return service.ports


@pytest.fixture
def write(ports):
    """Write lines to a log."""

    def to(name, *lines):
        stream = ports.logs.streams.setdefault(LogStream(group="/aws/batch/job", name=name), [])
        stream.extend(LogLine(at=NOW, message=line) for line in lines)

    return to


@pytest.fixture
def failed(started, ports, write):
    """Samples a and b; a failed, without a log at first, then with one."""
    version = ports.workflows.newest["famli"].version
    for name, status in (("a", SampleStatus.FAILED), ("b", SampleStatus.RUNNING)):
        given = {"of": RUN, "version": version, "analyses": 1, "status": status}
        ports.samples.begin(sample(name, **given))
    write("trim/2", "reading", "error: no space left", "bye")
    return ports.analyses.save(_ended(_ended(analysis(analysis_key(name="a", of=RUN)), 1), 2))


def _ended(state, number):
    log = {"log_stream": "trim/2"} if number == 2 else {"container_reason": NO_IMAGE}
    state = replace(state, attempt=number, job_id=None, status=AnalysisStatus.FAILED)
    change = JobChange(
        attempt=state.attempt_key, job_id=f"job-{number}", status=JobStatus.FAILED, at=NOW, **log
    )
    return state.ended(AnalysisStatus.FAILED, change)


def test_what_a_job_wrote_is_printed_and_whose_it_is_told_beside_it(relay, failed):
    code, out, err = relay(*OF_A)
    assert (code, out.splitlines()) == (0, ["reading", "error: no space left", "bye"])
    assert err == "a trim:1 #2: FAILED\n"


def test_the_last_lines_may_be_printed_with_their_times(relay, failed):
    assert relay(*OF_A, "--tail", 1, "--timestamps")[1] == "2026-01-01 12:00:00 bye\n"


def test_an_attempt_without_a_log_tells_why(relay, failed):
    _, out, err = relay(*OF_A, "--attempt", 1)
    assert out == ""
    assert err == f"a trim:1 #1: FAILED (its job wrote no log: {NO_IMAGE})\n"


def test_a_log_as_json_is_whole(relay, failed):
    log = json.loads(relay(*OF_A, "--json")[1])
    assert [line["message"] for line in log["items"]][-1] == "bye"


@pytest.fixture
def at_work(failed, ports, write):
    """Sample a once more, at work."""
    more = {"status": AnalysisStatus.RUNNING, "job_id": "job-3", "log_stream": "trim/3"}
    write("trim/3", "reading")
    return ports.analyses.save(replace(failed, attempt=3, **more))


def test_a_log_is_followed_until_its_attempt_has_ended(service, at_work, ports, write):
    with service.client() as client:
        found = follow(reader(client, "p", "famli", "a"), query_of(attempt=3), every=0)
        assert [line.message for line in next(found).items] == ["reading"]
        write("trim/3", "writing")
        assert [line.message for line in next(found).items] == ["writing"]
        ports.analyses.save(replace(at_work, status=AnalysisStatus.SUCCEEDED))
        write("trim/3", "done")
        assert [line.message for page in found for line in page.items] == ["done"]


def test_what_is_followed_is_printed_page_by_page(relay, failed):
    _, out, _ = relay(*OF_A, "--follow", "--every", 0.1, "--json")
    pages = [json.loads(line) for line in out.splitlines()]
    assert [len(page["items"]) for page in pages] == [3, 0]


def test_the_logs_of_failed_samples_are_searched(relay, failed):
    _, out, _ = relay("run", "logs", "p", "famli", "--grep", "no space|nothing")
    assert out == "a trim:1 #2: error: no space left\n"


def test_a_search_that_finds_nothing_says_so(relay, failed):
    assert relay("run", "logs", "p", "famli", "--grep", "xyz") == (0, "", "No line fits 'xyz'.\n")


def test_matches_may_be_json(relay, failed):
    _, out, _ = relay("run", "logs", "p", "famli", "--grep", "space", "--json")
    found = [json.loads(line)["items"] for line in out.splitlines()]
    assert [len(items) for items in found] == [1, 0]


def test_without_a_failed_sample_it_says_so(relay, started):
    assert relay("run", "logs", "p", "famli") == (0, "", "No sample failed; see --all.\n")


def test_the_logs_of_all_jobs_are_saved(relay, failed, tmp_path):
    _, out, _ = relay("run", "logs", "p", "famli", "--all", "--save", tmp_path / "logs")
    first, second = sorted((tmp_path / "logs").iterdir(), key=lambda one: one.suffixes[-2])
    assert out.startswith("Saved 2 logs")
    assert first.name.startswith("FAILED.famli_a_trim_1-")
    assert first.read_text() == f"its job wrote no log: {NO_IMAGE}\n"
    assert second.read_text() == "reading\nerror: no space left\nbye\n"


def test_no_log_is_saved_in_another_folder(relay, at_work, ports, tmp_path):
    ports.analyses.save(replace(at_work, job_id="x/../../out"))
    folder = tmp_path / "logs" / "in"
    relay("run", "logs", "p", "famli", "--sample", "a", "--save", folder)
    assert list(folder.parent.iterdir()) == [folder]
    assert len(list(folder.iterdir())) == 3


def test_what_was_saved_while_a_job_was_at_work_gives_way(relay, at_work, ports, tmp_path):
    save = ("run", "logs", "p", "famli", "--sample", "a", "--save", tmp_path, "--json")
    running = [path for path in json.loads(relay(*save)[1]) if "RUNNING" in path]
    ports.analyses.save(replace(at_work, status=AnalysisStatus.SUCCEEDED))
    saved = json.loads(relay(*save)[1])
    assert len(running) == 1
    assert sorted(map(str, tmp_path.glob("*.log"))) == sorted(saved)
    assert "SUCCEEDED" in "".join(saved)


@pytest.fixture
def array(failed, ports, write):
    """The last attempt at sample a is an array, whose index 7 has failed."""
    first, last = failed.history
    ports.analyses.save(replace(failed, history=(first, replace(last, size=2, failed="7"))))
    write("trim/5", "five")
    five, seven = (LogStream(group="/aws/batch/job", name=f"trim/{n}") for n in (5, 2))
    ports.arrays.jobs["job-2"] = {
        5: ArrayJob(status=JobStatus.SUCCEEDED, reason="", stream=five),
        7: ArrayJob(status=JobStatus.FAILED, reason="", stream=seven),
    }


def test_a_job_of_an_array_is_printed_by_its_index(relay, array):
    assert relay(*OF_A, "--index", 5) == (0, "five\n", "a trim:1 #2[5]: SUCCEEDED\n")
    assert "no index 6, but 5,7" in relay(*OF_A, "--index", 6)[2]


def test_the_job_of_an_index_is_searched_in_each_sample_that_has_it(relay, array):
    assert relay("run", "logs", "p", "famli", "--index", 5)[1] == "a trim:1 #2[5]: five\n"
    code, out, err = relay("run", "logs", "p", "famli", "--index", 6)
    assert (code, out, "no index 6" in err) == (0, "", True)


def test_every_job_of_an_array_is_saved(relay, array, tmp_path):
    save = ("run", "logs", "p", "famli", "--save", tmp_path / "logs")
    assert relay(*save)[1] == relay(*save)[1]
    five, seven = (next((tmp_path / "logs").glob(f"*.job-2[[]{index}].log")) for index in (5, 7))
    assert (five.read_text(), five.name[:9], seven.name[:6]) == ("five\n", "SUCCEEDED", "FAILED")
    assert len(list((tmp_path / "logs").iterdir())) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--grep", "("], "regular expression"), (["--save", ".", "--tail", "1"], "whole logs")],
)
def test_options_that_can_not_be_are_refused(relay, failed, options, said):
    code, _, err = relay("run", "logs", "p", "famli", *options)
    assert code == 2
    assert said in err
