"""What a demo shows of the cooperation: its real history, with sources, and what is made up, marked so."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from simpul.cooperation.actions import history_loading
from simpul.cooperation.actions.standing import JAKARTA
from simpul.cooperation.model.programmes import CENTRE, PARTNER, Duty, Seat, Side
from simpul.cooperation.rules.history import history
from simpul.cooperation.store import programmes
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform

KOREAN_AGENCY = "KR/GOV/MOIS"
_CLOSED_TO_PARTNER = frozenset({"EGCC-2"})
"""The demo's Korean partner has no seat there: so it can be tried that a partner sees its own programmes alone."""
SLICES = ("agreements", "governance", "projects", "activities", "attendance", "events", "gates", "showcase", "reports")
"""Whose made-up examples follow, in this order, where they have any."""


def seed(platform: Platform) -> None:
    """The demo's records are there; may run again."""
    history_loading.load(platform)
    _seat(platform)
    for name in SLICES:
        room = f"simpul.cooperation.actions.demo_{name}"
        if find_spec(room) is not None:
            import_module(room).seed(platform)


def _seat(platform: Platform) -> None:
    """The demo's partners have seats; who was given another one since keeps that."""
    wanted = list(_wanted(platform))
    with platform.database.writing() as unit:
        now = unit.clock.now()
        there = {
            (one.programme, one.account)
            for code, _who, _side in wanted
            for one in programmes.seats_of(unit.connection, code)
        }
        new = [(code, who, side) for code, who, side in wanted if (code, who.id) not in there]
        for code, who, side in new:
            since = now.astimezone(JAKARTA).date()
            programmes.seat(unit.connection, Seat(code, who.id, who.name, side, Duty.KEEPER, since, None, now))
        if new:
            unit.audit("cooperation.seat.give", subject="demo", after={"seats": len(new)})
        else:
            unit.unaudited("the demo's seats are there already: nothing was written")


def _wanted(platform: Platform) -> Iterator[tuple[str, Holder, Side]]:
    """Korea's partner as keeper for Korea; the centre's own people who are partners too as keepers for Indonesia."""
    staff = {one.id for one in platform.port(Holders).holders(platform, CENTRE)}
    for who in platform.port(Holders).holders(platform, PARTNER):
        for one in history().programmes:
            if who.agency == KOREAN_AGENCY and one.code not in _CLOSED_TO_PARTNER:
                yield one.code, who, Side.KOREA
            elif who.id in staff:
                yield one.code, who, Side.INDONESIA
