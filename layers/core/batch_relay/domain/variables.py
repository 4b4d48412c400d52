"""The variables a template may use: where each comes from, and which names are taken."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.names import SUMMARY
from batch_relay.domain.samples import Sample

if TYPE_CHECKING:
    from batch_relay.domain.definitions import Workflow

ALIASES: Final = ("sample_name", "file_name")
FIXED: Final = ("_sample", "_filepath", "project_name", "workflow_name")
# What the summary of a run has for a column.
SAMPLES_URI: Final = "samples_uri"
# Variables that every workflow has, and keys of a workflow: a column may not take their place.
RESERVED_NAMES: Final = frozenset(
    {
        "_sample",
        "_filepath",
        "project_name",
        "workflow_name",
        "analyses",
        "samples",
        "jobs",
        "job_ids",
        "status",
    }
)


def values_for(sample: Sample, workflow: "Workflow", *, project: str) -> dict[str, str]:
    """Return the value of each variable for one sample.

    A column named `sample_name` or `file_name` is used as it is; without one
    these are aliases of the sample and the file. No column takes the place of a
    variable of the workflow: what a lab may use is told by those.
    """
    return {
        "sample_name": sample.name,
        "file_name": sample.file,
        **sample.columns,
        **workflow.variables,
        "_sample": sample.name,
        "_filepath": sample.file,
        "project_name": project,
        "workflow_name": _own_name(workflow.name),
    }


def variables_of(definition: JsonObject) -> dict[str, str]:
    """Return a definition's own variables: its texts, numbers and booleans, as text."""
    return {
        key: str(value)
        for key, value in definition.items()
        if isinstance(value, str | int | float) and key != "workflow_name"
    }


def constants_of(workflow: str, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that are the same for all samples: no column may take their place."""
    own = {name: value for name, value in variables.items() if name not in FIXED}
    return {**own, "workflow_name": _own_name(workflow)}


def _own_name(workflow: str) -> str:
    """Return the name as people know it: a workflow's summary goes by the workflow's."""
    return workflow.removesuffix(SUMMARY)


def known_names(columns: Iterable[str], variables: Mapping[str, str]) -> frozenset[str]:
    """Return the names that `values_for` gives a value to."""
    return frozenset((*ALIASES, *variables, *columns, *FIXED))
