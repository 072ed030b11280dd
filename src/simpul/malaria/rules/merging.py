"""Who may be whom: many have no NIK, so name, year of birth and mother have to tell. A person decides, not this."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from simpul.malaria.model.people import Likeness, Person

LEAST = 72
"""From this score on a pair is shown."""
_YEARS = 2
_SPELLED = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("ph", "f"), ("th", "t"), ("y", "i"), ("z", "s"), ("v", "f"), ("h", ""))
"""Old and new spelling, and sounds that are written either way in Papuan names."""


def spelled(name: str | None) -> str:
    """The name as it sounds: small letters, one of each doubled, old spelling as new, words in order of the alphabet."""
    letters = unicodedata.normalize("NFKD", name or "").casefold()
    words = re.findall(r"[a-z]+", letters)
    return " ".join(sorted(_sound(word) for word in words))


def _sound(word: str) -> str:
    for old, new in _SPELLED:
        word = word.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", word)


def likeness(one: Person, other: Person) -> Likeness | None:
    """How alike two people of a village are; None where they are surely two: of other sex, or born years apart."""
    if one.sex and other.sex and one.sex != other.sex:
        return None
    if one.birth_year and other.birth_year and abs(one.birth_year - other.birth_year) > _YEARS:
        return None
    nik, others = one.facts.get("nik"), other.facts.get("nik")
    if nik and others:
        return Likeness(one.id, other.id, 100, ("nik",)) if nik == others else None
    return _scored(one, other)


def _scored(one: Person, other: Person) -> Likeness | None:
    name = _alike(one.name, other.name)
    if name is None or name < 0.75:
        return None
    by, score = ["name"], 60 * name
    if one.birth_year and other.birth_year:
        score += 20 - 6 * abs(one.birth_year - other.birth_year)
        by.append("birth_year")
    mother = _alike(one.mother, other.mother)
    score += 10 if mother is None else 40 * mother - 20
    if mother is not None and mother >= 0.75:
        by.append("mother")
    return Likeness(one.id, other.id, round(score), tuple(by)) if score >= LEAST else None


def _alike(one: str | None, other: str | None) -> float | None:
    first, second = spelled(one), spelled(other)
    if not first or not second:
        return None
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def likenesses(people: Sequence[Person], most: int = 200) -> list[Likeness]:
    """Pairs of a village who may be one person, the likeliest first; those merged already are left out.

    Only people born within two years of each other, or of an unknown year, are compared.
    """
    by_year: dict[int, list[Person]] = {}
    for person in people:
        if person.merged_into is None:
            by_year.setdefault(person.birth_year or 0, []).append(person)
    found = []
    for year, these in by_year.items():
        near = [other for later in range(year, year + _YEARS + 1) for other in by_year.get(later, [])] if year else people
        found += [pair for one in these for other in near if _first(one, other) and (pair := likeness(one, other))]
    return sorted(found, key=lambda pair: (-pair.score, str(pair.one), str(pair.other)))[:most]


def _first(one: Person, other: Person) -> bool:
    """Whether this order of a pair is the one that counts, so that each is looked at once."""
    if other.merged_into is not None or one.id == other.id:
        return False
    if bool(one.birth_year) == bool(other.birth_year) and one.birth_year == other.birth_year:
        return one.id < other.id
    return True
