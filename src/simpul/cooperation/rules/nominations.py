"""Who nominates whom, who decides, who sees what of a person, and who has a place. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from simpul.cooperation.model.activities import Activity, ActivityState, Nomination, NominationState, Quota
from simpul.cooperation.model.activity_refusals import (
    DeclineReasonMissing,
    NominationMoveWrong,
    NominationsClosed,
    NominationUnknown,
    NomineeAgencyWrong,
    NomineeEmailWrong,
    NomineeNameWrong,
    NotYourAgency,
)
from simpul.cooperation.model.programmes import LIAISON, Side, Standing
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.plain_words import plain
from simpul.kernel.errors import Refusal, allows

AGENCY = re.compile(r"[A-Z]{2}/[A-Z]{3}(?:/[A-Z0-9][A-Z0-9._-]{0,39}){1,3}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_NAME, _REASON = 120, (5, 300)
_ALIVE = frozenset({ActivityState.OPEN, ActivityState.CLOSED})
"""While people may still come and go."""
HELD = frozenset({NominationState.NOMINATED, NominationState.ACCEPTED})
"""Who has one of the agency's places."""
_OUT = frozenset({NominationState.DECLINED, NominationState.WITHDRAWN})
_FROM: Mapping[str, frozenset[NominationState]] = {
    "accept": frozenset({NominationState.NOMINATED}),
    "decline": HELD | {NominationState.WAITING},
    "withdraw": HELD | {NominationState.WAITING},
    "consider": frozenset({NominationState.DECLINED}),
    "return": frozenset({NominationState.WITHDRAWN}),
    "prefer": frozenset({NominationState.WAITING}),
}
"""From which states an act follows. `consider` undoes a decline, `return` a withdrawal; `prefer` moves one up."""
DECIDED: frozenset[str] = frozenset({"accept", "decline", "consider"})
"""Acts of the programme's keepers; the others are of who nominated."""


class Sight(StrEnum):
    """How much of a person somebody sees."""

    NOTHING = "nothing"
    NAME = "name"
    CONTACT = "contact"


def side_of_agency(agency: str) -> Side:
    """The side that an agency belongs to, by the country in its code."""
    return Side.KOREA if agency.startswith("KR/") else Side.INDONESIA


def is_liaison_of(who: Standing, agency: str) -> bool:
    """Whether somebody nominates for this very agency."""
    return LIAISON in who.roles and bool(agency) and who.agency == agency


def keeps_side(who: Standing, programme: str, side: Side) -> bool:
    """Whether somebody keeps the programme's records for this side."""
    return allows(permits.permit_documents, who, programme, side)


def permit_nominate(who: Standing, activity: Activity, agency: str, quota: Quota | None) -> None:
    """Nominates people of `agency`: its liaison where it has a quota, or a keeper of its side; NotYourAgency."""
    if is_liaison_of(who, agency) and quota is not None:
        return
    if keeps_side(who, activity.programme, side_of_agency(agency)):
        return
    raise NotYourAgency()


def permit_act(who: Standing, nomination: Nomination, act: str) -> None:
    """Does `act` to a nomination; NominationUnknown for who sees nothing of it, NotYourProgramme, NotYourAgency."""
    if sight(who, nomination) is Sight.NOTHING:
        raise NominationUnknown()
    if act in DECIDED:
        permits.permit_keep(who, nomination.programme)
        return
    if not (is_liaison_of(who, nomination.agency) or keeps_side(who, nomination.programme, nomination.side)):
        raise NotYourAgency()


def sight(who: Standing, nomination: Nomination) -> Sight:
    """Names for who reads the programme; how to reach them for their own side and their agency's liaison alone."""
    if is_liaison_of(who, nomination.agency):
        return Sight.CONTACT
    try:
        permits.permit_read(who, nomination.programme)
    except Refusal:
        return Sight.NOTHING
    mine = permits.side_of(who, nomination.programme) is nomination.side
    return Sight.CONTACT if mine else Sight.NAME


def acts(who: Standing, activity: Activity, nomination: Nomination) -> tuple[str, ...]:
    """What this person may do to the nomination now."""
    if activity.state not in _ALIVE:
        return ()
    return tuple(one for one in _FROM if nomination.state in _FROM[one] and _may(who, nomination, one))


def _may(who: Standing, nomination: Nomination, act: str) -> bool:
    return allows(permit_act, who, nomination, act)


