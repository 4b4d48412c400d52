"""What AWS says when a job fails, and what cures it: a table, in the order it is tried.

Text goes before exit codes, and what ended the job from outside before what its
container said: "Essential container in task exited" stands for nearly every
failure. A container's reason is cut at 255 characters, so the telling part of it
may be missing. Sources of the wordings: docs/failures.md.
"""

from typing import Final

from batch_relay.domain.failure_classes import Budget, Field, Reaction, Rule

# Reasons that we give ourselves when we end a job, or find that it failed.
OURS: Final = "batch-relay: "
SUPERSEDED: Final = f"{OURS}superseded"
OUTPUTS_MISSING: Final = "OutputsMissing"
GONE: Final = "AWS Batch no longer knows the job"

_TIME_LIMIT = r"^(?:(?:Cancell?ed|Terminated) by JobStateTimeLimit action due to reason:\s*)?"
_PULL = r"^CannotPull\w*Error\b"
_START = r"^Cannot(?:Start|Create)ContainerError\b"
_INIT = r"^ResourceInitializationError\b"
_DENIED = r"AccessDenied|ResourceNotFound|log group does not exist"
_NO_DISK = r"no space left|failed to register layer|devmapper"
# Batch says this, or nothing, when the container ended by itself.
_BY_ITSELF = r"^(?:Essential container in task exited.*)?$"
# How a status reason begins that AWS wrote; only the rows below know what it means.
_FROM_AWS = (
    r"$|Essential container in task exited|Task failed to start|AGENT\b|\w*(?:Error|Exception)\b"
    r"|.*network interface provision"
)
_ANY_CODE = range(-(1 << 31), 1 << 32)

NO_CAPACITY: Final = Rule(
    name="no capacity",
    field=Field.STATUS,
    text=rf"^{OURS}no capacity|{_TIME_LIMIT}CAPACITY:",
    reaction=Reaction.FALLBACK_QUEUE,
)
FITS_NO_INSTANCE: Final = Rule(
    name="fits no instance",
    field=Field.STATUS,
    text=rf"^{OURS}fits no instance|{_TIME_LIMIT}MISCONFIGURATION:"
    r"(?:COMPUTE_ENVIRONMENT_MAX_RESOURCE|JOB_RESOURCE_REQUIREMENT)",
    reaction=Reaction.STOP,
    advice="ask for less memory or fewer vCPUs, or use a queue with larger instances",
)

