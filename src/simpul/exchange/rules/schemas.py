"""JSON Schemas of event types: taken when they stand by themselves, compiled once, never fetched from anywhere.

Draft 2020-12 unless the schema names another one that JSON Schema has published. Patterns run in time linear in the text
(no look-around, no back-references), and what a schema says of an event never quotes the event.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from simpul.exchange.model.event_refusals import EventSchemaNotFit

SCHEMA_MOST = 64 * 1024
DEPTH_MOST = 64
STEPS_MOST = 20_000
"""How many subschemas one value may be judged by; `allOf` over `$ref` over `allOf` … doubles them at each step."""
COST_MOST = 2**22
"""Bytes of an event times the subschemas that one value of it is judged by: some tenths of a second at worst."""
_IN_PLACE = ("allOf", "anyOf", "oneOf")
_BY_NAME = ("patternProperties", "dependentSchemas")
_ALSO_IN_PLACE = ("not", "if", "then", "else")
_REFERS = ("$ref", "$dynamicRef", "$recursiveRef")


class Unfit(Exception):
    """The value breaks the schema; `place` is a JSON pointer, `reason` says how, without quoting the value."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


def kept(schema: Any) -> str:
    """The schema as JSON text, as it is kept; EventSchemaNotFit when it cannot be used."""
    if not isinstance(schema, Mapping):
        raise EventSchemaNotFit(reason="it is no JSON object")
    try:
        text = orjson.dumps(schema).decode()
    except (orjson.JSONEncodeError, RecursionError):
        raise EventSchemaNotFit(reason="it cannot be written as JSON") from None
    if len(text) > SCHEMA_MOST or _depth(schema) > DEPTH_MOST:
        raise EventSchemaNotFit(reason=f"it is longer than {SCHEMA_MOST // 1024} KiB or deeper than {DEPTH_MOST} levels")
    if "\\u0000" in text:
        raise EventSchemaNotFit(reason="it holds a NUL sign")
    _check_references(schema)
    if _weight(schema) > STEPS_MOST:
        raise EventSchemaNotFit(reason="its parts refer to one another too often")
    _compiled(text)
    return text


def check_cost(text: str, size: int) -> None:
    """Nothing when an event of so many bytes may be judged by the schema (kept text) while others wait; Unfit."""
    if size * _heft(text) > COST_MOST:
        raise Unfit("/", f"its schema has many parts: an event may have {COST_MOST // _heft(text)} bytes at most")


def check(text: str, value: Any) -> None:
    """Nothing when the value is as the schema (kept text) says; Unfit."""
    validator = _compiled(text)
    if validator.is_valid(value):
        return
    first = next(iter(validator.iter_errors(value)))
    place = "".join(f"/{_escaped(str(part))}" for part in first.instance_path)
    raise Unfit(place or "/", first.message[:300])


@lru_cache(maxsize=512)
def _compiled(text: str) -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for(
            orjson.loads(text), mask="the value", offline=True, pattern_options=jsonschema_rs.RegexOptions()
        )
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as wrong:
        raise EventSchemaNotFit(reason=str(wrong).split("\n", 1)[0][:200]) from None


@lru_cache(maxsize=512)
def _heft(text: str) -> int:
    return _weight(orjson.loads(text))


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")[:100]


def _depth(value: Any) -> int:
    """How deep objects and arrays lie in one another; no deeper than one more than may be."""
    level, here = 0, [value]
    while here and level <= DEPTH_MOST:
        level += 1
        here = [inner for one in here for inner in _inside(one)]
    return level


def _inside(value: Any) -> list[Any]:
    found = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [one for one in found if isinstance(one, Mapping | list)]


def _all(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in the schema."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            yield one
        waiting += _inside(one)


def _check_references(schema: Any) -> None:
    """Nothing when each reference begins with `#`: what stands elsewhere is nobody's promise."""
    for one in _all(schema):
        for name in _REFERS:
            target = one.get(name)
            if isinstance(target, str) and not target.startswith("#"):
                raise EventSchemaNotFit(reason=f"{name} leads outside")


def _weight(schema: Mapping[str, Any]) -> int:
    """By how many subschemas one value may be judged, references followed; counted no further than one may be."""
    known: dict[int, int] = {}

    def weight(one: Any) -> int:
        if not isinstance(one, Mapping):
            return 1
        if id(one) in known:
            return known[id(one)]
        known[id(one)] = 1  # a circle counts once: it ends with the value, or the compiler refuses it
        inner = [part for name in _IN_PLACE if isinstance(one.get(name), list) for part in one[name]]
        inner += [part for name in _BY_NAME if isinstance(one.get(name), Mapping) for part in one[name].values()]
        inner += [one[name] for name in _ALSO_IN_PLACE if name in one]
        inner += [_pointed(schema, one[name]) for name in _REFERS if isinstance(one.get(name), str)]
        known[id(one)] = min(1 + sum(weight(part) for part in inner), STEPS_MOST + 1)
        return known[id(one)]

    return max((weight(one) for one in _all(schema)), default=1)


def _pointed(schema: Any, reference: str) -> Any:
    """What a local JSON pointer leads to; None for an anchor or nothing, which the compiler judges."""
    here = schema
    for part in reference.removeprefix("#").split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(here, Mapping):
            here = here.get(name)
        elif isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            return None
    return here
