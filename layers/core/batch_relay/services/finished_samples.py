"""Samples that have nothing left to do: all their outputs exist."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.domain.plans import plans_of
from batch_relay.domain.samples import Sample
from batch_relay.domain.templates import TemplateError
from batch_relay.domain.variables import values_for
from batch_relay.services.ports import Objects


def finished_samples(
    samples: Sequence[Sample], *, project: str, workflow: Workflow, objects: Objects
) -> frozenset[str]:
    """Return the names of those whose outputs all exist.

    An analysis without outputs is never finished. What can't be rendered or
    looked at isn't either: submit_job says why.
    """
    if not all(analysis.outputs for analysis in workflow.analyses):
        return frozenset()
    outputs = dict(_rendered(samples, project, workflow))
    listed: Mapping[str, datetime | None] = {}
    with suppress(RefusedError, UnavailableError):
        listed = objects.listed([uri for uris in outputs.values() for uri in uris])
    return frozenset(name for name, uris in outputs.items() if _all_exist(uris, listed, objects))


def _rendered(
    samples: Sequence[Sample], project: str, workflow: Workflow
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the outputs of each sample, the last ones first: they are the first to be missing."""
    plans = plans_of(workflow, project=project)
    for sample in samples:
        values = values_for(sample, workflow, project=project)
        with suppress(TemplateError):
            rendered = [plan.render(sample, values).outputs for plan in reversed(plans)]
            yield sample.name, tuple(uri for outputs in rendered for uri in outputs)


def _all_exist(
    uris: Sequence[str], listed: Mapping[str, datetime | None], objects: Objects
) -> bool:
    if any(uri in listed and listed[uri] is None for uri in uris):
        return False
    with suppress(RefusedError, UnavailableError):
        return all(uri in listed or objects.written_at(uri) for uri in uris)
    return False
