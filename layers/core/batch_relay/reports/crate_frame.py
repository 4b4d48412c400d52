"""What every crate holds: itself, the profiles that it keeps to, and the workflow."""

from datetime import datetime
from typing import Final

from batch_relay.domain.json_types import JsonObject
from batch_relay.reports.entities import Entities, at
from batch_relay.wire.runs import RunItem
from batch_relay.wire.workflows import WorkflowItem

DEFINITION: Final = "workflow.json"
OUTPUT: Final = "#parameter/output"
METADATA: Final = "ro-crate-metadata.json"
_SPEC: Final = "https://w3id.org/ro/crate/1.1"
_LANGUAGE: Final = "#batch-relay"
_PROFILES: Final = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}


def frame(entities: Entities, run: RunItem, workflow: WorkflowItem, made: datetime) -> None:
    """Add what there is without any sample."""
    profiles = [
        entities.add(url, "CreativeWork", name=name, version=version)
        for url, (name, version) in _PROFILES.items()
    ]
    conforms: list[JsonObject] = [{"@id": _SPEC}, profiles[2]]
    entities.add(METADATA, "CreativeWork", conformsTo=conforms, about={"@id": "./"})
    entities.add(
        "./",
        "Dataset",
        name=f"{run.workflow} for {run.project}",
        description=f"A run of Batch Relay, generation {run.generation}: {run.status}",
        datePublished=made.isoformat(timespec="seconds"),
        license="Not stated; the data's own licences hold.",
        conformsTo=profiles,
        mainEntity={"@id": DEFINITION},
    )
    _add_workflow(entities, run, workflow)
    entities.extend("./", hasPart=[{"@id": DEFINITION}])


def _add_workflow(entities: Entities, run: RunItem, workflow: WorkflowItem) -> None:
    language = entities.add(
        _LANGUAGE,
        "ComputerLanguage",
        name="Batch Relay workflow",
        description="Analyses of AWS Batch, in order, for every sample",
    )
    output = entities.add(OUTPUT, "FormalParameter", name="output", additionalType="File")
    entities.add(
        DEFINITION,
        ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        name=workflow.name,
        version=run.version,
        programmingLanguage=language,
        encodingFormat="application/json",
        output=[output],
    )


def parameter(entities: Entities, column: str) -> JsonObject:
    """Add the parameter that a column of the metadata is to the workflow."""
    formal = entities.add(
        at("parameter", column), "FormalParameter", name=column, additionalType="Text"
    )
    entities.extend(DEFINITION, input=[formal])
    return formal
