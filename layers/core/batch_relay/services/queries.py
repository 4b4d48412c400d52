"""What stands where: reads that change nothing. NotFoundError says what to make first."""

from dataclasses import dataclass

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.names import PROJECT_NAME, RUN_NAME, SAMPLE_NAME, WORKFLOW_NAME
from batch_relay.domain.resubmission_checks import first_analysis
from batch_relay.domain.runs import Project, Run, RunKey, SampleState
from batch_relay.domain.uploads import UPLOAD_ID, Upload
from batch_relay.domain.wording import quote
from batch_relay.services.ports import (
    Analyses,
    Files,
    Projects,
    Runs,
    Samples,
    Uploads,
    Workflows,
)


def find_project(name: str, *, projects: Projects) -> Project:
    """Return the project."""
    if PROJECT_NAME.accepts(name) and (project := projects.get(name)):
        return project
    msg = f"There is no project {quote(name)}; import one, or list those there are."
    raise NotFoundError(msg)


def find_workflow(name: str, *, workflows: Workflows) -> Workflow:
    """Return the workflow's newest version."""
    if WORKFLOW_NAME.accepts(name) and (workflow := workflows.latest(name)):
        return workflow
    msg = f"There is no workflow {quote(name)}; register its definition first."
    raise NotFoundError(msg)


def find_version(name: str, version: str, *, workflows: Workflows) -> Workflow:
    """Return that version of the workflow, which a run may still have."""
    if RUN_NAME.accepts(name) and (workflow := workflows.version(name, version)):
        return workflow
    msg = f"There is no version {quote(version)} of workflow {quote(name)}."
    raise NotFoundError(msg)


def find_workflow_of(key: RunKey, *, workflows: Workflows) -> Workflow:
    """Return the newest version of what a run runs, which may be a summary."""
    if key.is_summary and RUN_NAME.accepts(key.workflow):
        if summary := workflows.latest(key.workflow):
            return summary
        key = key.summarized
    return find_workflow(key.workflow, workflows=workflows)


def find_analysis(workflow: str, wanted: int | str, *, workflows: Workflows) -> int:
    """Return the position, from 0, of an analysis of the newest version.

    `wanted` is its number, from 1, or its job definition; InvalidError if it isn't there.
    """
    analyses = find_workflow_of(RunKey(project="", workflow=workflow), workflows=workflows).analyses
    return first_analysis(wanted, [analysis.job_definition for analysis in analyses])


def find_run(key: RunKey, *, runs: Runs) -> Run:
    """Return the run with its counts, in one read."""
    named = PROJECT_NAME.accepts(key.project) and RUN_NAME.accepts(key.workflow)
    if named and (run := runs.get(key)):
        return run
    workflow, project = quote(key.workflow), quote(key.project)
    msg = f"Workflow {workflow} was never started for project {project}; start a run."
    raise NotFoundError(msg)


def find_upload(identity: str, *, uploads: Uploads, files: Files) -> tuple[Upload, bytes | None]:
    """Return an upload, and what its sender is told once it has ended."""
    upload = uploads.get(identity) if UPLOAD_ID.fullmatch(identity) else None
    if upload is None:
        msg = f"There is no upload {quote(identity)}, or not any more; POST /uploads makes one."
        raise NotFoundError(msg)
    told = b"".join(files.read(upload.result)) if upload.status.is_final else None
    return upload, told


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFound:
    """A sample, its analyses that have begun, and the job definitions of all of them."""

    state: SampleState
    analyses: tuple[AnalysisState, ...]
    job_definitions: tuple[str, ...]


def find_sample(
    key: RunKey, name: str, *, samples: Samples, analyses: Analyses, workflows: Workflows
) -> SampleFound:
    """Return a sample that has begun, and its analyses so far with all their attempts."""
    named = PROJECT_NAME.accepts(key.project) and RUN_NAME.accepts(key.workflow)
    state = samples.get(key, name) if named and SAMPLE_NAME.accepts(name) else None
    workflow = state and workflows.version(key.workflow, state.version)
    if state and workflow:
        return SampleFound(
            state=state,
            analyses=analyses.list(key, name),
            job_definitions=tuple(each.job_definition for each in workflow.analyses),
        )
    msg = (
        f"Sample {quote(name)} has not begun in the run of {quote(key.workflow)} for project "
        f"{quote(key.project)}: it is still to come, or there is no such sample."
    )
    raise NotFoundError(msg)
