"""Look at workflows: what they name in AWS Batch and S3 must be there, and fit."""

from collections.abc import Iterator
from functools import partial

from batch_relay.adapters.batch_catalog import BatchCatalog
from batch_relay.cli.diagnosis.account import Deployment
from batch_relay.cli.diagnosis.findings import Finding, examine
from batch_relay.client import Client
from batch_relay.connection import Services
from batch_relay.domain.catalog import Surroundings
from batch_relay.domain.catalog_checks import check_analysis_fits, wanted_by
from batch_relay.domain.definitions import Analysis, Workflow, workflow_from_json
from batch_relay.domain.errors import RefusedError
from batch_relay.domain.json_checks import Place
from batch_relay.domain.names import SUMMARY
from batch_relay.domain.problems import Problems
from batch_relay.domain.summaries import analyses_with_places


def workflows_in_use(client: Client) -> list[str]:
    """Return the workflows that projects were run with, which say how their runs are summed up."""
    projects = [client.project(each.name) for each in client.projects()]
    return sorted({run.workflow.removesuffix(SUMMARY) for one in projects for run in one.runs})


def examine_workflow(
    client: Client, services: Services, deployment: Deployment | None, name: str
) -> Iterator[Finding]:
    """Look at each analysis of the newest version, and its summary.

    What it may use is known by `deployment`.
    """
    workflow = workflow_from_json(client.workflow(name).definition)
    granted = (deployment.queues, deployment.buckets) if deployment else (None, None)
    found = BatchCatalog(services.batch(), *granted).find(wanted_by(workflow))
    for _, owner, analysis in analyses_with_places(workflow):
        part = f"analysis {analysis.index + 1}" if owner is workflow else "summary"
        subject = f"workflow {name}, {part} ({analysis.job_definition})"
        yield examine(subject, partial(_analysis, owner, analysis, found))


def _analysis(workflow: Workflow, analysis: Analysis, found: Surroundings) -> str:
    problems = Problems()
    check_analysis_fits(workflow, analysis, found, Place(problems=problems, lines={}))
    if problems:
        raise RefusedError(" ".join(one.message for one in problems.as_list()))
    return " ".join(["It fits.", *(one.message for one in problems.warnings())])
