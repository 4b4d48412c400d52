"""Check answers against botocore's own description of them."""

import re
from typing import Any

from botocore.validate import ParamValidator

from batch_relay.local.batch.schema import service_model

# The model calls it required; AWS has none to give for a job that has not started.
ABSENT = re.compile(r'Missing required parameter in jobs\[\d+\]: "startedAt"')


def check_answer(operation: str, answer: dict[str, Any]) -> None:
    """Fail on a member that the model does not know, or that has the wrong type."""
    shape = service_model().operation_model(operation).output_shape
    report = ParamValidator().validate(answer, shape).generate_report()
    problems = [line for line in report.splitlines() if line and not ABSENT.fullmatch(line)]
    assert problems == []
