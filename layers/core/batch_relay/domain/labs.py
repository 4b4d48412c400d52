"""Labs share a service: what belongs to each.

The names of a lab's projects and workflows begin with the lab's own and an underscore, which
no lab's name holds: `smith_cohort2` is the lab `smith`'s, whoever made it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from batch_relay.domain.definitions import Analysis, Workflow
from batch_relay.domain.names import QUEUE_NAME, NameRule, queue_name
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.summaries import analyses_with_places
from batch_relay.domain.templates import beginning
from batch_relay.domain.variables import constants_of
from batch_relay.domain.wording import quote

LAB_NAME: Final = NameRule(
    noun="lab's name",
    pattern=re.compile("[a-z][a-z0-9]*"),
    limit=32,
    allowed="lower-case letters and digits, first a letter",
)
_OUTPUTS: Final = re.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/(?:[^{}]*/)?")


def lab_of(name: str) -> str:
    """Return the lab that a project or workflow belongs to; empty for one that is no lab's."""
    lab, underscore, _ = name.partition("_")
    return lab if underscore else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """What the workflows of a lab may use.

    `queues` are names of job queues; `job_definitions` the beginnings of names of job
    definitions, and `outputs` those of S3 URIs.
    """

    name: str
    queues: frozenset[str] = frozenset()
    job_definitions: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()

    def check_workflow(self, workflow: Workflow, problems: Problems) -> None:
        """Add what the workflow uses that isn't the lab's."""
        for at, owner, analysis in analyses_with_places(workflow):
            self._check_analysis(owner, analysis, at, problems)

    def _check_analysis(
        self, workflow: Workflow, analysis: Analysis, at: str, problems: Problems
    ) -> None:
        constants = constants_of(workflow.name, workflow.variables)
        self.check_queue(analysis.queue, f"{at}.queue", problems)
        self.check_queue(analysis.policy.fallback_queue, f"{at}.batch_relay", problems)
        self._check_definition(analysis.job_definition, f"{at}.job_definition", problems)
        for number, output in enumerate(analysis.outputs):
            known = beginning(output, constants)
            self._check_output(output, known, f"{at}.outputs[{number}]", problems)

    def check_queue(self, queue: str | None, at: str, problems: Problems) -> None:
        """Add a queue that isn't the lab's; none at all is right."""
        if queue and queue_name(queue) not in self.queues:
            self._refuse(f"Queue {quote(queue)}", self.queues, at, problems)

    def _check_definition(self, definition: str, at: str, problems: Problems) -> None:
        name = definition.rpartition("/")[2]
        if not name.startswith(tuple(self.job_definitions)):
            whose = f"Job definition {quote(definition)}"
            self._refuse(whose, _starting(self.job_definitions), at, problems)

    def _check_output(self, output: str, known: str, at: str, problems: Problems) -> None:
        """Check what comes before the values of a sample, which could lead anywhere."""
        if not known.startswith(tuple(self.outputs)):
            self._refuse(f"Output {quote(output)}", _starting(self.outputs), at, problems)

    def _refuse(self, what: str, own: Iterable[str], at: str, problems: Problems) -> None:
        has = ", ".join(sorted(own)) or "none yet; ask an administrator"
        message = f"{what} isn't the lab {self.name}'s; it has {has}."
        problems.add(ProblemKind.NOT_THE_LABS, message, column=at)


def _starting(beginnings: Iterable[str]) -> Iterable[str]:
    """Return beginnings of names as people write them."""
    return (f"{each}…" for each in beginnings)


def check_lab(lab: Lab, problems: Problems) -> None:
    """Add what can't be a lab's name, or what it can't have."""
    LAB_NAME.check(lab.name, problems, column="name")
    for uri in lab.outputs:
        if not _OUTPUTS.fullmatch(uri):
            message = (
                f"{quote(uri)} isn't s3://bucket/ or s3://bucket/folder/; end it with a slash."
            )
            problems.add(ProblemKind.INVALID_VALUE, message, column="outputs")
    _check_some(lab.queues, "queues", problems)
    _check_some(lab.job_definitions, "job_definitions", problems)


def _check_some(names: Iterable[str], field: str, problems: Problems) -> None:
    for name in names:
        if not QUEUE_NAME.accepts(name):
            message = (
                f"{quote(name)} can't be a name, or the beginning of one; use {QUEUE_NAME.allowed}."
            )
            problems.add(ProblemKind.INVALID_VALUE, message, column=field)
