"""A run's provenance as a Workflow Run RO-Crate.

Each sample is an execution of the workflow, each attempt one of a job definition's revision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.reports.crate_facts import (
    cells_of,
    inputs_of,
    moment,
    outputs_of,
    span_of,
)
from batch_relay.reports.crate_frame import DEFINITION, OUTPUT, frame, parameter
from batch_relay.reports.entities import Entities, add_image, add_object, at, id_of
from batch_relay.reports.objects import SeenObject
from batch_relay.wire.runs import RunItem
from batch_relay.wire.samples import AnalysisItem, AttemptItem, SampleDetail
from batch_relay.wire.workflows import WorkflowItem

_DONE: Final[JsonObject] = {"@id": "http://schema.org/CompletedActionStatus"}
_FAILED: Final[JsonObject] = {"@id": "http://schema.org/FailedActionStatus"}
_STATUSES: Final = {
    SampleStatus.SUCCEEDED: _DONE,
    SampleStatus.FAILED: _FAILED,
    SampleStatus.CANCELLED: _FAILED,
}
_ATTEMPTS: Final = {
    AnalysisStatus.SUCCEEDED: _DONE,
    AnalysisStatus.FAILED: _FAILED,
    AnalysisStatus.CANCELLED: _FAILED,
}


@dataclass(slots=True, kw_only=True)
class Crate:
    """A crate to which samples are added."""

    run: RunItem
    workflow: WorkflowItem
    at: datetime
    entities: Entities = field(default_factory=Entities)

    def __post_init__(self) -> None:
        """Write what there is without any sample."""
        frame(self.entities, self.run, self.workflow, self.at)

    def metadata(self) -> JsonObject:
        """Return what ro-crate-metadata.json holds."""
        terms = "https://w3id.org/ro/terms/workflow-run#"
        own = ("ContainerImage", "containerImage", "registry", "tag", "sha256")
        context: list[Json] = ["https://w3id.org/ro/crate/1.1/context"]
        context.append({name: f"{terms}{name}" for name in own})
        return {"@context": context, "@graph": self.entities.graph()}

    def add(self, sample: SampleDetail, seen: Mapping[str, SeenObject]) -> None:
        """Add a sample, with what is known of its objects."""
        columns = [self._value(sample.sample, *cell) for cell in cells_of(sample).items()]
        inputs = [add_object(self.entities, uri, seen.get(uri)) for uri in inputs_of(sample)]
        outputs = [self._output(uri, seen.get(uri)) for uri in outputs_of(sample)]
        first, last = span_of(sample)
        done = self.entities.add(
            at("sample", sample.sample),
            "CreateAction",
            name=f"{self.run.workflow} of sample {sample.sample}",
            description=f"{sample.status}, generation {sample.generation}",
            instrument={"@id": DEFINITION},
            object=[*columns, *inputs],
            result=outputs,
            startTime=moment(first),
            endTime=moment(last),
            actionStatus=_STATUSES.get(sample.status),
            error=sample.reason if sample.status is SampleStatus.FAILED else None,
        )
        jobs = [
            self._attempt(sample, analysis, one)
            for analysis in sample.analyses
            for one in analysis.attempts
        ]
        self.entities.extend("./", mentions=[done, *jobs], hasPart=[*inputs, *outputs])

    def _value(self, sample: str, name: str, value: str) -> JsonObject:
        where, formal = at("value", sample, name), parameter(self.entities, name)
        told = self.entities.add(
            where, "PropertyValue", name=name, value=value, exampleOfWork=formal
        )
        self.entities.extend(str(formal["@id"]), workExample=[told])
        return told

    def _output(self, uri: str, seen: SeenObject | None) -> JsonObject:
        told = add_object(self.entities, uri, seen)
        self.entities.extend(str(told["@id"]), exampleOfWork=[{"@id": OUTPUT}])
        self.entities.extend(OUTPUT, workExample=[told])
        return told

    def _attempt(
        self, sample: SampleDetail, analysis: AnalysisItem, one: AttemptItem
    ) -> JsonObject:
        place = (sample.sample, analysis.index + 1, one.generation, one.number)
        complete = one.status is AnalysisStatus.SUCCEEDED
        return self.entities.add(
            at("attempt", *place),
            "CreateAction",
            name=f"{analysis.job_definition} of {sample.sample}, attempt {one.number}",
            description=f"AWS Batch job {one.job_id}, queue {one.queue}: {one.status}"
            + (f"; {one.decision}" if one.decision else ""),
            instrument=self._tool(one.definition or analysis.job_definition),
            containerImage=add_image(self.entities, one.image),
            object=self._parameters(place, one),
            result=[{"@id": id_of(uri)} for uri in analysis.outputs] if complete else None,
            startTime=moment(one.started_at),
            endTime=moment(one.stopped_at),
            actionStatus=_ATTEMPTS.get(one.status),
            error=one.reason if one.status is AnalysisStatus.FAILED else None,
        )

    def _tool(self, definition: str) -> JsonObject:
        name, _, revision = definition.rpartition("/")[2].partition(":")
        where = definition if definition.startswith("arn:") else at("tool", definition)
        version = revision or "unknown"
        return self.entities.add(where, "SoftwareApplication", name=name, softwareVersion=version)

    def _parameters(self, place: tuple[str, int, int, int], one: AttemptItem) -> list[JsonObject]:
        """Return the values of the parameters that its job was given."""
        given = sorted(one.settings.parameters.items()) if one.settings else []
        return [
            self.entities.add(
                at("parameter", *place, name), "PropertyValue", name=name, value=value
            )
            for name, value in given
        ]
