"""The edition's general questions about the agency: they count in no index."""

from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import opening
from simpul.maturity.pages.agency_frame import framed
from simpul.maturity.pages.parts import SELF, answered, whole

ALL = f"{SELF}/{{id}}/umum"


def show(request: Request) -> Response:
    """The questions with the agency's answers."""
    return _page(request, None)


def keep(request: Request) -> Response:
    """The assessment's page once the answers are kept; else the form with what is wrong."""
    stands, form = framed(request), request.form()
    written = {one.key: form.text(one.key) for one in stands.edition.questions}
    version = whole(form.text("version"))
    try:
        opening.answer_general(request.platform, request.actor, id=stands.assessment.id, answers=written, version=version)
    except (Invalid, Conflict) as refusal:
        return _page(request, refusal)
    return redirect(request, f"{stands.to}?selesai=general")


def _page(request: Request, refusal: Refusal | None) -> Response:
    stands, form = framed(request), request.form()
    one = stands.assessment
    written = {each.key: form.text(each.key) for each in stands.edition.questions} if refusal else one.general
    context = {
        **stands.context,
        "questions": stands.edition.questions,
        "general": written,
        "version": one.version,
        "editable": "general" in one.may,
    }
    return answered(request, "maturity/penilaian_umum.html", context, refusal)


ROUTES = [route("GET", ALL, show), route("POST", ALL, keep)]
