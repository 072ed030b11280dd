"""What waits for a supervisor: read, opened, settled, and likely duplicates looked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.model.desk import Check, CheckKind, DeskAsked, DeskLines, Settlement
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.rules import desk as rules
from simpul.malaria.rules.desk_pairs import pairs
from simpul.malaria.store import desk_checks as store

AT_ONCE, AT_FIRST = 4, 1
"""In how many changed villages a look at the list, or at the first page, compares names (0.1 s each); the night all."""


def checks(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[Check]:
    """What waits in the actor's region, the oldest first."""
    rules.permit_desk(actor)
    refresh(platform, actor.region)
    with platform.database.reading() as unit:
        return store.check_lines(unit.connection, actor.region, asked)


def open_check(platform: Platform, actor: Actor, *, key: str) -> tuple[Check, Sequence[Mapping[str, Any]]]:
    """The check, and what is known of the people it is about; that they were looked at is in the trail. DeskNothing."""
    rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        found = store.check_row(unit.connection, actor.region, key)
        if found is None:
            raise DeskNothing()
        check, about = found
        people = store.particulars(unit.connection, check.village, about)
        for person in about:
            unit.audit("malaria.patient.read", subject=str(person), after={"check": check.kind.value})
        if not about:
            unit.unaudited("a check that is about nobody")
    return check, people


def settled(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[Settlement]:
    """What was settled in the actor's region, the latest first."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.settled(unit.connection, actor.region, asked)


def refresh(platform: Platform, region: str | None = None, most: int = AT_ONCE) -> int:
    """How many changed villages of the region had their likely duplicates looked for anew, at most `most`."""
    with platform.database.reading() as unit:
        stale = store.stale(unit.connection, region, most)
    for village, version in stale:
        with platform.database.writing() as unit:
            found = pairs(store.of_village(unit.connection, village))
            store.keep_likely(unit.connection, village, version, found, unit.clock.now())
            unit.unaudited("made from what is kept; nobody is shown anything")
    return len(stale)


def is_settled_by(kind: CheckKind) -> frozenset[str]:
    """The ways in which a check of this kind may be settled."""
    match kind:
        case CheckKind.DUPLICATE:
            return frozenset({"same", "apart"})
        case CheckKind.FIELD:
            return frozenset({"keep"})
        case CheckKind.QUARANTINE:
            return frozenset({"seen", "again"})
        case _:
            return frozenset({"seen"})
