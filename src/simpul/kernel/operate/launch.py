"""What a process of the node loads first. A server's worker: the application, with the collector at rest meanwhile.

As a program, `python -m simpul.kernel.operate.launch exchange` is the exchange's data path and `… launch serve` a node
under a supervisor; with a number after it, it ends when the process of that number, its parent, is gone.
"""

import asyncio
import gc
import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

LOOK_EVERY = 0.5
PATIENCE = 20.0


def asgi() -> Any:
    """The node's ASGI application, as `simpul.app` composes it from the environment."""
    with _loading():
        return importlib.import_module("simpul.app").asgi()


def main(words: Sequence[str]) -> int:
    """The exit code of the process that `words` name, once it has ended."""
    what, *parent = words
    if parent:
        threading.Thread(target=_end_with, args=(int(parent[0]),), name="simpul_parent", daemon=True).start()
    if what == "exchange":
        return _exchange()
    with _loading():
        importlib.import_module("simpul.kernel.operate.serve")
        cli = importlib.import_module("simpul.cli")
    code: int = cli.main([what])
    return code


def _exchange() -> int:
    """The data path, until it is told to stop. It loads little: what modules need comes with the first call to one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    with _loading():
        settings = importlib.import_module("simpul.kernel.settings").Settings()
        importlib.import_module("simpul.kernel.log").configure_logging(level=settings.log_level, form=settings.log_format)
        process = importlib.import_module("simpul.exchange.gateway.process")

    @asynccontextmanager
    async def modules() -> AsyncIterator[Any]:
        app = await asyncio.to_thread(importlib.import_module, "simpul.app")
        async with app.module_application(settings) as application:
            yield application

    process.run(settings, modules)
    return 0


@contextmanager
def _loading() -> Iterator[None]:
    """The collector rests while the block loads modules, and never walks what was loaded."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def _end_with(parent: int) -> None:
    """This process is told to stop once its parent is gone, however it went; and ends at last in any case.

    The parent's number is asked for again and again: a signal at its death (prctl) hangs on the thread that started this
    process, and a pipe's end is shared with every process that the parent has forked since.
    """
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
