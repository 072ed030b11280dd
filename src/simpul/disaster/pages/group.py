"""Reports that are alike: all of them, and one step for the whole of them or those that are chosen."""

from uuid import UUID

from simpul.disaster.actions import grouping, queueing
from simpul.disaster.model.desk import BatchKind
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.desk import PATH, region_name
from simpul.disaster.pages.desk import show as show_queue
from simpul.disaster.pages.desk_lines import line, member, read_seen
from simpul.disaster.pages.words import hazard_label
from simpul.disaster.rules import batches, desk
from simpul.disaster.rules.likeness import reach_of
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.i18n import N_
from simpul.kernel.web import Form, Request, Response, redirect, route

GROUP, STEP = f"{PATH}/kelompok", f"{PATH}/langkah"
LISTED = 60
"""Members with a box of their own; the older ones of a larger group are chosen or left out together."""
_KINDS = {"verify": BatchKind.VERIFY, "keep": BatchKind.KEEP_ONE, "hide": BatchKind.HIDE}
DUPLICATE = N_("Duplicate of report {number}")


def show(request: Request) -> Response:
    """The group of the report in the address."""
    number = _number(request.path_params["number"])
    if not number:
        raise NotFound()
    return _page(request, number, None)


def act(request: Request) -> Response:
    """The queue, with what was done and the way back; else the group again as it stands now, and nothing was done."""
    form = request.form()
    number = _number(form.text("group"))
    try:
        batch = grouping.decide_group(request.platform, request.actor, _seen(form), _step(request, form))
    except (Invalid, Conflict, Unavailable) as refusal:
        return _page(request, number, refusal)
    return redirect(request, _back(form, f"langkah={batch.id}"))


def undo(request: Request) -> Response:
    """The queue, with everything as it was before the step; else the queue with the reason why not."""
    try:
        grouping.undo_batch(request.platform, request.actor, UUID(request.path_params["id"]))
    except ValueError:
        raise NotFound() from None
    except (Conflict, Unavailable) as refusal:
        return show_queue(request, refusal)
    return redirect(request, _back(request.form(), "batal=ya"))


def _seen(form: Form) -> dict[int, int]:
    return read_seen(form.texts("reports"), batches.MOST)


def _step(request: Request, form: Form) -> batches.GroupStep:
    if form.text("do") not in _KINDS:
        raise NotFound()
    kind, keep = _KINDS[form.text("do")], _number(form.text("keep"))
    reason = form.text("reason")
    if kind is BatchKind.KEEP_ONE and not reason:
        reason = request.t.gettext(DUPLICATE, number=keep)
    return batches.GroupStep(kind, keep or None, form.text("verify_kept") == "ya", reason)


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _back(form: Form, done: str) -> str:
    """The address of the queue as the officer left it, with what was done."""
    query = form.text("back")[:1_000]
    plain = query.isascii() and query.isprintable() and "#" not in query
    return f"{PATH}?{query}&{done}" if query and plain else f"{PATH}?{done}"


def _page(request: Request, number: int, refusal: Refusal | None) -> Response:
    group, reports = queueing.group_of(request.platform, request.actor, number)
    judged = {one.brief.number: one.suspicion for one in group.members}
    whole = line(request, group, reports, len(group.members))
    if whole is None:
        raise NotFound()
    members = [member(request, report, judged[n]) for n, report in sorted(reports.items(), reverse=True)]
    form, reach = request.form(), reach_of(group.first.hazard)
    chosen = set(_seen(form)) if refusal else {one.report.number for one in members}
    waiting = [one for one in members if one.report.status == "unverified"]
    context = {
        "line": whole,
        "members": members[:LISTED],
        "rest": members[LISTED : batches.MOST],
        "chosen": chosen,
        "verify_kept": not refusal or form.text("do") != "keep" or form.text("verify_kept") == "ya",
        "waiting": waiting,
        "keep": _number(form.text("keep")) or whole.worst.report.number,
        "reason": form.text("reason"),
        "back": form.text("back") or request.query("kembali"),
        "hazard": hazard_label(group.first.hazard, request.lang),
        "reach": (int(reach.metres), int(reach.within.total_seconds() // 60)),
        "region": region_name(request),
        "path": PATH,
        "minutes": int(desk.UNDONE_WITHIN.total_seconds() // 60),
    }
    return answered(request, "disaster/desk_group.html", context, refusal)


ROUTES = [
    route("GET", f"{GROUP}/{{number}}", show),
    route("POST", GROUP, act),
    route("POST", f"{STEP}/{{id}}", undo),
]
