"""Places, offices and institutions of the real history in a reader's language; what people write stays as it is."""

from collections.abc import Mapping
from functools import cache

from simpul.cooperation.model.programmes import Told
from simpul.cooperation.rules.history import history


def term(words: str, language: str) -> str:
    """The Indonesian words in this language, where the history knows them in it; else as they were written."""
    return _terms().get(words, {}).get(language, words)


@cache
def _terms() -> Mapping[str, Told]:
    return {one["id"]: one for one in history().background.terms}
