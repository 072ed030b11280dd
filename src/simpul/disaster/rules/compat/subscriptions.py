"""Subscriptions: what `/subscriptions…` is asked and answers. The numbers themselves are in no answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from simpul.disaster.rules.compat import asking
from simpul.disaster.rules.compat.answers import Problem, checked, enveloped, refused
from simpul.disaster.rules.compat.instants import iso
from simpul.disaster.rules.compat.joi import Key, Siblings, array, fault, keys, string
from simpul.disaster.rules.compat.places import REGION_OF, city_name, digits, provinces_of
from simpul.disaster.rules.subscriptions import LANGUAGES, number, regency

REGIONS_MOST = 600
"""More than Indonesia has regencies and cities."""
SUCCESS, DELETED = b'"Success"', b'{"data":"Successfully deleted"}'


def _told(code: str, message: str) -> Problem:
    return Problem(400, orjson.dumps({"message": message, "code": code}))


NO_NUMBER = _told("no-whatsapp-number", "A WhatsApp number is needed, with its country's code.")
SAME_REGION = _told("same-region-select", "This number is subscribed to these regions already.")
REGION_UNKNOWN = refused(400, error="Bad Request", message="One of these is no regency or city of Indonesia.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription that is asked for: the number's digits, codes of regencies, the language."""

    user: str
    regions: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class CountAsked:
    """The window and the city of a count; None and empty for all."""

    start: datetime | None
    end: datetime | None
    city: str


def _regency(value: Any, key: str, _siblings: Siblings) -> str:
    found = regency(value)
    if found is None:
        raise fault(key, "must be the code of a regency or city")
    return found


_REGIONS = array(_regency, fewest=1)


def _regions(value: Any, key: str, siblings: Siblings) -> list[str]:
    if isinstance(value, list) and len(value) > REGIONS_MOST:
        raise fault(key, f"must contain less than or equal to {REGIONS_MOST} items")
    made: list[str] = _REGIONS(value, key, siblings)
    return made


_SUBSCRIPTION = keys(
    Key("regions", _regions, required=True), Key("language", string(*LANGUAGES), default=LANGUAGES[0]), unknown=True
)
_COUNT = keys(Key("start", iso), Key("end", iso), Key("city", string()), unknown=True)


def read_subscription(body: Any) -> Asked | Problem:
    """What `POST /subscriptions/add-subscriber` asks for; a number first of all, each region once."""
    user = read_number(body, "userId")
    if isinstance(user, Problem):
        return user
    made = checked(_SUBSCRIPTION, body, "body")
    if isinstance(made, Problem):
        return made
    regions = tuple(made["regions"])
    return SAME_REGION if len(set(regions)) < len(regions) else Asked(user, regions, made["language"])


def read_number(body: Any, name: str) -> str | Problem:
    """The digits of the number in a body."""
    return (number(body.get(name)) if isinstance(body, Mapping) else None) or NO_NUMBER


def read_count(query: bytes) -> CountAsked | Problem:
    """What `GET /subscriptions/count` asks for."""
    given = {name: value for name, value in asking.query_of(query).items() if value != ""}
    made = checked(_COUNT, given, "query")
    if isinstance(made, Problem):
        return made
    return CountAsked(made.get("start"), made.get("end"), made.get("city", "").strip())


def fits(city: str, code: str, name: str) -> bool:
    """Whether `city` means the regency of this code and name: by either, or by CogniCity's code of its province."""
    if code[:2] in provinces_of(city):
        return True
    return city in (code, digits(code)) or (bool(name) and city.upper() in (name.upper(), city_name(name)))


def regions(found: Iterable[tuple[str, str]]) -> bytes:
    """The answer to whose number it is: a row for each region, with code and name as `/regions` has them."""
    return enveloped([_row(code, name) for code, name in found])


def _row(code: str, name: str) -> dict[str, str | None]:
    return {"region": REGION_OF.get(code[:2]), "region_code": digits(code), "city": city_name(name or None)}


def counted(numbers: int, cities: int) -> bytes:
    """The answer to a count."""
    return orjson.dumps({"Number of unique numbers": numbers, "Number of unique cities": cities})
