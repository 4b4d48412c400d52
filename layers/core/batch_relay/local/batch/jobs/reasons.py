"""Why jobs and attempts ended, or do not start, in AWS's words."""

EXITED = "Essential container in task exited"
NOT_STARTED = "Task failed to start"
CANNOT_START = "CannotStartContainerError: {message}"
TIMED_OUT = "Job attempt duration exceeded timeout"
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
HOST_LOST = "Host EC2 (instance {instance}) terminated."
CHILD_FAILED = "Array Child Job failed"
DEPENDENCY_FAILED = "Dependent Job failed"
NEVER_FITS = (
    "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job needs more vCPUs, memory or GPUs than "
    "this machine, or any compute environment of its queue, has."
)
# What ContainerDetail.reason holds at most.
REASON_LIMIT = 255
