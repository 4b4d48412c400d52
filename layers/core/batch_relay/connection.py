"""Where the API is, and who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError

from batch_relay.client import Client
from batch_relay.dead_letters import DeadLetters
from batch_relay.domain.errors import NotFoundError, RefusedError
from batch_relay.sigv4 import SigV4
from batch_relay.wiring import RETRIES

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient

DEFAULT_STACK = "batch-relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """AWS's own services, called with the caller's credentials."""

    session: boto3.Session
    endpoint: str | None = None

    def batch(self) -> "BatchClient":
        """Return a client of AWS Batch."""
        return self.session.client("batch", endpoint_url=self.endpoint, config=RETRIES)

    def cloudformation(self) -> "CloudFormationClient":
        """Return a client of CloudFormation."""
        return self.session.client("cloudformation", endpoint_url=self.endpoint, config=RETRIES)

    def cloudwatch(self) -> "CloudWatchClient":
        """Return a client of CloudWatch."""
        return self.session.client("cloudwatch", endpoint_url=self.endpoint, config=RETRIES)

    def sqs(self) -> "SQSClient":
        """Return a client of SQS."""
        return self.session.client("sqs", endpoint_url=self.endpoint, config=RETRIES)

    def dynamodb(self) -> "DynamoDBClient":
        """Return a client of DynamoDB."""
        return self.session.client("dynamodb", endpoint_url=self.endpoint, config=RETRIES)

    def s3(self) -> "S3Client":
        """Return a client of S3."""
        return self.session.client("s3", endpoint_url=self.endpoint, config=RETRIES)

    def sts(self) -> "STSClient":
        """Return a client of STS."""
        return self.session.client("sts", endpoint_url=self.endpoint, config=RETRIES)

    def iam(self) -> "IAMClient":
        """Return a client of IAM."""
        return self.session.client("iam", endpoint_url=self.endpoint, config=RETRIES)

    def logs(self) -> "CloudWatchLogsClient":
        """Return a client of CloudWatch Logs."""
        return self.session.client("logs", endpoint_url=self.endpoint, config=RETRIES)

    def events(self) -> "EventBridgeClient":
        """Return a client of EventBridge."""
        return self.session.client("events", endpoint_url=self.endpoint, config=RETRIES)

    def functions(self) -> "LambdaClient":
        """Return a client of Lambda."""
        return self.session.client("lambda", endpoint_url=self.endpoint, config=RETRIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The API's URL, or the CloudFormation stack that tells it; credentials are the caller's."""

    api: str | None = None
    stack: str = DEFAULT_STACK
    profile: str | None = None
    region: str | None = None

    def client(self) -> Client:
        """Return a client; RefusedError without credentials, NotFoundError without API."""
        api = _url(self.api) if self.api else ""
        with _reaching():
            session = self._session()
            return connect(session, api or _api_url(session, self.stack))

    def dead_letters(self) -> DeadLetters:
        """Return the stack's dead-letter queues; RefusedError without credentials."""
        with _reaching():
            return dead_letters(self._session(), self.stack)

    def services(self) -> Services:
        """Return AWS's own services; RefusedError without credentials."""
        with _reaching():
            return Services(session=self._session())

    def _session(self) -> boto3.Session:
        session = boto3.Session(profile_name=self.profile, region_name=self.region)
        _expect_ready(session)
        return session


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except BotoCoreError as error:
        msg = f"AWS can't be reached with your configuration: {error}"
        raise RefusedError(msg) from error


def dead_letters(session: boto3.Session, stack: str, *, endpoint: str | None = None) -> DeadLetters:
    """Return the dead-letter queues of a stack, seen with the session's credentials."""
    return DeadLetters(
        stack=stack,
        cloudformation=session.client("cloudformation", endpoint_url=endpoint),
        sqs=session.client("sqs", endpoint_url=endpoint),
    )


def connect(session: boto3.Session, api: str) -> Client:
    """Return a client that signs with the session's credentials, for its region."""
    return Client(api, auth=SigV4(_expect_ready(session), session.region_name))


def _expect_ready(session: boto3.Session) -> Credentials:
    credentials = session.get_credentials()
    if credentials is None:
        msg = "There are no AWS credentials; run `aws configure`, or choose a --profile."
        raise RefusedError(msg)
    if not session.region_name:
        msg = "No AWS region is set; choose one with --region or AWS_REGION."
        raise RefusedError(msg)
    return credentials


def _url(api: str) -> str:
    url = urlsplit(api)
    if url.scheme in {"http", "https"} and url.hostname:
        return api
    msg = f"{api!r} is no URL of an API; the stack's output ApiUrl is, https://…"
    raise RefusedError(msg)


def _api_url(session: boto3.Session, stack: str) -> str:
    try:
        found = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        said = error.response.get("Error", {}).get("Message", error)
        msg = (
            f"Stack {stack!r} can't be read in {session.region_name} ({said}); deploy it there, or "
            "choose another --region, --stack or --api."
        )
        raise NotFoundError(msg) from error
    urls = [o["OutputValue"] for o in found.get("Outputs", []) if o["OutputKey"] == "ApiUrl"]
    if urls:
        return urls[0]
    msg = f"Stack {stack!r} has no output ApiUrl; is it Batch Relay's?"
    raise NotFoundError(msg)
