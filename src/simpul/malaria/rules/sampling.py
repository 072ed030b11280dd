"""Which slides of a reader's month are read a second time, and by which codes: drawn by lot, reproducible from the seed."""

from collections.abc import Sequence
from math import ceil
from random import Random
from uuid import UUID

from simpul.malaria.model.slides import Slide
from simpul.malaria.rules.quality_terms import terms

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def drawn(slides: Sequence[Slide], seed: int) -> list[tuple[UUID, str]]:
    """(slide, blind code) of those drawn, in the order of their codes, which tells nothing of the first reading.

    All positives and a share of the negatives, at least `least` where there are as many, at most `most`; of both kinds
    where there are both, so that nobody knows beforehand what is on a slide.
    """
    rules, chance = terms()["sampling"], Random(seed)  # noqa: S311 (a draw that can be repeated, not a secret)
    ordered = sorted(slides, key=lambda one: str(one.id))
    positive = [one.id for one in ordered if one.first.result == "positive"]
    negative = [one.id for one in ordered if one.first.result != "positive"]
    chance.shuffle(positive)
    chance.shuffle(negative)
    some = ceil(len(positive) * rules["positives"] / 100)
    other = ceil(len(negative) * rules["negatives"] / 100)
    some, other = _bounded(some, other, len(positive), len(negative))
    chosen = positive[:some] + negative[:other]
    chance.shuffle(chosen)
    letters = chance.choice(_LETTERS) + chance.choice(_LETTERS)
    return [(slide, f"{letters}{number:02d}") for number, slide in enumerate(chosen, 1)]


def letters_of(code: str) -> str:
    """The two letters with which all codes of a round begin."""
    return code[:2]


def _bounded(some: int, other: int, positives: int, negatives: int) -> tuple[int, int]:
    rules = terms()["sampling"]
    if some + other < rules["least"]:
        other = min(negatives, rules["least"] - some)
        some = min(positives, max(some, rules["least"] - other))
    if some + other > rules["most"]:
        other = min(other, max(rules["most"] // 4, rules["most"] - some))
        some = rules["most"] - other
    return some, other
