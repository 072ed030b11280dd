"""Training and certificates: courses, who attended, results, papers; and the check of a certificate, for anybody."""

from datetime import datetime, timedelta
from typing import Any

from simpul.kernel import typesetting
from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.i18n import ZONES
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import reading as desk_reading
from simpul.malaria.actions import training as actions
from simpul.malaria.model.slide_refusals import AttendanceWrong
from simpul.malaria.model.slides import Attendance, Course
from simpul.malaria.pages import quality_words as words
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of
from simpul.malaria.pages.meja_mutu import code_and_version
from simpul.malaria.rules.quality_terms import terms

TRAINING = f"{PATH}/pelatihan"
CHECK = "/malaria/sertifikat"
_COLUMNS = ("number", "name", "kind", "training", "held_on", "issued_on", "valid_until", "synthetic")


def show(request: Request) -> Response:
    """Courses, and certificates that end soon."""
    return _show(request, None)


def _show(request: Request, refusal: Refusal | None) -> Response:
    today = desk_reading.today(request.platform.clock.now(), request.actor.region)
    soon = today + timedelta(days=terms()["training"]["soon"])
    held = actions.certificates(request.platform, request.actor)
    context = {
        **_common(request),
        "courses": actions.courses(request.platform, request.actor),
        "ending": [(one, course) for one, course in held if one.valid_until and one.valid_until <= soon],
        "count": sum(one.valid_until is not None and one.valid_until >= today for one, _ in held),
        "today": today,
        "form": request.form() if refusal else None,
        "terms": terms()["training"],
    }
    return answered(request, "malaria/meja_training.html", context, refusal)


def as_csv(request: Request) -> Response:
    """The certificates that hold, as CSV."""
    held = actions.certificates(request.platform, request.actor)
    rows = [
        (
            *(one.number, one.name, one.kind, course.title, course.held_on),
            *(one.issued_on or "", one.valid_until or "", course.synthetic),
        )
        for one, course in held
    ]
    return csv_of("sertifikat-malaria.csv", _COLUMNS, rows, marked=True)


def hold(request: Request) -> Response:
    """The new course's page."""
    form = request.form()
    new = actions.NewCourse(
        *(form.text("title"), form.text("kind"), form.text("held_on"), form.text("place")),
        *(form.text("trainer"), form.text("months")),
    )
    try:
        made = actions.hold(request.platform, request.actor, new)
    except Invalid as refusal:
        return _show(request, refusal)
    return redirect(request, f"{TRAINING}/{made}?selesai=hold")


def course(request: Request) -> Response:
    """One course and its people."""
    return _course(request, None)


def _course(request: Request, refusal: Refusal | None) -> Response:
    seen = actions.course(request.platform, request.actor, id_of(request.path_params["id"]))
    form = request.form() if refusal else None
    written = {name: form.text(name) if form else "" for name in ("step", "id", "result", "score", "reason")}
    context = {**_common(request), "seen": seen, "written": written}
    return answered(request, "malaria/meja_training_course.html", context, refusal)


def act(request: Request) -> Response:
    """The course's page after somebody was added, taken out again, graded, or a certificate withdrawn."""
    form, one = request.form(), id_of(request.path_params["id"])
    step, (person, known) = form.text("step"), code_and_version(form.text("id"))
    platform, actor = request.platform, request.actor
    try:
        if step == "attend":
            actions.attend(platform, actor, course=one, who=id_of(form.text("who")))
        elif step == "leave":
            actions.leave(platform, actor, id=id_of(person), version=known)
        elif step == "withdraw":
            actions.withdraw(platform, actor, id=id_of(person), reason=form.text("reason"), version=known)
        else:
            if not person:
                raise AttendanceWrong()
            step, given = "grade", actions.NewResult(form.text("result"), form.text("score"), known)
            actions.grade(platform, actor, id_of(person), given)
    except (Invalid, Conflict) as refusal:
        return _course(request, refusal)
    return redirect(request, f"{TRAINING}/{one}?selesai={step}")


def paper(request: Request) -> Response:
    """A certificate as PDF."""
    one, held = actions.certificate(request.platform, request.actor, id_of(request.path_params["id"]))
    made = typesetting.pdf("simpul.malaria", "certificate.typ", _paper(request, one, held))
    named = {"Content-Disposition": f'attachment; filename="sertifikat-{one.code}.pdf"'}
    return Response(made, media_type="application/pdf", headers=named)


def _paper(request: Request, one: Attendance, held: Course) -> dict[str, Any]:
    t, zone = request.t, desk_context(request)["zone"]

    def day(given: Any) -> str:
        return t.date(datetime(given.year, given.month, given.day, 12, tzinfo=ZONES[zone]), zone) if given else "–"

    base = request.platform.settings.public_url.rstrip("/")
    return {
        "lang": t.language,
        "agency": request.platform.settings.agency,
        "title": t.gettext("Certificate"),
        "number": t.gettext("No. {n}", n=one.number),
        "given": t.gettext("is given to"),
        "name": one.name,
        "for": t.gettext("who passed the training"),
        "course": held.title,
        "facts": [
            [t.gettext("Held on"), day(held.held_on)],
            [t.gettext("Place"), held.place],
            [t.gettext("Trainer"), held.trainer or "–"],
            [t.gettext("Holds until"), day(one.valid_until)],
        ],
        "check": t.gettext("To be checked at {address} with the code", address=f"{base}{CHECK}"),
        "code": one.code,
        "sign": t.gettext("Name, day, signature"),
        "withdrawn": t.gettext("Withdrawn") if one.withdrawn else "",
        "synthetic": t.gettext("Synthetic data: nobody was trained") if held.synthetic else "",
    }


def check(request: Request) -> Response:
    """What anybody may know of a certificate: whose, for what, until when, or that there is none."""
    code = request.query("kode")[:20]
    found = actions.checked(request.platform, code) if code else None
    today = desk_reading.today(request.platform.clock.now(), None)
    context = {"code": code, "found": found, "today": today, "kinds": words.KINDS, **_days(request)}
    return html(request, "malaria/certificate.html", context, 404 if code and found is None else 200)


def _days(request: Request) -> dict[str, Any]:
    zone = "WIT"
    return {"day_words": lambda day: request.t.date(datetime(day.year, day.month, day.day, 12, tzinfo=ZONES[zone]), zone)}


def _common(request: Request) -> dict[str, Any]:
    return {
        **desk_context(request),
        "kinds": words.KINDS,
        "attended": words.ATTENDED,
        "done": words.DONE.get(request.query("selesai"), ""),
        "check": CHECK,
    }


ROUTES = [
    route("GET", TRAINING, show),
    route("POST", TRAINING, hold),
    route("GET", f"{TRAINING}/ekspor.csv", as_csv),
    route("GET", f"{TRAINING}/sertifikat/{{id}}.pdf", paper),
    route("GET", f"{TRAINING}/{{id}}", course),
    route("POST", f"{TRAINING}/{{id}}", act),
    route("GET", CHECK, check),
]
