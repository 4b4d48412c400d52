"""What the use cases need from the outside world."""

from batch_relay.services.ports.services import (
    Clock,
    Executions,
    Files,
    Jobs,
    Notices,
    Objects,
    StartQueue,
    SteerQueue,
    SubmitQueue,
    Tasks,
)
from batch_relay.services.ports.stores import (
    Analyses,
    AwaitedOutputs,
    Bookmark,
    Bookmarks,
    Counters,
    Page,
    Projects,
    Runs,
    Samples,
    Workflows,
)

__all__ = [
    "Analyses",
    "AwaitedOutputs",
    "Bookmark",
    "Bookmarks",
    "Clock",
    "Counters",
    "Executions",
    "Files",
    "Jobs",
    "Notices",
    "Objects",
    "Page",
    "Projects",
    "Runs",
    "Samples",
    "StartQueue",
    "SteerQueue",
    "SubmitQueue",
    "Tasks",
    "Workflows",
]
