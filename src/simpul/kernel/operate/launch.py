"""What a server process loads first: the application, with the collector at rest while a thousand modules come in."""

import gc
import importlib
from typing import Any


def asgi() -> Any:
    """The node's ASGI application, as `simpul.app` composes it from the environment."""
    gc.disable()
    try:
        application = importlib.import_module("simpul.app").asgi()
        gc.freeze()  # what was loaded stays: the collector need not walk it again and again
    finally:
        gc.enable()
    return application
