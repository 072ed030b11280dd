"""What a demo shows of attendance and certificates: a workshop that is over with three people, made up and marked so."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from simpul.cooperation.actions import certificates_making
from simpul.cooperation.actions.standing import JAKARTA
from simpul.cooperation.model.activities import Activity, ActivityKind, ActivityState, Nomination, NominationState
from simpul.cooperation.model.attendance import CertificateRule, Presence, Way
from simpul.cooperation.model.certificates import Certificate
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules import attendance
from simpul.cooperation.rules import certificates as rules
from simpul.cooperation.store import activities, attendances, nominations, programmes
from simpul.cooperation.store import certificates as store
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

_WORKSHOP = UUID("0199d000-0f44-7000-8000-000000000001")
_DAYS = 3
_RULE = CertificateRule(_WORKSHOP, 80, ("id", "en", "ko"))
_PEOPLE = (
    (UUID("0199d000-0f44-7000-8000-000000000011"), "Ratna Contoh (rekaan)", Side.INDONESIA, 3, Way.ROOM),
    (UUID("0199d000-0f44-7000-8000-000000000012"), "김예시 Kim Yesi (rekaan)", Side.KOREA, 3, Way.REMOTE),
    (UUID("0199d000-0f44-7000-8000-000000000013"), "Samuel Contoh (rekaan)", Side.INDONESIA, 1, Way.BADGE),
)
"""Who, on whose side, on how many of the days, and how this is known: two have earned a certificate, one has not."""


def seed(platform: Platform) -> None:
    """The examples are there, in the newest programme if there is one; may run again and changes nothing then."""
    with platform.database.writing() as unit:
        unit.unaudited("examples of a demo")
        known = programmes.listed(unit.connection)
        if not known:
            return
        newest = max(known, key=lambda one: one.since).code
        last = unit.clock.now().astimezone(JAKARTA).date() - timedelta(days=14)
        workshop = _workshop(newest, last)
        if not activities.add(unit.connection, workshop, unit.clock.now()):
            return
        for rank, (who, name, side, days, way) in enumerate(_PEOPLE, 1):
            nominations.add(unit.connection, _person(newest, (who, name, side), rank, unit.clock.now()), None)
            for n in range(days):
                _there(unit, who, workshop.since + timedelta(n), way)
        attendances.keep_rule(unit.connection, _RULE)
        _certify(unit, workshop)
    certificates_making.work(platform)


def _workshop(programme: str, last: date) -> Activity:
    return Activity(
        id=_WORKSHOP,
        programme=programme,
        kind=ActivityKind.WORKSHOP,
        title={
            "id": "Contoh lokakarya dokumen elektronik (rekaan)",
            "en": "Example of a workshop on electronic documents (made up)",
            "ko": "전자문서 워크숍 예시(가상)",
        },
        since=last - timedelta(days=_DAYS - 1),
        until=last,
        place="Jakarta",
        host=Side.INDONESIA,
        state=ActivityState.HELD,
        public=True,
        synthetic=True,
    )


def _person(programme: str, who: tuple[UUID, str, Side], rank: int, at: datetime) -> Nomination:
    code = "KR/GOV/CONTOH" if who[2] is Side.KOREA else "ID/GOV/CONTOH"
    return Nomination(
        id=who[0],
        activity=_WORKSHOP,
        programme=programme,
        side=who[2],
        agency=code,
        agency_name="Lembaga contoh (rekaan)",
        name=who[1],
        office="Analis",
        email="",
        state=NominationState.ACCEPTED,
        rank=rank,
        by=None,
        at=at,
        language="ko" if who[2] is Side.KOREA else "id",
        synthetic=True,
    )


def _there(unit: Unit, who: UUID, day: date, way: Way) -> None:
    at = datetime.combine(day, time(9), JAKARTA)
    left = at + timedelta(hours=6) if way is Way.REMOTE else None
    attendances.first(unit.connection, Presence(who, _WORKSHOP, day, True, way, at, left))


def _certify(unit: Unit, workshop: Activity) -> None:
    people = nominations.of_activity(unit.connection, _WORKSHOP)
    found = attendance.attended(workshop, people, attendances.of_activity(unit.connection, _WORKSHOP), _RULE)
    year = unit.clock.now().astimezone(JAKARTA).year
    first = store.next_count(unit.connection, workshop.programme, year)
    for count, one in enumerate(rules.to_issue(found, []), first):
        made = Certificate(
            id=unit.ids.new(),
            activity=_WORKSHOP,
            nomination=one.person.id,
            programme=workshop.programme,
            code=rules.code(unit.ids.token()),
            number=rules.number(workshop.programme, year, count),
            name=one.person.name,
            languages=_RULE.languages,
            days=one.days,
            of_days=one.of_days,
            issued_at=unit.clock.now(),
            by_name="Contoh (rekaan)",
            synthetic=True,
        )
        store.add(unit.connection, made)
