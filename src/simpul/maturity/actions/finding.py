"""What the portal's search finds of the maturity: agencies by their name, with their newest published index."""

import re
from collections.abc import Iterator, Sequence

from simpul.kernel.finding import FoundPage, answers, first
from simpul.kernel.i18n import Translator
from simpul.kernel.platform import Platform
from simpul.maturity.rules import result_words
from simpul.maturity.rules.published import published

_LONG = re.compile(r"\bKab\.")
"""Reports shorten it; people write it out."""


def find_pages(_platform: Platform, question: str, t: Translator) -> Sequence[FoundPage]:
    """Agencies whose name or code answers the question, each once, those of the newest list first."""
    return first(_all(question, t))


def _all(question: str, t: Translator) -> Iterator[FoundPage]:
    told = set()
    for row in sorted(published(), key=lambda one: -one.year):
        if row.agency not in told and answers(question, row.name, _LONG.sub("Kabupaten", row.name), row.code):
            told.add(row.agency)
            facts = {"index": result_words.figure(t, row.index), "year": row.year, "predicate": row.predicate}
            about = t.gettext("SPBE index of {year}: {index} ({predicate})", **facts)
            yield FoundPage(f"/kematangan/terbitan/instansi/{row.agency}", "chart-column", row.name, about)
