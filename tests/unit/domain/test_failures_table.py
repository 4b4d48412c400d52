"""One case for each wording in which AWS Batch is known to tell of a failure."""

import pytest

from batch_relay.domain.definitions import Policy
from batch_relay.domain.failure_classes import Reaction
from batch_relay.domain.failure_rules import GONE, RULES, UNKNOWN
from batch_relay.domain.failures import GiveUp, Resubmit, classify
from tests.unit.domain.failing import (
    EXITED,
    HOST_LOST,
    NOT_STARTED,
    OUT_OF_MEMORY,
    decided,
    failure,
)

TIME_LIMIT = "Canceled by JobStateTimeLimit action due to reason: "
PULL = "CannotPullContainerError: "
START = "CannotStartContainerError: "
INIT = "ResourceInitializationError: "
DAEMON = "Error response from daemon: "
CREATED = "Could not transition to created; timed out after waiting 4m0s"
STARTED = "Could not transition to started; timed out after waiting 3m0s"
SHIM = "OCI runtime create failed: container_linux.go:348: starting container process caused "
# As long as AWS Batch lets a container's reason be.
LONGEST_REASON = 255
EN_DASH = "\N{EN DASH}"
SUPPLY = "MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED - Not in this zone."

# The row, and what AWS Batch says: statusReason, container.reason and exitCode.
CASES = [
    # The host, or the capacity, was lost.
    ("host reclaimed", HOST_LOST, "", None),
    ("host reclaimed", HOST_LOST, "", 143),
    ("host reclaimed", HOST_LOST, "", 137),
    ("host reclaimed", HOST_LOST, OUT_OF_MEMORY, 137),
    ("host reclaimed", "Host EC2 (instance i-0a1b2c3d4e5f60718) stopped.", "", None),
    ("host reclaimed", "host ec2 (Instance i-0a1b) Terminated", "", None),
    ("host drained", "Task stopped during instance draining", "", 143),
    ("spot task interrupted", "Your Spot Task was interrupted.", "", 137),
    ("spot task interrupted", EXITED, "Your Spot Task was interrupted.", None),
    ("spot task interrupted, exit code 0", "Your Spot Task was interrupted.", "", 0),
    ("no capacity", f"{TIME_LIMIT}CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY", "", None),
    ("no capacity", f"{TIME_LIMIT.strip()}CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY", "", None),
    ("no capacity", "batch-relay: no capacity (CAPACITY:INSUFFICIENT_…)", "", None),
    # Somebody or something ended it.
    ("fits no instance", f"{TIME_LIMIT}MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", "", None),
    (
        "fits no instance",
        f"{TIME_LIMIT}MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
        "",
        None,
    ),
    ("fits no instance", "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job…", "", None),
    ("fits no instance", "batch-relay: fits no instance (MISCONFIGURATION:…)", "", None),
    ("time limit of the queue", f"{TIME_LIMIT}{SUPPLY}", "", None),
    ("time limit of the queue", f"{TIME_LIMIT}UNDETERMINED - root cause unknown", "", None),
    ("time limit of the queue", f"{TIME_LIMIT}ACTION_REQUIRED - see the queue", "", None),
    ("ended on purpose", "batch-relay: cancelled: wrong reference", "", 137),
    ("ended on purpose", "batch-relay: superseded", "", None),
    ("ended by somebody", "wrong reference genome", "", 143),
    ("ended by somebody", "Terminated by user", "", 137),
    ("ended by somebody", "Cancelled: Host EC2 is too dear", "", None),
    ("ended by somebody", "stop it", OUT_OF_MEMORY, 137),
    ("ended by somebody", f"UNDETERMINED {EN_DASH} root cause unknown", "", None),
    ("timed out", "Job attempt duration exceeded timeout", "", 137),
    ("timed out", "Job attempt duration exceeded timeout", "", 143),
    ("timed out", "Job attempt duration exceeded timeout", OUT_OF_MEMORY, None),
    ("dependency failed", "Dependent Job failed", "", None),
    ("array child failed", "Array Child Job failed", "", None),
    ("role not assumed", "ECS was unable to assume the role 'arn:aws:iam::1:role/x'", "", None),
    # Memory.
    ("out of memory", EXITED, OUT_OF_MEMORY, 137),
    ("out of memory", EXITED, OUT_OF_MEMORY, 0),
    ("out of memory", EXITED, OUT_OF_MEMORY, 1),
    ("out of memory", "", OUT_OF_MEMORY, 2),
    ("out of memory", "", OUT_OF_MEMORY, None),
    ("out of memory", OUT_OF_MEMORY, "", 137),
    ("killed, perhaps out of memory", EXITED, "", 137),
    ("killed, perhaps out of memory", "", "", 137),
    # The image.
    ("image missing or denied", NOT_STARTED, f"{PULL}repository x not found: does not exist", None),
    ("image missing or denied", "", f"{PULL}{DAEMON}manifest for x:1 not found: manifest", None),
    ("image missing or denied", "", f"{PULL}{DAEMON}manifest unknown", None),
    ("image missing or denied", "", f"{PULL}{DAEMON}pull access denied for x", None),
    ("image missing or denied", "", f"{PULL}unexpected status: 401 Unauthorized", None),
    ("image missing or denied", "", f"{PULL}invalid reference format", None),
    ("image missing or denied", "", "CannotPullContainerAuthError: no credentials", None),
    ("image missing or denied", "", f"CannotPullImageManifestError: {DAEMON}\ndenied: x", None),
    ("image missing or denied", "", "CannotPullECRContainerError: AccessDeniedException", None),
    ("image missing or denied", f"{PULL}x:1: not found", "", None),
    ("image pull throttled", NOT_STARTED, f"{PULL}toomanyrequests: pull rate limit", None),
    ("image pull throttled", "", f"{PULL}429 Too Many Requests", None),
    ("image pull throttled", "", f"{PULL}dial tcp 1.2.3.4:443: i/o timeout", None),
    ("image pull throttled", "", f"{PULL}net/http: request canceled (Client.Timeout)", None),
    ("image pull throttled", "", f"{PULL}context canceled", None),
    ("image pull throttled", "", f"{PULL}ThrottlingException: Rate exceeded", None),
    ("image pull throttled", "", f"{PULL}unexpected status code 503 Service Unavailable", None),
    ("image pull throttled", "", f"{PULL}received unexpected HTTP status: 502 Bad Gateway", None),
    ("image pull throttled", "", "CannotPullECRContainerError: no reply", None),
    ("image pull throttled", "", f"CannotPullImageManifestError: {DAEMON}Get", None),
    ("no disk for the image", "", f"{PULL}write /x: no space left on device", None),
    ("no disk for the image", "", f"{PULL}failed to register layer: ApplyLayer", None),
    ("no disk for the image", "", f"{PULL}devmapper: Thin Pool has 1 free data blocks", None),
    ("image not pulled", "", f"{PULL}something that is cut o", None),
    ("image not pulled", "", f"{PULL}pull image repo:512 has been retried 5 times", None),
    # The container and its agent.
    ("docker timed out", EXITED, f"DockerTimeoutError: {CREATED}", None),
    ("docker timed out", EXITED, f"DockerTimeoutError: {STARTED}", 137),
    ("container not inspected", EXITED, "CannotInspectContainerError: Could not transition", 0),
    ("command cannot start", "", f'{START}{SHIM}exec: "x": executable file not found in $', 127),
    ("command cannot start", "", f"{START}{SHIM}permission denied: unknown", None),
    ("command cannot start", "", f"{START}stat /run.sh: no such file or directory", None),
    ("command cannot start", "", "CannotCreateContainerError: no such file or directory", None),
    ("container cannot start", "", f"{START}devmapper: Thin Pool has 0 free", None),
    ("container cannot start", "", "CannotCreateContainerError: no space left on device", None),
    ("container cannot start", "", f"{START}failed to initialize logging driver: i/o", None),
    ("container cannot start", "", f"{START}EOF", None),
    ("container not started", NOT_STARTED, f'{START}{SHIM}exec: "x": stat /usr/loca', None),
    (
        "resources not ready",
        f"{INIT}unable to pull secrets or registry auth: i/o timeout",
        "",
        None,
    ),
    ("resources not ready", NOT_STARTED, f"{INIT}something", None),
    ("resources denied", f"{INIT}AccessDeniedException: ecr:GetAuthorizationToken", "", None),
    ("resources denied", "", f"{INIT}ResourceNotFoundException: secret", None),
    ("resources denied", "", f"{INIT}The specified log group does not exist", None),
    (
        "resources denied",
        "",
        f"{START}logging driver: log group does not exist",
        None,
    ),
    ("task not started", NOT_STARTED, "", None),
    ("task not started", f"{NOT_STARTED} (something new)", "", None),
    ("agent failed", "AGENT", "", None),
    ("agent failed", "Timeout waiting for network interface provisioning to complete.", "", None),
    ("agent failed", "Network interface provision complete error timeout expired", "", None),
    ("agent failed", EXITED, "InternalError: failed to create container model", None),
    ("agent failed", "", "ContainerRuntimeError: could not", None),
    ("agent failed", "", "ContainerRuntimeTimeoutError: could not", None),
    ("agent failed", "", "CannotStopContainerError: could not", 137),
    ("agent failed", "", "CannotCreateVolumeError: could not", None),
    ("disk full", EXITED, "write /tmp/x: no space left on device", 1),
    # The application, or nothing but an exit code.
    ("outputs missing", EXITED, "OutputsMissing: the job succeeded without s3://b/k", 0),
    ("forgotten by AWS Batch", "", GONE, None),
    ("failed with exit code 0", EXITED, "", 0),
    ("application failed", EXITED, "", 1),
    ("application failed", EXITED, "", 2),
    ("application failed", "", "", 255),
    ("application failed", EXITED, "", 247),
    ("application failed", EXITED, "", 174),
    ("command cannot run", EXITED, "", 126),
    ("command cannot run", EXITED, "", 127),
    ("container runtime failed", EXITED, "", 125),
    ("crashed", EXITED, "", 134),
    ("crashed", EXITED, "", 139),
    ("terminated", EXITED, "", 143),
    # Nobody knows.
    ("unknown", EXITED, "", None),
    ("unknown", "", "", None),
    ("unknown", "BrandNewError: surprise", "", None),
    ("unknown", EXITED, "BrandNewError: surprise", 137),
]


