"""A made-up treatment is followed: doses watched or missed, dark urine, slides on day 3 and 28, and how it ended."""

from datetime import datetime, timedelta
from typing import Any

from simpul.malaria.model.dosing import Dose
from simpul.malaria.rules.simulation.phones import Notebook

_WATCHED, _VOMITED, _DARK = 0.95, 0.02, 0.004
_SLIDES = ((3, 0.72), (28, 0.48))


def followed(book: Notebook, ids: tuple[str, str], start: datetime, result: Dose) -> bool:
    """Whether the patient took all that was ordered."""
    chance, (person, treatment) = book.chance, ids
    gives_up = chance.randrange(2, 14) if chance.random() < 0.22 else 99
    taken, dark = 0, None
    days = max(result.dhp_days, result.primaquine_days)
    for day in range(1, days + 1):
        at = start + timedelta(days=day - 1, minutes=0 if day == 1 else chance.randrange(-60, 60))
        taken += _day(book, ids, (day, at), result, gone=day > gives_up)
        if day > 1 and result.primaquine_days >= day and day <= gives_up and chance.random() < 0.5:
            dark = day if chance.random() < _DARK else None
            book.write(at, "urine.checked", {"day": day, "dark": dark is not None}, person, treatment)
        if dark is not None:
            _stopped(book, ids, at)
            return False
    complete = taken >= result.dhp_days + result.primaquine_days
    _slides(book, ids, start)
    _ended(book, ids, start + timedelta(days=days, hours=2), complete=complete)
    return complete


def _day(book: Notebook, ids: tuple[str, str], when: tuple[int, datetime], result: Dose, *, gone: bool) -> int:
    """How many of the day's drugs were seen to be taken."""
    chance, (person, treatment), (day, at) = book.chance, ids, when
    count = 0
    for drug, length in (("dhp", result.dhp_days), ("primaquine", result.primaquine_days)):
        if day > length or (day > 1 and chance.random() > _WATCHED):
            count += day <= length and not gone and chance.random() < 0.8  # taken, and nobody saw it
            continue
        facts: dict[str, Any] = {"day": day, "drug": drug, "taken": not gone, "vomited_within_30m": False}
        if not gone and drug == "dhp" and chance.random() < _VOMITED:
            facts["vomited_within_30m"] = True
        book.write(at, "dose.watched", facts, person, treatment)
        count += not gone
    return count


def _stopped(book: Notebook, ids: tuple[str, str], at: datetime) -> None:
    person, treatment = ids
    facts = {"to": "Puskesmas (sintetis)", "reasons": ["dark_urine"]}
    book.write(at + timedelta(minutes=1), "referral.made", facts, person, book.new(at))
    book.write(at + timedelta(minutes=2), "treatment.ended", {"how": "stopped", "reason": "dark_urine"}, person, treatment)


def _slides(book: Notebook, ids: tuple[str, str], start: datetime) -> None:
    chance, (person, treatment) = book.chance, ids
    for day, share in _SLIDES:
        at = start + timedelta(days=day, minutes=chance.randrange(120))
        if chance.random() < share:
            book.write(at, "slide.taken", {"day": day, "label": f"SIN-{chance.randrange(10_000):04d}"}, person, treatment)
            result: dict[str, Any] = {"result": "negative"}
            if chance.random() < 0.015:
                result = {"result": "positive", "species": "falciparum"}
            facts = {"method": "slide", "for": f"day{day}", **result}
            book.write(at + timedelta(days=2), "test.recorded", facts, person, book.new(at))


def _ended(book: Notebook, ids: tuple[str, str], at: datetime, *, complete: bool) -> None:
    """The worker closes the treatment; one in ten that were not finished is forgotten and stays open for a while."""
    chance, (person, treatment) = book.chance, ids
    late = timedelta(days=chance.randrange(3)) if complete else timedelta(days=chance.randrange(2, 9))
    if not complete and chance.random() < 0.1:
        late = timedelta(days=60)
    book.write(at + late, "treatment.ended", {"how": "completed" if complete else "lost"}, person, treatment)
