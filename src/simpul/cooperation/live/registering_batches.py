"""Many forms, one commit; and how many may wait so, by how soon they were answered of late."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from simpul.cooperation.rules.queue import FIRST, turned
from simpul.kernel.errors import Refusal
from simpul.kernel.together import Pace, Together

T = TypeVar("T")
R = TypeVar("R")
PACE = Pace("registration", 256, rest=0.01, drains=True)
"""A larger batch saves little, and makes everybody in it wait for the last; a commit costs the same for one as for many."""


class Batches(Together[T, R]):
    """What is offered on one event loop; `window`: how many may wait together."""

    def __init__(self, take: Callable[[Sequence[T]], Sequence[R | Refusal]], thread: Executor) -> None:
        super().__init__(take, thread, PACE)
        self.window = FIRST

    def waited(self, seconds: float) -> None:
        """The window grows while answers come soon, and shrinks when they are late."""
        self.window = turned(self.window, seconds)
