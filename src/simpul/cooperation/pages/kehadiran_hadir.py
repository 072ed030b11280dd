"""Being there: the page that a scanned room code opens, and a person's own page by their link or badge."""

from uuid import UUID

from simpul.cooperation.actions import attendance, attending, certificates
from simpul.cooperation.actions.attending import RoomSeen
from simpul.cooperation.model.attendance import RoomCodeOld
from simpul.cooperation.model.certificates import CertificateUnknown
from simpul.cooperation.pages.kegiatan_words import when
from simpul.cooperation.pages.kehadiran_words import OWN, WAYS, address, asker, drawn, private
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

_DONE = {
    "hadir": N_("You are on the list of today. Welcome."),
    "sudah": N_("You were on the list of today already."),
    "pergi": N_("Thank you for taking part. How long you were there is kept."),
    "terima": N_("This person is on the list of today."),
}


def room(request: Request) -> Response:
    """The form for the number, for who scanned the screen in time; else what to do."""
    seen, refusal = None, None
    try:
        seen = attending.scanned(request.platform, request.path_params["kode"], request.device)
    except RoomCodeOld as old:
        refusal = old
    return _room(request, seen, refusal)


def _room(request: Request, seen: RoomSeen | None, refusal: Refusal | None) -> Response:
    context = {"seen": seen, "path_here": f"{PATH}/hadir/{request.path_params['kode']}", "given": request.posted}
    return private(answered(request, "cooperation/kehadiran_ruang.html", context, refusal))


def entered(request: Request) -> Response:
    """Who typed their number is there."""
    given, seen = request.posted, None
    try:
        seen = attending.granted(request.platform, given.text("izin"), request.device)
        key, fresh = attending.check_in(request.platform, given.text("izin"), given.text("nomor"), asker(request))
    except Refusal as refusal:
        return _room(request, seen, refusal)
    return private(redirect(request, f"{OWN}/{key}?selesai={'hadir' if fresh else 'sudah'}"))


def own(request: Request) -> Response:
    """A person's own page."""
    return _own(request, None)


def _own(request: Request, refusal: Refusal | None) -> Response:
    found = attending.own(request.platform, request.actor, request.path_params["kunci"])
    done, here = request.query("selesai"), f"{OWN}/{found.key}"
    context = {
        "found": found,
        "one": found.activity,
        "here_path": here,
        "when": lambda each: when(request, each),
        "ways": WAYS,
        "qr": drawn(address(request, here)),
        "given": request.posted,
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
    }
    return private(answered(request, "cooperation/kehadiran_saya.html", context, refusal))


def acted(request: Request) -> Response:
    """The person arrives or leaves from afar; or a keeper who scanned the badge lets them in."""
    key, given = request.path_params["kunci"], request.posted
    try:
        match given.text("lakukan"):
            case "hadir":
                fresh = attending.arrive(request.platform, key, given.text("kata"), asker(request))
                done = "hadir" if fresh else "sudah"
            case "pergi":
                attending.leave(request.platform, key)
                done = "pergi"
            case "terima":
                attendance.admit(request.platform, request.actor, key)
                done = "terima"
            case _:
                raise NotFound()
    except NotFound:
        raise
    except Refusal as refusal:
        return _own(request, refusal)
    return private(redirect(request, f"{OWN}/{key}?selesai={done}"))


def own_certificate(request: Request) -> Response:
    """The person's own certificate."""
    try:
        which = UUID(request.path_params["sertifikat"].removesuffix(".pdf"))
    except ValueError:
        raise CertificateUnknown() from None
    one, content = certificates.own_file(request.platform, request.path_params["kunci"], which)
    return pdf(one.number, content)


def pdf(number: str, content: bytes) -> Response:
    """The certificate of this number as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{number.replace("/", "-")}.pdf"'}
    return private(Response(content, 200, headers, "application/pdf"))


ROUTES = [
    route("GET", f"{PATH}/hadir/{{kode}}", room),
    route("POST", f"{PATH}/hadir/{{kode}}", entered),
    route("GET", f"{OWN}/{{kunci}}", own),
    route("POST", f"{OWN}/{{kunci}}", acted),
    route("GET", f"{OWN}/{{kunci}}/{{sertifikat}}", own_certificate),
]
