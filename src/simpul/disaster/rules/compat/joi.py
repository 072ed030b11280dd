"""What a request must be like, in the words of Joi 10, which clients of CogniCity's interface know.

A `Check` takes a value, its name and its checked siblings, and returns the value as it counts from now on; or it raises
`Fault`. As there: the first fault ends the search, except that all unknown keys are named at once; texts become numbers and
truth values; `null` is a value and not an absence.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

_SAFE = 2**53 - 1
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_RADIX = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_HARMLESS = re.compile(r"[A-Za-z0-9 ,.:_-]")
_NAMED = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "\xa0": "nbsp", "¢": "cent", "£": "pound", "¤": "curren"}
_NAMED |= {"©": "copy", "®": "reg"}
Siblings = Mapping[str, Any]
Check = Callable[[Any, str, Siblings], Any]


class Fault(Exception):
    """The value is not as it must be: a message and a dotted path for each thing that is wrong."""

    def __init__(self, messages: Sequence[str], paths: Sequence[str] = ("",)) -> None:
        super().__init__(". ".join(messages))
        self.messages = tuple(messages)
        self.paths = tuple(paths)

    def below(self, key: str) -> "Fault":
        """The same fault as the object that holds `key` tells it."""
        told = f'child "{escaped(key)}" fails because [{", ".join(self.messages)}]'
        return Fault([told], [f"{key}.{path}" if path else key for path in self.paths])


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an object. `default` is what counts when an optional key is absent; None leaves it out."""

    name: str
    check: Check
    required: bool = False
    default: Any = None


def escaped(text: str) -> str:
    """The text with every character that could mean something in HTML as a character reference, as Joi writes keys."""
    return "".join(one if _HARMLESS.match(one) else _reference(one) for one in text)


def _reference(character: str) -> str:
    if character in _NAMED:
        return f"&{_NAMED[character]};"
    code = ord(character)
    if code < 256:
        return f"&#x{code:02x};"
    units = character.encode("utf-16-le", "surrogatepass")
    return "".join(f"&#{int.from_bytes(units[at : at + 2], 'little')};" for at in range(0, len(units), 2))


def fault(key: str, text: str) -> Fault:
    """The fault that `key` is not as `text` says it must be."""
    return Fault([f'"{escaped(key or "value")}" {text}'])


def shown(values: Sequence[object]) -> str:
    """The values as a message lists them."""
    return "[" + ", ".join(str(one) for one in values) + "]"


def anything(value: Any, _key: str, _siblings: Siblings) -> Any:
    """Whatever there is."""
    return value


def one_of(*values: object) -> Check:
    """Exactly one of `values`, of whatever type."""

    def check(value: Any, key: str, _siblings: Siblings) -> Any:
        if isinstance(value, str | int | float) and value in values:
            return value
        raise fault(key, f"must be one of {shown(values)}")

    return check


def string(*only: str, blank: bool = False, length: int | None = None, most: int | None = None) -> Check:
    """A text; empty only where `blank`, one of `only` where there are any."""

    def check(value: Any, key: str, _siblings: Siblings) -> str:
        if value == "" and not blank:
            raise fault(key, "is not allowed to be empty")
        if not isinstance(value, str):
            raise fault(key, "must be a string")
        if only and value not in only:
            raise fault(key, f"must be one of {shown(only)}")
        units = len(value.encode("utf-16-le", "surrogatepass")) // 2
        if length is not None and units != length:
            raise fault(key, f"length must be {length} characters long")
        if most is not None and units > most:
            raise fault(key, f"length must be less than or equal to {most} characters long")
        return value

    return check


def as_number(value: Any) -> float | int | None:
    """The number that a value is or that a text says, as JavaScript reads it; None where it says none."""
    if isinstance(value, str):
        text = value.strip()
        if _RADIX.fullmatch(text):
            return 0
        if not _DECIMAL.fullmatch(text) or not math.isfinite(float(text)):
            return None
        value = float(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


Test = Callable[[float], str | None]
"""What is wrong with a number; None for nothing."""


def number(*tests: Test, only: tuple[int, ...] = ()) -> Check:
    """A number that passes the tests, in their order; one of `only` where there are any."""

    def check(value: Any, key: str, _siblings: Siblings) -> float | int:
        found = as_number(value)
        if found is None or math.isnan(found):
            raise fault(key, "must be a number")
        if math.isinf(found):
            raise fault(key, "contains an invalid value")
        if only and found not in only:
            raise fault(key, f"must be one of {shown(only)}")
        for test in tests:
            wrong = test(found)
            if wrong:
                raise fault(key, wrong)
        return found

    return check


def integer(value: float) -> str | None:
    """Whole, and small enough to be exact in JavaScript."""
    return None if isinstance(value, int) and abs(value) <= _SAFE else "must be an integer"


def positive(value: float) -> str | None:
    """More than nothing."""
    return None if value > 0 else "must be a positive number"


def least(limit: int) -> Test:
    """At least `limit`."""
    return lambda value: None if value >= limit else f"must be larger than or equal to {limit}"


def most(limit: int) -> Test:
    """At most `limit`."""
    return lambda value: None if value <= limit else f"must be less than or equal to {limit}"


def boolean(value: Any, key: str, _siblings: Siblings) -> bool:
    """A truth value, or the text that says one."""
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower())
    if not isinstance(value, bool):
        raise fault(key, "must be a boolean")
    return value


def array(item: Check, *, fewest: int = 0) -> Check:
    """A list of items that each pass."""

    def check(value: Any, key: str, _siblings: Siblings) -> list[Any]:
        value = _parsed(value)
        if not isinstance(value, list):
            raise fault(key, "must be an array")
        made = [_item(one, place, key, item) for place, one in enumerate(value)]
        if len(made) < fewest:
            raise fault(key, f"must contain at least {fewest} items")
        return made

    return check


def _item(value: Any, place: int, key: str, item: Check) -> Any:
    try:
        return item(value, str(place), {})
    except Fault as found:
        told = f'"{escaped(key)}" at position {place} fails because [{", ".join(found.messages)}]'
        raise Fault([told], [f"{place}.{path}" if path else str(place) for path in found.paths]) from None


def keys(*known: Key, unknown: bool = False) -> Check:
    """An object with these keys, checked in this order; others are faults unless `unknown`."""

    def check(value: Any, key: str, _siblings: Siblings) -> dict[str, Any]:
        value = _parsed(value)
        if not isinstance(value, dict):
            raise fault(key, "must be an object")
        made: dict[str, Any] = {}
        for one in known:
            _keep(one, value, made)
        strange = _ordered([name for name in value if name not in {one.name for one in known}])
        if strange and not unknown:
            raise Fault([f'"{escaped(name)}" is not allowed' for name in strange], strange)
        return made

    return check


def _keep(one: Key, given: Mapping[str, Any], made: dict[str, Any]) -> None:
    """`made` holds what the key counts as; Fault when it is absent or wrong."""
    try:
        if one.name in given:
            made[one.name] = one.check(given[one.name], one.name, made)
        elif one.required:
            raise fault(one.name, "is required")
        elif one.default is not None:
            made[one.name] = one.default
    except Fault as found:
        raise found.below(one.name) from None


def _ordered(names: Sequence[str]) -> list[str]:
    """The names as JavaScript orders an object's keys: small whole numbers first, rising."""
    whole = [name for name in names if name.isascii() and name.isdigit() and str(int(name[:15])) == name]
    return sorted(whole, key=int) + [name for name in names if name not in whole]


def _parsed(value: Any) -> Any:
    """The value, or what the text says as JSON where it says something."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except ValueError:
        return value
