"""Three places with everything that the desk shows of a place, each with names that must be seen nowhere else."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria import handlers
from simpul.malaria.actions import (
    cross_checking,
    focusing,
    investigating,
    outside_codes,
    resupply,
    scoping,
    sending,
    sismal_import,
    sismal_work,
    store_room,
    sync,
    training,
    watching,
    workers,
)
from simpul.malaria.actions.investigating import Verdict, Written
from simpul.malaria.actions.seeding import SeedDevice, devices
from simpul.malaria.model.sending import OutsideSystem
from simpul.malaria.model.supply import Product
from simpul.malaria.model.workers import Village
from simpul.malaria.store import workers as worker_store
from tests.malaria import desk_makers as make
from tests.malaria import sheet_makers as sheet
from tests.malaria import test_watch_pages as watch_makers

YELLOW = Product("pack", "kuning")
LINES = "\n".join([f"P{n};2026-10-05;Pv" for n in range(3)] + [f"N{n};2026-10-06;neg" for n in range(12)])


@dataclass(frozen=True, slots=True)
class Place:
    """A village and its distrik; `word` is in every name that is made for it, and in no other text."""

    village: str
    distrik: str
    kabupaten: str
    word: str

    @property
    def officer(self) -> Actor:
        return make.person(self.kabupaten, *make.BOTH, agency=f"ID/GOV/{self.kabupaten}/DINKES")

    @property
    def supervisor(self) -> Actor:
        return make.person(self.distrik, "malaria.supervisor", agency=f"ID/GOV/{self.word}/PKM")

    def shown(self, content: bytes, path: str = "") -> list[str]:
        """What of this place is in the answer, but for what the path itself said."""
        return [one for one in (self.word, self.distrik) if one.encode() in content and one not in path]


MINE = Place("92.06.01.2001", "92.06.01", "92.06", "Pertamasiji")
NEXT = Place("92.06.02.2003", "92.06.02", "92.06", "Keduadwija")
FAR = Place("91.05.01.2001", "91.05.01", "91.05", "Ketigatrija")
PLACES = (MINE, NEXT, FAR)

_IDS: Mapping[str, str] = {
    "petugas": "SELECT id FROM malaria_worker WHERE village = :v AND retired_at IS NULL",
    "perangkat": "SELECT id FROM malaria_device WHERE village = :v",
    "kasus": "SELECT id FROM malaria_case WHERE village = :v",
    "penyelidikan": "SELECT id FROM malaria_investigation WHERE village = :v",
    "fokus": "SELECT id FROM malaria_focus WHERE village = :v",
    "waspada": "SELECT id FROM malaria_alert WHERE area = :v",
    "mutu/pembaca": "SELECT id FROM malaria_microscopist WHERE area = :d",
    "mutu/putaran": "SELECT r.id FROM malaria_slide_round r JOIN malaria_microscopist m ON m.id = r.reader WHERE area = :d",
    "pelatihan/sertifikat": "SELECT a.id FROM malaria_attendance a JOIN malaria_course c ON c.id = course WHERE area = :d",
    "pelatihan": "SELECT id FROM malaria_course WHERE area = :d",
    "periksa": "SELECT 'p-' || one || '.' || other FROM malaria_likely WHERE village = :v",
    "stok/kampung": "SELECT :v",
    "stok/kiriman": "SELECT id FROM malaria_resupply WHERE village = :v",
    "kartu": "SELECT id FROM malaria_worker WHERE village = :v AND retired_at IS NULL",
    "sismal/impor": "SELECT id FROM malaria_import WHERE area = :d OR region = :d",
    "genangan": "SELECT id FROM malaria_watch WHERE village = :v",
}


def addresses(platform: Platform, place: Place) -> Mapping[str, str]:
    """The room's path, as `fokus`, to an id of the place."""
    with platform.database.reading() as unit:
        keys = {"v": place.village, "d": place.distrik}
        found = {
            room: unit.connection.execute(text(query), {k: v for k, v in keys.items() if f":{k}" in query}).scalar()
            for room, query in _IDS.items()
        }
    missing = [room for room, one in found.items() if one is None]
    assert not missing, str(missing)
    return {room: str(one) for room, one in found.items()}


def filled(route: str, known: Mapping[str, str]) -> str:
    """The route's path with the place's id in it; unchanged where it asks for none."""
    room = re.sub(r"^/malaria/meja/", "", route.partition("/{")[0])
    return re.sub(r"\{[a-z]+\}", known.get(room, "dhis2"), route, count=1)


def fill(platform: Platform) -> None:
    """The three places have people, cases, stock, slides, courses, files, floods and alerts."""
    found = [Village(one.village, f"Kampung {one.word}", synthetic=True) for one in PLACES]
    with platform.database.writing() as unit:
        worker_store.keep_villages(unit.connection, found, unit.clock.now())
        unit.unaudited("a test's villages")
    outside_codes.keep(platform, make.person(None, *make.BOTH), OutsideSystem.SATUSEHAT, "92.06,1000004\n91.05,1000005")
    for number, place in enumerate(PLACES):
        _people(platform, place)
        _things(platform, place, number)
    for job in handlers.JOBS:
        job.run(platform)


