"""Make room for a CSV larger than a request may be."""

from dataclasses import dataclass
from uuid import UUID

from batch_relay.domain.names import PROJECT_NAME
from batch_relay.domain.problems import Problems
from batch_relay.domain.uploads import ImportOrder, Upload
from batch_relay.services.ports import Clock, Files, Projects, Uploads, Workflows
from batch_relay.services.queries import find_project, find_workflow

EXPIRES_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadUrl:
    """Where to PUT the file, within `expires` seconds; it is imported when it has come."""

    id: str
    url: str
    expires: int


def create_upload(
    identity: UUID,
    order: ImportOrder,
    *,
    projects: Projects,
    workflows: Workflows,
    uploads: Uploads,
    files: Files,
    clock: Clock,
) -> UploadUrl:
    """Return a URL that takes one file without further credentials, and remember what it is for.

    What the order names must be there, and is looked for again when the file has come.
    """
    _check(order, projects, workflows)
    now = clock()
    upload = Upload(id=identity.hex, order=order, created_at=now, updated_at=now)
    uploads.save(upload)
    url = files.upload_url(upload.file, expires=EXPIRES_SECONDS)
    return UploadUrl(id=upload.id, url=url, expires=EXPIRES_SECONDS)


def _check(order: ImportOrder, projects: Projects, workflows: Workflows) -> None:
    problems = Problems()
    if not PROJECT_NAME.check(order.project, problems):
        raise problems.error(problems.as_list()[0].message)
    if order.workflow:
        find_workflow(order.workflow, workflows=workflows)
    if order.append:
        find_project(order.project, projects=projects)