@pytest.mark.parametrize(("row", "status", "container", "code"), CASES)
def test_every_wording_is_of_its_row(row, status, container, code):
    assert classify(failure(status, container, code)).name == row


@pytest.mark.parametrize("error", [PULL, START])
def test_an_error_whose_telling_part_was_cut_off_is_tried_again_once(error):
    cut = failure("", f"{error}{'long ' * 60}not found"[:LONGEST_REASON])
    assert isinstance(decided(cut), Resubmit)
    assert isinstance(decided(cut, classify(cut).name), GiveUp)


GENEROUS = Policy(application=9, fallback_queue="on-demand")
SAME = (Resubmit, False, None)
# What comes of a failure the first time: resubmitted or given up, with more memory, on which queue.
FIRST = {
    "host reclaimed": SAME,
    "host drained": SAME,
    "role not assumed": SAME,
    "image pull throttled": SAME,
    "no disk for the image": SAME,
    "image not pulled": SAME,
    "docker timed out": SAME,
    "container not inspected": SAME,
    "container cannot start": SAME,
    "container not started": SAME,
    "resources not ready": SAME,
    "task not started": SAME,
    "agent failed": SAME,
    "forgotten by AWS Batch": SAME,
    "container runtime failed": SAME,
    "terminated": SAME,
    "outputs missing": SAME,
    "failed with exit code 0": SAME,
    "application failed": SAME,
    "crashed": SAME,
    "out of memory": (Resubmit, True, None),
    "killed, perhaps out of memory": (Resubmit, True, None),
    "spot task interrupted": (Resubmit, False, "on-demand"),
    "spot task interrupted, exit code 0": (Resubmit, False, "on-demand"),
    "no capacity": (Resubmit, False, "on-demand"),
}


@pytest.mark.parametrize(("row", "status", "container", "code"), CASES)
def test_the_first_time_each_failure_has_its_reaction(row, status, container, code):
    decision = decided(failure(status, container, code, memory=512), policy=GENEROUS)
    kind, more_memory, queue = FIRST.get(row, (GiveUp, False, None))
    assert (type(decision), decision.rule) == (kind, row)
    if kind is Resubmit:
        assert (decision.memory, decision.queue) == (1_024 if more_memory else None, queue)


def test_every_row_has_a_case():
    assert {rule.name for rule in (*RULES, UNKNOWN)} == {row for row, *_ in CASES}


def test_names_of_rows_are_unique_and_stops_say_what_to_do():
    names = [rule.name for rule in (*RULES, UNKNOWN)]
    assert len(names) == len(set(names))
    assert all(rule.advice for rule in RULES if rule.reaction is Reaction.STOP)


def test_the_agents_errors_and_ends_with_0_look_at_the_outputs_first():
    rows = {row for row, *said in CASES if classify(failure(*said)).check_outputs}
    assert rows == {
        "spot task interrupted, exit code 0",
        "docker timed out",
        "container not inspected",
        "failed with exit code 0",
    }
