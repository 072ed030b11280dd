"""How the portal finds a service: every word asked for must begin some word of the service, or be nearly one."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import TypeVar

from simpul.portal.model import Service

LONGEST_QUESTION = 100
NEAR = 0.78
FRESH = timedelta(seconds=60)
"""How old another node's figures may be; they are asked for every ten seconds."""
SEEN_LATELY = timedelta(minutes=10)
"""The same for the list of all nodes' services, which is gone through some at a time."""
T = TypeVar("T")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_QUESTION]).encode("ascii", "ignore").decode()
    return tuple(re.findall(r"[a-z0-9]+", plain.lower()))


def fit(asked: str, known: str) -> float:
    """How well a word that was asked for fits a known one: 1 when it begins it, else their likeness, 0 below NEAR."""
    if known.startswith(asked):
        return 1.0
    likeness = SequenceMatcher(None, asked, known).ratio()
    return likeness if likeness >= NEAR else 0.0


def score(question: Sequence[str], title: str, words: Sequence[str]) -> float:
    """How well a service answers a question, from 0 (one of its words fits nothing) to 2 (the title says it)."""
    in_title, known = words_of(title), (*words_of(title), *words)
    fits = [max(fit(asked, word) for word in known) + (0.5 if asked in in_title else 0.0) for asked in question]
    return 0.0 if not fits or min(fits) < NEAR else sum(fits) / len(fits)


def found(query: str, offered: Sequence[tuple[Service, str]]) -> tuple[Service, ...]:
    """The services that answer the query, best first; `offered` pairs each with its title in the page's language."""
    return _best(query, [(service, title, service.words.split()) for service, title in offered])


def _best(query: str, known: Sequence[tuple[T, str, Sequence[str]]]) -> tuple[T, ...]:
    question = words_of(query)
    scored = [(score(question, title, words), thing) for thing, title, words in known]
    return tuple(thing for points, thing in sorted(scored, key=lambda pair: -pair[0]) if points > 0)


def is_stale(at: datetime, now: datetime, fresh: timedelta) -> bool:
    """Whether what was heard at `at` is older than it should be, so that its tag must say so."""
    return now - at > fresh
