"""Job definitions and their revisions."""

from batch_relay.local.batch.api.containers import check_container
from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.limits import check_retry, check_size, check_timeout
from batch_relay.local.batch.api.rules import check_name, check_tags, page, require
from batch_relay.local.batch.documents import Document, pick
from batch_relay.local.batch.errors import existing
from batch_relay.local.batch.scope import resource_name

DEFINITION_KIB = 24
MAX_DESCRIBED = 100
ELSEWHERE = ("ecsProperties", "eksProperties", "nodeProperties", "consumableResourceProperties")
MEMBERS = (
    "type",
    "parameters",
    "schedulingPriority",
    "containerProperties",
    "retryStrategy",
    "propagateTags",
    "timeout",
    "tags",
    "platformCapabilities",
)


def register(context: Context, request: Document) -> Document:
    """Register a new revision of a job definition."""
    name = request["jobDefinitionName"]
    check_name("Job definition name", name)
    _check(context, request)
    revision = len(context.registry.revisions(name)) + 1
    arn = context.scope.arn(f"job-definition/{name}:{revision}")
    context.registry.job_definitions[arn] = {
        "jobDefinitionName": name,
        "jobDefinitionArn": arn,
        "revision": revision,
        "status": "ACTIVE",
        "containerOrchestrationType": "ECS",
        "parameters": {},
        "tags": {},
        **pick(request, MEMBERS),
    }
    return {"jobDefinitionName": name, "jobDefinitionArn": arn, "revision": revision}


def deregister(context: Context, request: Document) -> Document:
    """Take a revision out of use; it can still be seen."""
    name, _, revision = resource_name(request["jobDefinition"]).partition(":")
    found = [d for d in context.registry.revisions(name) if str(d["revision"]) == revision]
    definition = existing(next(iter(found), None), f"Job definition {request['jobDefinition']}")
    definition["status"] = "INACTIVE"
    return {}


def describe(context: Context, request: Document) -> Document:
    """Show revisions: those listed, those of a name, or all; the latest first."""
    listed = request.get("jobDefinitions", [])
    require(len(listed) <= MAX_DESCRIBED, f"Up to {MAX_DESCRIBED} definitions can be described.")
    wanted = {resource_name(reference) for reference in listed}
    found = [
        definition
        for definition in reversed(context.registry.job_definitions.values())
        if _is_wanted(definition, request, wanted)
    ]
    items, rest = page(found, request, MAX_DESCRIBED)
    return {"jobDefinitions": items, **rest}


def _is_wanted(definition: Document, request: Document, wanted: set[str]) -> bool:
    name = definition["jobDefinitionName"]
    if wanted and not {name, f"{name}:{definition['revision']}"} & wanted:
        return False
    return all(
        request.get(member) in {None, definition[member]}
        for member in ("jobDefinitionName", "status")
    )


def _check(context: Context, request: Document) -> None:
    require(request["type"] == "container", "Multi-node parallel jobs can't run here.")
    for member in ELSEWHERE:
        require(member not in request, f"Jobs with {member} can't run here.")
    require("containerProperties" in request, "containerProperties are required.")
    check_size("Job definition", request, DEFINITION_KIB)
    check_container(request["containerProperties"])
    check_tags(request.get("tags", {}))
    check_retry(request.get("retryStrategy"))
    check_timeout(request.get("timeout"), context.settings.minimum_timeout)
