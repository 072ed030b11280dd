"""What the ministry's pages say: where agencies stand, seats, states of editions, why somebody cannot have a seat."""

from collections.abc import Mapping

from simpul.kernel.i18n import N_, Translator
from simpul.maturity.model.editions import EditionState
from simpul.maturity.pages.parts import STAGES
from simpul.maturity.rules.progress import CLOSED, NOT_BEGUN

STANDS: Mapping[str, str] = {
    **STAGES,
    "final": N_("Waits to be made final"),
    NOT_BEGUN: N_("Not begun"),
    CLOSED: N_("Result final"),
}
SEATS: Mapping[int, str] = {1: N_("Lead assessor"), 2: N_("Second assessor"), 3: N_("Reviewer")}
STATES: Mapping[EditionState, str] = {
    EditionState.DRAFT: N_("Being prepared"),
    EditionState.PUBLISHED: N_("Published"),
    EditionState.CLOSED: N_("Over"),
}
TAGS: Mapping[EditionState, str] = {
    EditionState.DRAFT: "draft",
    EditionState.PUBLISHED: "open",
    EditionState.CLOSED: "closed",
}
"""The tag that shows each state."""
BASES: Mapping[str, str] = {
    "rounded": N_("the index rounded to two decimals"),
    "exact": N_("the exact index"),
    "unknown": N_("not known; the exact index is used, and pages say where the rounded one differs"),
}
SORTS: Mapping[str, str] = {"": N_("Name"), "index": N_("Highest index"), "silent": N_("Longest without a change")}
SHADINGS: Mapping[str, str] = {"mulai": N_("Share begun"), "final": N_("Share final"), "indeks": N_("Mean index")}


def decimal(t: Translator, value: object) -> str:
    """A number with the language's mark; a dash where there is none."""
    text = "" if value is None else str(value)
    return (text.replace(".", ",") if t.language == "id" else text) or "–"
