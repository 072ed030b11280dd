"""A sheet of e-SISMAL is sent, looked at, taken in, undone or thrown away; each step is audited."""

import hashlib
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from simpul import regions
from simpul.kernel import limits
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions import registering
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.sismal import DAYS_KEPT, FILE_MOST, SismalImport, SismalState
from simpul.malaria.model.sismal_refusals import (
    ImportAreaWrong,
    ImportNotNow,
    NothingToTake,
    SheetMissing,
    SheetTooLarge,
    UndoneOutOfTurn,
    UndoTooLate,
)
from simpul.malaria.rules import desk
from simpul.malaria.rules.sismal import cells
from simpul.malaria.rules.sismal.places import answers_for_place
from simpul.malaria.store import sismal as store
from simpul.malaria.store import sismal_taking as taking

AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 120
_SUFFIX = "dat"


def areas(platform: Platform, actor: Actor) -> list[tuple[str, str]]:
    """Code and name of what the rows of a file may be of, where they do not say it: the own region, or each kabupaten."""
    desk.permit_desk(actor)
    if actor.region and "." in actor.region:
        return [(actor.region, regions.name_or_code(platform, actor.region))]
    provinces = [one.code for one in regions.children(platform)] if actor.region is None else [actor.region]
    found = [(one.code, one.name) for code in provinces for one in regions.children(platform, code)]
    return sorted(found, key=lambda one: (one[1], one[0]))


def send(platform: Platform, actor: Actor, content: bytes | None, *, name: str, area: str = "") -> UUID:
    """The file waits to be read, as `id`; SheetMissing, SheetTooLarge, ImportAreaWrong, TooMany, DeskOnly."""
    return _send(platform, actor, content, (_named(name), _area(platform, actor, area)))


def send_synthetic(platform: Platform, actor: Actor, content: bytes | None, *, name: str, area: str = "") -> UUID:
    """As `send`, and every row of the file is marked as made up."""
    return _send(platform, actor, content, (_named(name), _area(platform, actor, area)), synthetic=True)


def _named(name: str) -> str:
    return cells.text(name.replace("\\", "/").rpartition("/")[2])[:100] or "?"


def _area(platform: Platform, actor: Actor, area: str) -> str:
    offered = dict(areas(platform, actor))
    own = actor.region if actor.region and "." in actor.region else ""
    chosen = area or own
    if chosen and chosen not in offered and not (own and chosen.startswith(f"{own}.")):
        raise ImportAreaWrong()
    return chosen


def _send(
    platform: Platform, actor: Actor, content: bytes | None, about: tuple[str, str], *, synthetic: bool = False
) -> UUID:
    name, area = about
    if not content:
        raise SheetMissing()
    if len(content) > FILE_MOST:
        raise SheetTooLarge()
    with platform.database.writing(actor) as unit:
        limits.spend(unit, f"malaria.sismal:{actor.id}", most=MOST_AN_HOUR, per=AN_HOUR)
        one = SismalImport(
            id=unit.ids.new(),
            region=actor.region,
            area=area,
            file=name,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            kept=platform.files.put(content, _SUFFIX),
            state=SismalState.WAITING,
            synthetic=synthetic,
            by=actor.id,
            by_name=actor.name,
            at=unit.clock.now(),
        )
        store.begin(unit.connection, one)
        unit.audit("malaria.sismal.send", subject=str(one.id), after={"size": one.size, "sha256": one.digest, "area": area})
    return one.id


def mine(connection: Connection, actor: Actor, id: UUID, *, lock: bool = False) -> SismalImport:
    """The import, if the actor's agency answers for the region of who sent it; DeskOnly, DeskNothing."""
    desk.permit_desk(actor)
    found = store.find(connection, id, lock=lock)
    if found is None or not _answers(actor, found):
        raise DeskNothing()
    return found


def _answers(actor: Actor, one: SismalImport) -> bool:
    return actor.region is None if one.region is None else answers_for_place(actor.region, one.region)


def take(platform: Platform, actor: Actor, id: UUID, *, alike: bool = False) -> None:
    """The import will be taken in within seconds; `alike`: with cases that look like village workers'. NothingToTake."""
    with platform.database.writing(actor) as unit:
        one = mine(unit.connection, actor, id, lock=True)
        if one.state not in (SismalState.READY, SismalState.UNDONE):
            raise ImportNotNow()
        if not one.fresh and not (alike and one.counts.get("alike")):
            raise NothingToTake()
        _in_time(unit, one)
        values = {"state": SismalState.TAKING, "beat_at": None, "tries": 0, "with_alike": alike}
        store.change(unit.connection, id, **values, taken_by_name=actor.name)
        unit.audit("malaria.sismal.take", subject=str(id), before={"state": one.state.value}, after={"alike": alike})


def discard(platform: Platform, actor: Actor, id: UUID) -> None:
    """Nothing of the import is kept but that it was sent; ImportNotNow once it was taken in."""
    with platform.database.writing(actor) as unit:
        one = mine(unit.connection, actor, id, lock=True)
        if one.state not in (SismalState.READY, SismalState.FAILED, SismalState.UNDONE):
            raise ImportNotNow()
        store.clear(unit.connection, id)
        store.change(unit.connection, id, state=SismalState.FAILED, counts={}, kept="", problem="discarded")
        unit.audit("malaria.sismal.discard", subject=str(id), before={"state": one.state.value})


def undo(platform: Platform, actor: Actor, id: UUID) -> None:
    """What the import changed stands as before it; UndoneOutOfTurn, UndoTooLate, ImportNotNow."""
    with platform.database.writing(actor) as unit:
        one = mine(unit.connection, actor, id, lock=True)
        if one.state is not SismalState.TAKEN:
            raise ImportNotNow()
        _in_time(unit, one)
        if taking.later(unit.connection, id, one.taken_at):
            raise UndoneOutOfTurn()
        for village, days in taking.undo(unit.connection, id).items():
            registering.changed(unit, village, days)
        now = unit.clock.now()
        store.change(unit.connection, id, state=SismalState.UNDONE, undone_at=now, undone_by_name=actor.name)
        unit.audit("malaria.sismal.undo", subject=str(id), before={"counts": dict(one.counts)})
        unit.ring("malaria")


def _in_time(unit: Unit, one: SismalImport) -> None:
    if unit.clock.now() - one.at > timedelta(days=DAYS_KEPT - 1):
        raise UndoTooLate()


def front(connection: Connection, region: str | None) -> int:
    """How many imports of the region wait for a decision."""
    return store.ready(connection, region)
