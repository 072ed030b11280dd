"""Attendance, certificates, calendars: the list that an activity's keepers keep, its file, the room's screen, badges."""

from typing import Any
from uuid import UUID

from simpul.cooperation.actions import attendance
from simpul.cooperation.actions.attendance import AttendanceSeen, Correction
from simpul.cooperation.actions.certificates_making import PACKAGE, qr
from simpul.cooperation.model.attendance import CertificateRule, NotThisDay, PresenceUnknown
from simpul.cooperation.pages import kalender, kehadiran_hadir, sertifikat, sertifikat_umum
from simpul.cooperation.pages.kegiatan_words import ACTIVITIES, TONGUE_WORDS, activity_id, page_of
from simpul.cooperation.pages.kehadiran_words import OWN, WAYS, address, drawn, private, whole
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel import typesetting
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, in_language
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

_PAGE, _MINUTE = 50, 60
_DONE = {
    "koreksi": N_("The attendance is corrected. You can undo it."),
    "urung": N_("The correction is undone."),
    "aturan": N_("What is asked for a certificate is saved."),
}
_LABELS = {"number": N_("Number to type"), "qr": N_("QR code of"), "synthetic": N_("Synthetic data")}


def show(request: Request) -> Response:
    """Who was there, by day."""
    return _page(request, None)


def _seen(request: Request) -> AttendanceSeen:
    day = request.query("hari") or request.posted.text("hari")
    return attendance.seen(request.platform, request.actor, activity_id(request), day)


def _page(request: Request, refusal: Refusal | None) -> Response:
    seen, done, asked = _seen(request), request.query("selesai"), request.query("q")[:100]
    found = [one for one in seen.people if asked.casefold() in f"{one.person.name} {one.person.agency_name}".casefold()]
    pages = max(1, -(-len(found) // _PAGE))
    page = page_of(request.query("hal"), pages)
    context = {
        **_where(seen),
        "seen": seen,
        "found": found[(page - 1) * _PAGE : page * _PAGE],
        "page": page,
        "pages": pages,
        "asked": asked,
        "ways": WAYS,
        "tongues": TONGUE_WORDS,
        "given": request.posted,
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
    }
    return answered(request, "cooperation/kehadiran.html", context, refusal)


def _where(seen: AttendanceSeen) -> dict[str, Any]:
    return {"one": seen.activity, "list_path": ACTIVITIES, "here_path": f"{ACTIVITIES}/{seen.activity.id}"}


def corrected(request: Request) -> Response:
    """A person's presence is corrected, or the correction undone."""
    given, here = request.posted, activity_id(request)
    what, day = given.text("lakukan"), given.text("hari")
    try:
        said = Correction(
            _person(given.text("calon")), day, what == "hadir", given.text("alasan"), whole(given.text("version"))
        )
        if what == "urung":
            attendance.undo(request.platform, request.actor, here, said)
        else:
            attendance.correct(request.platform, request.actor, here, said)
    except Refusal as refusal:
        return _page(request, refusal)
    done = "urung" if what == "urung" else "koreksi"
    return redirect(request, f"{ACTIVITIES}/{here}/kehadiran?hari={said.day}&selesai={done}")


def _person(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise PresenceUnknown() from None


def ruled(request: Request) -> Response:
    """What is asked for a certificate is saved."""
    given, here = request.posted, activity_id(request)
    rule = CertificateRule(here, whole(given.text("bagian")), tuple(given.texts("bahasa")), whole(given.text("version")))
    try:
        attendance.set_rule(request.platform, request.actor, rule)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{ACTIVITIES}/{here}/kehadiran?selesai=aturan")


def export(request: Request) -> Response:
    """Everybody and every day, as a file."""
    seen = _seen(request)
    head = ("name", "agency", *(day.isoformat() for day in seen.days), "days", "of", "percent", "certificate")
    rows = []
    for one in seen.people:
        marks = [one.by_day.get(day) for day in seen.days]
        told = ["" if mark is None else mark.way.value if mark.present else "no" for mark in marks]
        earned = "yes" if one.earned else "no"
        rows.append((one.person.name, one.person.agency_name, *told, one.days, one.of_days, one.percent, earned))
    return csv_of("kehadiran.csv", head, rows, marked=True)


def screen(request: Request) -> Response:
    """The room's screen; the page comes again by itself when its code changes, or once a minute until the day begins."""
    try:
        shown = attendance.room(request.platform, request.actor, activity_id(request))
    except NotThisDay:
        return _dark(request)
    link = address(request, f"{PATH}/hadir/{shown.code}")
    context = {
        "shown": shown,
        "one": shown.activity,
        "list_path": ACTIVITIES,
        "here_path": f"{ACTIVITIES}/{shown.activity.id}",
        "qr": drawn(link),
        "link": link,
    }
    response = private(answered(request, "cooperation/kehadiran_layar.html", context))
    response.headers["Refresh"] = str(max(2, min(shown.seconds, 10)))
    return response


def _dark(request: Request) -> Response:
    """The screen on a day that is none of the activity's: which ones are, and it begins by itself."""
    seen = _seen(request)
    coming = next((day for day in seen.days if day > attendance.today_of(seen)), None)
    context = {**_where(seen), "shown": None, "days": seen.days, "coming": coming}
    response = private(answered(request, "cooperation/kehadiran_layar.html", context))
    response.headers["Refresh"] = str(_MINUTE)
    return response


def badges(request: Request) -> Response:
    """Everybody's badge, eight on a page, as PDF."""
    found, people = attendance.badges(request.platform, request.actor, activity_id(request))
    document = {
        "title": in_language(found.title, request.lang),
        "lang": request.lang,
        "synthetic": found.synthetic,
        "labels": {name: request.t.gettext(label) for name, label in _LABELS.items()},
        "people": [
            {
                "name": one.name,
                "agency": one.agency_name,
                "number": number,
                "qr": qr(address(request, f"{OWN}/{key}")),
            }
            for one, key, number in people
        ],
    }
    content = typesetting.pdf(PACKAGE, "lencana.typ", document)
    headers = {"Content-Disposition": 'attachment; filename="lencana.pdf"'}
    return private(Response(content, 200, headers, "application/pdf"))


_ONE = f"{ACTIVITIES}/{{id}}/kehadiran"
ROUTES = [
    route("GET", _ONE, show),
    route("POST", _ONE, corrected),
    route("POST", f"{_ONE}/aturan", ruled),
    route("GET", f"{_ONE}.csv", export),
    route("GET", f"{_ONE}/layar", screen),
    route("GET", f"{_ONE}/lencana.pdf", badges),
    *kehadiran_hadir.ROUTES,
    *sertifikat.ROUTES,
    *sertifikat_umum.ROUTES,
    *kalender.ROUTES,
]
