"""Experts of both sides and where they are seconded: for who reads the programme; kept by its keepers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.activities import Expert
from simpul.cooperation.model.activity_refusals import (
    ActivityProgrammeWrong,
    ExpertChanged,
    ExpertSideWrong,
    ExpertUnknown,
    SecondmentWrong,
)
from simpul.cooperation.model.programmes import ProgrammeUnknown, Side, Standing
from simpul.cooperation.rules import activity_experts as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.programmes import TONGUES
from simpul.cooperation.store import experts as store
from simpul.cooperation.store import programmes
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform

FIELDS = ("programme", "side", "name", "institution", "host", "since", "until", "version", *(f"field_{t}" for t in TONGUES))


@dataclass(frozen=True, slots=True)
class ExpertSeen:
    """An expert; whether they are at their host today; in which months of each year they were, as the timeline shows it."""

    expert: Expert
    keeps: bool
    away: bool
    months: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class ExpertList:
    """The experts that were asked for, and the years of their secondments; `kept`: programmes that this reader keeps."""

    found: tuple[ExpertSeen, ...]
    years: tuple[int, ...]
    programmes: tuple[str, ...]
    kept: tuple[str, ...]


def listed(platform: Platform, actor: Actor, programme: str = "", q: str = "") -> ExpertList:
    """The experts of the programmes that this reader reads; of one programme, and with these words, where asked."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        codes = [one.code for one in programmes.listed(unit.connection)]
        read = tuple(one for one in codes if allows(permits.permit_read, who, one))
        kept = tuple(one for one in codes if allows(permits.permit_keep, who, one))
        asked = [one for one in read if not programme or one == programme]
        found = [one for code in asked for one in store.of_programme(unit.connection, code) if _matches(one, q)]
        today = unit.clock.now().astimezone(JAKARTA).date()
    years = rules.years(found, today)
    seen = tuple(
        ExpertSeen(
            one, one.programme in kept, rules.away(one, today), tuple(rules.months(one, year, today) for year in years)
        )
        for one in found
    )
    return ExpertList(seen, years, read, kept)


def _matches(one: Expert, q: str) -> bool:
    text = " ".join((one.name, one.institution, one.host, *one.field.values())).casefold()
    return all(word in text for word in q.casefold().split())


def seen(platform: Platform, actor: Actor, expert: UUID) -> Expert:
    """The expert whose record this person keeps; ExpertUnknown, NotYourProgramme."""
    with platform.database.reading() as unit:
        return _kept(unit, actor, store.get(unit.connection, expert))


def _kept(unit: Unit, actor: Actor, known: Expert | None) -> Expert:
    if known is None:
        raise ExpertUnknown()
    try:
        permits.permit_keep(standing(unit.connection, actor, unit.clock.now()), known.programme)
    except ProgrammeUnknown:
        raise ExpertUnknown() from None
    return known


def fields_of(one: Expert) -> dict[str, str]:
    """What the form's fields hold of an expert who is there."""
    days = {"since": one.since.isoformat() if one.since else "", "until": one.until.isoformat() if one.until else ""}
    plain = {name: str(getattr(one, name)) for name in ("programme", "name", "institution", "host", "version")}
    return plain | days | {"side": one.side.value} | {f"field_{tongue}": one.field.get(tongue, "") for tongue in TONGUES}


def add(platform: Platform, actor: Actor, given: Mapping[str, str]) -> Expert:
    """The expert is on the list; the refusal that names what is wrong."""
    with platform.database.writing(actor) as unit:
        _permit_in(unit.connection, standing(unit.connection, actor, unit.clock.now()), given["programme"])
        fit = replace(rules.checked(_read(given, unit.ids.new())), version=1)
        store.add(unit.connection, fit, unit.clock.now())
        unit.audit("cooperation.expert.add", subject=str(fit.id), after={"programme": fit.programme})
    return fit


def _permit_in(connection: Connection, who: Standing, programme: str) -> None:
    if programmes.get(connection, programme) is None or not allows(permits.permit_keep, who, programme):
        raise ActivityProgrammeWrong()


def change(platform: Platform, actor: Actor, expert: UUID, given: Mapping[str, str]) -> Expert:
    """The expert is as the form says; ExpertChanged where the form saw another version. The programme stays."""
    with platform.database.writing(actor) as unit:
        known = _kept(unit, actor, store.get(unit.connection, expert, to_change=True))
        if given["version"] != str(known.version):
            raise ExpertChanged()
        new = rules.checked(_read({**given, "programme": known.programme}, expert))
        fit = replace(new, synthetic=known.synthetic, version=known.version + 1)
        store.keep(unit.connection, fit, unit.clock.now())
        unit.audit("cooperation.expert.change", subject=str(expert), after={"version": fit.version})
    return fit


def remove(platform: Platform, actor: Actor, expert: UUID, *, back: bool = False) -> bool:
    """Whether the expert was on the list and is off it; with `back` the other way, within 30 days."""
    with platform.database.writing(actor) as unit:
        _kept(unit, actor, store.get(unit.connection, expert, removed=back, to_change=True))
        done = store.set_removed(unit.connection, expert, None if back else unit.clock.now())
        unit.audit("cooperation.expert.restore" if back else "cooperation.expert.remove", subject=str(expert))
    return done


def _read(given: Mapping[str, str], id: UUID) -> Expert:
    if given["side"] not in {one.value for one in Side}:
        raise ExpertSideWrong()
    return Expert(
        id=id,
        programme=given["programme"],
        side=Side(given["side"]),
        name=given["name"],
        field={tongue: given[f"field_{tongue}"] for tongue in TONGUES},
        institution=given["institution"],
        host=given["host"],
        since=_day(given["since"]),
        until=_day(given["until"]),
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        raise SecondmentWrong() from None
