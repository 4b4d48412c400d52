"""Crash a use case after each of its calls in turn, then let it run again."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from tests.unit.services.world import World


class Crash(BaseException):
    """The process died."""


@dataclass
class Fuse:
    """Burns with every call of a port; dies after the last one it allows."""

    calls: int

    def burn(self) -> None:
        self.calls -= 1
        if self.calls == 0:
            raise Crash


@dataclass
class Fragile:
    """A port whose calls burn a fuse once they are done."""

    port: Any
    fuse: Fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            self.fuse.burn()
            return result

        return call


def fragile(ports: Any, fuse: Fuse) -> Any:
    """Return a use case's ports, each of them fragile; the clock is none."""

    def wrap(one: Any) -> Any:
        if callable(one):
            return one
        return (
            fragile(one, fuse)
            if is_dataclass(one) and hasattr(one, "clock")
            else Fragile(one, fuse)
        )

    return replace(ports, **{f.name: wrap(getattr(ports, f.name)) for f in fields(ports)})


def after_each_crash(
    prepare: Callable[[], World], act: Callable[[World, Callable[[Any], Any]], None]
) -> list[World]:
    """Return the worlds in which `act` died after its 1st, 2nd, … call and was run again.

    `act` takes the world and a function that makes ports fragile.
    """
    ends: list[World] = []
    while True:
        world = prepare()
        fuse = Fuse(len(ends) + 1)
        try:
            act(world, lambda ports, fuse=fuse: fragile(ports, fuse))
        except Crash:
            act(world, lambda ports: ports)
            ends.append(world)
        else:
            return ends
