"""What a module's front door answers to a question of the portal's search: public pages, and when a text answers one.

The front door is `find_pages(platform, question, t)`. It finds what everybody may open, whoever asks.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from simpul.kernel.i18n import Translator
from simpul.kernel.platform import Platform

MOST = 5
"""Pages of one module that one answer shows; the module's own list has them all."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A public page: path without the language's prefix, icon; title and a line about it in the reader's language."""

    path: str
    icon: str
    title: str
    about: str


class FindPages(Protocol):
    """A module's front door for the search."""

    def __call__(self, platform: Platform, question: str, t: Translator) -> Sequence[FoundPage]: ...  # noqa: D102


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without accents."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return tuple(re.findall(r"\w+", unicodedata.normalize("NFKC", plain).casefold()))


def answers(question: str, *texts: str) -> bool:
    """Whether every word of the question begins a word of these texts; none answers an empty question."""
    asked, known = words_of(question), [word for text in texts for word in words_of(text)]
    return bool(asked) and all(any(word.startswith(one) for word in known) for one in asked)


def first(found: Iterable[FoundPage]) -> tuple[FoundPage, ...]:
    """As many as an answer shows."""
    return tuple(islice(found, MOST))
