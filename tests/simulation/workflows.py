"""Workflows as small as they may be."""

import json
from functools import cache

from batch_relay.domain.definitions import Workflow, read_definition
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.problems import Problems

# What a summary writes.
SUMMED = "s3://results/summary.txt"


@cache
def workflow(
    outputs: tuple[int, ...],
    sizes: tuple[int, ...],
    *,
    timeout: int,
    attempts: int,
    infrastructure: int,
    application: int,
    delay: int,
    fallback_queue: str,
    complete_when: str,
    summary: bool,
) -> Workflow:
    """Return a workflow with so many outputs and jobs of each analysis, and one policy for all."""
    retry = {
        "infrastructure": infrastructure,
        "memory": 2,
        "application": application,
        "delay": delay,
        "max_memory": 2048,
    } | ({"attempts": attempts} if attempts else {})
    own = {"retry": retry, "complete_when": complete_when} | (
        {"fallback_queue": fallback_queue} if fallback_queue else {}
    )
    analyses = [
        _analysis(f"tool{index}:1", timeout)
        | {
            "outputs": [output("{_sample}", index, number) for number in range(many)],
            "batch_relay": own if many and not size else own | {"complete_when": "job"},
        }
        | ({"arrayProperties": {"size": size}} if size else {})
        for index, (many, size) in enumerate(zip(outputs, sizes, strict=True))
    ]
    summed = _analysis("merge:1", timeout) | {"outputs": [SUMMED], "batch_relay": own}
    source = {"workflow_name": "w", "analyses": analyses} | ({"summary": summed} if summary else {})
    problems = Problems()
    read = read_definition(json.dumps(source), problems=problems)
    assert read is not None, problems.as_list()
    return read


def _analysis(definition: str, timeout: int) -> JsonObject:
    memory = [{"type": "MEMORY", "value": "512"}]
    return {
        "job_definition": definition,
        "queue": "spot",
        "parameters": {},
        "containerOverrides": {"resourceRequirements": memory},
        "timeout": timeout,
    }


def output(sample: str, analysis: int, number: int) -> str:
    return f"s3://results/{sample}/{analysis}-{number}.txt"
