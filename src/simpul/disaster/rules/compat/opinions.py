"""What readers of the map say of a report: votes and flags."""

from typing import Any

import orjson

from simpul.disaster.rules.compat import asking
from simpul.disaster.rules.compat.answers import Problem, checked, refused
from simpul.disaster.rules.compat.joi import Check, Key, boolean, integer, keys, number

_POINTS = keys(Key("points", number(integer, only=(-1, 1)), required=True))
_FLAG = keys(Key("flag", boolean, required=True))


def read_points(id: str, body: Any) -> tuple[int, int] | Problem:
    """The report and the vote, 1 or -1, of `PATCH /reports/:id`."""
    made = _read(id, body, _POINTS)
    return made if isinstance(made, Problem) else (made[0], made[1]["points"])


def read_flag(id: str, body: Any) -> tuple[int, bool] | Problem:
    """The report and whether it is flagged, of `PATCH /reports/:id/flag`."""
    made = _read(id, body, _FLAG)
    return made if isinstance(made, Problem) else (made[0], made[1]["flag"])


def _read(id: str, body: Any, check: Check) -> tuple[int, Any] | Problem:
    found = asking.read_number("id", id)
    if isinstance(found, Problem):
        return found
    made = checked(check, body, "body")
    return made if isinstance(made, Problem) else (found, made)


def moved(before: int, by: int) -> int:
    """A voter's vote after they moved it by 1 or -1: never more than one vote for or against."""
    return max(-1, min(1, before + by))


def voted(number: int, points: int) -> bytes:
    """The answer to a vote: the sum as a text."""
    return orjson.dumps({"statusCode": 200, "id": number, "points": str(points)})


def flagged(number: int, *, on: bool) -> bytes:
    """The answer to a flag: the truth value as a text."""
    return orjson.dumps({"statusCode": 200, "id": number, "flag": "true" if on else "false"})


def unknown(number: int) -> Problem:
    """The answer to a vote or a flag on a report that is not there."""
    return refused(404, message=f"Report id {number} not found")
