"""Provinces as CogniCity knows them, and the tags that say where a report lies."""

import csv
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

Names = Callable[[str], str | None]
"""The official name of a region's code; None where it is not known."""

REGION_CODES = (
    *("ID-BA", "ID-NB", "ID-BT", "ID-JT", "ID-JB", "ID-KT", "ID-KS", "ID-KB", "ID-ST", "ID-GO", "ID-SA", "ID-SN"),
    *("ID-SG", "ID-SR", "ID-AC", "ID-BE", "ID-JA", "ID-LA", "ID-RI", "ID-SB", "ID-SS", "ID-SU", "ID-NT", "ID-MA"),
    *("ID-MU", "ID-JI", "ID-BB", "ID-KR", "ID-PA", "ID-PB", "ID-KI", "ID-KU", "ID-YO", "ID-JK"),
    *("PH-QC", "PH-PG", *(f"PH-{number:02d}" for number in range(1, 17)), "PH-40", "PH-41", "PH-00"),
)
"""What `admin` may be, in the order in which refusals list it. The Philippine ones are taken and hold nothing."""
_KINDS = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")


def _rows() -> list[dict[str, str]]:
    text = files("simpul.disaster").joinpath("data/provinces.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


_ROWS = _rows()
REGION_OF: Mapping[str, str] = {row["code"]: row["instance_region_code"] for row in _ROWS}
"""Province's code → CogniCity's code of it; the provinces of Papua that were founded in 2022 count as those they left."""
NAME_OF: Mapping[str, str] = {row["iso"]: row["name"] for row in _ROWS if row["iso"] == row["instance_region_code"]}
"""CogniCity's code → what it calls the province."""


def provinces_of(admin: str) -> tuple[str, ...]:
    """The provinces that CogniCity's code stands for; none for one abroad."""
    return tuple(code for code, iso in REGION_OF.items() if iso == admin)


def digits(code: str | None) -> str | None:
    """A region's code without its points; None for none."""
    return code.replace(".", "") if code else None


def city_name(name: str | None) -> str | None:
    """A regency's name as tags have it: `Kabupaten Batang` → `BATANG`."""
    if name is None:
        return None
    kind = next((one for one in _KINDS if name.startswith(one)), "")
    return name.removeprefix(kind).upper()


def tags(row: Mapping[str, Any], names: Names) -> dict[str, str | None]:
    """The tags of a row with `province`, `regency`, `district` and `village`: texts, or None where nothing is known.

    `local_area_id` is the village's digits, which is the `area_id` of `/floods`.
    """
    regency = row["regency"]
    return {
        "city": city_name(names(regency)) if regency else None,
        "district_id": digits(row["district"]),
        "region_code": digits(regency),
        "local_area_id": digits(row["village"]),
        "instance_region_code": REGION_OF.get(row["province"] or (regency or "")[:2]),
    }
