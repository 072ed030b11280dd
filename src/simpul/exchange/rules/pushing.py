"""How events are pushed: what an answer means, when it is tried again, how many go together. Pure. PROTOCOL §1 end.

A subscriber that cannot be reached costs nothing but time: its whole subscription waits. An event that it refuses costs
that event alone: the batch is split until the event stands by itself, is tried five times, and is set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile
from typing import assert_never

BATCH_MOST = 100
BYTES_MOST = 256 * 1024
LETTERS_MOST = 10_000
"""Dead letters of one subscription that wait; before somebody has decided about some, no more are set aside."""
ATTEMPTS = 5
"""Times that one event is refused before it becomes a dead letter."""
PAUSE_FIRST, PAUSE_LAST = 1.0, 300.0
"""Seconds between two tries, at first and at last."""
ASK_LATER = frozenset({408, 425, 429})
"""Statuses below 500 that say nothing about the events."""


class Meaning(StrEnum):
    """What an answer to a push means: the events are taken, nobody could take any, or it is these that are refused."""

    TAKEN = "taken"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Course:
    """Where a subscription stands between two tries: events a batch may have, failures in a row of either kind."""

    most: int = BATCH_MOST
    silences: int = 0
    refusals: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from an answer: the new course, the seconds to wait, whether the one event is set aside.

    `attempt`: the how manieth try it was of the same kind of failure; 1 where none failed before.
    """

    course: Course
    pause: float = 0.0
    dead: bool = False
    attempt: int = 1


def meaning(status: int, fault: str = "") -> Meaning:
    """What a status means; 0: no answer; `fault`: an error of the exchange itself. Redirects are not followed."""
    if fault or status < 200 or status >= 500 or status in ASK_LATER or 300 <= status < 400:
        return Meaning.AWAY
    return Meaning.TAKEN if status < 300 else Meaning.REFUSED


def after(course: Course, answer: Meaning, count: int, *, chance: float, wait: float = 0.0) -> Step:
    """What follows an answer to `count` events; `chance` in [0, 1) spreads pauses, `wait` is the answer's wish."""
    match answer:
        case Meaning.TAKEN:
            return Step(Course(min(BATCH_MOST, max(2, course.most * 2))))
        case Meaning.AWAY:
            silences = course.silences + 1
            waits = max(pause(silences, chance), min(wait, PAUSE_LAST))
            return Step(replace(course, silences=silences), waits, attempt=silences)
        case Meaning.REFUSED if count > 1:
            return Step(Course(max(1, count // 2)))
        case Meaning.REFUSED:
            refusals = course.refusals + 1
            if refusals >= ATTEMPTS:
                return Step(Course(1), dead=True, attempt=refusals)
            return Step(Course(1, refusals=refusals), pause(refusals, chance), attempt=refusals)
    assert_never(answer)


def pause(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row: doubled each time from 1 s to 5 min, at random down to a half."""
    whole = min(PAUSE_LAST, PAUSE_FIRST * 2.0 ** min(failures - 1, 20))
    return max(PAUSE_FIRST, whole * (0.5 + chance / 2))


def fitting(sizes: Sequence[int], most: int) -> int:
    """How many of the next events go together: at most `most`, at most 256 KiB, and at least one where there is one."""
    total, count = 0, 0
    for size in sizes[:most]:
        total += size + 1
        if count and total > BYTES_MOST:
            break
        count += 1
    return count


def alike(late: Sequence[bool]) -> int:
    """How many of the next events, from the first on, are all late or all not: nothing goes with what is otherwise."""
    return sum(1 for _ in takewhile(lambda one: one == late[0], late))


def retry_after(value: str) -> float:
    """The seconds that a Retry-After header asks for; 0 for a date or anything else."""
    return float(value) if value.isascii() and value.isdigit() and len(value) < 8 else 0.0


def resumed(attempts: int, last_error: str) -> Course:
    """The course of a subscription as it was kept when the program ended."""
    if not attempts:
        return Course()
    if last_error.startswith(Meaning.REFUSED):
        return Course(1, refusals=min(attempts, ATTEMPTS - 1))
    return Course(silences=attempts)
