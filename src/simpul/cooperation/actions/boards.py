"""The live board of an event, counted at most once a second in each process, however many look at it."""

from datetime import datetime, timedelta
from uuid import UUID

from simpul.cooperation.actions.boards_stood import stood
from simpul.cooperation.actions.gates import event_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.boards import AgencyCount, Board, DoubleEntry, GateCount
from simpul.cooperation.model.events import Tally
from simpul.cooperation.rules import gates as rules
from simpul.cooperation.store import board_counts, checkins, event_registrants, events, gates, stood_inside
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

SILENT = timedelta(seconds=60)
DOUBLES_MOST = 50
_BOARDS = "cooperation.boards"
_FRESH = timedelta(seconds=1)
_MOST = 8
Mark = tuple[datetime | None, datetime | None, Tally]


def permit_board(platform: Platform, actor: Actor) -> None:
    """Gate officers and the centre's staff see boards; NotAtTheGate."""
    with platform.database.reading() as unit:
        rules.permit_watch(standing(unit.connection, actor, unit.clock.now()))


def board(platform: Platform, actor: Actor, event: UUID) -> Board:
    """The board of now, a second old at most; NotAtTheGate, EventUnknown."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        rules.permit_watch(standing(unit.connection, actor, now))
        kept: dict[UUID, Board] = platform.state.setdefault(_BOARDS, {})
        known = kept.get(event)
        if known is None or now - known.at >= _FRESH or now < known.at:
            known = _counted(unit, event)
            while len(kept) >= _MOST and event not in kept:
                kept.pop(next(iter(kept)), None)
            kept[event] = known
        return known


def mark(platform: Platform, event: UUID) -> Mark:
    """What changes whenever the board does; cheap."""
    with platform.database.reading() as unit:
        entered, stayed = board_counts.changed(unit.connection, event), stood_inside.changed(unit.connection, event)
        return entered, stayed, events.tally(unit.connection, event) or Tally(event)


def _counted(unit: Unit, event: UUID) -> Board:
    connection, now = unit.connection, unit.clock.now()
    large = event_of(unit, event)
    entered = board_counts.entered(connection, event)
    silent = board_counts.silent(connection, event, now - SILENT)
    there = gates.of_event(connection, event)
    agencies = [
        AgencyCount(one.agency, one.name, one.taken, entered.agencies.get(one.agency, 0))
        for one in events.quotas_of(connection, event)
    ]
    return Board(
        event=large,
        tally=events.tally(connection, event) or Tally(event),
        at=now,
        entered=sum(entered.gates.values()),
        gates=tuple(GateCount(one.name, entered.gates.get(one.id, 0), silent.get(one.id, 0)) for one in there),
        agencies=tuple(sorted(agencies, key=lambda one: (-one.entered, -one.taken, one.name))),
        minutes=entered.minutes,
        doubles=entered.doubles,
        listed=_doubles(unit, event) if entered.doubles else (),
        stood=stood(unit, event),
    )


def _doubles(unit: Unit, event: UUID) -> tuple[DoubleEntry, ...]:
    names = {one.id: one.name for one in gates.of_event(unit.connection, event)}
    agencies = {one.agency: one.name for one in events.quotas_of(unit.connection, event)}
    found = list(checkins.doubles(unit.connection, event, DOUBLES_MOST))
    numbers = event_registrants.numbers(unit.connection, [ticket for ticket, *_ in found])
    return tuple(
        DoubleEntry(numbers.get(ticket, 0), agencies.get(agency, agency), names.get(gate, ""), at, later)
        for ticket, agency, gate, at, later in found
    )
