"""The cooperation's pages behind somebody's own secret, made as the node makes them: no other page leads there."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx

from simpul.cooperation.actions import attendance
from simpul.cooperation.model.activities import Activity, NominationState
from simpul.cooperation.model.registrations import Form, Wish
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules import attendance_codes as codes
from simpul.cooperation.store import activities, events, nominations
from simpul.kernel.platform import Platform
from tests.browser.conftest import Server

SLUG, NUMBER = "kuliah-umum-rekaan", "199001012024011001"
"""The demo's lecture, which everybody may register for, and a made-up staff number of the right form."""


def secret_pages(server: Server) -> Iterator[tuple[str, str, str]]:
    """Route, who looks, and the path of each such page."""
    platform = server.platform
    yield "/acara/tiket/{kode}", "", f"/acara/tiket/{_ticket(server)}"
    yield "/acara/{slug}/antrean/{token}", "", f"/acara/{SLUG}/antrean/{_queued(platform)}"
    activity, key = _accepted(platform)
    desk = f"/kerja-sama/kegiatan/{activity.id}/kehadiran"
    yield "/kerja-sama/kegiatan/{id}/kehadiran/layar", "sekretariat", f"{desk}/layar"
    yield "/kerja-sama/hadir/saya/{kunci}", "", f"/kerja-sama/hadir/saya/{key}"
    yield "/kerja-sama/hadir/{kode}", "", f"/kerja-sama/hadir/{_room(platform, activity)}"
    yield "/kerja-sama/laporan/{kode}/lihat", "sekretariat", "/kerja-sama/laporan/EGCC-1/lihat"
    yield "/kerja-sama/gerbang/aplikasi", "gerbang", "/kerja-sama/gerbang/aplikasi"


def _ticket(server: Server) -> str:
    with server.platform.database.reading() as unit:
        event = events.by_slug(unit.connection, SLUG)
        assert event is not None
        agency = events.quotas_of(unit.connection, event.id)[0].agency
    told = {"agency": agency, "number": NUMBER, "name": "Peserta (rekaan)", "wish": "hall"}
    with httpx.Client(base_url=server.base_url, trust_env=False, timeout=30) as client:
        answer = client.post(f"/api/v1/cooperation/events/{SLUG}/registrations", json=told)
    return str(answer.json()["ticket"]["code"])


def _queued(platform: Platform) -> str:
    with platform.database.reading() as unit:
        event = events.by_slug(unit.connection, SLUG)
    assert event is not None
    form = Form("x", NUMBER[::-1], "Peserta (rekaan)", "", Wish.HALL)
    return sealing.token(platform.keys, event.id, 1_000_000, datetime.now(UTC), form)


def _accepted(platform: Platform) -> tuple[Activity, str]:
    """An activity with somebody who was accepted, and that person's own key."""
    with platform.database.reading() as unit:
        for activity in activities.all_(unit.connection):
            for one in nominations.of_activity(unit.connection, activity.id):
                if one.state is NominationState.ACCEPTED:
                    return activity, codes.person_key(attendance.key_of(platform.keys), one.id)
    raise AssertionError("nobody is accepted in the demo")


def _room(platform: Platform, activity: Activity) -> str:
    now = datetime.now(UTC)
    room = codes.Room(activity.id, now.date(), codes.window(now))
    return codes.room_code(attendance.key_of(platform.keys), room)