def check_open(activity: Activity) -> None:
    """NominationsClosed unless the activity takes nominations."""
    if activity.state is not ActivityState.OPEN:
        raise NominationsClosed()


def first_state(others: Sequence[Nomination], quota: Quota | None) -> NominationState:
    """The state of one more of the agency: a place where one is free, else the waiting list. Without a quota no limit."""
    return NominationState.NOMINATED if quota is None or _room(others, quota) > 0 else NominationState.WAITING


def _room(people: Sequence[Nomination], quota: Quota) -> int:
    return quota.places - sum(one.state in HELD for one in people)


def moved_up(people: Sequence[Nomination], quota: Quota | None) -> list[Nomination]:
    """Who of the waiting has a place now, the first in rank first; for an agency whose quota is gone all of them."""
    waiting = sorted((one for one in people if one.state is NominationState.WAITING), key=lambda one: one.rank)
    room = len(waiting) if quota is None else max(0, _room(people, quota))
    return [replace(one, state=NominationState.NOMINATED, version=one.version + 1) for one in waiting[:room]]


def acted(activity: Activity, nomination: Nomination, act: str, reason: str = "") -> Nomination:
    """The nomination after `act`, before it is known whether there is a place; NominationMoveWrong, DeclineReasonMissing.

    Who comes back waits: `moved_up` then says whether there is a place.
    """
    if activity.state not in _ALIVE or act not in _FROM or nomination.state not in _FROM[act]:
        raise NominationMoveWrong()
    text = " ".join(reason.split())
    if act == "decline" and not _REASON[0] <= len(text) <= _REASON[1]:
        raise DeclineReasonMissing()
    after = {
        "accept": NominationState.ACCEPTED,
        "decline": NominationState.DECLINED,
        "withdraw": NominationState.WITHDRAWN,
    }
    state = after.get(act, NominationState.WAITING)
    return replace(nomination, state=state, reason=text[: _REASON[1]], version=nomination.version + 1)


def preferred(people: Sequence[Nomination], one: Nomination) -> tuple[Nomination, Nomination] | None:
    """Both with their ranks changed, where somebody waits before `one`; None for who is the first."""
    waiting = sorted((each for each in people if each.state is NominationState.WAITING), key=lambda each: each.rank)
    before = [each for each in waiting if each.rank < one.rank]
    if not before:
        return None
    other = before[-1]
    return (
        replace(one, rank=other.rank, version=one.version + 1),
        replace(other, rank=one.rank, version=other.version + 1),
    )


def places_in_line(people: Sequence[Nomination]) -> Mapping[object, int]:
    """Which place in the agency's waiting list each of the waiting has, from 1, by nomination."""
    lines: dict[str, int] = {}
    found: dict[object, int] = {}
    for one in sorted(people, key=lambda each: (each.agency, each.rank)):
        if one.state is NominationState.WAITING:
            found[one.id] = lines[one.agency] = lines.get(one.agency, 0) + 1
    return found


def checked(given: Nomination) -> Nomination:
    """The nomination with its words in one line; NomineeNameWrong, NomineeAgencyWrong, NomineeEmailWrong."""
    name, office, agency_name = (plain(one) for one in (given.name, given.office, given.agency_name))
    agency = given.agency.strip().upper()
    if not 1 < len(name) <= _NAME:
        raise NomineeNameWrong()
    if not AGENCY.fullmatch(agency) or not agency_name:
        raise NomineeAgencyWrong()
    email = given.email.strip()
    if email and (len(email) > 254 or not _EMAIL.fullmatch(email)):
        raise NomineeEmailWrong()
    language = given.language if given.language in ("id", "en", "ko") else "id"
    return replace(
        given,
        name=name,
        office=office[:200],
        agency=agency,
        agency_name=agency_name[:200],
        email=email,
        language=language,
        side=side_of_agency(agency),
    )


def matches(one: Nomination, asked: str, state: str) -> bool:
    """Whether the person is in this state, where one is asked for, and each word stands in name, office or agency."""
    text = " ".join((one.name, one.office, one.agency, one.agency_name)).casefold()
    return (not state or one.state.value == state) and all(word in text for word in asked.casefold().split())


def same_person(people: Sequence[Nomination], name: str) -> bool:
    """Whether somebody of this name is nominated and has not withdrawn or been declined."""
    return any(one.name.casefold() == name.casefold() and one.state not in _OUT for one in people)
