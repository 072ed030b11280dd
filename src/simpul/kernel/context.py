"""How a command gets at the platform: `cli.py` puts an opener into Typer's context, commands ask for it here."""

from contextlib import AbstractContextManager
from typing import cast

import click

from simpul.kernel.platform import Platform


def opened_platform() -> AbstractContextManager[Platform]:
    """The node's platform for the length of a `with` block; only inside a command of `simpul`."""
    opener = click.get_current_context().find_root().obj
    return cast("AbstractContextManager[Platform]", opener())
