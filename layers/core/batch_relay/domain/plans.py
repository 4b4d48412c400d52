"""An analysis whose templates are read once, to be filled in for many samples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from batch_relay.domain.arrays import LARGEST_ARRAY, all_of
from batch_relay.domain.definitions import Analysis, Workflow
from batch_relay.domain.jobs import LARGEST_JOB, ROOM_IN_JOB, RenderedJob
from batch_relay.domain.json_places import child_path
from batch_relay.domain.names import JOB_NAME_LIMIT, job_name
from batch_relay.domain.samples import Sample
from batch_relay.domain.templates import Template, TemplateError, parse_template
from batch_relay.domain.wording import quote


def _room(analysis: Analysis) -> int:
    empty = RenderedJob(
        name="n" * JOB_NAME_LIMIT,
        definition=analysis.job_definition,
        queue=analysis.queue,
        parameters=dict.fromkeys(analysis.parameters, ""),
        container_overrides=analysis.container_overrides,
        timeout=analysis.timeout,
        outputs=(),
        indices=all_of(LARGEST_ARRAY) if analysis.array_size else "",
        platform=analysis.platform,
    )
    return LARGEST_JOB - ROOM_IN_JOB - empty.size()


def _array_size(text: str) -> int:
    """Read a size that was rendered: a sample may have a single job where others have many."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ARRAY)):
        size = int(text)
        if 1 <= size <= LARGEST_ARRAY:
            return size
    message = f"The array's size is {quote(text)}; it must be from 1 to {LARGEST_ARRAY}."
    raise TemplateError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisPlan:
    """An analysis and its templates, by the names of parameters and in the order of outputs.

    `room` is what is left of a job's bytes before its parameters have values.
    """

    project: str
    workflow: str
    analysis: Analysis
    outputs: tuple[Template, ...]
    parameters: Mapping[str, Template]
    array_size: Template | None
    room: int

    @classmethod
    def of(cls, workflow: Workflow, analysis: Analysis, *, project: str) -> Self:
        """Read the templates of an analysis; TemplateError if one isn't right."""
        return cls(
            project=project,
            workflow=workflow.name,
            analysis=analysis,
            outputs=tuple(map(parse_template, analysis.outputs)),
            parameters={name: parse_template(text) for name, text in analysis.parameters.items()},
            array_size=parse_template(analysis.array_size) if analysis.array_size else None,
            room=_room(analysis),
        )

    def render(self, sample: Sample, values: Mapping[str, str]) -> RenderedJob:
        """Return the job for one sample; TemplateError if a value doesn't fit."""
        analysis = self.analysis
        return RenderedJob(
            name=self.job_name(sample),
            definition=analysis.job_definition,
            queue=analysis.queue,
            parameters={name: text.fill(values) for name, text in self.parameters.items()},
            container_overrides=analysis.container_overrides,
            timeout=analysis.timeout,
            outputs=tuple([text.fill(values) for text in self.outputs]),
            indices=self.indices(values),
            platform=analysis.platform,
        )

    def indices(self, values: Mapping[str, str]) -> str:
        """Return the indices of the sample's array, "" if the analysis is none."""
        return all_of(_array_size(self.array_size.fill(values))) if self.array_size else ""

    def job_name(self, sample: Sample) -> str:
        """Return the name of the sample's job."""
        identity = f"{self.project}/{self.workflow}/{sample.name}/{self.analysis.index}"
        definition = self.analysis.job_definition
        return job_name(self.workflow, sample.name, definition, identity=identity)

    @property
    def path(self) -> str:
        """Return where the analysis stands in the definition."""
        return child_path("analyses", self.analysis.index)

    @property
    def array_size_path(self) -> str:
        """Return where the size of its array stands in the definition."""
        return child_path(child_path(self.path, "arrayProperties"), "size")

    def output_path(self, index: int) -> str:
        """Return where an output stands in the definition."""
        return child_path(child_path(self.path, "outputs"), index)

    def templates(self) -> Iterator[tuple[str, Template]]:
        """Yield every template with its place in the definition."""
        for index, template in enumerate(self.outputs):
            yield self.output_path(index), template
        for name, template in self.parameters.items():
            yield child_path(child_path(self.path, "parameters"), name), template
        if self.array_size:
            yield self.array_size_path, self.array_size


def plans_of(workflow: Workflow, *, project: str) -> tuple[AnalysisPlan, ...]:
    """Read the templates of every analysis; TemplateError if one isn't right."""
    return tuple(AnalysisPlan.of(workflow, one, project=project) for one in workflow.analyses)
