"""The demo's microscopy, synthetic: two readers with a closed round and an open one, one found wanting; a training."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.ids import seeded
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today as local_day
from simpul.malaria.model.slides import Attendance, BlindSlide, Course, Microscopist, Reading, Slide
from simpul.malaria.rules import sampling
from simpul.malaria.rules.certificates import same_day
from simpul.malaria.rules.indicators import month_after
from simpul.malaria.rules.simulation.phones import id_at
from simpul.malaria.store import quality as store
from simpul.malaria.store import training

SEED, AREA, WHO = 17, "92.06", "Data sintetis"
_READERS = (
    ("Yakomina Contohsaja", "Puskesmas Bintuni (contoh)", "BIN", 0.98),
    ("Markus Contohsaja", "Puskesmas Aroba (contoh)", "ARO", 0.72),
)
"""Name, laboratory, prefix of its labels, and how often the first reading is right."""
_SLIDES, _ILL = 70, 0.4


def seed(platform: Platform) -> None:
    """Two readers with slides of two months, and a training; once, and nothing beside what is there."""
    with platform.database.writing() as unit:
        unit.unaudited("synthetic slides and people are made up: nobody did it")
        if store.known(unit.connection):
            return
        chance, today = seeded(SEED), local_day(unit.clock.now(), AREA)
        month = month_after(today.replace(day=1), -1)
        held = _course(UUID(id_at(unit.clock.now(), chance)), today - timedelta(days=650))
        training.add_course(unit.connection, held, unit.clock.now())
        for number, reader in enumerate(_READERS):
            one = _reader(unit, reader, chance)
            _attend(unit, held, one, number)
            for first, closed in ((month_after(month, -1), True), (month, False)):
                slides, truth = _month(unit, one, (reader[2], first, reader[3]), chance)
                store.add_slides(unit.connection, slides, unit.clock.now())
                _round(unit, (one, first), slides, truth if closed else {})


def _course(made: UUID, day: date) -> Course:
    title = "Pelatihan mikroskopis malaria (contoh)"
    return Course(made, title, "reader", AREA, day, "Bintuni", WHO, 24, synthetic=True)


def _reader(unit: Unit, reader: tuple[str, str, str, float], chance: Random) -> Microscopist:
    now = unit.clock.now()
    one = Microscopist(UUID(id_at(now, chance)), reader[0], reader[1], AREA, None, active=True, synthetic=True)
    store.add_reader(unit.connection, one, now)
    return one


def _attend(unit: Unit, held: Course, one: Microscopist, number: int) -> None:
    until = same_day(held.held_on, held.months)
    paper = (f"{number + 1:04d}/MAL/{held.held_on.year}", f"CNTH23456{number + 2}")
    made = Attendance(
        *(unit.ids.new(), held.id, one.id, "reader", one.name, "passed", 85 - number * 5, *paper),
        *(held.held_on, until, "", 1),
    )
    training.attend(unit.connection, made)


def _month(
    unit: Unit, one: Microscopist, told: tuple[str, date, float], chance: Random
) -> tuple[list[Slide], dict[UUID, Reading]]:
    (prefix, first, right), slides, truth = told, [], {}
    for count in range(_SLIDES):
        ill = chance.random() < _ILL
        seen = Reading("positive", chance.choice(["falciparum", "vivax"])) if ill else Reading("negative")
        read = seen if chance.random() < right else _wrong(seen)
        label, day = f"{prefix}-{first:%m}{count:03d}", first + timedelta(days=count % 28)
        slides.append(Slide(UUID(id_at(unit.clock.now(), chance)), label, AREA, one.id, day, read, synthetic=True))
        truth[slides[-1].id] = seen
    return slides, truth


def _round(unit: Unit, of: tuple[Microscopist, date], slides: list[Slide], truth: dict[UUID, Reading]) -> None:
    (one, month), made, now = of, unit.ids.new(), unit.clock.now()
    seed = SEED + 12 * len(one.name) + month.month  # of its own, so that no two rounds have the same codes
    drawn = sampling.drawn(slides, seed)
    row = {"id": made, "reader": one.id, "month": month, "seed": seed, "drawn_at": now, "drawn_by": WHO}
    store.add_round(unit.connection, {**row, "synthetic": True}, drawn)
    for slide, code in drawn:
        if slide in truth:
            store.read(unit.connection, BlindSlide(made, code, read=False, version=1), truth[slide], Actor.SYSTEM, now)
    if truth:
        store.close(unit.connection, made, now)


def _wrong(seen: Reading) -> Reading:
    if seen.result == "negative":
        return Reading("positive", "vivax")
    return Reading("negative") if seen.species == "vivax" else Reading("positive", "vivax")
