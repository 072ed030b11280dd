"""A lecture with few seats: agency A has two, B one; the hall holds what the test says."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from simpul.cooperation.model.events import LargeEvent, Quota
from simpul.cooperation.model.registrations import Form, Wish
from simpul.cooperation.store import events
from simpul.kernel.platform import Platform

EVENT = UUID(int=0xACA2A)
SLUG = "kuliah-uji"
TITLE = {"id": "Kuliah uji (rekaan)", "en": "Test lecture (synthetic)", "ko": "시험 강연(가상)"}
QUOTAS = {"A": ("Instansi Rekaan A", 2), "B": ("Instansi Rekaan B", 1)}


def lecture(platform: Platform, *, opens: timedelta = timedelta(hours=-1), quotas=None, **changes) -> LargeEvent:
    """The event is there; it opens so long from now on."""
    now = platform.clock.now()
    made = LargeEvent(
        id=EVENT,
        slug=SLUG,
        title=TITLE,
        place={"id": "Aula"},
        zone="WIB",
        starts_at=now + timedelta(days=9),
        ends_at=now + timedelta(days=9, hours=3),
        opens_at=now + opens,
        closes_at=now + timedelta(days=8),
        hall_places=3,
        synthetic=True,
    )
    made = replace(made, **changes)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        events.add(unit.connection, made, now)
        shares = QUOTAS if quotas is None else quotas
        events.put_quotas(unit.connection, [Quota(made.id, code, *share) for code, share in shares.items()])
    return made


def nip(number: int) -> str:
    """A number in the form of a NIP."""
    return f"{1970 + number // 1000}01012019031{number % 1000:03}"


def form(number: int, agency: str = "A", wish: Wish = Wish.HALL, **changes) -> Form:
    """What person `number` filled in."""
    return replace(Form(agency, nip(number), f"Peserta {number}", "", wish), **changes)


def counted(platform: Platform) -> dict[str, object]:
    """Tally and quotas, and the same counted from the rows: they must be one."""
    with platform.database.reading() as unit:
        rows = unit.connection.execute(
            text("SELECT agency, admission, wish, count(*) AS n FROM cooperation_registration GROUP BY 1, 2, 3")
        ).all()
        tally = events.tally(unit.connection, EVENT)
        quotas = events.quotas_of(unit.connection, EVENT)
    for quota in quotas:
        mine = [row for row in rows if row.agency == quota.agency]
        assert quota.taken == sum(row.n for row in mine if row.admission == "hall")
        assert quota.waiting == sum(row.n for row in mine if row.admission == "waiting" and row.wish != "remote")
        assert quota.taken <= quota.places
    assert tally is not None
    for name in ("hall", "remote", "cancelled"):
        assert getattr(tally, name) == sum(row.n for row in rows if row.admission == name)
    assert tally.waiting + tally.remote_waiting == sum(row.n for row in rows if row.admission == "waiting")
    return {"hall": tally.hall, "remote": tally.remote, "waiting": tally.waiting, "cancelled": tally.cancelled}
