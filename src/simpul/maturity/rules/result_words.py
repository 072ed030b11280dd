"""Results in words: numbers as the language writes them, stages, dates. Nothing here is reckoned."""

from fractions import Fraction

from simpul.kernel.i18n import N_, Translator
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.numbers import plain

STAGES = {
    "self": N_("Self-assessment"),
    "document": N_("Document assessment"),
    "interview": N_("Interview"),
    "visit": N_("Visit"),
    "review": N_("Review"),
    "objection": N_("Objection"),
    "final": N_("Final"),
}
"""What the stages are called."""


def figure(t: Translator, value: Fraction, places: int = 2) -> str:
    """The value rounded half up, with the language's decimal mark: 2,95 or 2.95."""
    said = shown(abs(value), places)
    return ("−" if value < 0 and any(c not in "0." for c in said) else "") + marked(t, said)


def signed(t: Translator, value: Fraction, places: int = 2) -> str:
    """The difference with its sign: +0,05, −0,10; what rounds to nothing has none."""
    said = figure(t, value, places)
    return f"+{said}" if value > 0 and any(c in "123456789" for c in said) else said


def level(t: Translator, value: Fraction | None) -> str:
    """A level as it was given (3 or 3,25); a dash where nothing is filled in."""
    return marked(t, plain(value)) if value else "–"


def marked(t: Translator, said: str) -> str:
    """The decimal with the language's mark."""
    return said.replace(".", ",") if t.language == "id" else said
