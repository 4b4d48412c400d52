"""Items of a Map that come one after the other, in the thread of their execution.

The emulator would give each Map another thread, which waits for as long as the first: a run of
thousands of samples had twice as many threads, and what they hold.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from ministack.services import stepfunctions

P = ParamSpec("P")
T = TypeVar("T")


def install() -> None:
    """Have the emulator start threads only for what goes on side by side."""
    vars(stepfunctions)["ThreadPoolExecutor"] = executor


def executor(max_workers: int) -> Executor:
    """Make what carries out so many things at a time."""
    return InTurn() if max_workers == 1 else ThreadPoolExecutor(max_workers=max_workers)


class InTurn(Executor):
    """Carries out what it is given at once, and raises what that raises."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call the function; the answer is there when this returns."""
        future = Future[T]()
        future.set_result(fn(*args, **kwargs))
        return future
