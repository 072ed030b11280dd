"""Programmes of a cooperation, who has a seat in one, and for which side: what every permit of the module is judged on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_

CENTRE, PARTNER, LIAISON, GATE = "cooperation.centre", "cooperation.partner", "cooperation.liaison", "cooperation.gate"
"""The roles: the centre's staff, a partner's officer, who nominates for an agency, who admits at a gate."""
Told = Mapping[str, str]
"""Words by language ("id", "en", "ko"); Indonesian is always there. Read by `kernel.i18n.in_language`."""


class Side(StrEnum):
    """A side of the cooperation."""

    INDONESIA = "indonesia"
    KOREA = "korea"


class Duty(StrEnum):
    """What somebody does in a programme: keeps its records, or reads them and answers for their own side."""

    KEEPER = "keeper"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Programme:
    """A period of the cooperation under one agreement (EGCC 2016-2018, its extension, DGCC).

    `inferred`: which of "since", "until" no source states; `sources`: where each fact is from; `synthetic`: made up;
    `public`: everybody reads its name, term, place, fields and sources on the front page.
    """

    code: str
    name: Told
    since: date
    until: date | None
    place: str = ""
    note: Told | None = None
    fields: tuple[Told, ...] = ()
    inferred: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    synthetic: bool = False
    public: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Seat:
    """An account's place in a programme, for a side; `until`: the last day, None without end."""

    programme: str
    account: UUID
    name: str
    side: Side
    duty: Duty
    since: date
    until: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SeatAsked:
    """A seat as a form asks for it: the account's id, the side and the duty, all as text."""

    account: str
    side: str
    duty: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks: the account, its agency and roles, and the seats that count today, by programme."""

    account: UUID | None
    name: str
    agency: str
    roles: frozenset[str]
    seats: Mapping[str, Seat]

    NOBODY: ClassVar["Standing"]


Standing.NOBODY = Standing(None, "", "", frozenset(), {})


class ProgrammeUnknown(NotFound):
    """There is no such programme; or it is not this reader's to know of."""

    code = "programme-unknown"
    sentence = N_("There is no programme with this code, or it is not yours to see.")


class ProgrammeTaken(Conflict):
    """Another programme has this code."""

    code = "programme-taken"
    sentence = N_("Another programme has the code {programme}.")


class ProgrammeChanged(Conflict):
    """Somebody changed the programme meanwhile."""

    code = "programme-changed"
    sentence = N_("Somebody changed this programme meanwhile. What you wrote is still here: compare, then save again.")


class ProgrammeCodeWrong(Invalid):
    """The code is none."""

    code = "programme-code-wrong"
    sentence = N_("Give the programme a code of capital letters, digits and hyphens, such as EGCC-1.")
    field = "code"


class ProgrammeNameMissing(Invalid):
    """A programme has a name, in Indonesian at least."""

    code = "programme-name-missing"
    sentence = N_("Give the programme a name in Indonesian, of at most 200 characters in each language.")
    field = "name_id"


class ProgrammeTermWrong(Invalid):
    """The days are none, or the last lies before the first."""

    code = "programme-term-wrong"
    sentence = N_("Give the first day, and a last day that is not before it, or none.")
    field = "since"


class SeatWrong(Invalid):
    """The account cannot be seated so."""

    code = "seat-wrong"
    sentence = N_("Choose a person with the role of a partner, a side and a duty.")
    field = "account"


class NotYourProgramme(NotAllowed):
    """The records of this programme are kept by others."""

    code = "not-your-programme"
    sentence = N_("Only the programme's keepers and the centre's staff change its records.")


class NotYourSide(NotAllowed):
    """What is asked for belongs to the other side."""

    code = "not-your-side"
    sentence = N_("This belongs to the other side of the programme. Nobody of your side sees it.")


class NotTheCentre(NotAllowed):
    """Only the centre's staff may."""

    code = "not-the-centre"
    sentence = N_("Only the staff of the cooperation centre may do this.")
