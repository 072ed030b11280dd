"""Queries: how CogniCity's server reads them, and what every route's query may hold."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from simpul.disaster.rules.compat.answers import Problem, checked, refused
from simpul.disaster.rules.compat.cards import DISASTER_TYPES
from simpul.disaster.rules.compat.instants import plain, spoken
from simpul.disaster.rules.compat.joi import (
    Check,
    Key,
    Siblings,
    boolean,
    fault,
    integer,
    keys,
    most,
    number,
    one_of,
    positive,
)
from simpul.disaster.rules.compat.places import REGION_CODES

PERIOD_MOST = 18_748_800
"""Seconds, 217 days: how far back `timeperiod` reaches, and how wide a window of the archive may be."""
GEOFORMATS = ("topojson", "geojson")
MOST_PARAMETERS = 1_000
_NEVER = frozenset({"hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toString", "valueOf", "toLocaleString"})
_NEVER_EITHER = frozenset({"constructor", "__proto__", "__defineGetter__", "__defineSetter__"})


def query_of(query: bytes) -> dict[str, Any]:
    """The query's parameters: a text each, a list where one is given twice, an object where brackets say so."""
    found: dict[str, Any] = {}
    for part in query.split(b"&", MOST_PARAMETERS)[:MOST_PARAMETERS]:
        name, _, value = part.partition(b"=")
        _put(found, _decoded(name), _decoded(value))
    return found


def _put(found: dict[str, Any], name: str, value: str) -> None:
    base, bracket, inner = name.partition("[")
    if not base or base in _NEVER or base in _NEVER_EITHER:
        return
    given: Any = {inner.partition("]")[0]: value} if bracket and "]" in inner else value
    base = base if bracket and "]" in inner else name
    if inner.startswith("]") and bracket:
        given = [value]
    if base in found:
        before = found[base]
        given = (before if isinstance(before, list) else [before]) + (given if isinstance(given, list) else [given])
    found[base] = given


def _decoded(part: bytes) -> str:
    """The text of a part; what is no UTF-8 stays as it was sent."""
    spaced = part.replace(b"+", b" ")
    try:
        return unquote_to_bytes(spaced).decode()
    except UnicodeDecodeError:
        return spaced.decode("latin-1")


ADMIN = Key("admin", one_of(*REGION_CODES))
DISASTER = Key("disaster", one_of(*DISASTER_TYPES))
GEOFORMAT = Key("geoformat", one_of(*GEOFORMATS), default="topojson")
WITH_CAP = Key("geoformat", one_of(*GEOFORMATS, "cap"), default="topojson")
FORMAT = Key("format", one_of("json"), default="json")
PERIOD = Key("timeperiod", number(integer, positive, most(PERIOD_MOST)))
TRAINING = Key("training", boolean)


def _end(value: Any, key: str, siblings: Siblings) -> Any:
    """The end of a window, which does not come before its start."""
    end = plain(value, key, siblings)
    if end < siblings["start"]:
        raise fault(key, f'must be larger than or equal to "{spoken(siblings["start"])}"')
    return end


WINDOW = (Key("start", plain, required=True), Key("end", _end, required=True))
TOO_WIDE = refused(
    400,
    error="Bad Request",
    message=f"child 'end' fails because [end is more than {PERIOD_MOST} seconds greater than 'start']",
    validation={"source": "query", "keys": ["end"]},
)


def read(query: bytes, *known: Key) -> Mapping[str, Any] | Problem:
    """The query's values, where it holds the known keys and no others."""
    return checked(keys(*known), query_of(query), "query")


def read_window(query: bytes, *known: Key) -> Mapping[str, Any] | Problem:
    """The same with `start` and `end`, at most 217 days apart."""
    made = read(query, *WINDOW, *known)
    if isinstance(made, Problem):
        return made
    return TOO_WIDE if (made["end"] - made["start"]).total_seconds() > PERIOD_MOST else made


def read_number(name: str, text: str) -> int | Problem:
    """The whole number in an address."""
    made = checked(whole(name), {name: text}, "params")
    return made if isinstance(made, Problem) else int(made[name])


def whole(name: str) -> Check:
    """A path with a whole number in it."""
    return keys(Key(name, number(integer), required=True))
