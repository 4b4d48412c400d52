"""Render every sample of a project and find all that is wrong with what comes out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from typing import Final, TypeAlias

from batch_relay.domain.columns import FILE_COLUMNS, SAMPLE_COLUMNS
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.first_seen import FirstSeen
from batch_relay.domain.jobs import LARGEST_JOB, ROOM_IN_JOB, RenderedJob
from batch_relay.domain.metadata import Metadata
from batch_relay.domain.plans import AnalysisPlan, plans_of
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.s3_uris import fault_of_uri
from batch_relay.domain.samples import Sample
from batch_relay.domain.stored_samples import STORED
from batch_relay.domain.templates import TemplateError
from batch_relay.domain.variables import known_names, values_for
from batch_relay.domain.wording import suggest

RenderedSample: TypeAlias = tuple[Sample, tuple[RenderedJob, ...]]

# JSON writes one character as twelve at most: \ud83e\uddec.
LONGEST_ESCAPE: Final = 12


def check_project(
    workflow: Workflow,
    samples: Iterable[Sample],
    *,
    project: str,
    stored: Iterable[Sample] = (),
    problems: Problems,
) -> Iterator[RenderedSample]:
    """Yield the good samples with their jobs as they are read; what is wrong goes to `problems`.

    Outputs of samples that the project has `stored` are taken.
    Two samples collide on an output by a hash of 64 bits; see `FirstSeen` for the odds.
    Of two that do, the first is good.
    """
    columns, arriving = _with_columns(samples)
    check = _ProjectCheck(workflow, columns, project=project, problems=problems)
    check.check_columns(samples.header_line if isinstance(samples, Metadata) else None)
    for sample in stored:
        check.occupy(sample)
    for sample in arriving:
        jobs = check.render(sample)
        if jobs is not None:
            yield sample, jobs


def _with_columns(samples: Iterable[Sample]) -> tuple[tuple[str, ...], Iterator[Sample]]:
    """Return the columns of the metadata, or else of the first sample, and all samples."""
    arriving = iter(samples)
    if isinstance(samples, Metadata):
        return samples.columns, arriving
    first = list(islice(arriving, 1))
    columns = tuple(first[0].columns) if first else ()
    return columns, chain(first, arriving)


class _ProjectCheck:
    """Renders one sample after another and remembers who writes which output."""

    def __init__(
        self, workflow: Workflow, columns: tuple[str, ...], *, project: str, problems: Problems
    ) -> None:
        self._workflow = workflow
        self._project = project
        self._problems = problems
        self._columns = columns
        self._known = known_names(columns, workflow.variables)
        self._plans = plans_of(workflow, project=project)
        self._writers = FirstSeen()

    def check_columns(self, line: int | None) -> None:
        """Compare the columns, which are on that line, with what the workflow asks for."""
        for name in self._columns:
            if name in self._workflow.variables:
                message = f"{name!r} is a key of the workflow too; rename the column or the key."
                self._problems.add(ProblemKind.RESERVED_COLUMN, message, line=line, column=name)
        if self._columns:
            self._check_variables(line)

    def _check_variables(self, line: int | None) -> None:
        # A column for sample or file that is missing is a problem already, once.
        is_told = ProblemKind.MISSING_COLUMN in self._problems.totals()
        known = self._known | {*SAMPLE_COLUMNS, *FILE_COLUMNS} if is_told else self._known
        for plan in self._plans:
            for path, template in plan.templates():
                for name in sorted(template.fields - known):
                    message = f"No column is called {name!r}; {suggest(name, self._known)}"
                    self._problems.add(
                        ProblemKind.UNKNOWN_VARIABLE, message, line=line, column=path
                    )

    def occupy(self, sample: Sample) -> None:
        """Remember what a stored sample writes, as far as it can be rendered."""
        values = self._values(sample)
        for plan in self._plans:
            with suppress(TemplateError):
                for output in plan.render(sample, values).outputs:
                    self._writers.line_of(output, STORED)

    def _values(self, sample: Sample) -> Mapping[str, str]:
        return values_for(sample, self._workflow, project=self._project)

    def render(self, sample: Sample) -> tuple[RenderedJob, ...] | None:
        """Return the sample's jobs, one for each analysis; None if anything is wrong."""
        before = len(self._problems)
        values = self._values(sample)
        jobs = [self._job(plan, sample, values) for plan in self._plans]
        good = tuple([job for job in jobs if job])
        return good if len(good) == len(jobs) and len(self._problems) == before else None

    def _job(
        self, plan: AnalysisPlan, sample: Sample, values: Mapping[str, str]
    ) -> RenderedJob | None:
        try:
            job = plan.render(sample, values)
        except TemplateError:
            self._check_each(plan, sample, values)
            return None
        for index, output in enumerate(job.outputs):
            self._check_output(output, plan, index, sample)
        self._check_size(job, plan, sample)
        return job

    def _check_each(self, plan: AnalysisPlan, sample: Sample, values: Mapping[str, str]) -> None:
        """Check what can be rendered of a job that can't be rendered as a whole."""
        filled = {
            path: self._try(partial(template.fill, values), path, sample)
            for path, template in plan.templates()
            if template.fields <= self._known
        }
        if filled.get(plan.array_size_path) is not None:
            self._try(partial(plan.indices, values), plan.array_size_path, sample)
        for index in range(len(plan.outputs)):
            if output := filled.get(plan.output_path(index)):
                self._check_output(output, plan, index, sample)

    def _try(self, fill: Callable[[], str], path: str, sample: Sample) -> str | None:
        try:
            return fill()
        except TemplateError as error:
            self._problems.add(ProblemKind.UNRENDERABLE, str(error), line=sample.line, column=path)
            return None

    def _check_output(self, output: str, plan: AnalysisPlan, index: int, sample: Sample) -> None:
        if fault := fault_of_uri(output):
            kind = ProblemKind.INVALID_OUTPUT
        elif (writer := self._writers.line_of(output, sample.line)) is not None:
            kind = ProblemKind.DUPLICATE_OUTPUT
            other = _writer(writer, sample.line)
            fault = f"{output} would be written by {other} too; let each write its own."
        else:
            return
        path = plan.output_path(index)
        self._problems.add(kind, fault, line=sample.line, column=path)

    def _check_size(self, job: RenderedJob, plan: AnalysisPlan, sample: Sample) -> None:
        if LONGEST_ESCAPE * sum(map(len, job.parameters.values())) <= plan.room:
            return
        size, most = job.size(), LARGEST_JOB - ROOM_IN_JOB
        if size > most:
            message = f"The job has {size} bytes; shorten its parameters until it has {most}."
            self._problems.add(
                ProblemKind.JOB_TOO_LARGE, message, line=sample.line, column=plan.path
            )


def _writer(line: int, own: int) -> str:
    if line == STORED:
        return "a sample that the project has"
    return "another analysis" if line == own else f"the sample on line {line}"
