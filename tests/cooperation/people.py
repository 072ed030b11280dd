"""Everybody whom the permits tell apart, and two programmes: EGCC-1 with both sides seated, DGCC with none of them.

CENTRE is the centre's staff without a seat; KEEPER and READER are Indonesia's in EGCC-1, KOREAN and KOREAN_READER Korea's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from simpul.cooperation.model.programmes import CENTRE as CENTRE_ROLE
from simpul.cooperation.model.programmes import GATE, LIAISON, PARTNER, Duty, Programme, Seat, Side
from simpul.cooperation.store import programmes
from simpul.kernel.actor import Actor
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform

HOME, MOIS, REGENCY = "ID/GOV/2060/PORTAL", "KR/GOV/MOIS", "ID/GOV/8205/SPBE"
CENTRE = Actor(UUID(int=1), "Staf Pusat", HOME, "", frozenset({CENTRE_ROLE}))
KEEPER = Actor(UUID(int=2), "Sekretariat Indonesia", HOME, "", frozenset({PARTNER}))
READER = Actor(UUID(int=3), "Pembaca Indonesia", HOME, "", frozenset({PARTNER}))
KOREAN = Actor(UUID(int=4), "Sekretariat Korea", MOIS, "", frozenset({PARTNER}))
KOREAN_READER = Actor(UUID(int=5), "Pembaca Korea", MOIS, "", frozenset({PARTNER}))
OTHER = Actor(UUID(int=6), "Mitra program lain", MOIS, "", frozenset({PARTNER}))
SEATED_CENTRE = Actor(UUID(int=7), "Staf Pusat berkedudukan", HOME, "", frozenset({CENTRE_ROLE, PARTNER}))
LIAISON_OFFICER = Actor(UUID(int=8), "Penghubung", REGENCY, "92.06", frozenset({LIAISON}))
GATE_OFFICER = Actor(UUID(int=9), "Petugas gerbang", HOME, "", frozenset({GATE}))
STRANGER = Actor(UUID(int=10), "Orang lain", REGENCY, "92.06", frozenset({"maturity.entry"}))
ROLELESS = Actor(UUID(int=11), "Berkedudukan tanpa peran", MOIS, "", frozenset())
EVERYBODY = {
    "centre": CENTRE,
    "keeper": KEEPER,
    "reader": READER,
    "korean": KOREAN,
    "korean reader": KOREAN_READER,
    "other programme's": OTHER,
    "seated centre": SEATED_CENTRE,
    "liaison": LIAISON_OFFICER,
    "gate": GATE_OFFICER,
    "stranger": STRANGER,
    "roleless": ROLELESS,
    "nobody": Actor.ANONYMOUS,
}
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
EGCC, DGCC = "EGCC-1", "DGCC"
_SEATS = (
    (EGCC, KEEPER, Side.INDONESIA, Duty.KEEPER),
    (EGCC, READER, Side.INDONESIA, Duty.READER),
    (EGCC, KOREAN, Side.KOREA, Duty.KEEPER),
    (EGCC, KOREAN_READER, Side.KOREA, Duty.READER),
    (EGCC, SEATED_CENTRE, Side.INDONESIA, Duty.KEEPER),
    (EGCC, ROLELESS, Side.KOREA, Duty.KEEPER),
    (DGCC, OTHER, Side.KOREA, Duty.KEEPER),
)


def programmes_there(platform: Platform) -> None:
    """Both programmes are there, with their seats."""
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for code, since in ((EGCC, date(2016, 2, 22)), (DGCC, date(2021, 5, 25))):
            name = {"id": f"Program {code}", "en": f"Programme {code}", "ko": f"{code} 사업"}
            programmes.keep(unit.connection, Programme(code, name, since, None), NOW)
        for code, who, side, duty in _SEATS:
            assert who.id is not None
            programmes.seat(unit.connection, Seat(code, who.id, who.name, side, duty, date(2016, 1, 1), None, NOW))


@dataclass(frozen=True)
class _Held:
    """Who holds which role, in place of the node's accounts."""

    roles: Mapping[str, Sequence[Actor]]

    def holders(self, platform: Platform, role: str, agency: str = "") -> list[Holder]:
        del platform, agency
        return [Holder(one.id, one.name, one.agency or "", "", "") for one in self.roles.get(role, ()) if one.id]


def holding(platform: Platform, roles: Mapping[str, Sequence[Actor]]) -> None:
    """These are the active accounts with a role from now on, and no others."""
    object.__setattr__(platform, "ports", {**platform.ports, Holders: _Held(roles)})
