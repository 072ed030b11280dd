"""Who may draw, read and judge slides, and what a reading and a line of slides may say.

The second reader sees no first reading: whoever may see them (officer, supervisor) may not read a second time.
"""

from collections.abc import Sequence
from datetime import date

from simpul.kernel.actor import Actor
from simpul.malaria.model.slide_refusals import NotAdmitted, OwnSlides, ReadersOnly, ReadingWrong, SlideLineWrong
from simpul.malaria.model.slides import RESULTS, SLIDE_SPECIES, UNREADABLE, CrossChecker, Microscopist, Reading
from simpul.malaria.rules.desk import OFFICER, SUPERVISOR, answers_for

READER = "malaria.reader"
DENSITY_MOST, LINES_MOST, LABEL_MOST = 500_000, 500, 40
_WORDS = {
    "neg": "negative",
    "negatif": "negative",
    "negative": "negative",
    "-": "negative",
    "pos": "positive",
    "positif": "positive",
    "positive": "positive",
    "+": "positive",
}
_SPECIES = {
    "pf": "falciparum",
    "pv": "vivax",
    "pm": "malariae",
    "po": "ovale",
    "pk": "knowlesi",
    "mix": "mixed_pf_pv_po",
    "pmix": "mixed_pf_pv_po",
} | {one: one for one in SLIDE_SPECIES}


def permit_second(actor: Actor, microscopist: Microscopist) -> None:
    """Nothing, for a cross-checker of the region who neither judges nor read them first; ReadersOnly, OwnSlides."""
    if not (actor.agency and actor.has(READER)) or actor.has(OFFICER) or actor.has(SUPERVISOR):
        raise ReadersOnly()
    if not answers_for(actor, microscopist.area):
        raise ReadersOnly()
    if own(actor, microscopist):
        raise OwnSlides()


def own(actor: Actor, microscopist: Microscopist) -> bool:
    """Whether the actor is this microscopist: by the account that the desk named, or by the same name."""
    return microscopist.account == actor.id or _plain(microscopist.name) == _plain(actor.name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def permit_admitted(actor: Actor, checker: CrossChecker | None) -> None:
    """Nothing, for a cross-checker of whom the desk has said which slides are the own; ReadersOnly, NotAdmitted."""
    permit_reading(actor)
    if checker is None or checker.settled_at is None:
        raise NotAdmitted()


def permit_reading(actor: Actor) -> None:
    """Nothing, for a cross-checker who judges nobody; ReadersOnly."""
    if not (actor.agency and actor.has(READER)) or actor.has(OFFICER) or actor.has(SUPERVISOR):
        raise ReadersOnly()


def reading(result: str, species: str, density: str) -> Reading:
    """What a form says of a slide; ReadingWrong."""
    if result not in RESULTS or (result == "positive") != (species in SLIDE_SPECIES):
        raise ReadingWrong()
    if density and not (density.isascii() and density.isdecimal() and len(density) < 7 and int(density) <= DENSITY_MOST):
        raise ReadingWrong()
    if result == "negative" and density not in ("", "0"):
        raise ReadingWrong()
    return Reading(result, species or None, int(density) if density and result == "positive" else None)


def second_reading(result: str, species: str, density: str) -> Reading:
    """What a form says of a slide read again, which may be broken, faded or lost; ReadingWrong."""
    return Reading(UNREADABLE) if result == UNREADABLE else reading(result, species, density)


def lines(text: str, today: date) -> list[tuple[str, date, Reading]]:
    """(label, day, first reading) of each line `label;YYYY-MM-DD;negative|Pf|Pv|…;density`; SlideLineWrong."""
    given = [line for line in text.splitlines() if line.strip()]
    if not given:
        raise SlideLineWrong(line=1, why="-")
    if len(given) > LINES_MOST:
        raise SlideLineWrong(line=LINES_MOST + 1, why=f"> {LINES_MOST}")
    made = [_line(number, line, today) for number, line in enumerate(given, 1)]
    labels: set[str] = set()
    for number, (label, _, _) in enumerate(made, 1):
        if label.casefold() in labels:
            raise SlideLineWrong(line=number, why=label)
        labels.add(label.casefold())
    return made


def _line(number: int, line: str, today: date) -> tuple[str, date, Reading]:
    cells = [cell.strip() for cell in line.replace("\t", ";").split(";")]
    if len(cells) not in (3, 4) or not 0 < len(cells[0]) <= LABEL_MOST:
        raise SlideLineWrong(line=number, why=line[:40])
    day = _day(number, cells[1])
    if not date(2015, 1, 1) <= day <= today:
        raise SlideLineWrong(line=number, why=cells[1][:20])
    return cells[0], day, _first(number, cells)


def _day(number: int, given: str) -> date:
    """The day of `2026-11-03`, or of `3/11/2026` as Indonesia writes it, the day first."""
    parts = given.replace("-", "/").split("/")
    if all(part.isascii() and part.isdecimal() for part in parts) and [len(part) for part in parts][2:] == [4]:
        parts.reverse()
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in parts))
    except ValueError:
        raise SlideLineWrong(line=number, why=given[:20]) from None


def _first(number: int, cells: Sequence[str]) -> Reading:
    word = cells[2].casefold()
    species = _SPECIES.get(word, "")
    result = "positive" if species else _WORDS.get(word, "")
    try:
        return reading(result, species, cells[3] if len(cells) > 3 else "")
    except ReadingWrong:
        raise SlideLineWrong(line=number, why=cells[2][:20]) from None
