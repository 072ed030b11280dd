"""Certificates of an activity: made for all who have earned one, withdrawn and given anew, downloaded."""

from uuid import UUID

from simpul.cooperation.actions import certificates
from simpul.cooperation.model.certificates import CertificateUnknown, Validity
from simpul.cooperation.pages.kegiatan_words import ACTIVITIES, activity_id, page_of
from simpul.cooperation.pages.kehadiran_hadir import pdf
from simpul.cooperation.pages.kehadiran_words import private, whole
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

_PAGE = 20
VALIDITY = {
    Validity.DUE: ("awaiting", N_("Being made")),
    Validity.VALID: ("verified", N_("Valid")),
    Validity.WITHDRAWN: ("danger", N_("Withdrawn")),
}
_DONE = {
    "terbit": N_("The certificates are being made. This page shows how far they are."),
    "cabut": N_("The certificate is withdrawn. Who checks it reads why. You can undo it."),
    "pulih": N_("The certificate counts again."),
    "baru": N_("A new certificate is being made in its place."),
}


def show(request: Request) -> Response:
    """The certificates of an activity."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    seen = certificates.listed(request.platform, request.actor, activity_id(request))
    done = request.query("selesai")
    pages = max(1, -(-len(seen.found) // _PAGE))
    page = page_of(request.query("hal"), pages)
    context = {
        "seen": seen,
        "found": seen.found[(page - 1) * _PAGE : page * _PAGE],
        "page": page,
        "pages": pages,
        "one": seen.activity,
        "list_path": ACTIVITIES,
        "here_path": f"{ACTIVITIES}/{seen.activity.id}",
        "validity": VALIDITY,
        "given": request.posted,
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
    }
    response = answered(request, "cooperation/sertifikat_kegiatan.html", context, refusal)
    if seen.due and request.method == "GET":
        response.headers["Refresh"] = "5"
    return response


def acted(request: Request) -> Response:
    """Certificates are made, or one is withdrawn, restored or given anew."""
    given, here = request.posted, activity_id(request)
    what = given.text("lakukan")
    try:
        if what == "terbit":
            certificates.issue(request.platform, request.actor, here)
        else:
            _one(request, here, what)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{ACTIVITIES}/{here}/sertifikat?selesai={what}")


def _one(request: Request, here: UUID, what: str) -> None:
    given = request.posted
    which, reason = (_id(given.text("sertifikat")), whole(given.text("version"))), given.text("alasan")
    match what:
        case "cabut":
            certificates.withdraw(request.platform, request.actor, here, which=which, reason=reason)
        case "pulih":
            certificates.restore(request.platform, request.actor, here, which=which)
        case "baru":
            certificates.reissue(request.platform, request.actor, here, which=which, reason=reason)
        case _:
            raise NotFound()


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise CertificateUnknown() from None


def file(request: Request) -> Response:
    """One certificate."""
    which = _id(request.path_params["sertifikat"].removesuffix(".pdf"))
    one, content = certificates.file_of(request.platform, request.actor, activity_id(request), which)
    return pdf(one.number, content)


def bundle(request: Request) -> Response:
    """Every certificate that counts, in one ZIP."""
    content = certificates.bundle(request.platform, request.actor, activity_id(request))
    headers = {"Content-Disposition": 'attachment; filename="sertifikat.zip"'}
    return private(Response(content, 200, headers, "application/zip"))


_ONE = f"{ACTIVITIES}/{{id}}/sertifikat"
ROUTES = [
    route("GET", _ONE, show),
    route("POST", _ONE, acted),
    route("GET", f"{_ONE}.zip", bundle),
    route("GET", f"{_ONE}/{{sertifikat}}", file),
]
