from datetime import timedelta

import pytest

from batch_relay.services.reconcile import Sweeping, reconcile
from tests.unit.services.desk import Desk
from tests.unit.services.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def sweep(world):
    def once(**after):
        stale = timedelta(**after) if after else timedelta(0)
        return [one.kind for one in reconcile(stale, ports=world.ports(Sweeping))]

    return once


@pytest.fixture
def desk() -> Desk:
    return Desk()
