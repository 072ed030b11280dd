"""Programmes: who reads which, founding and changing one, and giving and ending seats in it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.programmes import (
    PARTNER,
    Duty,
    Programme,
    ProgrammeChanged,
    ProgrammeTaken,
    ProgrammeUnknown,
    Seat,
    SeatAsked,
    SeatWrong,
    Side,
    Standing,
)
from simpul.cooperation.rules import permits
from simpul.cooperation.rules import programmes as rules
from simpul.cooperation.store import programmes as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import allows
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class ProgrammeSeen:
    """A programme and what this reader may do there; without `reads` only what is public of it may be shown."""

    programme: Programme
    reads: bool
    keeps: bool
    side: Side | None


def listed(platform: Platform, actor: Actor) -> list[ProgrammeSeen]:
    """The programmes that this reader may know of, the oldest first."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        seen = [_seen(who, one) for one in store.listed(unit.connection)]
        return [one for one in seen if one.reads or one.programme.public]


def read(platform: Platform, actor: Actor) -> tuple[str, ...]:
    """The codes of the programmes whose records this reader reads."""
    return tuple(one.programme.code for one in listed(platform, actor) if one.reads)


def seen(platform: Platform, actor: Actor, code: str) -> ProgrammeSeen:
    """One programme; ProgrammeUnknown for who may not know of it."""
    with platform.database.reading() as unit:
        found = store.get(unit.connection, code)
        one = _seen(standing(unit.connection, actor, unit.clock.now()), found) if found else None
        if one is None or not (one.reads or one.programme.public):
            raise ProgrammeUnknown()
        return one


def _seen(who: Standing, one: Programme) -> ProgrammeSeen:
    reads, keeps = (allows(permit, who, one.code) for permit in (permits.permit_read, permits.permit_keep))
    return ProgrammeSeen(one, reads, keeps, permits.side_of(who, one.code) if reads else None)


def permit_found(platform: Platform, actor: Actor) -> None:
    """Only the centre's staff founds programmes and gives seats; NotTheCentre."""
    with platform.database.reading() as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))


def found(platform: Platform, actor: Actor, *, new: Programme) -> Programme:
    """The programme is there; ProgrammeTaken where another has its code."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_centre(standing(unit.connection, actor, now))
        fit = replace(rules.checked(new), version=1)
        if store.get(unit.connection, fit.code, to_change=True) is not None:
            raise ProgrammeTaken(programme=fit.code)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.programme.found", subject=fit.code, after={"name": fit.name["id"]})
    return fit


def change(platform: Platform, actor: Actor, *, new: Programme) -> Programme:
    """The programme is as `new` says; ProgrammeChanged where `new.version` is not the one that is kept."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_centre(standing(unit.connection, actor, now))
        known = store.get(unit.connection, new.code, to_change=True)
        if known is None:
            raise ProgrammeUnknown()
        if known.version != new.version:
            raise ProgrammeChanged()
        fit = replace(rules.checked(new), fields=known.fields, synthetic=known.synthetic, version=known.version + 1)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.programme.change", subject=fit.code, after={"name": fit.name["id"], "version": fit.version})
    return fit


def seats(platform: Platform, actor: Actor, code: str) -> list[Seat]:
    """Everybody's seats, past ones too; ProgrammeUnknown for who does not read the programme."""
    with platform.database.reading() as unit:
        permits.permit_read(standing(unit.connection, actor, unit.clock.now()), code)
        return store.seats_of(unit.connection, code)


def candidates(platform: Platform, actor: Actor) -> list[Holder]:
    """Who may be seated: active accounts with a partner's role, by name; NotTheCentre."""
    permit_found(platform, actor)
    return platform.port(Holders).holders(platform, PARTNER)


def seat(platform: Platform, actor: Actor, code: str, *, asked: SeatAsked) -> None:
    """The account has a seat from today, in place of an earlier one; SeatWrong, ProgrammeUnknown."""
    who = next((one for one in candidates(platform, actor) if str(one.id) == asked.account), None)
    sides, duties = ({one.value for one in kind} for kind in (Side, Duty))
    if who is None or asked.side not in sides or asked.duty not in duties:
        raise SeatWrong()
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        if store.get(unit.connection, code) is None:
            raise ProgrammeUnknown()
        today = now.astimezone(JAKARTA).date()
        side, duty = Side(asked.side), Duty(asked.duty)
        store.seat(unit.connection, Seat(code, who.id, who.name, side, duty, today, None, now))
        unit.audit("cooperation.seat.give", subject=code, after={"account": str(who.id), "side": side, "duty": duty})


def end_seat(platform: Platform, actor: Actor, code: str, *, account: UUID) -> bool:
    """Whether the account had a seat, which does not count any more from now on."""
    permit_found(platform, actor)
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        last = now.astimezone(JAKARTA).date() - timedelta(days=1)
        ended = store.end_seat(unit.connection, code, account, last, now)
        unit.audit("cooperation.seat.end", subject=code, before={"account": str(account)})
    return ended
