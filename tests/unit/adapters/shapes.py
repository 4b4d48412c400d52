"""AWS's own description of its requests and answers, as botocore carries it."""

from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel
from botocore.validate import ParamValidator


@cache
def service(name: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(name)


def faults(value: dict[str, Any], shape: str, *, of: str) -> str:
    """Return what is misspelled, missing or of the wrong type; nothing if all is well."""
    return ParamValidator().validate(value, service(of).shape_for(shape)).generate_report()
