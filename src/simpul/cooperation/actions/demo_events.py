"""The demo's one large event: made up, after the pattern of the lectures of 2018 and 2019, and marked so."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.model.events import LargeEvent, Quota
from simpul.cooperation.store import events as store
from simpul.kernel.platform import Platform

_OWN = UUID("0190b0c0-0000-7000-8000-00000000ac01")
_AGENCIES = (
    ("R01", "Kementerian Rekaan Satu", 40),
    ("R02", "Kementerian Rekaan Dua", 25),
    ("R03", "Lembaga Rekaan Statistik", 12),
    ("R04", "Pemerintah Provinsi Rekaan Utara", 30),
    ("R05", "Pemerintah Provinsi Rekaan Selatan", 20),
    ("R06", "Pemerintah Kabupaten Rekaan Pesisir", 8),
    ("R07", "Pemerintah Kabupaten Rekaan Lembah", 6),
    ("R08", "Pemerintah Kota Rekaan Baru", 9),
)
_TITLE = {
    "id": "Kuliah umum pegawai baru (rekaan)",
    "en": "Public lecture for new civil servants (synthetic)",
    "ko": "신규 공무원 공개 강연(가상)",
}
_PLACE = {"id": "Gedung rekaan, Jakarta", "en": "An invented hall, Jakarta", "ko": "자카르타(가상의 장소)"}
_ABOUT = {
    "id": "Contoh rekaan untuk melihat cara kerja pendaftaran: kuota tiap instansi, daftar tunggu, tiket, dan gerbang.",
    "en": "A made-up example that shows how registration works: quotas of agencies, waiting list, tickets and gates.",
    "ko": "등록 방식(기관별 정원, 대기 명단, 입장권, 출입구)을 보여 주는 가상의 예입니다.",
}


def seed(platform: Platform) -> None:
    """The event is there, open for registration now; a second time changes nothing."""
    with platform.database.writing() as unit:
        unit.unaudited("the demo's own example, marked synthetic")
        if store.get(unit.connection, _OWN) is None:
            _added(unit.connection, platform)


def _added(connection: Connection, platform: Platform) -> None:
    now = platform.clock.now()
    start = now.replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=21)
    event = LargeEvent(
        id=_OWN,
        slug="kuliah-umum-rekaan",
        title=_TITLE,
        place=_PLACE,
        zone="WIB",
        starts_at=start,
        ends_at=start + timedelta(hours=4),
        opens_at=now - timedelta(hours=1),
        closes_at=start - timedelta(days=1),
        hall_places=150,
        about=_ABOUT,
        synthetic=True,
    )
    store.add(connection, event, now)
    store.put_quotas(connection, [Quota(_OWN, code, name, places) for code, name, places in _AGENCIES])
