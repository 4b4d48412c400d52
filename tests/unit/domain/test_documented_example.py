import re
from pathlib import Path

from batch_relay.domain.definitions import read_definition
from batch_relay.domain.metadata import read_metadata
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.project_checks import check_project

DOCS = Path(__file__).parents[3] / "docs"
WORKFLOW = (DOCS / "workflow-format.md").read_text()
METADATA = (DOCS / "metadata-csv.md").read_text()


def example(page, language):
    return re.search(f"```{language}\n(.*?)```", page, re.DOTALL)[1]


def test_the_documented_workflow_runs_the_documented_samples():
    problems = Problems()
    workflow = read_definition(example(WORKFLOW, "json"), problems=problems)
    samples = read_metadata(example(METADATA, "csv"), problems=problems)
    rendered = list(check_project(workflow, samples, project="p", problems=problems))
    assert [sample.name for sample, _ in rendered] == ["S-001", "S-002"]
    assert not problems.as_list() + problems.warnings()


def test_every_kind_of_problem_is_documented():
    warned = {ProblemKind.UNNAMED_COLUMN, ProblemKind.SURROUNDING_SPACE}
    pages = WORKFLOW + METADATA
    assert {kind for kind in ProblemKind if f"`{kind}`" not in pages} == warned
