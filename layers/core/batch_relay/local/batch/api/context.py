"""What an operation works with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.jobs.engine import Engine
from batch_relay.local.batch.registry import Registry
from batch_relay.local.batch.scope import Scope
from batch_relay.local.batch.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The service's state, and who asks."""

    registry: Registry
    engine: Engine
    settings: Settings
    scope: Scope


Operation: TypeAlias = Callable[[Context, Document], Document]
