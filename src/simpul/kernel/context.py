"""How a command gets at the platform: `cli.py` says how to open one, commands ask for it here."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from simpul.kernel.platform import Platform

Opener = Callable[[], AbstractContextManager[Platform]]
_opener: ContextVar[Opener] = ContextVar("simpul.opener")


@contextmanager
def opening_by(opener: Opener) -> Iterator[None]:
    """Inside the block, `opened_platform` opens what `opener` opens."""
    token = _opener.set(opener)
    try:
        yield
    finally:
        _opener.reset(token)


def opened_platform() -> AbstractContextManager[Platform]:
    """The node's platform for the length of a `with` block; LookupError outside a command."""
    return _opener.get()()
