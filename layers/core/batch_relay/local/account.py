"""What an AWS account has before Batch Relay is deployed to it: output buckets and job queues."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from batch_relay.local.emulator import Emulator
from batch_relay.local.home import Home

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient
    from mypy_boto3_s3 import S3Client

# samconfig.toml names it too.
ARTIFACTS_BUCKET = "batch-relay-artifacts"
OUTPUT_BUCKET = "batch-relay-outputs"
SPOT, ON_DEMAND = "default", "on-demand"
# More than any machine has: the local Batch itself counts what is in use.
MAX_VCPUS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The buckets and queues that the stack may use."""

    buckets: tuple[str, ...] = (OUTPUT_BUCKET,)
    queues: tuple[str, ...] = (SPOT, ON_DEMAND)

    def with_more(self, buckets: tuple[str, ...], queues: tuple[str, ...]) -> "Account":
        """Add buckets and queues by name."""
        return Account(
            buckets=tuple(dict.fromkeys(self.buckets + buckets)),
            queues=tuple(dict.fromkeys(self.queues + queues)),
        )


def recall(home: Home) -> Account:
    """Read what was provided here before."""
    if not home.account.exists():
        return Account()
    known = json.loads(home.account.read_text())
    return Account(buckets=tuple(known["buckets"]), queues=tuple(known["queues"]))


def provide(home: Home, account: Account, emulator: Emulator) -> None:
    """Create what is missing, and write down what there is."""
    session = emulator.session()
    s3 = session.client("s3", endpoint_url=emulator.endpoint)
    for bucket in (ARTIFACTS_BUCKET, *account.buckets):
        _provide_bucket(s3, bucket)
    batch = session.client("batch", endpoint_url=emulator.endpoint)
    existing = {queue["jobQueueName"] for queue in batch.describe_job_queues()["jobQueues"]}
    for name in account.queues:
        if name not in existing:
            _create_queue(batch, name)
    home.account.write_text(json.dumps(asdict(account)))


def _provide_bucket(s3: "S3Client", bucket: str) -> None:
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )


def _create_queue(batch: "BatchClient", name: str) -> None:
    """Create a queue with a compute environment of its own, on demand if its name says so."""
    environment = batch.create_compute_environment(
        computeEnvironmentName=name,
        type="MANAGED",
        state="ENABLED",
        computeResources={
            "type": "EC2" if name == ON_DEMAND else "SPOT",
            "minvCpus": 0,
            "maxvCpus": MAX_VCPUS,
            "instanceTypes": ["optimal"],
            "instanceRole": "local",
            "subnets": ["subnet-local"],
        },
    )
    batch.create_job_queue(
        jobQueueName=name,
        state="ENABLED",
        priority=1,
        computeEnvironmentOrder=[
            {"order": 1, "computeEnvironment": environment["computeEnvironmentArn"]}
        ],
    )
