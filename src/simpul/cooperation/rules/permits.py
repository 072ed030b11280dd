"""Who may do what in a programme: deny by default. The truth table is `tests/cooperation/test_permits.py`."""

from collections.abc import Callable

from simpul.cooperation.model.programmes import (
    CENTRE,
    PARTNER,
    Duty,
    NotTheCentre,
    NotYourProgramme,
    NotYourSide,
    ProgrammeUnknown,
    Side,
    Standing,
)

Permit = Callable[[Standing, str], None]
"""A permit about one programme."""


def permit_centre(who: Standing) -> None:
    """The centre's staff, for whom no programme is another's: founds programmes, gives seats; NotTheCentre."""
    if CENTRE not in who.roles:
        raise NotTheCentre()


def permit_read(who: Standing, programme: str) -> None:
    """Reads a programme's records: the centre's staff, and partners with a seat in it; ProgrammeUnknown for all others.

    Others are not told that it exists: what is public of a programme is on the public pages.
    """
    if CENTRE in who.roles or (PARTNER in who.roles and programme in who.seats):
        return
    raise ProgrammeUnknown()


def permit_keep(who: Standing, programme: str) -> None:
    """Changes a programme's records: the centre's staff, and partners seated as keepers; NotYourProgramme."""
    permit_read(who, programme)
    if CENTRE in who.roles:
        return
    if who.seats[programme].duty is not Duty.KEEPER:
        raise NotYourProgramme()


def permit_side(who: Standing, programme: str, side: Side) -> None:
    """Acts for one side (its contributions, its people): who keeps the programme and has a seat there for this side.

    The centre's staff has no side of its own: who of it works for a side has a seat; NotYourSide.
    """
    permit_read(who, programme)
    seat = who.seats.get(programme)
    if seat is None or seat.side is not side:
        raise NotYourSide()


def permit_documents(who: Standing, programme: str, side: Side) -> None:
    """Sees passport data: only who keeps the records for that very side; never the other side, no role alone."""
    permit_side(who, programme, side)
    if who.seats[programme].duty is not Duty.KEEPER:
        raise NotYourProgramme()


def side_of(who: Standing, programme: str) -> Side | None:
    """For which side somebody has a seat; None for who has none."""
    seat = who.seats.get(programme)
    return seat.side if seat is not None else None
