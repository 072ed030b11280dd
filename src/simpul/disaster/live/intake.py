"""Reports and cards that clients send one by one are written many in one commit. docs/adr/0024."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from simpul.kernel.errors import Refusal
from simpul.kernel.together import Pace, Together

T = TypeVar("T")
R = TypeVar("R")
MOST, WAITING = 64, 2_048
"""Of one batch; and of those that wait: some two seconds of a busy night. Beyond it callers are told to come again."""
PACE = Pace("intake", MOST, WAITING)


class Gathering(Together[T, R]):
    """What is offered on one event loop, in the pace of a busy night."""

    def __init__(self, take: Callable[[Sequence[T]], Sequence[R | Refusal]], thread: Executor) -> None:
        super().__init__(take, thread, PACE)
