import json
from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.attempts import AnalysisKey, AnalysisState, JobChange
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from tests.in_process import NOW

RUN = RunKey(project="p", workflow="famli")
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"


@pytest.fixture
def ports(service):
    return service.ports


@pytest.fixture
def finished(started, ports):
    """Sample a failed at its second attempt, sample b succeeded."""
    ports.runs.counters[RUN] = {
        "count#STARTED#1": 2,
        "count#SAMPLE#FAILED": 1,
        "count#SAMPLE#SUCCEEDED": 1,
        "count#ANALYSIS#0#FAILED": 1,
        "count#ANALYSIS#0#SUCCEEDED": 1,
    }
    version = ports.workflows.newest["famli"].version
    ports.samples.begin(sample("a", version, SampleStatus.FAILED, OUT_OF_MEMORY))
    ports.samples.begin(sample("b", version, SampleStatus.SUCCEEDED, ""))
    ports.analyses.save(failed_twice(version))


def sample(name, version, status, reason):
    return SampleState(
        run=RUN,
        sample=Sample(
            name=name, file=f"{name}.fq", columns={"sample": name, "file": f"{name}.fq"}, line=2
        ),
        generation=1,
        version=version,
        analyses=1,
        status=status,
        updated_at=NOW,
        reason=reason,
    )


def failed_twice(version):
    first = AnalysisState(
        key=AnalysisKey(run=RUN, sample="a", analysis=0),
        generation=1,
        version=version,
        status=AnalysisStatus.FAILED,
        attempt=1,
        tokens=(),
        updated_at=NOW,
        submitted_at=NOW,
        reason=OUT_OF_MEMORY,
    )
    change = JobChange(
        attempt=first.attempt_key,
        job_id="job-1",
        status=JobStatus.FAILED,
        at=NOW,
        container_reason=OUT_OF_MEMORY,
        started_at=NOW,
        stopped_at=NOW + timedelta(seconds=90),
        memory=512,
    )
    second = first.ended(AnalysisStatus.FAILED, change, "again with 1024 MiB")
    last = replace(second, attempt=2)
    return last.ended(AnalysisStatus.FAILED, replace(change, memory=1024), "gave up")


def test_start_begins_a_run(relay, csv, definition):
    relay("workflow", "put", definition)
    relay("project", "import", "p", "--metadata", csv)
    code, out, _ = relay("run", "start", "p", "famli")
    assert code == 0
    assert out.startswith("Started famli for 2 samples of p")


def test_start_takes_chosen_samples(relay, csv, definition):
    relay("workflow", "put", definition)
    relay("project", "import", "p", "--metadata", csv)
    chosen = ("--sample", "a", "--json")
    run = json.loads(relay("run", "start", "p", "famli", *chosen)[1])
    assert run["chosen"] == 1


def test_a_dry_run_tells_jobs_and_begins_nothing(relay, ports, csv, definition):
    relay("workflow", "put", definition)
    relay("project", "import", "p", "--metadata", csv)
    code, out, _ = relay("run", "start", "p", "famli", "--dry-run")
    assert (code, "2 jobs for 2 samples" in out) == (0, True)
    assert "No earlier run of this workflow tells what its jobs use." in out
    assert ports.runs.runs == {}


def test_a_dry_run_tells_the_cost_by_earlier_runs(relay, finished, ports):
    used = {"jobs": 2, "vcpu_ms": 7_200_000, "cost": 3_000_000}
    more = {f"count#USED#0#useful#{name}": n for name, n in used.items()}
    ports.runs.counters[RUN] |= more | {"count#USED#0#wasted#cost": 1_000_000}
    _, out, _ = relay("run", "start", "p", "famli", "--dry-run")
    assert "It may cost $3.00 to $4.00, by 1 earlier run;" in out


def test_start_gives_a_run_its_priority(relay, started, ports):
    ports.catalog.fair.add("spot")
    assert relay("run", "start", "p", "famli", "--sample", "a", "--priority", 7)[0] == 0
    assert "Its priority is 7 among the jobs" in relay("run", "status", "p", "famli")[1]
    relay("run", "start", "p", "famli", "--sample", "a", "--priority", 9)
    assert ports.runs.get(RUN).priority == 9


