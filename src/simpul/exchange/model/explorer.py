"""The log explorer's nouns: what is looked for among a node's records, and what is found. PROTOCOL §3."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul.exchange.model.records import RecordKind, Role


@dataclass(frozen=True, slots=True)
class Sought:
    """What records are looked for; what is empty does not narrow. `until` is not in it any more; `faulty`: with any fault.

    `clients` and `services` are paths; None looks for anybody's, an empty tuple for nobody's.
    """

    message: str = ""
    clients: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    kind: RecordKind | None = None
    since: datetime | None = None
    until: datetime | None = None
    faulty: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a page of records ends: the time and id of its last record."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record as lists show it; `path` may be masked, `is_erased` says that its words were erased and only these stay."""

    id: UUID
    at: datetime
    message: str
    kind: RecordKind
    role: Role
    client: str
    service: str
    seq: int | None
    is_erased: bool
    method: str = ""
    path: str = ""
    status: int | None = None
    fault: str = ""

    @property
    def place(self) -> RecordPlace:
        """Where it stands among the others."""
        return RecordPlace(self.at, self.id)
