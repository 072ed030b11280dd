"""How a command gets at the platform: `cli.py` says how one is opened, commands ask for it here."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from simpul.kernel.platform import Platform

Opener = Callable[[], AbstractContextManager[Platform]]
_opener: ContextVar[Opener] = ContextVar("opener")


@contextmanager
def opening_by(opener: Opener) -> Iterator[None]:
    """In this block, commands get their platform from `opener`."""
    before = _opener.set(opener)
    try:
        yield
    finally:
        _opener.reset(before)


def opened_platform() -> AbstractContextManager[Platform]:
    """The node's platform for the length of a `with` block; LookupError outside a command of `simpul`."""
    return _opener.get()()
