"""What an expert's record must say, and how secondments lie in the years. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from simpul.cooperation.model.activities import Expert
from simpul.cooperation.model.activity_refusals import ExpertWrong, SecondmentWrong
from simpul.cooperation.rules.plain_words import plain
from simpul.cooperation.rules.programmes import words

_LINE = 200
MOST_YEARS = 8
"""So many columns a timeline has at most; the newest."""


def checked(given: Expert) -> Expert:
    """The expert with words in one line each; ExpertWrong, SecondmentWrong."""
    name, field = plain(given.name), words(given.field)
    if not 1 < len(name) <= _LINE or "id" not in field or any(len(one) > _LINE for one in field.values()):
        raise ExpertWrong()
    host = plain(given.host)[:_LINE]
    if (given.since or given.until or host) and not (host and given.since):
        raise SecondmentWrong()
    if given.until and given.since and given.until < given.since:
        raise SecondmentWrong()
    return replace(given, name=name, field=field, host=host, institution=plain(given.institution)[:_LINE])


def away(expert: Expert, on: date) -> bool:
    """Whether the expert is at their host on this day."""
    return expert.since is not None and expert.since <= on and (expert.until is None or on <= expert.until)


def years(experts: Sequence[Expert], today: date) -> tuple[int, ...]:
    """The years in which somebody is seconded, the newest eight; those without an end go on until today."""
    begun = [one for one in experts if one.since]
    if not begun:
        return ()
    first = min(one.since.year for one in begun if one.since)
    last = max(_end(one, today).year for one in begun)
    return tuple(range(max(first, last - MOST_YEARS + 1), last + 1))


def months(expert: Expert, year: int, today: date) -> tuple[int, int] | None:
    """The first and last month of a year in which the expert is at the host; None for none."""
    if expert.since is None or expert.since.year > year:
        return None
    end = _end(expert, today)
    if end.year < year:
        return None
    return (expert.since.month if expert.since.year == year else 1, end.month if end.year == year else 12)


def _end(expert: Expert, today: date) -> date:
    return expert.until or max(today, expert.since or today)
