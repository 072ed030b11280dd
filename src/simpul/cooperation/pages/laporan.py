"""Reports of a programme: choosing one, reading it as a page, taking it as PDF or DOCX, checking a paper."""

from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

from simpul.cooperation.actions import reporting
from simpul.cooperation.model.programmes import ProgrammeUnknown
from simpul.cooperation.model.reports import MadeReport, ReportAsked, ReportPeriod
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import LANGUAGE_NAMES, N_, PARTNERS_LANGUAGES
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.routing import RouteSpec

REPORTS = f"{PATH}/laporan"
CHECK = f"{REPORTS}/periksa"
FORMS = {"pdf": "PDF", "docx": N_("Document to edit (DOCX)")}
_HALVES = {"1": N_("First half of {year}"), "2": N_("Second half of {year}")}


def show(request: Request) -> Response:
    """The programmes of which this reader gets reports; one that the address names is chosen already."""
    found = reporting.choices(request.platform, request.actor)
    chosen = next((one.code for one, _periods in found if one.code == request.query("program")), "")
    if chosen:
        return redirect(request, f"{REPORTS}/{chosen}")
    return answered(request, "cooperation/laporan.html", {"found": found, "reports_path": REPORTS, "check_path": CHECK})


def choose(request: Request) -> Response:
    """Period, language, and whether what is made up is in it."""
    return _chooser(request, None)


def _chooser(request: Request, refusal: Refusal | None) -> Response:
    code = request.path_params["kode"]
    found = {one.code: (one, periods) for one, periods in reporting.choices(request.platform, request.actor)}
    if code not in found:
        raise ProgrammeUnknown()
    one, periods = found[code]
    context = {
        "one": one,
        "periods": [(each.code, period_words(request, each)) for each in periods],
        "period_of": lambda each: period_words(request, ReportPeriod(each)),
        "tongues": [{"value": tongue, "text": LANGUAGE_NAMES[tongue]} for tongue in PARTNERS_LANGUAGES],
        "tongue_names": LANGUAGE_NAMES,
        "forms": FORMS,
        "given": {name: request.query(name) for name in ("masa", "bahasa", "rekaan")},
        "made": reporting.made_before(request.platform, request.actor, code),
        "reports_path": REPORTS,
        "check_path": CHECK,
    }
    return answered(request, "cooperation/laporan_program.html", context, refusal)


def period_words(request: Request, period: ReportPeriod) -> str:
    """A period as people call it."""
    year, _, half = period.code.partition("-")
    if not year:
        return request.t.gettext("The whole programme (final report)")
    return request.t.gettext(_HALVES[half], year=year) if half else request.t.gettext("The year {year}", year=year)


def _asked(request: Request) -> ReportAsked:
    return reporting.asked(
        request.path_params["kode"],
        period=request.query("masa"),
        lang=request.query("bahasa") or request.lang,
        synthetic=request.query("rekaan") == "ya",
    )


def preview(request: Request) -> Response:
    """The report as a page, in its own language."""
    try:
        what = _asked(request)
    except Refusal as refusal:
        return _chooser(request, refusal)
    told = reporting.document(request.platform, request.actor, what)
    query = urlencode({"masa": what.period.code, "bahasa": what.lang, **({"rekaan": "ya"} if what.synthetic else {})})
    context: dict[str, Any] = {
        "said": told,
        "query": query,
        "picture": lambda svg: f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}",
        "reports_path": REPORTS,
    }
    return answered(request, "cooperation/laporan_lihat.html", context)


def pdf(request: Request) -> Response:
    """The report as PDF."""
    return _file(request, reporting.pdf)


def docx(request: Request) -> Response:
    """The report as DOCX."""
    return _file(request, reporting.docx)


def _file(request: Request, make: Any) -> Response:
    try:
        made: MadeReport = make(request.platform, request.actor, _asked(request))
    except ProgrammeUnknown:
        raise
    except Refusal as refusal:
        return _chooser(request, refusal)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.content, 200, headers, made.media)


def check(request: Request) -> Response:
    """Whether this node made the report that bears a digest, for everybody who holds the paper."""
    given = request.query("sidik").strip()
    found = reporting.checked(request.platform, given) if given else None
    context = {
        "given": given[:200],
        "found": found,
        "period": period_words(request, ReportPeriod(found.period)) if found else "",
        "tongue_names": LANGUAGE_NAMES,
        "forms": FORMS,
        "check_path": CHECK,
    }
    return answered(request, "cooperation/laporan_periksa.html", context)


ROUTES: list[RouteSpec] = [
    route("GET", REPORTS, show),
    route("GET", CHECK, check),
    route("GET", f"{REPORTS}/{{kode}}", choose),
    route("GET", f"{REPORTS}/{{kode}}/lihat", preview),
    route("GET", f"{REPORTS}/{{kode}}/laporan.pdf", pdf),
    route("GET", f"{REPORTS}/{{kode}}/laporan.docx", docx),
]