def test_a_priority_without_effect_is_told_by_a_dry_run_too(relay, started):
    for more in ([], ["--dry-run"]):
        chosen = ("--sample", "a", "--priority", 7)
        code, _, err = relay("run", "start", "p", "famli", *chosen, *more)
        assert (code, "A priority has no effect here" in err) == (1, True)


def test_start_begins_beside_what_is_on_its_way(relay, started):
    code, out, _ = relay("run", "start", "p", "famli", "--sample", "a")
    assert code == 0
    assert out.startswith("Started famli for 1 sample of p")


def test_start_prints_what_does_not_render(relay, started, definition, ports):
    ports.runs.counters[RUN] = {"count#STARTED#1": 2, "count#SAMPLE#FAILED": 2}
    definition.write_text(definition.read_text().replace("{sample}", "{nix}"))
    relay("workflow", "put", definition)
    code, _, err = relay("run", "start", "p", "famli")
    assert code == 1
    assert "nix" in err


def test_status_counts_analyses_by_status(relay, finished):
    code, out, _ = relay("run", "status", "p", "famli")
    assert code == 0
    assert "famli for p: FAILED; samples: 1 SUCCEEDED, 1 FAILED" in out
    assert "trim:1" in out


def test_status_lists_failed_samples_with_reason_and_attempts(relay, finished):
    out = relay("run", "status", "p", "famli")[1]
    assert "Failed: 1" in out
    assert OUT_OF_MEMORY in out


def test_status_counts_failures_by_their_reason(relay, finished, ports):
    ports.runs.counters[RUN]["count#FAILURE#0#out of memory"] = 1
    out = relay("run", "status", "p", "famli")[1]
    assert "Failures by reason" in out
    assert "│ 1 │ trim:1   │ out of memory │ 1" in out


def test_status_lists_resubmissions_if_asked_to(relay, finished):
    out = relay("run", "status", "p", "famli", "--resubmissions")[1]
    assert "again with 1024 MiB" in " ".join(out.split())


def test_status_as_json(relay, finished):
    run = json.loads(relay("run", "status", "p", "famli", "--json")[1])
    assert run["samples"] == {"SUCCEEDED": 1, "FAILED": 1}


def test_watch_follows_a_run_to_its_end(relay, started, ports, service):
    looks = iter([{"count#SAMPLE#RUNNING": 2}, {"count#SAMPLE#SUCCEEDED": 2}])

    def look(request):
        ports.runs.counters[RUN] = {"count#STARTED#1": 2, **next(looks)}

    service.before = look
    code, out, _ = relay("run", "status", "p", "famli", "--watch", "--every", "0.1")
    assert code == 0
    assert "SUCCEEDED; samples: 2 SUCCEEDED" in out


def test_watch_exits_with_1_if_a_sample_failed(relay, finished):
    assert relay("run", "status", "p", "famli", "--watch")[0] == 1


def test_a_sample_shows_every_attempt_with_reason_and_decision(relay, finished):
    out = " ".join(relay("sample", "show", "p", "famli", "a")[1].split())
    assert out.startswith(f"Sample a: FAILED ({OUT_OF_MEMORY}); file a.fq")
    assert "512 MiB" in out
    assert "again with 1024 MiB" in out
    assert "90.0 s" in out


def test_a_sample_shows_what_its_jobs_were_given(relay, finished):
    out = relay("sample", "show", "p", "famli", "a", "--parameters")[1]
    assert "1.1 to 1.2" in out
    assert "reads=a.fq" in out


def test_a_sample_as_json(relay, finished):
    shown = json.loads(relay("sample", "show", "p", "famli", "a", "--json")[1])
    attempts = shown["analyses"][0]["attempts"]
    assert [each["number"] for each in attempts] == [1, 2]
    assert attempts[0]["decision"] == "again with 1024 MiB"


def decided(state, **changes):
    """The same, its first attempt with a rule and a decision that says the reason too."""
    first, *others = state.history
    return replace(state, history=(replace(first, **changes), *others))


def test_a_decision_that_says_the_reason_says_it_once(relay, finished, ports):
    (key,) = ports.analyses.analyses
    told = {
        "reason": "Killed!",
        "rule": "out of memory",
        "decision": "again: out of memory: Killed!",
    }
    ports.analyses.analyses[key] = decided(ports.analyses.analyses[key], **told)
    out = relay("sample", "show", "p", "famli", "a")[1]
    assert out.count("Killed!") == 1


