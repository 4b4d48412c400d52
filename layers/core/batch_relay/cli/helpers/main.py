"""Where the commands of aws-batch-helpers begin."""

from batch_relay.cli.entry import enter
from batch_relay.cli.helpers import dashboard as dashboards
from batch_relay.cli.helpers import project as projects
from batch_relay.cli.helpers import queues


def project() -> None:
    """Run `batch_project`."""
    enter(projects.app, "batch_project", None, target=None)


def dashboard() -> None:
    """Run `batch_dashboard`."""
    enter(dashboards.app, "batch_dashboard", None, target=None)


def queue_status() -> None:
    """Run `batch_queue_status`."""
    enter(queues.status_app, "batch_queue_status", None, target=None)


def clear_queue() -> None:
    """Run `batch_clear_queue`."""
    enter(queues.clear_app, "batch_clear_queue", None, target=None)
