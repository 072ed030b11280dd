"""Makes activities, nominations and passports for tests: an open study visit of EGCC-1 with a quota for a regency."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from simpul.cooperation.actions import document_links, documents, nominating
from simpul.cooperation.model.activities import Activity, ActivityKind, ActivityState, Nomination, Quota
from simpul.cooperation.store import activities, nominations
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from tests.cooperation.people import EGCC, KEEPER, KOREAN, LIAISON_OFFICER, REGENCY, programmes_there

VISIT = UUID(int=900)
NUMBER, KOREAN_NUMBER = "X7194421Q", "M5533881K"
"""Made-up passport numbers that no other text holds."""
PASSPORT = {
    "number": NUMBER,
    "name": "SITI CONTOHWATI",
    "nationality": "IDN",
    "born": "1988-04-09",
    "expires": "2030-01-31",
}
KOREAN_PASSPORT = PASSPORT | {"number": KOREAN_NUMBER, "name": "YESI KIM", "nationality": "KOR"}
SINCE, UNTIL = date(2027, 1, 20), date(2027, 1, 24)


def activity(**changes: Any) -> Activity:
    """An open study visit, whose passports are asked for."""
    made = Activity(
        id=VISIT,
        programme=EGCC,
        kind=ActivityKind.STUDY_VISIT,
        title={"id": "Kunjungan uji", "en": "Test visit", "ko": "시험 방문"},
        since=SINCE,
        until=UNTIL,
        place="Seoul",
        state=ActivityState.OPEN,
        documents=True,
    )
    return replace(made, **changes)


def there(platform: Platform, *, places: int | None = 2, **changes: Any) -> Activity:
    """Programmes, the visit, and the regency's quota (none for None) are there."""
    programmes_there(platform)
    return also(platform, places=places, **changes)


def also(platform: Platform, *, places: int | None = None, **changes: Any) -> Activity:
    """One more activity, where the programmes are there already."""
    made = activity(**changes)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        activities.add(unit.connection, made, datetime(2026, 11, 1, tzinfo=UTC))
        if places is not None:
            activities.set_quota(unit.connection, Quota(made.id, REGENCY, "Kabupaten Uji", places))
    return made


def nominate(platform: Platform, name: str, actor: Actor = LIAISON_OFFICER, **given: str) -> Nomination:
    """The person is nominated to the visit."""
    blank = {"name": name, "office": "Analis", "email": "", "language": "id", "agency": "", "agency_name": ""}
    return nominating.nominate(platform, actor, VISIT, blank | given)


def act(platform: Platform, who: Actor, one: Nomination, what: str, reason: str = "alasan uji") -> Nomination:
    """`what` is done to the nomination as it now is."""
    known = now(platform, one)
    return nominating.act(platform, who, one.id, {"act": what, "version": str(known.version), "reason": reason})


def now(platform: Platform, one: Nomination) -> Nomination:
    """The nomination as it is kept now."""
    with platform.database.reading() as unit:
        known = nominations.get(unit.connection, one.id)
    assert known is not None
    return known


def accepted(platform: Platform, name: str = "Siti Contohwati", **given: str) -> Nomination:
    """A person of the regency who is accepted."""
    one = nominate(platform, name, **given)
    return act(platform, KEEPER, one, "accept", "")


def accepted_korean(platform: Platform) -> Nomination:
    """A Korean who is accepted."""
    one = nominate(platform, "Kim Yesi", KOREAN, agency="KR/GOV/MOIS", agency_name="MOIS", email="yesi.kim@example.kr")
    return act(platform, KOREAN, one, "accept", "")


def with_passports(platform: Platform, **changes: Any) -> tuple[Nomination, Nomination]:
    """One accepted person of each side, whose passports are kept."""
    there(platform, **changes)
    one, other = accepted(platform, email="siti@contoh.go.id"), accepted_korean(platform)
    documents.enter(platform, KEEPER, one.id, PASSPORT)
    documents.enter(platform, KOREAN, other.id, KOREAN_PASSPORT)
    return one, other


def link(platform: Platform, one: Nomination, actor: Actor = KEEPER) -> str:
    """The secret of a new link for the person."""
    return document_links.make(platform, actor, one.id)


def words(platform: Platform) -> str:
    """Every value of every table of the database, as text; bytes as hexadecimals and as Latin-1."""
    found = []
    with platform.database.reading() as unit:
        tables = unit.connection.exec_driver_sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in tables.all():
            for row in unit.connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                found.extend(_text(value) for value in row)
    return "\n".join(found)


def _text(value: object) -> str:
    match value:
        case bytes() | memoryview():
            return bytes(value).hex() + bytes(value).decode("latin-1")
        case Mapping():
            return repr(value)
        case _:
            return str(value)