def test_a_decision_that_is_the_reason_is_told_once(relay, finished, ports):
    (key,) = ports.analyses.analyses
    why = "cancelled: why"
    ended = decided(ports.analyses.analyses[key], reason=why, decision=why)
    ports.analyses.analyses[key] = ended
    assert relay("sample", "show", "p", "famli", "a")[1].count(why) == 1


def test_a_success_needs_no_reason(relay, finished, ports):
    (key,) = ports.analyses.analyses
    noise = {"reason": "Essential container in task exited", "status": AnalysisStatus.SUCCEEDED}
    ports.analyses.analyses[key] = decided(ports.analyses.analyses[key], decision="", **noise)
    assert "Essential" not in relay("sample", "show", "p", "famli", "a")[1]


def test_an_array_shows_how_many_jobs_it_had_and_which_failed(relay, finished, ports):
    (key,) = ports.analyses.analyses
    ended = decided(ports.analyses.analyses[key], size=100, failed="3-9,17")
    ports.analyses.analyses[key] = ended
    assert "100 jobs; failed: 3-9,17" in relay("sample", "show", "p", "famli", "a")[1]


def test_a_job_that_goes_on_is_named_with_its_queue(relay, finished, ports):
    (key,) = ports.analyses.analyses
    at_work = {"status": AnalysisStatus.RUNNABLE, "job_id": "job-3", "queue": "spot"}
    ports.analyses.analyses[key] = replace(ports.analyses.analyses[key], **at_work)
    out = " ".join(relay("sample", "show", "p", "famli", "a")[1].replace("│", " ").split())
    assert "job job-3 on spot since" in out


def test_a_sample_that_failed_points_to_the_log_of_its_last_job(relay, finished, ports):
    (key,) = ports.analyses.analyses
    ports.analyses.analyses[key] = decided(ports.analyses.analyses[key], log_stream="tool/1")
    said = relay("sample", "show", "p", "famli", "a")[2]
    assert "`batch-relay sample logs p famli a`" in said


def test_what_stands_elsewhere_than_its_last_attempt_is_shown_too(relay, finished, ports):
    (key,) = ports.analyses.analyses
    skipped = {"status": AnalysisStatus.SKIPPED, "reason": "all outputs exist"}
    ports.analyses.analyses[key] = replace(ports.analyses.analyses[key], **skipped)
    out = " ".join(relay("sample", "show", "p", "famli", "a")[1].split())
    assert "SKIPPED │ │ │ all outputs exist" in out


def test_the_log_of_an_earlier_generation_is_not_pointed_to(relay, finished, ports):
    (key,) = ports.analyses.analyses
    earlier = decided(ports.analyses.analyses[key], log_stream="tool/1", generation=0)
    ports.analyses.analyses[key] = earlier
    assert relay("sample", "show", "p", "famli", "a")[2] == ""


def test_brackets_in_a_reason_are_shown(relay, finished, ports):
    refused = "SubmitJob: Parameters required by the command are missing: [output] [/b]"
    version = ports.workflows.newest["famli"].version
    ports.samples.begin(sample("c", version, SampleStatus.FAILED, refused))
    assert "missing: [output] [/b]" in relay("sample", "list", "p", "famli")[1]


def test_what_others_wrote_commands_no_terminal(relay, finished, ports):
    version = ports.workflows.newest["famli"].version
    reason = "\x1b]52;c;ZXZpbA==\x07\x9b2J gone"
    ports.samples.begin(sample("c", version, SampleStatus.FAILED, reason))
    said = relay("sample", "list", "p", "famli")[1]
    assert "\\x1b]52;c;" in said
    assert not set(said) & {"\x1b", "\x07", "\x9b"}


def test_samples_are_listed_by_status(relay, finished):
    named = ("p", "famli", "--status", "FAILED")
    assert "1 sample" in relay("sample", "list", *named)[1]
    listed = json.loads(relay("sample", "list", *named, "--json")[1])
    assert [each["sample"] for each in listed] == ["a"]


def test_output_fits_a_narrow_terminal(relay, finished, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    out = relay("run", "status", "p", "famli")[1]
    assert max(map(len, out.splitlines())) <= 60
