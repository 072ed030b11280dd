"""The platform: everything an action may need, built once in `app` and handed down as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from simpul.kernel.bus import Bus
from simpul.kernel.clock import Clock
from simpul.kernel.database import Database
from simpul.kernel.files import Files
from simpul.kernel.ids import Ids
from simpul.kernel.keys import Keys
from simpul.kernel.mailer import Mailer
from simpul.kernel.settings import Settings

P = TypeVar("P")


@dataclass(frozen=True)
class Platform:
    """One node's parts. `state` holds what modules keep per process (indexes, snapshots), keyed by module."""

    database: Database
    bus: Bus
    clock: Clock
    ids: Ids
    files: Files
    mailer: Mailer
    settings: Settings
    keys: Keys
    ports: Mapping[type, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    def port(self, protocol: type[P]) -> P:
        """What `app` filled this port with; LookupError when nothing was."""
        try:
            filled: P = self.ports[protocol]
        except KeyError:
            raise LookupError(f"no one fills the port {protocol.__name__}") from None
        return filled
