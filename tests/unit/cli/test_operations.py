"""Cancel, pause, continue, resubmit: on the command line."""

import io
import json
from dataclasses import replace

import pytest

from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from tests.examples import sample

RUN = RunKey(project="p", workflow="famli")
WHY = ("p", "famli", "--reason", "wrong reference")


@pytest.fixture
def ports(started, service):
    return service.ports


@pytest.fixture
def begun(ports):
    """Let a sample begin, and perhaps end."""

    def begin(name, status=SampleStatus.RUNNING, **more):
        version = ports.workflows.newest["famli"].version
        one = sample(name, of=RUN, version=version, analyses=1, status=status, **more)
        ports.samples.samples[RUN, name] = one

    return begin


def answer(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_cancel_asks_first(relay, ports, monkeypatch):
    answer(monkeypatch, "n\n")
    code, _, err = relay("run", "cancel", *WHY)
    assert code == 1
    assert "Cancel the run of famli for p (STARTING: 2 PENDING)?" in err
    assert ports.steering.sent == []


def test_a_cancel_goes_on_when_told_to(relay, ports, begun, monkeypatch):
    begun("a")
    answer(monkeypatch, "y\n")
    code, out, _ = relay("run", "cancel", *WHY)
    assert code == 0
    assert "Cancelling the run of famli for p; follow it with" in out
    assert ports.steering.sent[0].reason == "wrong reference"


def test_a_cancel_may_name_samples_and_a_status(relay, ports):
    chosen = ("--sample", "a", "--sample", "b", "--status", "RUNNABLE")
    assert relay("run", "cancel", *WHY, *chosen, "--yes")[1].startswith("Cancelling 2 samples")
    (stop,) = ports.steering.sent
    assert (stop.samples, stop.only) == (("a", "b"), "RUNNABLE")


def test_a_cancel_waits_until_nothing_is_left_and_tells_what_it_stopped(
    relay, ports, service, begun
):
    begun("a")
    ports.runs.counters[RUN] = {"count#STARTED#1": 2, "count#SAMPLE#RUNNING": 1}
    looks = iter(range(10))

    def look(request):
        if next(looks) == 3:
            begun("a", SampleStatus.CANCELLED)
            ended = {"count#SAMPLE#CANCELLED": 1, "count#ANALYSIS#0#CANCELLED": 1}
            ports.runs.counters[RUN] = {"count#STARTED#1": 2, **ended}

    service.before = look
    code, out, _ = relay("run", "cancel", *WHY, "--yes", "--wait", "--every", "0.1")
    assert code == 0
    assert "famli for p: CANCELLED (wrong reference); samples: 1 CANCELLED" in out


def test_a_cancel_of_samples_waits_for_them(relay, service, begun):
    begun("a")
    looks = iter(range(10))

    def look(request):
        if next(looks) == 2:
            begun("a", SampleStatus.CANCELLED, reason="batch-relay: cancelled: why")

    service.before = look
    waiting = ("--sample", "a", "--yes", "--wait", "--every", "0.1")
    assert "batch-relay: cancelled: why" in relay("run", "cancel", *WHY, *waiting)[1]


def test_a_cancel_by_status_can_not_be_waited_for(relay, ports):
    code, _, err = relay("run", "cancel", *WHY, "--status", "RUNNABLE", "--wait", "--yes")
    assert code == 2
    assert "can't be told later" in err
    assert ports.steering.sent == []


def test_pause_and_continue(relay, ports):
    out = relay("run", "pause", "p", "famli")[1]
    assert "`batch-relay run continue p famli` lets it go on" in out
    assert "famli for p: PAUSED" in relay("run", "status", "p", "famli")[1]
    assert relay("run", "continue", "p", "famli")[1].startswith("Going on with the run")
    assert not ports.runs.runs[RUN].paused


def test_status_says_how_a_paused_run_goes_on(relay, ports):
    ports.runs.runs[RUN] = replace(ports.runs.runs[RUN], paused=True)
    assert "run continue p famli" in relay("run", "status", "p", "famli")[2]


@pytest.mark.parametrize(
    ("options", "samples"),
    [
        ([], ("a", "b")),
        (["--failed", "--cancelled"], ("a", "b")),
        (["--cancelled"], ("b",)),
        (["--succeeded", "--from", "1"], ("c",)),
        (["--sample", "c"], ("c",)),
    ],
)
def test_resubmit_takes_what_is_asked_for(relay, ports, begun, options, samples):
    begun("a", SampleStatus.FAILED)
    begun("b", SampleStatus.CANCELLED)
    begun("c", SampleStatus.SUCCEEDED)
    code, out, _ = relay("run", "resubmit", "p", "famli", *options)
    assert code == 0
    assert out.startswith(f"Resubmitted {len(samples)} sample")
    assert ports.starts.sent[-1].samples == samples


def test_resubmit_carries_its_changes(relay, ports, begun):
    begun("a", SampleStatus.FAILED)
    changes = ("--queue=big", "--memory=4096", "--vcpus=8", "--timeout=90", "--parameter=db=a=b")
    retry = ("--retry=application=2", "--retry=memory_factor=1.5", "--fallback-queue=dear")
    relay("run", "resubmit", "p", "famli", "--from", "trim:1", *changes, *retry)
    again = ports.starts.sent[-1].again
    assert (again.queue, again.memory, again.vcpus, again.timeout) == ("big", 4096, 8, 90)
    assert (again.first, again.parameters) == (0, {"db": "a=b"})
    retries = {"application": 2, "memory_factor": 1.5}
    assert again.policy == {"fallback_queue": "dear", "retry": retries}


def test_resubmit_tells_what_a_key_should_be(relay, begun):
    begun("a", SampleStatus.FAILED)
    code, _, err = relay("run", "resubmit", "p", "famli", "--retry", "attemps=3")
    assert code == 1
    assert "did you mean 'attempts'?" in err


@pytest.mark.parametrize("wrong", [["--parameter", "db"], ["--sample", "a", "--failed"]])
def test_resubmit_refuses_a_wrong_command_line(relay, started, wrong):
    assert relay("run", "resubmit", "p", "famli", *wrong)[0] == 2


def test_operations_as_json(relay, ports, begun):
    begun("a", SampleStatus.FAILED)
    for verb in ("pause", "continue", "resubmit"):
        assert json.loads(relay("run", verb, "p", "famli", "--json")[1])["workflow"] == "famli"
    assert json.loads(relay("run", "cancel", *WHY, "--yes", "--json")[1])["status"] == "CANCELLING"
