"""Watches after floods at the desk: seen, closed and reopened; villages marked as a habitat; lag and length set.

Law: Permenkes 22/2022. Everybody sees the villages of the own region alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions.hearing import rule_of
from simpul.malaria.actions.reading import today
from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.desk_refusals import DeskNothing, DeskOnly
from simpul.malaria.model.watch_refusals import HabitatMissing, HabitatSettled, WatchSettled
from simpul.malaria.model.watches import Habitat, HeardFlood, Watch, WatchPhase, WatchRule, WatchTally, WatchWeek
from simpul.malaria.rules import desk as desk_rules
from simpul.malaria.rules import watching as rules
from simpul.malaria.store import habitats, watches

SHOWN_BEFORE = timedelta(weeks=8)
"""How far before the flood the plot of a watch begins."""
HEARD_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class WatchSeen:
    """A watch with what its page shows: phase, floods, weeks of the register, the spans that are compared."""

    watch: Watch
    phase: WatchPhase
    floods: list[HeardFlood]
    weeks: list[WatchWeek]
    spans: tuple[tuple[date, date], tuple[date, date]]
    today: date


def lines(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[tuple[Watch, WatchPhase]]:
    """Watches of the actor's region with positive tests in as many days before the flood and in the watch; DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        now = today(unit.clock.now(), actor.region)
        found = watches.lines(unit.connection, actor.region, asked, now)
        counted = _counted(unit.connection, found.rows, now)
        return DeskLines([(one, rules.phase(one, now)) for one in counted], found.total)


def _counted(connection: Connection, many: Sequence[Watch], now: date) -> list[Watch]:
    sums = watches.positives(connection, [(one.id, one.village, rules.compared(one, now)) for one in many])
    pairs = [(one, sums.get(one.id, (0, 0))) for one in many]
    return [replace(one, before=before, during=during) for one, (before, during) in pairs]


def seen(platform: Platform, actor: Actor, id: UUID) -> WatchSeen:
    """The watch with all that its page shows; DeskNothing where there is none in the actor's region."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        connection, now = unit.connection, today(unit.clock.now(), actor.region)
        watch = _of_region(watches.watch(connection, id), actor)
        (watch,) = _counted(connection, [watch], now)
        last = max(watch.opens, min(now, watch.until))
        mondays = rules.mondays(watch.flooded_on - SHOWN_BEFORE, last)
        known = watches.weeks(connection, watch.village, mondays[0], last)
        weeks = [known.get(monday, WatchWeek(monday, 0, 0)) for monday in mondays]
        floods = watches.of_watch(connection, id)
        return WatchSeen(watch, rules.phase(watch, now), floods, weeks, rules.compared(watch, now), now)


def _of_region(watch: Watch | None, actor: Actor) -> Watch:
    if watch is None or not desk_rules.answers_for(actor, watch.village):
        raise DeskNothing()
    return watch


def close(platform: Platform, actor: Actor, id: UUID, *, reason: str) -> None:
    """The watch is closed, with the reason; DeskNothing, DeskReasonMissing, WatchSettled."""
    desk_rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        watch = _of_region(watches.watch(unit.connection, id), actor)
        why = desk_rules.reason(reason)
        if watch.closed_at is not None:
            raise WatchSettled()
        by = {"closed_by": actor.id, "closed_by_name": actor.name}
        watches.change(unit.connection, id, closed_at=unit.clock.now(), reason=why, **by)
        unit.audit("malaria.watch.close", subject=watch.village, after={"watch": str(id), "reason": why})
        unit.ring("malaria")


def reopen(platform: Platform, actor: Actor, id: UUID) -> None:
    """The watch that somebody closed stands again as before; DeskNothing, WatchSettled."""
    desk_rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        watch = _of_region(watches.watch(unit.connection, id), actor)
        if watch.closed_at is None:
            raise WatchSettled()
        watches.change(unit.connection, id, closed_at=None, reason="", closed_by=None, closed_by_name="")
        unit.audit("malaria.watch.reopen", subject=watch.village, before={"reason": watch.reason})
        unit.ring("malaria")


def villages(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[Habitat]:
    """The programme's villages of the actor's region and whether they are marked; DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return habitats.lines(unit.connection, actor.region, asked)


def mark(platform: Platform, actor: Actor, *, village: str, reason: str) -> None:
    """The village is marked as a habitat of anopheles; floods open a watch there from now on. HabitatMissing and others."""
    permit_mark(actor)
    why = desk_rules.reason(reason)
    with platform.database.writing(actor) as unit:
        before = _habitat(unit.connection, actor, village)
        if before.marked:
            raise HabitatSettled()
        row = {"village": village, "marked_at": unit.clock.now(), "reason": why, "by": actor.id, "by_name": actor.name}
        habitats.mark(unit.connection, [{**row, "synthetic": before.synthetic}])
        unit.audit("malaria.habitat.mark", subject=village, after={"reason": why})
        unit.ring("malaria")


def unmark(platform: Platform, actor: Actor, *, village: str, reason: str) -> None:
    """The village is marked no more; a watch that stands goes on until its end. HabitatMissing, HabitatSettled."""
    permit_mark(actor)
    why = desk_rules.reason(reason)
    with platform.database.writing(actor) as unit:
        if not _habitat(unit.connection, actor, village).marked:
            raise HabitatSettled()
        habitats.end(unit.connection, village, unit.clock.now(), why)
        unit.audit("malaria.habitat.unmark", subject=village, after={"reason": why})
        unit.ring("malaria")


def _habitat(connection: Connection, actor: Actor, village: str) -> Habitat:
    found = habitats.one(connection, village) if village else None
    if found is None:
        raise HabitatMissing()
    desk_rules.permit_village(actor, village)
    return found


def permit_mark(actor: Actor) -> None:
    """Nothing, for the programme's officer, who alone marks habitats and sets the rule; DeskOnly."""
    desk_rules.permit_desk(actor)
    if not actor.has(desk_rules.OFFICER):
        raise DeskOnly()


def heard(platform: Platform, actor: Actor, *, outcome: str, page: int, per_page: int) -> DeskLines[HeardFlood]:
    """Floods as they were heard, with what came of each, the newest first; DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return watches.heard(unit.connection, actor.region, outcome, (page, per_page))


def rule(platform: Platform, actor: Actor) -> tuple[WatchRule, tuple[str, str, datetime] | None]:
    """The rule that counts, and why, by whom and when an officer changed it; DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        own = watches.rule(unit.connection)
        return rule_of(unit), own[2:] if own else None


def set_rule(platform: Platform, actor: Actor, *, lag: str, length: str, reason: str) -> None:
    """Lag and length count for every flood that is heard from now on; WatchRuleWrong, DeskReasonMissing, DeskOnly."""
    permit_mark(actor)
    days, why = rules.days(lag, length), desk_rules.reason(reason)
    with platform.database.writing(actor) as unit:
        set_to = {"lag_days": days[0].days, "length_days": days[1].days}
        by = {"id": unit.ids.new(), "reason": why, "by": actor.id, "by_name": actor.name, "set_at": unit.clock.now()}
        watches.set_rule(unit.connection, {**set_to, **by})
        unit.audit("malaria.watch.rule", subject="watch", after={**set_to, "reason": why})


def front(connection: Connection, region: str | None, now: datetime) -> WatchTally:
    """How many watches of the region prepare and run now, and how many villages are marked."""
    return watches.tally(connection, region, today(now, region))
