"""A made-up meeting of the newest programme's committee, marked so: decisions, an action that is late, one that is done."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.following import seats_today
from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.model.governance import (
    Decision,
    EntryKind,
    FollowUp,
    FollowUpEntry,
    FollowUpState,
    Meeting,
)
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules.history import key_id
from simpul.cooperation.store import follow_ups, meetings, programmes
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

_WHO = "Contoh sintetis"
_ACTS = (
    (1, "Menyusun rancangan agenda forum tahunan / 연례 포럼 의제 초안 작성", Side.INDONESIA, -12),
    (1, "Mengirim daftar narasumber dari pihak Korea / 한국 측 발표자 명단 송부", Side.KOREA, 5),
    (2, "Memeriksa terjemahan tiga bahasa untuk pustaka hasil / 성과물 자료실의 3개 언어 번역 검토", Side.INDONESIA, 30),
    (2, "Menyerahkan berkas hasil proyek berbahasa Korea / 한국어 과제 성과물 파일 제출", Side.KOREA, -40),
)
"""Which decision, what, whose side, due so many days from today; the last one is done."""
_DECISIONS = (
    "Contoh rekaan: agenda forum tahunan disepakati kedua pihak. / 가상 예시: 연례 포럼의 의제는 양측이 합의한다.",
    "Contoh rekaan: berkas hasil disimpan dalam tiga bahasa. / 가상 예시: 성과물 파일을 3개 언어로 보관한다.",
    "Contoh rekaan: laporan kemajuan setiap tiga bulan. / 가상 예시: 3개월마다 진행 보고서를 교환한다.",
)
"""In both sides' languages, as such a committee writes."""


def seed(platform: Platform) -> None:
    """The newest programme has the example, if there is a programme; may run again."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a demo's made-up records")
        known = programmes.listed(unit.connection)
        if not known or meetings.get(unit.connection, _id("meeting")) is not None:
            return
        _seeded(unit, known[-1].code)


def _id(name: str) -> UUID:
    """The number that this has every time, so that the demo makes nothing twice."""
    return key_id("demo-governance", name)


def _seeded(unit: Unit, programme: str) -> None:
    at, connection = unit.clock.now(), unit.connection
    today = today_of(at)
    meeting = _meeting(programme, today - timedelta(days=60))
    meetings.add(connection, meeting, at)
    for number, text in enumerate(_DECISIONS, 1):
        taken = Decision(_id(f"decision {number}"), meeting.id, programme, number, text, meeting.on, synthetic=True)
        meetings.add_decision(connection, taken, at)
    for number, (decision, what, side, days) in enumerate(_ACTS, 1):
        account, name = _owner(connection, programme, side, today)
        act = FollowUp(
            id=_id(f"action {number}"),
            programme=programme,
            decision=_id(f"decision {decision}"),
            what=what,
            side=side,
            owner=account,
            owner_name=name,
            due=today + timedelta(days=days),
            synthetic=True,
        )
        follow_ups.add(connection, act, at)
        _told(unit, act, EntryKind.OPENED)
        if number == len(_ACTS):
            note = "Contoh rekaan: diserahkan pada rapat kerja."
            done = FollowUpState.DONE
            follow_ups.keep(connection, _done(act, done, note, today - timedelta(days=42)), at)
            _told(unit, act, EntryKind.DONE, note)


def _done(act: FollowUp, state: FollowUpState, note: str, on: date) -> FollowUp:
    return replace(act, state=state, note=note, done_on=on, version=2)


def _told(unit: Unit, act: FollowUp, kind: EntryKind, words: str = "") -> None:
    line = FollowUpEntry(unit.ids.new(), act.id, kind, unit.clock.now(), None, _WHO, words)
    follow_ups.add_entry(unit.connection, line)


def _owner(connection: Connection, programme: str, side: Side, today: date) -> tuple[UUID | None, str]:
    """Who of the side has a seat; a made-up office where nobody has."""
    seats = [one for one in seats_today(connection, programme, today) if one.side is side]
    return (seats[0].account, seats[0].name) if seats else (None, f"Sekretariat pihak {side.value.capitalize()} (contoh)")


def _meeting(programme: str, on: date) -> Meeting:
    return Meeting(
        id=_id("meeting"),
        programme=programme,
        title={
            "id": "Contoh rekaan: rapat kerja komite bersama",
            "en": "Made-up example: working meeting of the joint committee",
            "ko": "가상 예시: 공동위원회 실무회의",
        },
        on=on,
        place="Jakarta (contoh)",
        attended=("Sekretariat pihak Indonesia (contoh)", "Sekretariat pihak Korea (contoh)"),
        minutes="Rapat ini tidak pernah ada. Ia ditulis untuk menunjukkan cara kerja halaman ini.",
        synthetic=True,
        agenda=("Kemajuan proyek tahun berjalan", "Pustaka hasil dalam tiga bahasa"),
    )
