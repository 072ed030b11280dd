"""How an import of reports is put into words: its state, what becomes of rows, which question a column answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.model import Report
from simpul.disaster.model.import_refusals import WHYS
from simpul.disaster.model.imports import ImportFlaw, ReportImport
from simpul.disaster.pages.words import hazard_label, headline_words, place_words
from simpul.disaster.rules.importing.columns import ANSWERS, QUESTIONS, answer_label
from simpul.disaster.rules.importing.reading import Line
from simpul.kernel.i18n import N_, Language, in_language
from simpul.kernel.web import Request

STATES: Mapping[str, str] = {
    "checking": N_("Is checked"),
    "ready": N_("Waits for your decision"),
    "taking": N_("Reports are being taken in"),
    "taken": N_("Reports taken in"),
    "undoing": N_("Is taken back"),
    "undone": N_("Taken back"),
    "discarded": N_("Thrown away"),
    "failed": N_("Failed"),
}
OUTCOMES: Mapping[str, str] = {
    "fresh": N_("New reports"),
    "past": N_("Of them no longer live, for history only"),
    "known": N_("Known already, left as they are"),
    "flawed": N_("Rows left out"),
    "stay": N_("Stayed, since somebody acted on them"),
}
"""What becomes of rows, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a column of the file may answer: its name in the form, its words (to be translated or not), the column."""

    name: str
    words: str
    translated: bool
    column: str


def questions(one: ReportImport, lang: Language) -> list[Question]:
    """Each question with the column that answers it; of the rarer ones only those that a column answers."""
    plain = [Question(name, words, False, one.columns.get(name, "")) for name, words in QUESTIONS.items()]
    rarer = [name for name in ANSWERS if name in one.columns]
    return plain + [Question(name, in_language(answer_label(name), lang), True, one.columns[name]) for name in rarer]


@dataclass(frozen=True, slots=True)
class Understood:
    """A row of the file as it was understood: when, what, where, which words; or why it is left out."""

    line: int
    at: datetime | None = None
    what: str = ""
    place: str = ""
    text: str = ""
    why: str = ""


def understood(request: Request, first: Sequence[tuple[Line, Report | ImportFlaw | None]]) -> list[Understood]:
    """The file's first rows, in the page's language."""
    return [_understood(request, line, made) for line, made in first]


def _understood(request: Request, line: Line, made: Report | ImportFlaw | None) -> Understood:
    if made is None:
        return Understood(line.number, why=OUTCOMES["known"])
    if isinstance(made, ImportFlaw):
        return Understood(line.number, why=WHYS[made.why])
    said = headline_words(made.hazard, made.card, request.lang)
    what = f"{hazard_label(made.hazard, request.lang)}{': ' if said else ''}{said}"
    return Understood(
        line.number, made.reported_at, what, place_words(request.platform, made.where), (made.text or "")[:80]
    )
