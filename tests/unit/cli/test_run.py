import json

from tests.unit.cli.finished import OUT_OF_MEMORY, RUN


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


def test_samples_are_listed_by_status(relay, finished):
    named = ("p", "famli", "--status", "FAILED")
    assert "1 sample" in relay("sample", "list", *named)[1]
    listed = json.loads(relay("sample", "list", *named, "--json")[1])
    assert [each["sample"] for each in listed] == ["a"]


def test_output_fits_a_narrow_terminal(relay, finished, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    out = relay("run", "status", "p", "famli")[1]
    assert max(map(len, out.splitlines())) <= 60
