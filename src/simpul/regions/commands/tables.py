"""Makes the packaged tables of regions from a folder of region files, the same bytes for the same folder."""

from collections.abc import Callable
from pathlib import Path

from simpul.regions import rules
from simpul.regions.lookup.facts import Fact, written
from simpul.regions.model import Level
from simpul.regions.outside import folder as published

VILLAGES_OF = ("31.", "92.06.")

ISO = {
    "11": "ID-AC", "12": "ID-SU", "13": "ID-SB", "14": "ID-RI", "15": "ID-JA", "16": "ID-SS", "17": "ID-BE", "18": "ID-LA",
    "19": "ID-BB", "21": "ID-KR", "31": "ID-JK", "32": "ID-JB", "33": "ID-JT", "34": "ID-YO", "35": "ID-JI", "36": "ID-BT",
    "51": "ID-BA", "52": "ID-NB", "53": "ID-NT", "61": "ID-KB", "62": "ID-KT", "63": "ID-KS", "64": "ID-KI", "65": "ID-KU",
    "71": "ID-SA", "72": "ID-ST", "73": "ID-SN", "74": "ID-SG", "75": "ID-GO", "76": "ID-SR", "81": "ID-MA", "82": "ID-MU",
    "91": "ID-PA", "92": "ID-PB", "93": "ID-PS", "94": "ID-PT", "95": "ID-PE", "96": "ID-PD",
}  # fmt: skip


def _is(level: Level) -> Callable[[Fact], bool]:
    return lambda fact: rules.level(fact.code) is level


def _known_village(fact: Fact) -> bool:
    return rules.level(fact.code) is Level.VILLAGE and fact.code.startswith(VILLAGES_OF)


TABLES: dict[str, Callable[[Fact], bool]] = {
    "provinces.csv": _is(Level.PROVINCE),
    "regencies.csv": _is(Level.REGENCY),
    "districts.csv.gz": _is(Level.DISTRICT),
    "villages.csv.gz": _known_village,
}


def build(source: Path, target: Path) -> dict[str, int]:
    """The packaged tables, written to `target` from the files in `source`; answers with the rows of each."""
    people = published.population(source)
    facts = sorted(_fact(row, people) for row in published.gazetteer(source))
    target.mkdir(parents=True, exist_ok=True)
    return {table: written(target, table, filter(chosen, facts)) for table, chosen in TABLES.items()}


def _fact(row: published.Row, people: dict[str, int]) -> Fact:
    x = None if row.longitude is None else round(row.longitude, 3)
    y = None if row.latitude is None else round(row.latitude, 3)
    return Fact(row.code, row.name, x, y, people.get(row.code), ISO.get(row.code, ""))
