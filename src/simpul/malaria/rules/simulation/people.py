"""Who lives in a made-up village: households, ages, sexes, weights. Ages follow a young population, as Papua's is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from simpul.malaria.rules.dosing_table import TABLE
from simpul.malaria.rules.simulation import names

MEN = 0.526
"""44,299 of 84,205 (Kepmendagri 300.2.2-2138/2025)."""
_AGES = ((0, 5, 0.105), (5, 15, 0.2), (15, 30, 0.27), (30, 50, 0.29), (50, 65, 0.1), (65, 88, 0.035))
_HOUSES = ((1, 5), (2, 10), (3, 16), (4, 21), (5, 19), (6, 13), (7, 8), (8, 5), (9, 3))


@dataclass(slots=True)
class Resident:
    """Somebody who does not exist. `ids`: two where they were registered twice."""

    name: str
    sex: str
    born: date
    mother: str | None
    house: str
    nik: str | None
    g6pd: str
    ids: list[str] = field(default_factory=list)
    ill_on: date | None = None
    relapses: bool = False

    def months(self, day: date) -> int:
        """Whole months of life on that day, at least 0."""
        return max(0, (day.year - self.born.year) * 12 + day.month - self.born.month - (day.day < self.born.day))

    def registered(self) -> dict[str, Any]:
        """What a worker writes down of them."""
        facts = {"name": self.name, "sex": self.sex, "birth_year": self.born.year, "house": self.house}
        more = {"mother": self.mother, "nik": self.nik, "birth_month": self.born.month if self.nik else None}
        return facts | {key: value for key, value in more.items() if value is not None}


def residents(count: int, today: date, chance: Random) -> list[Resident]:
    """`count` people in households; a household has at least one adult."""
    made: list[Resident] = []
    house = 0
    sizes, weights = zip(*_HOUSES, strict=True)
    while len(made) < count:
        house += 1
        size = min(chance.choices(sizes, weights)[0], count - len(made))
        mother = names.of(chance, "P")
        made += [_resident(today, f"{house}", mother if n > 1 else None, chance) for n in range(size)]
    return made


def _resident(today: date, house: str, mother: str | None, chance: Random) -> Resident:
    low, high, _ = chance.choices(_AGES, [share for *_, share in _AGES])[0] if mother else (20, 66, 1)
    born = today - timedelta(days=chance.randrange(low * 365 + 1, high * 365))
    sex = "L" if chance.random() < MEN else "P"
    named = mother or (names.of(chance, "P") if chance.random() < 0.8 else None)
    nik = f"9999{chance.randrange(10**12):012d}" if chance.random() < 0.35 else None
    g6pd = chance.choices(("unknown", "normal", "deficient"), (0.94, 0.045, 0.015))[0]
    return Resident(names.of(chance, sex), sex, born, named, house, nik, g6pd)


_CHILDREN = ((0, "3.4"), (6, "7.6"), (12, "9.3"), (24, "11.8"), (60, "17.5"), (120, "29"), (180, "47"), (216, "54"))
"""Usual weights in kg at ages in months."""


def weight(one: Resident, day: date, chance: Random) -> Decimal:
    """Kilograms with one decimal, such as a body of this age can have by the dosing table."""
    months = one.months(day)
    usual = _usual(months) + (5 if one.sex == "L" and months >= 216 else 0)
    bounds = next(each for each in TABLE.plausible.ages if each.months.holds(months))
    tenths = round(usual * chance.gauss(1, 0.11) * 10)
    return Decimal(min(max(tenths, int(bounds.least * 10) + 1), int(bounds.most * 10) - 1)) / 10


def _usual(months: int) -> float:
    before = max((each for each in _CHILDREN if each[0] <= months), key=lambda each: each[0])
    after = next((each for each in _CHILDREN if each[0] > months), None)
    if after is None:
        return float(before[1])
    share = (months - before[0]) / (after[0] - before[0])
    return float(before[1]) + share * (float(after[1]) - float(before[1]))


def bearing(one: Resident, day: date, chance: Random) -> Mapping[str, bool]:
    """Whether she is pregnant or breastfeeds an infant under six months on that day."""
    woman = one.sex == "P" and 16 * 12 <= one.months(day) < 45 * 12
    pregnant = woman and chance.random() < 0.07
    return {"pregnant": pregnant, "breastfeeding_lt_6m": woman and not pregnant and chance.random() < 0.05}
