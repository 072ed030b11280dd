"""What the agreement's pages share: one agreement with what was done or refused, and a file that was sent."""

from collections.abc import Mapping
from typing import Any

from simpul.cooperation.actions import agreements
from simpul.cooperation.pages.komite_parts import id_of, said
from simpul.cooperation.pages.parts import PATH, answered
from simpul.cooperation.pages.perjanjian_words import INSTRUMENTS, PARTS, STATES
from simpul.cooperation.pages.proyek_words import TONGUE_NAMES
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response

AGREEMENTS = f"{PATH}/perjanjian"
DONE = {
    "dicatat": N_("The agreement is on record. Add its texts next."),
    "disimpan": N_("The agreement is saved."),
    "diakhiri": N_("The agreement has ended. You can take this back."),
    "dilanjutkan": N_("The agreement has its term again."),
    "naskah": N_("The text is kept. Its SHA-256 stands below."),
}


def page(request: Request, refusal: Refusal | None, compared: Mapping[str, Any] | None = None) -> Response:
    """One agreement, with the refusal of what was done to it, or what a compared file is."""
    seen = agreements.whole(request.platform, request.actor, id_of(request))
    context = {
        "seen": seen,
        "one": seen.seen.agreement,
        "here": f"{AGREEMENTS}/{seen.seen.agreement.id}",
        "list_path": AGREEMENTS,
        "instruments": INSTRUMENTS,
        "part_words": PARTS,
        "states": STATES,
        "tongues": TONGUE_NAMES,
        "tongue_choices": [{"value": key, "text": word} for key, word in TONGUE_NAMES.items()],
        "given": request.posted,
        "compared": compared,
        "today": request.platform.clock.now().date(),
        "done": said(request, DONE),
    }
    return answered(request, "cooperation/perjanjian_satu.html", context, refusal)
