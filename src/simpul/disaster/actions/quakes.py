"""Earthquakes: taken in revision by revision, read by pages, maps and the interface of CogniCity."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from simpul import regions
from simpul.disaster.model.feeds import Taken
from simpul.disaster.model.quakes import Quake, QuakeMissing, QuakeRevision, QuakeSaid
from simpul.disaster.rules import quakes as rules
from simpul.disaster.rules.quakes import Verdict
from simpul.disaster.store import quakes as store
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

HOURS = 24
HOURS_MOST = 24 * 366


def take(platform: Platform, unit: Unit, told: Sequence[QuakeSaid], *, synthetic: bool = False) -> Taken:
    """What became of these words: one marker for an earthquake, each revision kept, older words change nothing."""
    store.alone(unit.connection)
    fresh = sum(_taken(platform, unit, said, synthetic=synthetic) for said in sorted(told, key=lambda one: one.at))
    return Taken(fresh, len(told) - fresh)


def _taken(platform: Platform, unit: Unit, said: QuakeSaid, *, synthetic: bool) -> bool:
    """Whether the word said something new."""
    connection, now = unit.connection, platform.clock.now()
    named = store.by_event(connection, said.event) if said.event else None
    span = rules.SAME_WITHIN
    known = named or rules.same(store.between(connection, said.at - span, said.at + span, synthetic=synthetic), said)
    if known is None:
        quake = Quake(0, said, 1, now, now, place_of(platform, said), synthetic)
        store.add_revision(connection, store.add(connection, quake), QuakeRevision(1, said, now))
        return True
    past = store.revisions_of(connection, [known.number])[known.number]
    match rules.judged(known, past, said):
        case Verdict.KNOWN:
            return False
        case Verdict.LATE:
            store.add_revision(connection, known.number, QuakeRevision(past[-1].number + 1, said, now, late=True))
            return True
        case Verdict.FILLS:
            whole = rules.filled(known.said, said)
            store.change(connection, replace(known, said=whole, changed_at=now))
            return True
        case Verdict.NEWER:
            number = past[-1].number + 1
            whole = rules.merged(known.said, said)
            place = place_of(platform, whole)
            store.change(connection, replace(known, said=whole, revision=number, changed_at=now, region=place))
            store.add_revision(connection, known.number, QuakeRevision(number, whole, now))
            return True


def place_of(platform: Platform, said: QuakeSaid) -> str:
    """The deepest region at the epicentre; empty at sea and abroad."""
    try:
        return regions.locate(platform, said.longitude, said.latitude).code
    except Refusal:
        return ""


def recent(
    platform: Platform, *, hours: int = HOURS, least: float | None = None, at: datetime | None = None
) -> list[Quake]:
    """The earthquakes of the hours before `at` (now), newest first, from a magnitude on; as they were known then."""
    until = at or platform.clock.now()
    ahead = until if at else until + timedelta(minutes=10)
    with platform.database.reading() as unit:
        found = store.between(unit.connection, until - timedelta(hours=hours), ahead)
        if at:
            past = store.revisions_of(unit.connection, [one.number for one in found])
            found = [then for one in found if (then := as_known(one, past.get(one.number, []), at))]
    return [one for one in found if least is None or one.said.magnitude >= least]


def as_known(quake: Quake, past: Sequence[QuakeRevision], at: datetime) -> Quake | None:
    """The earthquake as this node knew it at a time; None before it heard of it."""
    heard = [one for one in past if one.received_at <= at and not one.late]
    if not heard:
        return None
    last = heard[-1]
    return quake if last.number == quake.revision else replace(quake, said=last.said, revision=last.number)


def one(platform: Platform, number: int) -> tuple[Quake, list[QuakeRevision]]:
    """The earthquake of this number with its revisions, the first first; QuakeMissing."""
    with platform.database.reading() as unit:
        quake = store.get(unit.connection, number) if 0 < number < 2**63 else None
        if quake is None:
            raise QuakeMissing(number=number)
        return quake, store.revisions_of(unit.connection, [number])[number]
