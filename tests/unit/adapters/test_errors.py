"""AWS's errors in the words of the domain."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from batch_relay.adapters.errors import code, translate, translated
from batch_relay.domain.errors import BatchRelayError, ConflictError, RefusedError, UnavailableError

RETRIED_BY_THE_SDK = {
    *ThrottledRetryableChecker._THROTTLED_ERROR_CODES,
    *TransientRetryableChecker._TRANSIENT_ERROR_CODES,
} - {"EC2ThrottledException"}


def error(name, *, message="said so", status=400):
    answer = {"Error": {"Code": name, "Message": message}}
    return ClientError(answer | {"ResponseMetadata": {"HTTPStatusCode": status}}, "SubmitJob")


@pytest.mark.parametrize("name", sorted(RETRIED_BY_THE_SDK))
def test_what_the_sdk_would_try_again_is_for_later(name):
    assert type(translate(error(name))) is UnavailableError


@pytest.mark.parametrize(
    "name",
    [
        "ServerException",
        "InternalServerError",
        "ServiceUnavailable",
        "ExecutionLimitExceeded",
        "TransactionConflictException",
        "ExpiredTokenException",
    ],
)
def test_what_passes_with_time_is_for_later(name):
    assert type(translate(error(name))) is UnavailableError


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_any_fault_of_a_server_is_for_later(status):
    assert type(translate(error("Whatever", status=status))) is UnavailableError


@pytest.mark.parametrize(
    "name", ["ClientException", "AccessDeniedException", "ValidationException", "NoSuchBucket", ""]
)
def test_anything_else_is_refused_for_good(name):
    assert type(translate(error(name))) is RefusedError


def test_the_message_names_the_operation_and_what_was_said():
    assert str(translate(error("ClientException"))) == "SubmitJob: said so"
    assert str(translate(error("ClientException", message=""))) == "SubmitJob: ClientException"


def test_an_answer_without_a_code_is_refused():
    bare = ClientError({}, "SubmitJob")
    assert (code(bare), type(translate(bare))) == ("", RefusedError)


def test_a_code_may_mean_something_else_to_a_caller():
    refused = error("ConditionalCheckFailedException")
    with (
        pytest.raises(ConflictError, match="said so"),
        translated(ConditionalCheckFailedException=ConflictError),
    ):
        raise refused


def test_a_service_out_of_reach_is_for_later():
    with pytest.raises(UnavailableError, match="https://batch"), translated():
        raise EndpointConnectionError(endpoint_url="https://batch.example")


def test_a_request_that_is_not_sent_is_refused_for_good():
    with pytest.raises(RefusedError, match="gpus"), translated():
        raise ParamValidationError(report="Unknown parameter: gpus")


def test_an_error_of_ours_is_left_alone():
    with pytest.raises(KeyError), translated():
        raise KeyError


DENIED = (
    "User: arn:aws:sts::111122223333:assumed-role/stack-ApiRole-1X/stack-Api is not authorized to "
    "perform: batch:SubmitJob on resource: arn:aws:batch:us-east-1:111122223333:job-queue/q"
)


@pytest.mark.parametrize("meanings", [{}, {"AccessDenied": ConflictError}])
def test_who_is_refused_is_not_told(meanings):
    denied = error("AccessDenied", message=DENIED)
    with pytest.raises(BatchRelayError) as told, translated(**meanings):
        raise denied
    assert "the service is not authorized to perform: batch:SubmitJob" in str(told.value)
    assert "job-queue/q" in str(told.value)
    assert "ApiRole" not in str(told.value)
