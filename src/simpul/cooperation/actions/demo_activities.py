"""What a demo shows of activities and people beside the real history: an open study visit and made-up people, marked so."""

from datetime import date, timedelta
from uuid import UUID

from simpul.cooperation.actions.standing import JAKARTA
from simpul.cooperation.model.activities import (
    Activity,
    ActivityKind,
    ActivityState,
    Expert,
    Nomination,
    NominationState,
    Quota,
)
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store import activities, experts, nominations, programmes
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

_AGENCY, _AGENCY_NAME = "ID/GOV/8205/SPBE", "Pemerintah Kabupaten Teluk Bintuni"
_VISIT = UUID("0199d000-0e43-7000-8000-000000000001")
_PEOPLE = (
    (UUID("0199d000-0e43-7000-8000-000000000011"), "Maria Contoh (rekaan)", "Analis SPBE", NominationState.ACCEPTED),
    (
        UUID("0199d000-0e43-7000-8000-000000000012"),
        "Yohanis Contoh (rekaan)",
        "Pranata komputer",
        NominationState.NOMINATED,
    ),
)
_EXPERTS = (UUID("0199d000-0e43-7000-8000-000000000021"), UUID("0199d000-0e43-7000-8000-000000000022"))


def seed(platform: Platform) -> None:
    """The examples are there, in the newest programme if there is one; may run again and changes nothing then."""
    with platform.database.writing() as unit:
        unit.unaudited("examples of a demo")
        known = programmes.listed(unit.connection)
        if not known:
            return
        newest = max(known, key=lambda one: one.since).code
        today = unit.clock.now().astimezone(JAKARTA).date()
        if not activities.add(unit.connection, _visit(newest, today), unit.clock.now()):
            return
        activities.set_quota(unit.connection, Quota(_VISIT, _AGENCY, _AGENCY_NAME, 3))
        for rank, (who, name, office, state) in enumerate(_PEOPLE, 1):
            _nominate(unit, newest, (who, name, office), state, rank)
        for one in _experts(newest, today):
            experts.add(unit.connection, one, unit.clock.now())


def _visit(programme: str, today: date) -> Activity:
    since = today + timedelta(days=60)
    return Activity(
        id=_VISIT,
        programme=programme,
        kind=ActivityKind.STUDY_VISIT,
        title={
            "id": "Contoh kunjungan belajar layanan digital (rekaan)",
            "en": "Example of a study visit on digital services (made up)",
            "ko": "디지털 서비스 연수 방문 예시(가상)",
        },
        since=since,
        until=since + timedelta(days=4),
        zone="KST",
        place="Seoul",
        host=Side.KOREA,
        state=ActivityState.OPEN,
        documents=True,
        public=True,
        synthetic=True,
    )


def _nominate(unit: Unit, programme: str, who: tuple[UUID, str, str], state: NominationState, rank: int) -> None:
    one = Nomination(
        id=who[0],
        activity=_VISIT,
        programme=programme,
        side=Side.INDONESIA,
        agency=_AGENCY,
        agency_name=_AGENCY_NAME,
        name=who[1],
        office=who[2],
        email="",
        state=state,
        rank=rank,
        by=None,
        at=unit.clock.now(),
        synthetic=True,
    )
    nominations.add(unit.connection, one, None)


def _experts(programme: str, today: date) -> tuple[Expert, ...]:
    field = {"id": "Arsitektur pemerintahan digital", "en": "Digital government architecture", "ko": "디지털정부 아키텍처"}
    since = today - timedelta(days=400)
    return (
        Expert(
            id=_EXPERTS[0],
            programme=programme,
            side=Side.KOREA,
            name="Kim Yesi (가상/rekaan)",
            field=field,
            institution="Lembaga contoh (rekaan)",
            host="Kementerian PANRB, Jakarta",
            since=since,
            until=today + timedelta(days=200),
            synthetic=True,
        ),
        Expert(
            id=_EXPERTS[1],
            programme=programme,
            side=Side.INDONESIA,
            name="Rudi Contoh (rekaan)",
            field=field,
            institution="Lembaga contoh (rekaan)",
            synthetic=True,
        ),
    )
