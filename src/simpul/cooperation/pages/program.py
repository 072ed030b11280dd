"""A programme: what it is, what is kept of it, who has a seat; founding and changing one."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from simpul.cooperation.actions import programmes
from simpul.cooperation.model.programmes import Duty, Programme, ProgrammeChanged, SeatAsked
from simpul.cooperation.pages.front import INSIDE, WORK
from simpul.cooperation.pages.parts import PATH, answered
from simpul.cooperation.rules.programmes import TONGUES, day
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

PROGRAMMES = f"{PATH}/program"
_DONE = {
    "dibuka": N_("The programme is founded. Give seats to its people next."),
    "disimpan": N_("The programme is saved."),
    "duduk": N_("The seat is given. It counts from now on."),
    "berdiri": N_("The seat has ended. You can give it again."),
}
_KEPT = ("/perjanjian", "/anggaran", "/komite", "/tindak-lanjut", "/proyek", "/ahli", "/laporan")
DUTIES = {Duty.KEEPER: N_("keeps the records"), Duty.READER: N_("reads")}


def show(request: Request) -> Response:
    """One programme; for who has no seat in it only what is public."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    code = request.path_params["kode"]
    seen = programmes.seen(request.platform, request.actor, code)
    founds = _founds(request)
    context = {
        "seen": seen,
        "one": seen.programme,
        "list_path": PROGRAMMES,
        "rooms": [one for one in WORK if one[0] in _KEPT] if seen.reads else [],
        "seats": programmes.seats(request.platform, request.actor, code) if seen.reads else [],
        "today": request.platform.clock.now().date(),
        "duties": DUTIES,
        "founds": founds,
        "people": programmes.candidates(request.platform, request.actor) if founds else [],
        "given": request.posted,
        "done": request.t.gettext(_DONE[request.query("selesai")]) if request.query("selesai") in _DONE else "",
    }
    return answered(request, "cooperation/program.html", context, refusal)


def _founds(request: Request) -> bool:
    return INSIDE[0] in request.actor.roles


def seated(request: Request) -> Response:
    """A seat is given or ended."""
    code, given = request.path_params["kode"], request.posted
    try:
        if given.text("lakukan") == "akhiri":
            programmes.end_seat(request.platform, request.actor, code, account=_account(given.text("account")))
            return redirect(request, f"{PROGRAMMES}/{code}?selesai=berdiri#kedudukan")
        asked = SeatAsked(given.text("account"), given.text("side"), given.text("duty"))
        programmes.seat(request.platform, request.actor, code, asked=asked)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{PROGRAMMES}/{code}?selesai=duduk#kedudukan")


def _account(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotFound() from None


def new(request: Request) -> Response:
    """The form of a new programme."""
    programmes.permit_found(request.platform, request.actor)
    return _form(request, None, None)


def edit(request: Request) -> Response:
    """The form of a programme that is there."""
    programmes.permit_found(request.platform, request.actor)
    seen = programmes.seen(request.platform, request.actor, request.path_params["kode"])
    return _form(request, seen.programme, None)


def _form(request: Request, known: Programme | None, refusal: Refusal | None) -> Response:
    values = _values(request, known)
    if known is not None and isinstance(refusal, ProgrammeChanged):
        values["version"] = str(known.version)  # who has compared saves over what the other wrote
    context = {"known": known, "values": values, "list_path": PROGRAMMES, "changed": isinstance(refusal, ProgrammeChanged)}
    return answered(request, "cooperation/program_form.html", context, refusal)


def _values(request: Request, known: Programme | None) -> dict[str, str]:
    """What the form's fields hold: what was posted, else what is kept."""
    names = ["code", "since", "until", "place", "sources", "version", "public"]
    names += [f"{field}_{tongue}" for field in ("name", "note") for tongue in TONGUES]
    if request.method == "POST" or known is None:
        return {name: request.posted.text(name) for name in names}
    values = {
        "code": known.code,
        "since": known.since.isoformat(),
        "until": known.until.isoformat() if known.until else "",
        "place": known.place,
        "sources": "\n".join(known.sources),
        "version": str(known.version),
        "public": "ya" if known.public else "",
    }
    for tongue in TONGUES:
        values[f"name_{tongue}"] = known.name.get(tongue, "")
        values[f"note_{tongue}"] = (known.note or {}).get(tongue, "")
    return values


def founded(request: Request) -> Response:
    """The programme is there, or the form again."""
    try:
        made = programmes.found(request.platform, request.actor, new=_given(request, request.posted.text("code").strip()))
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{PROGRAMMES}/{made.code}?selesai=dibuka")


def changed(request: Request) -> Response:
    """The programme is as the form says, or the form again."""
    code = request.path_params["kode"]
    try:
        version = request.posted.text("version")
        given = replace(_given(request, code), version=int(version) if version.isdecimal() and len(version) < 9 else 0)
        programmes.change(request.platform, request.actor, new=given)
    except Refusal as refusal:
        return _form(request, programmes.seen(request.platform, request.actor, code).programme, refusal)
    return redirect(request, f"{PROGRAMMES}/{code}?selesai=disimpan")


def _given(request: Request, code: str) -> Programme:
    given = request.posted
    return Programme(
        code=code,
        name={tongue: given.text(f"name_{tongue}") for tongue in TONGUES},
        since=day(given.text("since")) or date.max,
        until=day(given.text("until")),
        place=given.text("place"),
        note={tongue: given.text(f"note_{tongue}") for tongue in TONGUES},
        sources=tuple(given.text("sources").splitlines()),
        public=given.text("public") == "ya",
    )


ROUTES = [
    route("GET", f"{PROGRAMMES}/baru", new),
    route("POST", f"{PROGRAMMES}/baru", founded),
    route("GET", f"{PROGRAMMES}/{{kode}}", show),
    route("POST", f"{PROGRAMMES}/{{kode}}/kedudukan", seated),
    route("GET", f"{PROGRAMMES}/{{kode}}/ubah", edit),
    route("POST", f"{PROGRAMMES}/{{kode}}/ubah", changed),
]
