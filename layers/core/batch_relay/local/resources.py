"""What an AWS account has before Batch Relay is deployed to it: buckets and job queues."""

from typing import TYPE_CHECKING

from batch_relay.local.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_batch import BatchClient

# samconfig.toml names it too.
ARTIFACTS_BUCKET = "batch-relay-artifacts"
OUTPUT_BUCKET = "batch-relay-outputs"
SPOT, ON_DEMAND = "default", "on-demand"
QUEUES = (SPOT, ON_DEMAND)
# Both may use the whole machine: the local Batch counts what is in use itself.
MAX_VCPUS = 256


def provide(emulator: Emulator) -> None:
    """Create what is missing."""
    session = emulator.session()
    s3 = session.client("s3", endpoint_url=emulator.endpoint)
    for bucket in (ARTIFACTS_BUCKET, OUTPUT_BUCKET):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_notification_configuration(
        Bucket=OUTPUT_BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    batch = session.client("batch", endpoint_url=emulator.endpoint)
    existing = {queue["jobQueueName"] for queue in batch.describe_job_queues()["jobQueues"]}
    for name in QUEUES:
        if name not in existing:
            _create_queue(batch, name)


def _create_queue(batch: "BatchClient", name: str) -> None:
    environment = batch.create_compute_environment(
        computeEnvironmentName=name,
        type="MANAGED",
        state="ENABLED",
        computeResources={
            "type": "SPOT" if name == SPOT else "EC2",
            "maxvCpus": MAX_VCPUS,
            "subnets": ["subnet-local"],
            "instanceRole": "local",
            "instanceTypes": ["optimal"],
            "minvCpus": 0,
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
