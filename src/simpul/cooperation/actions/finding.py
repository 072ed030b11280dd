"""What the portal's search finds of the cooperation: public events, results and programmes, as everybody may open them."""

from collections.abc import Iterator, Sequence

from simpul.cooperation.actions import deliverables, event_reading, programmes
from simpul.kernel.actor import Actor
from simpul.kernel.finding import FoundPage, answers, first
from simpul.kernel.i18n import Translator, in_language
from simpul.kernel.platform import Platform


def find_pages(platform: Platform, question: str, t: Translator) -> Sequence[FoundPage]:
    """Events to come first, then results of the library, then programmes."""
    return first(_all(platform, question, t))


def _all(platform: Platform, question: str, t: Translator) -> Iterator[FoundPage]:
    for event, _ in event_reading.listed(platform):
        if answers(question, *event.title.values(), *event.place.values()):
            about = t.gettext("Large event on {date}", date=t.date(event.starts_at, event.zone))
            yield FoundPage(f"/acara/{event.slug}", "ticket", in_language(event.title, t.language), about)
    for one in deliverables.listed(platform, Actor.ANONYMOUS, deliverables.ResultsWanted()):
        given = one.deliverable
        if answers(question, *given.title.values(), *(given.summary or {}).values()):
            about = t.gettext("Result of the cooperation with Korea, {year}", year=one.year)
            yield FoundPage(f"/kerja-sama/hasil/{given.id}", "file-text", in_language(given.title, t.language), about)
    for programme in (one.programme for one in programmes.listed(platform, Actor.ANONYMOUS)):
        if answers(question, programme.code, *programme.name.values()):
            about = t.gettext("Programme of the cooperation with Korea, since {year}", year=programme.since.year)
            path = f"/kerja-sama/program/{programme.code}"
            yield FoundPage(path, "handshake", in_language(programme.name, t.language), about)
