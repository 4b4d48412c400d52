import json
from dataclasses import replace

from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.unit.cli.finished import OUT_OF_MEMORY, sample


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
    as_json = relay("sample", "show", "p", "famli", "c", "--json")[1]
    assert not set(said + as_json) & {"\x1b", "\x07", "\x9b"}
