"""What the portal's search finds of the maturity: agencies by their name, with their newest published index."""

from collections.abc import Iterator, Sequence

from simpul.kernel.finding import FoundPage, answers, first
from simpul.kernel.i18n import Translator
from simpul.kernel.platform import Platform
from simpul.maturity.rules import naming, result_words
from simpul.maturity.rules.published import published


def find_pages(_platform: Platform, question: str, t: Translator) -> Sequence[FoundPage]:
    """Agencies whose name or code answers the question, each once, those of the newest list first."""
    return first(_all(question, t))


def _all(question: str, t: Translator) -> Iterator[FoundPage]:
    told = set()
    for row in sorted(published(), key=lambda one: -one.year):
        if row.agency not in told and answers(naming.plain(question), naming.plain(row.name), row.code):
            told.add(row.agency)
            facts = {"index": result_words.figure(t, row.index), "year": row.year, "predicate": row.predicate}
            about = t.gettext("SPBE index of {year}: {index} ({predicate})", **facts)
            yield FoundPage(f"/kematangan/terbitan/instansi/{row.agency}", "chart-column", row.name, about)
