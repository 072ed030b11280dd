"""Whether a condition holds for an entity, and in which order entities come. Pure; places are points."""

import operator as operators
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from simpul.disaster.model.sta import (
    Call,
    Compared,
    Expression,
    Joined,
    Literal,
    Negated,
    NotUnderstood,
    Path,
    Point,
    Polygon,
)

Look = Callable[[Path], Any]
"""What gives the value of a property; NotUnderstood for one that the entity has not."""


def holds(condition: Expression, look: Look) -> bool:
    """Whether the condition holds; what is compared with nothing holds only for `eq null`."""
    match condition:
        case Joined(operator, parts):
            return all(holds(one, look) for one in parts) if operator == "and" else any(holds(one, look) for one in parts)
        case Negated(part):
            return not holds(part, look)
        case Compared(left, operator, right):
            return compared(_value(left, look), operator, _value(right, look))
        case Call():
            found = _value(condition, look)
            if not isinstance(found, bool):
                raise NotUnderstood(reason=f"{condition.name} is no condition")
            return found
        case Literal() | Path():
            return _value(condition, look) is True


def compared(left: Any, operator: str, right: Any) -> bool:
    """Whether the two stand so to each other; NotUnderstood for two of different kinds."""
    if operator in ("eq", "ne") and (left is None or right is None):
        return (left is right) == (operator == "eq")
    if left is None or right is None:
        return False
    return bool(COMPARING[operator](*_alike(left, right)))


COMPARING: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operators.eq,
    "ne": operators.ne,
    "gt": operators.gt,
    "ge": operators.ge,
    "lt": operators.lt,
    "le": operators.le,
}
"""What each operator does, to values and to columns alike."""


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Both of one kind: an instant written as text is an instant beside another one."""
    if isinstance(right, datetime) and isinstance(left, str):
        return _instant(left), right
    if isinstance(left, datetime) and isinstance(right, str):
        return left, _instant(right)
    for kind in (bool, int | float, str, datetime):
        if isinstance(left, kind) and isinstance(right, kind):
            return left, right
    raise NotUnderstood(reason="$filter compares a number with words, or the like")


def _instant(given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise NotUnderstood(reason="$filter compares a time with what is none (an interval, or words)") from None
    if found.tzinfo is None:
        raise NotUnderstood(reason="$filter: a time has its zone")
    return found


def _value(one: Expression, look: Look) -> Any:
    match one:
        case Literal(value):
            return value
        case Path():
            return look(one)
        case Call(name, arguments):
            return _called(name, [_value(argument, look) for argument in arguments])
        case _:
            return holds(one, look)


def _called(name: str, given: Sequence[Any]) -> Any:
    if name in ("st_within", "st_intersects", "geo.intersects"):
        return _meets(*given)
    if any(not isinstance(one, str) for one in given):
        if None in given:
            return None if FUNCTIONS_OF_WORDS[name][1] else False
        raise NotUnderstood(reason=f"{name} is of words")
    return FUNCTIONS_OF_WORDS[name][0](*given)


FUNCTIONS_OF_WORDS: Mapping[str, tuple[Callable[..., Any], bool]] = {
    "substringof": (lambda part, whole: part in whole, False),
    "contains": (lambda whole, part: part in whole, False),
    "startswith": (lambda whole, part: whole.startswith(part), False),
    "endswith": (lambda whole, part: whole.endswith(part), False),
    "tolower": (lambda words: words.lower(), True),
    "toupper": (lambda words: words.upper(), True),
    "length": (len, True),
}
"""What each function of words gives, and whether that is a value rather than a condition."""


def _meets(place: Any, other: Any) -> bool:
    """Whether a point lies in a polygon (its edge counts), or at another point."""
    point = place_of(place)
    if isinstance(other, Point):
        return point == other
    if not isinstance(other, Polygon):
        raise NotUnderstood(reason="the second argument is geography'POLYGON((…))'")
    inside = [within(point, ring) for ring in other.rings]
    return inside[0] and not any(inside[1:])


def place_of(given: Any) -> Point:
    """The point of GeoJSON; NotUnderstood for what is no place."""
    if isinstance(given, Point):
        return given
    if isinstance(given, Mapping) and given.get("type") == "Point":
        return Point(*given["coordinates"][:2])
    raise NotUnderstood(reason="the first argument is a place: location, feature or observedArea")


def within(point: Point, ring: Sequence[tuple[float, float]]) -> bool:
    """Whether a point lies inside a closed ring, by how often a ray from it crosses the ring."""
    inside, (x, y) = False, (point.longitude, point.latitude)
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def order_key(given: Any) -> tuple[int, Any]:
    """By what values of any kind are put into order: nothing first, then numbers, then words."""
    if given is None:
        return (0, 0)
    if isinstance(given, bool | int | float):
        return (1, given)
    if isinstance(given, str):
        return (2, given)
    raise NotUnderstood(reason="$orderby is by numbers, words or times")
