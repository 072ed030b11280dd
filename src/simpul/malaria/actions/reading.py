"""What the desk shows: first figures, villages, workers, devices, cases, treatments of the actor's region, never more."""

from datetime import date, datetime, timedelta
from uuid import UUID

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform
from simpul.malaria.actions import checking
from simpul.malaria.model.desk import (
    CaseLine,
    DeskAsked,
    DeskLines,
    DeskTally,
    DeviceLine,
    TreatmentLine,
    VillageLine,
    WorkerLine,
)
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.rules import desk as rules
from simpul.malaria.rules import desk_due
from simpul.malaria.store import desk as store
from simpul.malaria.store import desk_cases, desk_checks

LATELY = 14
"""Days that the first figures look back, and for which a device may be silent."""
VILLAGE_DOTS = 3
"""A village's code has four parts: 92.06.01.2001."""


def today(now: datetime, region: str | None) -> date:
    """The day it is in the region; Papua's for the whole country."""
    return now.astimezone(ZONES[zone_of(region or "92")]).date()


def tally(platform: Platform, actor: Actor) -> DeskTally:
    """The desk's first figures for the actor's region; DeskOnly."""
    rules.permit_desk(actor)
    region = actor.region
    checking.refresh(platform, region, checking.AT_FIRST)
    with platform.database.reading() as unit:
        now, connection = unit.clock.now(), unit.connection
        counted = desk_cases.tallied(connection, region, now, today(now, region), LATELY)
        silent, since = store.silent_devices(connection, region, now - timedelta(days=LATELY))
        return DeskTally(
            days=LATELY,
            positive=counted["positive"],
            before=counted["before"],
            unfinished=counted["unfinished"],
            overdue=counted["overdue"],
            missed=counted["missed"],
            silent=silent,
            silent_since=since,
            checks=desk_checks.count(connection, region),
            notices=desk_cases.notices(connection, region),
            synthetic=store.any_synthetic(connection, region),
        )


def village_names(platform: Platform, actor: Actor) -> list[tuple[str, str]]:
    """Code and name of the programme's villages in the actor's region, by name."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.village_names(unit.connection, actor.region)


def village_choices(platform: Platform, actor: Actor) -> list[tuple[str, str]]:
    """Code and name of the villages that a worker may serve, by name: the programme's, and all of the actor's kabupaten."""
    known = dict(village_names(platform, actor))
    if actor.region and actor.region.count("."):
        known = {one.code: one.name for one in _villages_below(platform, actor.region)} | known
    return sorted(known.items(), key=lambda one: (one[1], one[0]))


def _villages_below(platform: Platform, code: str) -> list[regions.Region]:
    """The villages in this kabupaten or distrik, or the village itself; none where the code is not known."""
    try:
        below = regions.children(platform, code)
    except regions.RegionUnknown:
        return []
    if not below:
        return [regions.get(platform, code)] if code.count(".") == VILLAGE_DOTS else []
    return [
        village
        for one in below
        for village in ([one] if one.code.count(".") == VILLAGE_DOTS else _villages_below(platform, one.code))
    ]


def villages(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[VillageLine]:
    """The villages of the actor's region."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        now = unit.clock.now()
        times = (now - timedelta(days=30), now - timedelta(days=LATELY))
        return store.village_lines(unit.connection, actor.region, asked, *times)


def workers(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[WorkerLine]:
    """The workers of the actor's region."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.worker_lines(unit.connection, actor.region, asked)


def worker(platform: Platform, actor: Actor, id: UUID) -> WorkerLine:
    """The worker; DeskNothing where there is none in the actor's region."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.worker_line(unit.connection, id)
    if found is None or not rules.answers_for(actor, found.village):
        raise DeskNothing()
    return found


def devices(platform: Platform, actor: Actor, asked: DeskAsked, *, worker: UUID | None = None) -> DeskLines[DeviceLine]:
    """The devices of the actor's region, those silent longest first; or all of one worker."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        silent = unit.clock.now() - timedelta(days=LATELY)
        return store.device_lines(unit.connection, actor.region, asked, silent, worker)


def device(platform: Platform, actor: Actor, id: UUID) -> DeviceLine:
    """The device; DeskNothing where there is none in the actor's region."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.device_line(unit.connection, id)
    if found is None or not rules.answers_for(actor, found.village):
        raise DeskNothing()
    return found


def cases(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[CaseLine]:
    """Positive tests of the actor's region, the newest first; of the last `asked.days` days where there are any."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        now = unit.clock.now()
        since = now - timedelta(days=asked.days) if asked.days else None
        return desk_cases.case_lines(unit.connection, actor.region, asked, since, today(now, actor.region))


def treatments(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[TreatmentLine]:
    """Treatments of the actor's region that wait for something, missed doses before slides, the most overdue first."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        now = unit.clock.now()
        day = today(now, actor.region)
        rows, total = desk_cases.treatment_rows(unit.connection, actor.region, asked, now, day)
    return DeskLines([desk_due.treatment(line, facts, day) for line, facts in rows], total)


def tell_export(platform: Platform, actor: Actor, *, what: str, lines: int) -> None:
    """That the actor took a list away is in the trail."""
    with platform.database.writing(actor) as unit:
        unit.audit("malaria.export", subject=what, after={"lines": lines, "region": actor.region})
