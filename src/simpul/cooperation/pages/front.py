"""The front page of the cooperation: for everybody what it is, for who works in it what is due first."""

from functools import partial

from simpul.cooperation.actions import programmes
from simpul.cooperation.actions.due import due
from simpul.cooperation.model.programmes import CENTRE, GATE, LIAISON, PARTNER
from simpul.cooperation.pages.kegiatan_words import when
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, route

INSIDE = (CENTRE, PARTNER)
WORK: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("/perjanjian", "file-text", N_("Agreements"), N_("Parties, terms, texts, and what ends soon."), INSIDE),
    ("/anggaran", "banknote", N_("Budget"), N_("Pledges, contributions and spending of both sides."), INSIDE),
    ("/komite", "gavel", N_("Joint committee"), N_("Meetings and what they decided."), INSIDE),
    ("/tindak-lanjut", "list", N_("Follow-up actions"), N_("Who does what until when, the late ones first."), INSIDE),
    ("/proyek", "target", N_("Projects"), N_("From proposal to dissemination, year by year."), INSIDE),
    ("/ahli", "users", N_("Experts"), N_("Who is seconded where, and for how long."), INSIDE),
    ("/pencalonan", "user", N_("My agency's nominations"), N_("Who goes where, within the quota."), (LIAISON,)),
    ("/acara", "ticket", N_("Large events"), N_("Quotas, gates, the live board."), (CENTRE, LIAISON)),
    ("/gerbang", "door-open", N_("Gates"), N_("Where you admit people, with this device."), (GATE,)),
    ("/kontak", "mail", N_("Visitors' requests"), N_("What visitors of the showcase ask for."), (CENTRE,)),
    ("/laporan", "chart-column", N_("Reports"), N_("A programme's report as PDF, or as a document to edit."), INSIDE),
)
"""Path below the front page, icon, name, what it is for, which roles have work there."""


def show(request: Request) -> Response:
    """What this cooperation is; one's own work first."""
    roles = request.actor.roles
    context = {
        "seen": programmes.listed(request.platform, request.actor),
        "work": [one for one in WORK if roles & set(one[4])],
        "founds": CENTRE in roles,
        "due": due(request.platform, request.actor),
        "when": partial(when, request),
    }
    return answered(request, "cooperation/front.html", context)


ROUTES = [route("GET", PATH, show)]
