"""Anybody checks a certificate: by the code or QR on the paper, and by the file itself."""

from simpul.cooperation.actions import certificates
from simpul.cooperation.actions.certificates import FileChecked
from simpul.cooperation.model.certificates import CertificateUnknown, FileMissing
from simpul.cooperation.pages.kegiatan_words import when
from simpul.cooperation.pages.kehadiran_words import asker
from simpul.cooperation.pages.parts import answered
from simpul.cooperation.pages.sertifikat import VALIDITY
from simpul.cooperation.rules.certificates import grouped, normal
from simpul.kernel.errors import Refusal
from simpul.kernel.web import Request, Response, redirect, route

PLACE = "/sertifikat"


def find(request: Request) -> Response:
    """The form for a code; the certificate, when one is given."""
    given, refusal = request.query("kode")[:60], None
    if given:
        code = normal(given)
        if code:
            return redirect(request, f"{PLACE}/{code}")
        refusal = CertificateUnknown()
    return answered(request, "cooperation/sertifikat_cari.html", {"given": given, "place": PLACE}, refusal)


def show(request: Request) -> Response:
    """What anybody may know of a certificate: valid, withdrawn, or unknown."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None, checked: FileChecked | None = None) -> Response:
    code = request.path_params["kode"]
    try:
        shown = certificates.shown(request.platform, code)
    except CertificateUnknown as unknown:
        return answered(request, "cooperation/sertifikat_cari.html", {"given": code[:60], "place": PLACE}, unknown)
    context = {
        "shown": shown,
        "one": shown.certificate,
        "activity": shown.activity,
        "when": lambda each: when(request, each),
        "validity": VALIDITY[shown.certificate.validity],
        "agency": request.platform.settings.agency,
        "code": grouped(shown.certificate.code),
        "checked": checked,
        "place": PLACE,
    }
    return answered(request, "cooperation/sertifikat_umum.html", context, refusal)


def checked(request: Request) -> Response:
    """Whether the file is the certificate."""
    upload = request.posted.upload("berkas")
    try:
        if upload is None or upload.too_large:
            raise FileMissing()
        found = certificates.check(request.platform, request.path_params["kode"], upload.read(), asker(request))
    except Refusal as refusal:
        return _page(request, refusal)
    return _page(request, None, found)


ROUTES = [
    route("GET", PLACE, find),
    route("GET", f"{PLACE}/{{kode}}", show),
    route("POST", f"{PLACE}/{{kode}}", checked),
]
