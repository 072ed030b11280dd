"""What the history's table must not contradict: terms, families of agreements, words in every language. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from simpul.cooperation.model.history import History
from simpul.cooperation.model.programmes import Told
from simpul.cooperation.rules.programmes import TONGUES


class HistoryWrong(ValueError):
    """The table contradicts itself, or lacks what it needs; says what."""


def told(words: Mapping[str, str]) -> Told:
    """Words that are there in every language; HistoryWrong."""
    missing = [one for one in TONGUES if not str(words.get(one, "")).strip()]
    if missing:
        raise HistoryWrong(f"no words in {missing[0]}: {words.get('id', '')}")
    return {one: words[one] for one in TONGUES}


def check(history: History) -> None:
    """Every record belongs to a programme that is there, no term ends before it begins, and no id stands twice."""
    codes = {one.code for one in history.programmes}
    records = (history.agreements, history.lines, history.meetings, history.projects, history.activities)
    for record in (one for kind in records for one in kind):
        if record.programme not in codes:
            raise HistoryWrong(f"no such programme: {record.programme}")
    _terms(history)
    _families(history)
    ids = Counter(one.id for kind in (*records, history.deliverables, history.decisions) for one in kind)
    twice = [each for each, times in ids.items() if times > 1]
    if twice:
        raise HistoryWrong(f"a key stands twice: {twice[0]}")


def _terms(history: History) -> None:
    terms: list[tuple[str, date | None, date | None]] = [(one.code, one.since, one.until) for one in history.programmes]
    terms += [(one.title["id"], one.since, one.until) for one in history.agreements]
    terms += [(one.title["id"], one.since, one.until) for one in history.activities]
    for name, since, until in terms:
        if since is not None and until is not None and until < since:
            raise HistoryWrong(f"ends before it begins: {name}")


def _families(history: History) -> None:
    known = {one.id: one for one in history.agreements}
    for one in history.agreements:
        parent = known.get(one.parent) if one.parent else None
        if one.parent and (parent is None or parent.programme != one.programme or parent.parent is not None):
            raise HistoryWrong(f"annexed to what is not an agreement of its programme: {one.title['id']}")
