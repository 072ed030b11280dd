"""What a made-up village worker does with who comes: asks, looks for severe signs, tests, treats by the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from simpul.malaria.model.dosing import Dose
from simpul.malaria.rules.dosing import cited, dose
from simpul.malaria.rules.folding.order import LOCAL
from simpul.malaria.rules.packs import colour
from simpul.malaria.rules.severity import SIGNS
from simpul.malaria.rules.simulation.following import followed
from simpul.malaria.rules.simulation.people import Resident, bearing, weight
from simpul.malaria.rules.simulation.phones import Notebook
from simpul.malaria.rules.simulation.store_room import StoreRoom, slug

_SPECIES = (
    *(("falciparum", 0.46), ("vivax", 0.4), ("mixed_pf_pv_po", 0.08), ("malariae", 0.03), ("ovale", 0.012)),
    *(("knowlesi", 0.004), ("unknown", 0.014)),
)
_SEVERE, _CORRECTED, _SLIDE = 0.012, 0.03, 0.15
_REASONS = (("sick", 0.66), ("round", 0.16), ("contact", 0.1), ("antenatal", 0.08))


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody comes at a moment; `ill` with malaria, which they may have brought from `elsewhere`."""

    at: datetime
    one: Resident
    ill: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What the worker works with."""

    book: Notebook
    room: StoreRoom
    neighbours: Mapping[str, Sequence[Resident]]


def day_of(at: datetime) -> date:
    """The local day."""
    return (at + LOCAL).date()


def seen(bench: Bench, coming: Coming) -> None:
    """Whoever came was asked and tested, and where it is malaria treated or referred; all of it is written down."""
    book, chance = bench.book, bench.book.chance
    one, at = coming.one, coming.at
    known(book, one, at)
    person, visit, test = chance.choice(one.ids), book.new(at), book.new(at)
    asked = _asked(coming, chance)
    book.write(at, "visit.opened", asked, person, visit)
    signs = [chance.choice(SIGNS)] if coming.ill and chance.random() < _SEVERE else []
    book.write(at + timedelta(minutes=1), "signs.checked", {"signs": signs}, person, visit)
    species = _tested(bench, coming, (person, visit, test))
    if species is None:
        return
    _treat(bench, coming, _Found(person, visit, test, species, tuple(signs), asked))


def known(book: Notebook, one: Resident, at: datetime) -> None:
    """The person is registered, if they were not."""
    if not one.ids:
        one.ids.append(book.new(at))
        book.write(at - timedelta(minutes=2), "person.registered", one.registered(), one.ids[0])


def _asked(coming: Coming, chance: Random) -> dict[str, Any]:
    one, today = coming.one, day_of(coming.at)
    since = None if one.ill_on is None else (today - one.ill_on).days
    before = "none" if since is None or since > 120 else "within_28d" if since <= 28 else "earlier"
    asked: dict[str, Any] = {"reason": _of(_REASONS, chance), **bearing(one, today, chance)}
    asked |= {"g6pd": one.g6pd, "malaria_before": before}
    if coming.ill or (asked["reason"] == "antenatal" and not asked["pregnant"]):
        asked["reason"] = "sick"
    if asked["reason"] == "sick":
        asked |= {"fever_days": 1 + int(chance.expovariate(0.6)), "temp": f"{chance.uniform(37.4, 40.2):.1f}"}
    return asked | ({"travel_28d": True} if coming.elsewhere else {})


def _of(table: Sequence[tuple[str, float]], chance: Random) -> str:
    return chance.choices([one for one, _ in table], [share for _, share in table])[0]


def _tested(bench: Bench, coming: Coming, ids: tuple[str, str, str]) -> str | None:
    """The species that was found, None for none. A few results are first written down wrongly, and corrected."""
    book, chance, (person, visit, test), at = bench.book, bench.book.chance, ids, coming.at
    method = "slide" if chance.random() < _SLIDE else "rdt"
    lot = bench.room.lot("rdt", day_of(at), chance) if method == "rdt" else None
    facts: dict[str, Any] = {"visit": visit, "method": method, "for": "diagnosis"} | ({"lot": lot} if lot else {})
    species = _of(_SPECIES, chance) if coming.ill else None
    right: dict[str, Any] = {"result": "positive", "species": species} if species else {"result": "negative"}
    wrong = chance.random() < _CORRECTED if species else chance.random() < 0.002
    first = right if not wrong else {"result": "invalid"}
    event = book.write(at + timedelta(minutes=4), "test.recorded", facts | first, person, test)
    if wrong and event is not None:
        changes = {"event": event, "changes": right, "reason": "Salah tekan hasil (sintetis)"}
        book.write(at + timedelta(minutes=6), "fact.corrected", changes, person)
    return species


@dataclass(frozen=True, slots=True)
class _Found:
    person: str
    visit: str
    test: str
    species: str
    signs: tuple[str, ...]
    asked: Mapping[str, Any]


def asked_of_table(one: Resident, day: date, kilograms: Decimal, found: _Found) -> dict[str, Any]:
    """What the dosing table is asked."""
    return {
        "weight_kg": kilograms,
        "age_months": one.months(day),
        "species": found.species,
        "pregnant": found.asked["pregnant"],
        "breastfeeding_infant_lt_6m": found.asked["breastfeeding_lt_6m"],
        "g6pd_deficient": found.asked["g6pd"] == "deficient",
        "malaria_before": found.asked["malaria_before"],
        "severe_signs": list(found.signs),
    }


def _treat(bench: Bench, coming: Coming, found: _Found) -> None:
    book, chance, one, at = bench.book, bench.book.chance, coming.one, coming.at
    kilograms = weight(one, day_of(at), chance)
    result = dose(asked_of_table(one, day_of(at), kilograms, found))
    one.ill_on = day_of(at)
    if not isinstance(result, Dose) or result.refer:
        why = list(result.reasons) if isinstance(result, Dose) else [result.why.value]
        facts = {"visit": found.visit, "to": "Puskesmas (sintetis)", "reasons": [w.replace(":", "_") for w in why]}
        book.write(at + timedelta(minutes=9), "referral.made", facts, found.person, book.new(at))
    if not isinstance(result, Dose):
        return
    fits = colour(result, kilograms)
    pack = slug(fits) if fits else None
    lot = bench.room.lot("pack", day_of(at), chance, pack) if pack else None
    treatment = book.new(at)
    given: dict[str, Any] = {"visit": found.visit, "test": found.test, "weight_kg": str(kilograms), "weighed": True}
    given |= {"age_months": one.months(day_of(at)), "dose": cited(result), "training": False}
    given |= ({"pack": pack} if pack else {}) | ({"lot": lot} if lot else {})
    start = at + timedelta(minutes=8)
    if book.write(start, "treatment.started", given, found.person, treatment) is not None:
        finished = followed(book, (found.person, treatment), start, result)
        one.relapses = found.species == "vivax" and not finished and chance.random() < 0.3
    _contacts(bench, coming, found)


def _contacts(bench: Bench, coming: Coming, found: _Found) -> None:
    """Some of the house are listed and tested the next day."""
    book, chance, at = bench.book, bench.book.chance, coming.at
    for other in bench.neighbours[coming.one.house]:
        if other is coming.one or other.born >= day_of(at) or chance.random() < 0.45:
            continue
        known(book, other, at)
        book.write(at + timedelta(minutes=12), "contact.listed", {"contact": other.ids[0]}, found.person, found.test)
        then, visit = at + timedelta(days=1, minutes=chance.randrange(90)), book.new(at)
        asked = _asked(Coming(then, other), chance) | {"reason": "contact"}
        book.write(then, "visit.opened", asked, other.ids[0], visit)
        _tested(bench, Coming(then, other), (other.ids[0], visit, book.new(then)))