def _people(platform: Platform, place: Place) -> None:
    worker = workers.add_worker(platform, place.officer, name=f"Mama {place.word}", kind="jmk", village=place.village)
    now = platform.clock.now()
    devices(platform, [SeedDevice(platform.ids.new(), worker.id, place.village, f"Ponsel {place.word}", now, now)])
    cases = [_case(platform, place, number) for number in range(4)]
    form = {"away": ["no"], "earlier_had": ["no"], "address_now": [f"Jalan {place.word}"]}
    case, now_day = cases[0], investigating.today(now, place.kabupaten).isoformat()
    held = investigating.seen(platform, place.officer, case).held.version
    written = Written(held, {"investigated_on": now_day}, form)
    investigating.decide(platform, place.officer, case, written, Verdict("indigenous", ""))
    focusing.open_from(platform, place.officer, case, focusing.NewFocus(f"Fokus {place.word}", "village", ""))
    make.patient(platform, place.village, name=f"Ibu {place.word}", actor=place.officer)
    make.patient(platform, place.village, name=f"Ibu {place.word}", actor=place.officer)
    new = training.NewCourse(f"Kelas {place.word}", "worker", "2026-11-02", f"Balai {place.word}", f"Bu {place.word}", "24")
    course = training.hold(platform, place.supervisor, new)
    training.attend(platform, place.supervisor, course=course, who=worker.id)
    (one,) = training.course(platform, place.supervisor, course).people
    training.grade(platform, place.supervisor, one.id, training.NewResult("passed", "88", one.version))


def _case(platform: Platform, place: Place, number: int) -> UUID:
    who, visit, test = make.ids(platform, 3)
    told = {"visit": visit, "method": "rdt", "result": "positive", "species": "falciparum", "for": "diagnosis"}
    opened = {"fever_days": 2, "reason": "sick", "pregnant": False, "breastfeeding_lt_6m": False}
    name = {"name": f"Pasien {place.word} {number}", "sex": "P", "birth_year": 1960 + 9 * number}
    events = [
        {"t": "person.registered", "p": who, "d": name},
        {"t": "visit.opened", "p": who, "s": visit, "d": opened | {"g6pd": "unknown", "malaria_before": "none"}},
        {"t": "test.recorded", "p": who, "s": test, "d": told},
    ]
    sync.record(platform, place.officer, village=place.village, events=events)
    return UUID(test)


def _things(platform: Platform, place: Place, number: int) -> None:
    officer, own = place.officer, place.supervisor
    lot = store_room.Goods(YELLOW, f"LOT-{place.word}", date(2028, 1, 1), 50)
    store_room.receive(platform, officer, place.kabupaten, lot, "Provinsi")
    asked = resupply.propose(platform, own, village=place.village, quantities={YELLOW: 4}, reason=f"untuk {place.word}")
    resupply.approve(platform, officer, asked, {YELLOW: 4})
    resupply.send(platform, officer, asked, {(YELLOW, f"LOT-{place.word}"): 4})
    d = {"item": "pack", "colour": "kuning", "lot": f"K{place.word}", "expires": "2028-01-01", "quantity": 3}
    sync.record(platform, officer, village=place.village, events=[{"t": "stock.received", "d": d}])
    reader = cross_checking.add_reader(
        platform, own, cross_checking.NewReader(f"Mikro {place.word}", f"Pustu {place.word}", place.distrik)
    )
    cross_checking.add_slides(platform, own, reader=reader, text=LINES)
    cross_checking.draw(platform, own, reader=reader, month=date(2026, 10, 1))
    content = sheet.xlsx([sheet.case(number + 1, nama_fasyankes=f"PKM {place.word}")])
    sismal_import.send(platform, own, content, name=f"{place.word}.xlsx")
    sismal_work.work(platform)
    watching.mark(platform, officer, village=place.village, reason=f"rawa {place.word}")
    at = {"place": {"longitude": 136.24, "latitude": -1.87}} if place is FAR else {}
    watch_makers.flood(platform, 7 + number, village=place.village, **at)
    for actor in (officer, own):
        scope = scoping.scope(platform, actor, actor.region or "", "2026-11")
        sending.take(platform, actor, scope, "dhis2", "")


def address_of(path: str) -> bool:
    """Whether the path is of one thing of a place, and not of a list."""
    last = path.partition("?")[0].removesuffix("/surat.pdf")
    return any(len(part) >= 13 and any(letter.isdigit() for letter in part) for part in last.split("/")[3:])


def token_of(client: Any, desk: Any = None) -> str:
    """The token of this person's forms; for who sees no form, of somebody's who sat at the same device before."""
    before = desk or client
    page = before.get("/malaria/meja/petugas/baru").text
    for name, mark in list(before.cookies.items()) if desk else []:
        if name.endswith("_device"):
            client.cookies.set(name, mark)
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def unpacked(answer: Any) -> bytes:
    """What an answer says, also of a workbook, which is a packed folder."""
    if not answer.content.startswith(b"PK"):
        return bytes(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        return b"".join(folder.read(name) for name in folder.namelist())
