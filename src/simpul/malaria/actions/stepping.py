"""Each step of an investigation or focus is kept with what stood before, so that the last one can be taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from simpul.kernel.database.unit import Unit
from simpul.malaria.model.inquiry_refusals import ChangedMeanwhile, NothingToUndo
from simpul.malaria.store import inquiry_steps as store

DATES = frozenset({"notified_on", "investigated_on", "responded_on", "decided_on", "opened_on", "state_on", "closed_on"})
DATES |= {"due_on", "done_on", "dropped_on"}
IDS = frozenset({"id", "person", "focus", "opened_from"})
TIMES = frozenset({"saved_at"})


@dataclass(frozen=True, slots=True)
class About:
    """What a step is about: `case` or `focus`, its id and village, the patient behind a case, the version it makes."""

    what: str
    subject: UUID
    village: str
    version: int
    person: UUID | None = None


def keep(unit: Unit, about: About, *, what: str, before: Mapping[str, Any] | None, facts: Mapping[str, Any]) -> None:
    """The step is in the history and in the trail; open facts name nobody."""
    actor = unit.actor
    row = {"id": unit.ids.new(), "about": about.what, "subject": about.subject, "village": about.village}
    row |= {"person": about.person, "version": about.version, "what": what, "facts": dict(facts), "before": before}
    row |= {"by": actor.id, "by_name": actor.name, "agency": actor.agency or "", "at": unit.clock.now()}
    store.add(unit.connection, row)
    told = {key: value for key, value in facts.items() if key not in ("reason", "note", "name")}
    unit.audit(f"malaria.{about.what}.{what}", subject=str(about.subject), after={"village": about.village, **told})
    unit.ring("malaria")


def taken_back(unit: Unit, subject: UUID, step: UUID) -> tuple[str, Mapping[str, Any]]:
    """What the latest step was and what stood before it; it counts as taken back. NothingToUndo."""
    found = store.standing(unit.connection, subject)
    if found is None or found[0] != step or found[2] is None or found[1] == store.OPENED:
        raise NothingToUndo()
    store.mark_undone(unit.connection, step)
    return found[1], found[2]


def same_version(held: int, seen: int) -> None:
    """Nothing, when what the page showed is what stands; ChangedMeanwhile."""
    if held != seen:
        raise ChangedMeanwhile()


def plain(one: Any) -> dict[str, Any]:
    """The values of a dataclass as JSON holds them."""
    return {name: _plain(value) for name, value in asdict(one).items()}


def restored(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that `plain` made, as they were."""
    return {name: _restored(name, value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _restored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DATES:
        return date.fromisoformat(value)
    if name in TIMES:
        return datetime.fromisoformat(value)
    return UUID(value) if name in IDS else value
