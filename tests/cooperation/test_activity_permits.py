"""Who sees, keeps, nominates, decides and reads passports, person by person. Law: UU 27/2022 art. 16 (limited).

EGCC-1's visit is open, not public; the regency of LIAISON_OFFICER has a quota; one Indonesian and one Korean are accepted.
"""

from collections.abc import Callable
from uuid import UUID

import pytest

from simpul.cooperation.actions import (
    activities,
    activity_keeping,
    document_links,
    documents,
    experts,
    nominating,
)
from simpul.cooperation.model.activities import ActivityState, Nomination
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import PASSPORT, VISIT, also, nominate, now, with_passports
from tests.cooperation.people import EVERYBODY, KEEPER, KOREAN

Act = Callable[[Platform, Actor, Nomination, Nomination], object]
PUBLIC, DRAFT = UUID(int=901), UUID(int=902)
_ACTIVITY = {
    "kind": "forum",
    "since": "2027-02-01",
    "until": "",
    "precision": "day",
    "zone": "WIB",
    "title_id": "Forum uji",
}
_EXPERT = {"side": "korea", "name": "Ahli Uji", "field_id": "Arsitektur", "programme": "EGCC-1"}


def _fields(names: tuple[str, ...], given: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(names, "") | given


def _new_activity(platform: Platform, who: Actor, *_: Nomination) -> object:
    from simpul.cooperation.actions.activity_forms import FIELDS

    return activity_keeping.add(platform, who, _fields(FIELDS, _ACTIVITY | {"programme": "EGCC-1"}))


def _new_nominee(agency: str) -> Act:
    return lambda platform, who, *_: nominate(platform, "Orang Baru", who, agency=agency, agency_name="Uji")


def _act(what: str, *, other: bool = False) -> Act:
    def acted(platform: Platform, who: Actor, one: Nomination, korean: Nomination) -> object:
        known = now(platform, korean if other else one)
        given = {"act": what, "version": str(known.version), "reason": "alasan uji"}
        return nominating.act(platform, who, known.id, given)

    return acted


ACTS: dict[str, Act] = {
    "see the visit": lambda p, who, *_: activities.seen(p, who, VISIT),
    "see a public activity": lambda p, who, *_: activities.seen(p, who, PUBLIC),
    "see a draft": lambda p, who, *_: activities.seen(p, who, DRAFT),
    "add an activity": _new_activity,
    "close it": lambda p, who, *_: activity_keeping.move(p, who, VISIT, move="close", version=1),
    "set a quota": lambda p, who, *_: activity_keeping.set_quota(
        p, who, VISIT, {"agency": "ID/GOV/1/A", "name": "A", "places": "1"}
    ),
    "see people": lambda p, who, *_: nominating.people(p, who, VISIT),
    "nominate for the regency": _new_nominee("ID/GOV/8205/SPBE"),
    "nominate for another agency": _new_nominee("ID/GOV/1111/LAIN"),
    "nominate for Korea": _new_nominee("KR/GOV/MOIS"),
    "decline the Indonesian": _act("decline"),
    "decline the Korean": _act("decline", other=True),
    "withdraw the Indonesian": _act("withdraw"),
    "withdraw the Korean": _act("withdraw", other=True),
    "see the Indonesian's passport masked": lambda p, who, one, _: documents.opened(p, who, one.id),
    "read the Indonesian's passport": lambda p, who, one, _: documents.read(p, who, one.id),
    "enter the Indonesian's passport": lambda p, who, one, _: documents.enter(p, who, one.id, PASSPORT),
    "erase the Indonesian's passport": lambda p, who, one, _: documents.erase(p, who, one.id),
    "make the Indonesian's link": lambda p, who, one, _: document_links.make(p, who, one.id),
    "take the Indonesian's link back": lambda p, who, one, _: document_links.revoke(p, who, one.id),
    "see the Korean's passport masked": lambda p, who, _, one: documents.opened(p, who, one.id),
    "read the Korean's passport": lambda p, who, _, one: documents.read(p, who, one.id),
    "make the Korean's link": lambda p, who, _, one: document_links.make(p, who, one.id),
    "list passports": lambda p, who, *_: documents.listed(p, who, VISIT),
    "take passports as a file": lambda p, who, *_: documents.exported(p, who, VISIT),
    "add an expert": lambda p, who, *_: experts.add(p, who, _fields(experts.FIELDS, _EXPERT)),
}
_READ = {"see the visit", "see a draft", "see people"}
_KEEP = {"add an activity", "close it", "set a quota", "decline the Indonesian", "decline the Korean", "add an expert"}
_INDONESIA = {one for one in ACTS if "the Indonesian's" in one} | {
    *("nominate for the regency", "nominate for another agency", "withdraw the Indonesian"),
    *("list passports", "take passports as a file"),
}
_KOREA = {one for one in ACTS if "the Korean's" in one} | {
    *("nominate for Korea", "withdraw the Korean", "list passports", "take passports as a file")
}
MAY = {
    "centre": _READ | _KEEP,
    "keeper": _READ | _KEEP | _INDONESIA,
    "reader": _READ,
    "korean": _READ | _KEEP | _KOREA,
    "korean reader": _READ,
    "seated centre": _READ | _KEEP | _INDONESIA,
    "liaison": {"see the visit", "see people", "nominate for the regency", "withdraw the Indonesian"},
}
"""Everybody sees what is public; who is not named may nothing else."""


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_do_what(platform: Platform, who: str) -> None:
    one, korean = with_passports(platform, places=5)
    also(platform, id=PUBLIC, public=True)
    also(platform, id=DRAFT, state=ActivityState.DRAFT)
    may = {act for act in ACTS if _may(platform, ACTS[act], EVERYBODY[who], (one, korean))}
    assert may == MAY.get(who, set()) | {"see a public activity"}


def _may(platform: Platform, act: Act, who: Actor, people: tuple[Nomination, Nomination]) -> bool:
    """Tries the act, and puts back what it changed, so that each is tried on the same records."""
    with platform.database.reading() as unit:
        assert unit.connection is not None
    try:
        act(platform, who, *people)
    except Refusal:
        return False
    finally:
        _put_back(platform, people)
    return True


def _put_back(platform: Platform, people: tuple[Nomination, Nomination]) -> None:
    from dataclasses import replace

    from simpul.cooperation.store import activities as activity_store
    from simpul.cooperation.store import nominations
    from tests.cooperation.activity_makers import KOREAN_PASSPORT, activity
    from tests.cooperation.people import NOW

    with platform.database.writing() as unit:
        unit.unaudited("a test")
        activity_store.keep(unit.connection, activity(), NOW)
        for one in people:
            nominations.keep(unit.connection, replace(one, version=now(platform, one).version))
        unit.connection.exec_driver_sql("DELETE FROM cooperation_nomination WHERE name = 'Orang Baru'")
    documents.enter(platform, KEEPER, people[0].id, PASSPORT)
    documents.enter(platform, KOREAN, people[1].id, KOREAN_PASSPORT)


SEES = {
    "centre": {"Siti Contohwati": "", "Kim Yesi": ""},
    "keeper": {"Siti Contohwati": "siti@contoh.go.id", "Kim Yesi": ""},
    "reader": {"Siti Contohwati": "siti@contoh.go.id", "Kim Yesi": ""},
    "korean": {"Siti Contohwati": "", "Kim Yesi": "yesi.kim@example.kr"},
    "korean reader": {"Siti Contohwati": "", "Kim Yesi": "yesi.kim@example.kr"},
    "seated centre": {"Siti Contohwati": "siti@contoh.go.id", "Kim Yesi": ""},
    "liaison": {"Siti Contohwati": "siti@contoh.go.id"},
}
"""Whom each sees, and the address where they see it: their own side's, or their own agency's, alone."""


@pytest.mark.parametrize("who", EVERYBODY)
def test_names_are_for_the_programme_and_addresses_for_ones_own_side(platform: Platform, who: str) -> None:
    with_passports(platform)
    try:
        seen = nominating.people(platform, EVERYBODY[who], VISIT).people
    except Refusal:
        seen = ()
    assert {one.nomination.name: one.nomination.email for one in seen} == SEES.get(who, {})


def test_a_liaison_of_another_agency_sees_nothing_of_the_visit_and_none_of_its_people(platform: Platform) -> None:
    with_passports(platform)
    other = Actor(UUID(int=50), "Penghubung lain", "ID/GOV/9999/SPBE", "", frozenset({"cooperation.liaison"}))
    for asked in (activities.seen, nominating.people):
        with pytest.raises(Refusal):
            asked(platform, other, VISIT)
    assert nominating.desk(platform, other) == []
    assert [one.activity.id for one in nominating.desk(platform, EVERYBODY["liaison"])] == [VISIT]
