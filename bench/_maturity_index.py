"""650 agencies reckoned anew, every level changed: all indices, domains and aspects, exact, on one core."""

import random
import time
from collections.abc import Iterator

from bench._served import Row
from simpul.maturity.rules import law_instruments
from simpul.maturity.rules.reckoning import plan, reckon_all

AGENCIES, ROUNDS = 650, 5


def rows() -> Iterator[Row]:
    """The slowest of some rounds; each with other levels, and every part shown with two decimals."""
    instrument = law_instruments.instrument("SPBE-2020")
    chance = random.Random(2060)
    parts, slowest = len(plan(instrument).shares), 0.0
    for _ in range(ROUNDS):
        given = [[chance.randint(0, 5) for _ in instrument.indicators] for _ in range(AGENCIES)]
        began = time.perf_counter()
        lines = reckon_all(instrument, given)
        told = [[line.shown(part) for part in range(parts)] for line in lines]
        slowest = max(slowest, time.perf_counter() - began)
    count = len(instrument.indicators)
    name = f"{AGENCIES} agencies x {count} indicators reckoned anew, all {parts} parts exact"
    yield {"name": name, "value": slowest, "unit": "s", "target": "<= 1", "met": slowest <= 1 and len(told) == AGENCIES}
