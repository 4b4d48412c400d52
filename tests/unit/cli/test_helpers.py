"""The commands of aws-batch-helpers: their flags, files and printed forms."""

import json

import pytest

from batch_relay.cli.entry import enter
from batch_relay.cli.helpers import dashboard, project
from batch_relay.cli.helpers.words import job_counts
from batch_relay.domain.attempts import JobChange
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from tests.examples import analysis, analysis_key, sample
from tests.in_process import NOW

CSV = "sample_name,file_name,site\nS1,s3://reads/S1.fq,007\nS2,s3://reads/S2.fq,\n"
DEFINITION = """{
    # Comments and last commas are fine.
    "workflow_name": "FAMLI",
    "analyses": [{
        "job_definition": "famli:14",
        "queue": "spot-test",
        "outputs": ["s3://results/{project_name}/{workflow_name}/{sample_name}.json.gz",],
        "description": "Align",
        "parameters": {"file_name": "{file_name}", "threads": 16},
        "containerOverrides": {"vcpus": 16, "memory": 122000},
    }]
}"""
RUN = RunKey(project="hmp", workflow="FAMLI")
FILE = "hmp/FAMLI.json"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "metadata.csv").write_text(CSV)
    (tmp_path / "famli.json").write_text(DEFINITION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(service, folder, capsys):
    """Run a command's app; return its exit code, stdout and stderr."""

    def run(app, *arguments):
        with pytest.raises(SystemExit) as done:
            enter(app, "it", list(arguments), target=service)
        return done.value.code or 0, *capsys.readouterr()

    return run


@pytest.fixture
def batch_project(run):
    return lambda *arguments: run(project.app, *arguments)


@pytest.fixture
def created(batch_project):
    batch_project("import", "hmp", "--metadata", "metadata.csv")
    batch_project("create", "hmp", "--definition", "famli.json")


@pytest.fixture
def submitted(created, batch_project):
    batch_project("submit", FILE)


def read(folder, path=FILE):
    return json.loads((folder / path).read_text())


def test_import_makes_a_folder_with_the_samples_as_written(batch_project, folder):
    assert batch_project("import", "hmp", "--metadata", "metadata.csv")[0] == 0
    first, second = read(folder, "hmp/metadata.json")
    names = {"_sample": "S1", "_filepath": "s3://reads/S1.fq"}
    assert first == {"sample_name": "S1", "file_name": "s3://reads/S1.fq", "site": "007"} | names
    assert second["site"] == ""


def test_import_refuses_to_replace_a_folder(batch_project, created):
    code, _, err = batch_project("import", "hmp", "--metadata", "metadata.csv")
    assert (code, "is there already" in err) == (1, True)


def test_import_takes_other_columns(batch_project, folder):
    (folder / "metadata.csv").write_text("id,path\nS1,a.fq\n")
    batch_project(
        "import", "x", "--metadata", "metadata.csv", "--sample-col", "id", "--file-col", "path"
    )
    assert read(folder, "x/metadata.json")[0]["_sample"] == "S1"


def test_import_names_every_bad_row_and_writes_nothing(batch_project, folder):
    (folder / "metadata.csv").write_text("sample,file\nS1,a\nS1,b\n,c\n")
    code, _, err = batch_project("import", "x", "--metadata", "metadata.csv")
    assert (code, "metadata.csv:3" in err, "metadata.csv:4" in err) == (1, True, True)
    assert not (folder / "x").exists()


@pytest.mark.parametrize("flag", ["--definition", "--template"])
def test_create_makes_the_workflows_file(batch_project, folder, flag):
    batch_project("import", "hmp", "--metadata", "metadata.csv")
    assert batch_project("create", "hmp", flag, "famli.json")[0] == 0
    made = read(folder)
    assert (made["workflow_name"], made["project_name"]) == ("FAMLI", "hmp")
    assert [each["_sample"] for each in made["samples"]] == ["S1", "S2"]


def test_create_points_at_the_line_of_a_missing_comma(batch_project, folder):
    batch_project("import", "hmp", "--metadata", "metadata.csv")
    (folder / "famli.json").write_text(DEFINITION.replace('.json.gz",],', '.json.gz",]'))
    code, _, err = batch_project("create", "hmp", "--definition", "famli.json")
    assert (code, "famli.json:7: A comma or a closing bracket is missing" in err) == (1, True)


def test_create_does_not_replace_a_file_that_knows_jobs(batch_project, submitted):
    code, _, err = batch_project("create", "hmp", "--definition", "famli.json")
    assert (code, "was submitted" in err) == (1, True)


def test_create_needs_an_imported_project(batch_project):
    code, _, err = batch_project("create", "nix", "--template", "famli.json")
    assert (code, "batch_project import nix" in err) == (1, True)


def test_submit_starts_the_workflow_and_says_so_in_the_file(batch_project, folder, submitted):
    assert read(folder)["status"] == "SUBMITTED"
    code, out, _ = batch_project("submit", FILE)
    assert (code, "has been submitted" in out) == (0, True)


def test_submit_brings_a_project_that_the_service_does_not_know(batch_project, folder, created):
    text = (folder / FILE).read_text().replace('"hmp"', '"other"').replace('""', "NaN")
    (folder / "other.json").write_text(text)
    assert batch_project("submit", "other.json")[1] == "Submitted 2 samples.\n"


@pytest.mark.parametrize("verb", ["status", "resubmit", "cancel", "logs"])
def test_what_was_not_submitted_is_told_how_to_be(batch_project, created, folder, verb):
    code, _, err = batch_project(verb, FILE)
    assert (code, f"`batch_project submit {FILE}` does it." in err) == (1, True)
    assert not (folder / "hmp/logs").exists()


@pytest.mark.parametrize("verb", ["submit", "status", "resubmit", "cancel", "logs"])
def test_jobs_of_the_old_commands_are_left_to_be_adopted(
    batch_project, created, folder, service, verb
):
    content = read(folder) | {"status": "SUBMITTED", "jobs": [{"jobId": "job-1"}]}
    (folder / FILE).write_text(json.dumps(content))
    code, _, err = batch_project(verb, FILE)
    assert (code, "`batch-relay project adopt hmp`" in err) == (1, True)
    assert not service.ports.runs.runs


def test_a_file_of_something_else_is_refused(batch_project, folder):
    for content, said in (("[1]", "is no workflow"), ("{", "bad.json:1: ")):
        (folder / "bad.json").write_text(content)
        code, _, err = batch_project("submit", "bad.json")
        assert (code, said in err, err.count("\n")) == (1, True, 1)


@pytest.fixture
def ended(submitted, service):
    """Sample S1 was skipped, S2 failed."""
    ports = service.ports
    ports.runs.counters[RUN] = {
        "count#STARTED#1": 2,
        "count#SAMPLE#FAILED": 1,
        "count#SAMPLE#SUCCEEDED": 1,
        "count#ANALYSIS#0#FAILED": 1,
        "count#ANALYSIS#0#SKIPPED": 1,
    }
    version = ports.workflows.newest["FAMLI"].version
    for name, status in (("S1", SampleStatus.SUCCEEDED), ("S2", SampleStatus.FAILED)):
        given = {"of": RUN, "version": version, "analyses": 1, "status": status}
        ports.samples.begin(sample(name, **given))
    skipped = analysis(analysis_key(name="S1", of=RUN), status=AnalysisStatus.SKIPPED)
    ports.analyses.save(skipped)
    failed = analysis(analysis_key(name="S2", of=RUN), status=AnalysisStatus.FAILED)
    change = JobChange(attempt=failed.attempt_key, job_id="job-2", status=JobStatus.FAILED, at=NOW)
    ports.analyses.save(failed.ended(AnalysisStatus.FAILED, change))


def test_status_prints_the_map_and_refreshes_the_file(batch_project, folder, ended):
    assert json.loads(batch_project("status", FILE)[1]) == {"COMPLETED": 1, "FAILED": 1}
    skipped, failed = read(folder)["jobs"]
    assert (skipped["job_status"], "jobId" in skipped) == ("COMPLETED", False)
    assert (failed["jobId"], failed["job_status"], failed["analysis_ix"]) == ("job-2", "FAILED", 0)
    assert failed["jobName"].startswith("FAMLI_S2_famli_14")
    assert [each["job_ids"] for each in read(folder)["samples"]] == [[None], ["job-2"]]


@pytest.mark.parametrize("verb", ["resubmit", "submit"])
def test_what_failed_is_submitted_again_as_the_file_says_now(
    batch_project, folder, ended, service, verb
):
    text = (folder / FILE).read_text()
    (folder / FILE).write_text(text.replace("122000", "244000"))
    assert batch_project(verb, FILE)[1] == "Resubmitted 1 sample.\n"
    (analysis_,) = service.ports.workflows.newest["FAMLI"].analyses
    assert "244000" in json.dumps(analysis_.container_overrides)


def test_where_nothing_failed_nothing_is_resubmitted(batch_project, submitted, service):
    service.ports.runs.counters[RUN] = {"count#STARTED#1": 2, "count#SAMPLE#SUCCEEDED": 2}
    assert batch_project("resubmit", FILE)[:2] == (0, "Resubmitted 0 samples.\n")


@pytest.fixture
def answer(monkeypatch):
    """Answer the questions."""

    def give(*answers):
        left = iter(answers)
        monkeypatch.setattr("typer.prompt", lambda *_, **__: next(left))

    return give


def test_cancel_asks_for_a_capital_y_and_the_reason(batch_project, submitted, answer, service):
    answer("Y", "wrong reference")
    assert batch_project("cancel", FILE)[0] == 0
    assert service.ports.runs.get(RUN).reason == "wrong reference"


@pytest.mark.parametrize("said", ["y", "yes", "N"])
def test_any_other_answer_cancels_nothing(batch_project, submitted, answer, service, said):
    answer(said)
    code, _, err = batch_project("cancel", FILE)
    assert (code, "Nothing was cancelled" in err) == (1, True)
    assert not service.ports.runs.get(RUN).is_cancelled


def test_logs_are_saved_beside_the_workflow(batch_project, folder, ended):
    assert "Saved 1 log in hmp/logs." in batch_project("logs", FILE)[1]
    (path,) = (folder / "hmp/logs").iterdir()
    assert path.name.startswith("FAILED.FAMLI_S2_famli_14")
    assert path.name.endswith(".job-2.log")


def test_the_dashboard_has_a_row_for_each_workflow_below(run, ended, folder):
    (folder / "broken.json").write_text("{")
    (folder / "number.json").write_text("7")
    code, out, err = run(dashboard.app)
    assert (code, "hmp/FAMLI.json" in out, "Completed projects: 0" in out) == (0, True, True)
    assert "warning: broken.json:1" in err


def test_the_dashboard_says_when_all_is_done(run, folder):
    assert run(dashboard.app)[1] == "All projects are completed (0)\n"


def test_a_workflow_that_was_not_submitted_is_on_the_dashboard(run, created):
    assert run(dashboard.app)[1].splitlines()[:3] == [
        "                NOT_SUBMITTED",
        "--------------  -------------",
        "hmp/FAMLI.json              2",
    ]


def test_a_line_of_the_dashboard_is_whole_however_narrow_the_terminal(
    run, created, folder, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "20")
    (folder / "a-long-name-of-a-folder").mkdir()
    (folder / FILE).rename(folder / "a-long-name-of-a-folder/FAMLI.json")
    assert "a-long-name-of-a-folder/FAMLI.json              2" in run(dashboard.app)[1]


@pytest.mark.parametrize("app", [project.app, dashboard.app])
def test_help_is_asked_for_as_of_old(run, app):
    assert run(app, "-h")[0] == 0


def test_jobs_to_come_are_counted_by_what_is_before_them(relay, started, service):
    with service.client() as client:
        one = client.run("p", "famli")
    statuses = {AnalysisStatus.FAILED: 1, AnalysisStatus.RUNNING: 2, AnalysisStatus.SUCCEEDED: 1}
    first = one.analyses[0].model_copy(update={"statuses": statuses})
    second = first.model_copy(update={"statuses": {AnalysisStatus.RUNNABLE: 1}})
    given = {"samples": {SampleStatus.RUNNING: 4}, "analyses": [first, second]}
    counts = job_counts(one.model_copy(update=given))
    assert counts == {"FAILED": 2, "RUNNING": 2, "SUCCEEDED": 1, "RUNNABLE": 1, "PENDING": 2}


def test_a_folder_is_adopted_with_its_samples_and_workflows(relay, folder, created, service):
    adopted = json.loads(relay("project", "adopt", folder / "hmp", "--json")[1])
    assert adopted["project"] == "hmp"
    assert adopted["workflows"] == [{"workflow": "FAMLI", "live": 0, "started": False}]
    assert service.ports.workflows.newest.keys() == {"FAMLI"}
