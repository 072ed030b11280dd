"""A unit of work: one transaction, with its audit rows and events written in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from simpul.kernel.actor import Actor
from simpul.kernel.audit.entry import Scribe
from simpul.kernel.clock import Clock
from simpul.kernel.database import schema
from simpul.kernel.events import Event
from simpul.kernel.ids import Ids


class AuditMissing(RuntimeError):
    """A writing unit was about to commit without saying who did what: a defect of the program, not of the input."""


@dataclass(slots=True)
class Unit:
    """One transaction. A writing unit commits only if it says what it did (`audit`) or why it need not (`unaudited`)."""

    connection: Connection
    actor: Actor
    clock: Clock
    ids: Ids
    scribe: Scribe
    _audits: list[dict[str, Any]] = field(default_factory=list)
    _events: list[dict[str, Any]] = field(default_factory=list)
    _topics: set[str] = field(default_factory=set)
    _excused: bool = False

    def audit(
        self,
        action: str,
        *,
        subject: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """The trail holds who did `action` to `subject`, when, and what it was before and after."""
        self._audits.append(
            self.scribe.row(
                id=self.ids.new(), at=self.clock.now(), actor=self.actor, what=(action, subject), values=(before, after)
            )
        )

    def unaudited(self, reason: str) -> None:
        """This unit commits without an audit row; the reason stands in the code where it is called."""
        if not reason:
            raise AuditMissing("say why")
        self._excused = True

    def emit(self, event: Event) -> None:
        """The event is told to its listeners after this unit has committed, and only then."""
        now: datetime = self.clock.now()
        self._events.append(
            {"id": self.ids.new(), "name": event.type_name, "payload": event.payload(), "at": now, "next_at": now}
        )
        self._topics.add("outbox")

    def ring(self, topic: str) -> None:
        """After the commit, every worker's listeners to `topic` are woken."""
        self._topics.add(topic)

    def flush(self) -> None:
        """Audit rows and events are in the transaction; AuditMissing if there is nothing to show for it."""
        if not (self._audits or self._excused):
            raise AuditMissing("a writing unit must audit what it did, or say why it need not")
        if self._audits:
            self.connection.execute(insert(schema.audit), self._audits)
        if self._events:
            self.connection.execute(insert(schema.outbox), self._events)

    def told(self, ring: Callable[[str], None]) -> None:
        """Every topic of this unit is rung; called after the commit."""
        for topic in self._topics:
            ring(topic)
