"""Villages, workers and patients for tests of the desk, written as the desk and the phones write them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions import sync
from simpul.malaria.model.workers import Village
from simpul.malaria.store import workers

BINTUNI, OTHER = "92.06.01.2001", "91.05.01.2001"
BOTH = ("malaria.officer", "malaria.supervisor")
NAME = "Yosina Contohsaja"


def person(region: str | None, *roles: str, agency: str | None = "ID/GOV/8205/DINKES") -> Actor:
    number = sum(ord(letter) for letter in f"{region}{roles}")
    return Actor(UUID(int=number), "Bu Uji", agency=agency, region=region, roles=frozenset(roles))


LEAD = person("92.06", *BOTH)


def villages(platform: Platform) -> None:
    """A village of Teluk Bintuni and one of another kabupaten, both made up."""
    found = [Village(BINTUNI, "Kampung Uji", synthetic=True), Village(OTHER, "Kampung Lain", synthetic=True)]
    with platform.database.writing() as unit:
        workers.keep_villages(unit.connection, found, unit.clock.now())
        unit.unaudited("a test's villages")


def ids(platform: Platform, count: int) -> list[str]:
    return [str(platform.ids.new()) for _ in range(count)]


def patient(
    platform: Platform, village: str = BINTUNI, *, name: str = NAME, actor: Actor = LEAD, **changes: Any
) -> Mapping[str, str]:
    """A woman who is found positive for vivax and begins a training treatment: ids of person, visit, test, treatment."""
    who, visit, test, treatment = ids(platform, 4)
    facts = {"name": name, "sex": "P", "birth_year": 1992, "mother": "Marta Contohsaja", **changes}
    dose = {"dhp_tablets_per_day": "3", "dhp_days": 3, "primaquine_tablets_per_day": "1", "primaquine_days": 14}
    dose |= {"rule": "dhp-50", "version": "2023", "page": "12"}
    started = {"visit": visit, "test": test, "weight_kg": "50.0", "weighed": True, "dose": dose, "training": True}
    told = {"visit": visit, "method": "rdt", "result": "positive", "species": "vivax", "for": "diagnosis"}
    opened = {"fever_days": 2, "reason": "sick", "pregnant": False, "breastfeeding_lt_6m": False}
    opened |= {"g6pd": "unknown", "malaria_before": "none"}
    events = [
        {"t": "person.registered", "p": who, "d": facts},
        {"t": "visit.opened", "p": who, "s": visit, "d": opened},
        {"t": "test.recorded", "p": who, "s": test, "d": told},
        {"t": "treatment.started", "p": who, "s": treatment, "d": started},
    ]
    sync.record(platform, actor, village=village, events=events)
    return {"person": who, "visit": visit, "test": test, "treatment": treatment}


def examined(
    platform: Platform, village: str = BINTUNI, *, name: str = NAME, birth_year: int = 1992, **changes: Any
) -> Mapping[str, Any]:
    """A woman who is tested by RDT, positive unless changed, and not treated: ids of person, visit, test and its event."""
    who, visit, test = ids(platform, 3)
    told = {"visit": visit, "method": "rdt", "result": "positive", "species": "vivax", "for": "diagnosis", **changes}
    opened = {"fever_days": 2, "reason": "sick", "pregnant": False, "breastfeeding_lt_6m": False}
    events = [
        {"t": "person.registered", "p": who, "d": {"name": name, "sex": "P", "birth_year": birth_year}},
        {"t": "visit.opened", "p": who, "s": visit, "d": opened | {"g6pd": "unknown", "malaria_before": "none"}},
        {"t": "test.recorded", "p": who, "s": test, "d": told},
    ]
    *_, event = sync.record(platform, LEAD, village=village, events=events)
    return {"person": who, "visit": visit, "test": test, "event": str(event)}


def correct(platform: Platform, event: str, *, village: str = BINTUNI, **changes: Any) -> None:
    """The event says something else, with a reason."""
    told = {"event": event, "changes": changes, "reason": "salah tulis"}
    sync.record(platform, LEAD, village=village, events=[{"t": "fact.corrected", "p": None, "d": told}])


def takes_all(platform: Platform, case: Mapping[str, str], village: str = BINTUNI) -> None:
    """The patient's treatment is ended, all of it taken; the slides of day 3 and 28 are still asked for."""
    ended = {"t": "treatment.ended", "p": case["person"], "s": case["treatment"], "d": {"how": "completed"}}
    sync.record(platform, LEAD, village=village, events=[ended])