RULES: Final = (
    # What ended the job from outside.
    NO_CAPACITY,
    FITS_NO_INSTANCE,
    Rule(
        name="time limit of the queue",
        field=Field.STATUS,
        text=r"^(?:Cancell?ed|Terminated) by JobStateTimeLimit",
        reaction=Reaction.STOP,
        advice="the queue's owner limits how long a job may wait there",
    ),
    Rule(
        name="ended on purpose",
        field=Field.STATUS,
        text=rf"^{OURS}",
        reaction=Reaction.STOP,
        advice="it isn't tried again",
    ),
    Rule(
        name="host reclaimed",
        field=Field.STATUS,
        text=r"^Host EC2\b",
        reaction=Reaction.FALLBACK_QUEUE_NEXT,
    ),
    Rule(
        name="spot task interrupted, exit code 0",
        text=r"Your Spot Task was interrupted",
        codes={0},
        reaction=Reaction.FALLBACK_QUEUE,
        check_outputs=True,
    ),
    Rule(
        name="spot task interrupted",
        text=r"Your Spot Task was interrupted",
        reaction=Reaction.FALLBACK_QUEUE,
    ),
    Rule(name="host drained", text=r"^Task stopped during instance draining"),
    Rule(
        name="timed out",
        field=Field.STATUS,
        text=r"^Job attempt duration exceeded timeout",
        reaction=Reaction.STOP,
        advice="raise the analysis's timeout if it needs longer",
    ),
    Rule(
        name="dependency failed",
        field=Field.STATUS,
        text=r"^Dependent Job failed",
        reaction=Reaction.STOP,
        advice="see why the job failed that it depends on",
    ),
    Rule(
        name="array child failed",
        field=Field.STATUS,
        text=r"^Array Child Job failed",
        reaction=Reaction.STOP,
        advice="see which of its children failed",
    ),
    Rule(
        name="role not assumed",
        text=r"^ECS was unable to assume the role",
        limit=1,
        least_delay=600,
        advice="see whether the job's role exists and trusts ecs-tasks.amazonaws.com",
    ),
    Rule(
        name="ended by somebody",
        field=Field.STATUS,
        text=rf"^(?!{_FROM_AWS})",
        reaction=Reaction.STOP,
        advice="AWS Batch isn't known to say that, so somebody ended it on purpose",
    ),
    # What the container or its agent said.
    Rule(
        name="out of memory",
        text=r"^(OutOfMemoryError|OOMKilled)\b",
        reaction=Reaction.MORE_MEMORY,
        budget=Budget.MEMORY,
        waits=False,
    ),
    Rule(
        name="outputs missing",
        field=Field.CONTAINER,
        text=rf"^{OUTPUTS_MISSING}\b",
        budget=Budget.APPLICATION,
    ),
    Rule(name="forgotten by AWS Batch", field=Field.CONTAINER, text=rf"^{GONE}"),
    Rule(
        name="no disk for the image",
        text=rf"{_PULL}.*(?:{_NO_DISK})",
        limit=1,
        advice="give the hosts a larger disk",
    ),
    Rule(
        name="image missing or denied",
        text=rf"^CannotPullContainerAuthError\b|{_PULL}.*(?:not found|manifest unknown|denied"
        r"|does not exist|unauthorized|not authorized|invalid reference)",
        reaction=Reaction.STOP,
        advice="correct the image's name, or who may pull it",
    ),
    Rule(
        name="image pull throttled",
        text=rf"^CannotPull(?:ECRContainer|ImageManifest)Error\b|{_PULL}.*(?:too ?many ?requests"
        r"|rate limit|timeout|timed out|(?:context|request) canceled|deadline exceeded|throttl"
        r"|(?:status|code|HTTP)\W*5\d\d\b|\b5\d\d (?:Internal|Bad|Service|Gateway))",
    ),
    Rule(name="image not pulled", text=_PULL, limit=1),
    Rule(name="docker timed out", text=r"^DockerTimeoutError\b", check_outputs=True),
    Rule(
        name="container not inspected",
        text=r"^CannotInspectContainerError\b",
        check_outputs=True,
    ),
    Rule(
        name="resources denied",
        text=rf"{_INIT}.*(?:{_DENIED})|{_START}.*logging driver.*(?:{_DENIED})",
        reaction=Reaction.STOP,
        advice="correct what the job's execution role may do, or the name of its log group",
    ),
    Rule(name="resources not ready", text=_INIT, limit=2),
    Rule(
        name="container cannot start",
        text=rf"{_START}.*(?:devmapper|no space|logging driver|\bEOF\b)",
    ),
    Rule(
        name="command cannot start",
        text=rf"{_START}.*(?:executable(?: file)? not found|permission denied|no such file)",
        reaction=Reaction.STOP,
        advice="correct the command, or the image it runs in",
    ),
    Rule(name="container not started", text=_START, limit=1),
    Rule(
        name="agent failed",
        text=r"^AGENT\b|network interface provision|^InternalError\b|^CannotStopContainerError\b"
        r"|^ContainerRuntime(?:Timeout)?Error\b|^CannotCreateVolumeError\b",
    ),
    Rule(
        name="disk full",
        text=r"no space left on device|\bENOSPC\b",
        reaction=Reaction.STOP,
        advice="give the hosts a larger disk",
    ),
    Rule(name="task not started", field=Field.STATUS, text=r"^Task failed to start", limit=3),
    # What only the exit code tells, when the container ended by itself.
    Rule(
        name="killed, perhaps out of memory",
        field=Field.BOTH,
        text=_BY_ITSELF,
        codes={137},
        reaction=Reaction.MORE_MEMORY,
        budget=Budget.MEMORY,
        limit=1,
    ),
    Rule(name="terminated", field=Field.BOTH, text=_BY_ITSELF, codes={143}),
    Rule(name="container runtime failed", field=Field.BOTH, text=_BY_ITSELF, codes={125}, limit=1),
    Rule(
        name="command cannot run",
        field=Field.BOTH,
        text=_BY_ITSELF,
        codes={126, 127},
        reaction=Reaction.STOP,
        advice="correct the command, or the image it runs in",
    ),
    Rule(
        name="crashed",
        field=Field.BOTH,
        text=_BY_ITSELF,
        codes={134, 139},
        budget=Budget.APPLICATION,
        limit=1,
    ),
    Rule(
        name="failed with exit code 0",
        field=Field.BOTH,
        text=_BY_ITSELF,
        codes={0},
        budget=Budget.APPLICATION,
        check_outputs=True,
    ),
    Rule(
        name="application failed",
        field=Field.BOTH,
        text=_BY_ITSELF,
        codes=_ANY_CODE,
        budget=Budget.APPLICATION,
    ),
)

# None of the above: its text is reported, so that a row can be added.
UNKNOWN: Final = Rule(
    name="unknown",
    text="",
    reaction=Reaction.STOP,
    advice="no such failure is known, so it isn't tried again",
)
