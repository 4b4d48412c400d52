"""Every operation that works here, by its name in AWS's API."""

from batch_relay.local.batch.api import (
    compute_environments,
    job_definitions,
    job_queues,
    jobs,
    scheduling_policies,
    tags,
)
from batch_relay.local.batch.api.context import Operation
from batch_relay.local.batch.api.list_jobs import list_jobs
from batch_relay.local.batch.api.submit_job import submit

OPERATIONS: dict[str, Operation] = {
    "CancelJob": jobs.cancel,
    "CreateComputeEnvironment": compute_environments.create,
    "CreateJobQueue": job_queues.create,
    "CreateSchedulingPolicy": scheduling_policies.create,
    "DeleteComputeEnvironment": compute_environments.delete,
    "DeleteJobQueue": job_queues.delete,
    "DeleteSchedulingPolicy": scheduling_policies.delete,
    "DeregisterJobDefinition": job_definitions.deregister,
    "DescribeComputeEnvironments": compute_environments.describe,
    "DescribeJobDefinitions": job_definitions.describe,
    "DescribeJobQueues": job_queues.describe,
    "DescribeJobs": jobs.describe,
    "DescribeSchedulingPolicies": scheduling_policies.describe,
    "ListJobs": list_jobs,
    "ListSchedulingPolicies": scheduling_policies.list_all,
    "ListTagsForResource": tags.show,
    "RegisterJobDefinition": job_definitions.register,
    "SubmitJob": submit,
    "TagResource": tags.add,
    "TerminateJob": jobs.terminate,
    "UntagResource": tags.remove,
    "UpdateComputeEnvironment": compute_environments.update,
    "UpdateJobQueue": job_queues.update,
    "UpdateSchedulingPolicy": scheduling_policies.update,
}
