"""Gauges at the desk: which speak, what was refused and why, registering one, its thresholds, and a message to try."""

from collections.abc import Mapping

from simpul.disaster.actions import gauge_desk, gauge_intake
from simpul.disaster.model.gauge_intake import Refused
from simpul.disaster.model.gauges import Freshness, Gauge, GaugeState
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.area_words import region_name
from simpul.disaster.pages.gauge_asking import PER_PAGE, asked, those
from simpul.disaster.pages.gauge_layer import PATH as OPEN_PATH
from simpul.disaster.pages.gauges import line_of, number_of
from simpul.disaster.rules.gauge_desk import permit_gauge, permit_gauges
from simpul.disaster.rules.gauge_words import LEVELS, REASONS
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Unavailable
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, redirect, route

PATH = "/bencana/meja/pos-air"
FIELDS = (
    *("id", "name", "longitude", "latitude", "source", "downstream"),
    *("siaga1", "siaga2", "siaga3", "least", "most", "rise"),
)
_USUAL = Gauge("", "", 0, 0)
_TRIED = 4_096


def show(request: Request) -> Response:
    """The gauges of the agency's region: those with refused messages first, then as everybody sees them."""
    seen = gauge_desk.desk(request.platform, request.actor)
    question = asked(request)
    found = sorted(those(seen.states, question), key=lambda one: not seen.refused[one.gauge.id])
    start = (question.page - 1) * PER_PAGE
    context = {
        "asked": question,
        "lines": [line_of(request.platform, one) for one in found[start : start + PER_PAGE]],
        "total": len(found),
        "pages": max(1, -(-len(found) // PER_PAGE)),
        "known": len(seen.states),
        "silent": sum(1 for one in seen.states if one.gauge.active and one.freshness is not Freshness.FRESH),
        "high": sum(1 for one in seen.states if one.gauge.active and (one.warning or 4) < 4),
        "refused": seen.refused,
        "doubtful": sum(1 for rows in seen.refused.values() if rows),
        "strangers": seen.strangers,
        "feed": seen.feed,
        "broker": request.platform.settings.disaster_mqtt_url,
        "topic": request.platform.settings.disaster_mqtt_topic,
        "reasons": REASONS,
        "levels": LEVELS,
        "region": region_name(request),
        "path": PATH,
        "open_path": OPEN_PATH,
    }
    return answered(request, "disaster/gauge_desk.html", context, None)


def new(request: Request) -> Response:
    """The form for a gauge; `id`: as a message without a gauge named it."""
    permit_gauges(request.actor)
    return _new(request, {**written_of(_USUAL), "id": request.query("id")[:64]}, None)


def register(request: Request) -> Response:
    """The new gauge's page; else the form with what was written."""
    form = _posted(request)
    try:
        number = gauge_desk.register(request.platform, request.actor, form)
    except (Invalid, Conflict, NotAllowed, Unavailable) as refusal:
        return _new(request, form, refusal)
    return redirect(request, f"{PATH}/{number}?selesai=register")


def _new(request: Request, written: Mapping[str, str], refusal: Refusal | None) -> Response:
    context = {"written": written, "region": region_name(request), "path": PATH, "open_path": OPEN_PATH}
    return answered(request, "disaster/gauge_new.html", context, refusal)


def one(request: Request) -> Response:
    """One gauge as the desk sees it."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The gauge's page after a step; what would become of a message is shown at once. Else what is wrong."""
    form, number = request.form(), number_of(request)
    do, version = form.text("do"), form.text("version")
    step = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    platform, actor = request.platform, request.actor
    try:
        match do:
            case "try":
                return _one(request, None)
            case "change":
                gauge_desk.change(platform, actor, number, form=_posted(request), version=step)
            case "stop" | "resume":
                gauge_desk.set_active(platform, actor, number, active=do == "resume", version=step)
            case _:
                raise NotFound()
    except (Invalid, Conflict, Unavailable) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{PATH}/{number}?selesai={do}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    state, refused = gauge_desk.seen(request.platform, request.actor, number_of(request))
    done, form = request.query("selesai"), request.form()
    trying = form.text("do") == "try"
    context = {
        "line": line_of(request.platform, state),
        "refused": refused,
        "reasons": REASONS,
        "levels": LEVELS,
        "written": _posted(request) if refusal else written_of(state.gauge),
        "message": form.text("message")[:_TRIED] if trying else "",
        "tried": _tried(request, state) if trying else None,
        "topic": request.platform.settings.disaster_mqtt_topic.replace("+", state.gauge.id),
        "done": done if done in ("register", "change", "stop", "resume") else "",
        "permit": permit_gauge,
        "path": PATH,
        "open_path": OPEN_PATH,
    }
    return answered(request, "disaster/gauge_desk_one.html", context, refusal)


def _tried(request: Request, state: GaugeState) -> dict[str, object]:
    """What would become of the message that was written: when and what it says, and why it would be refused."""
    message = request.form().text("message")[:_TRIED].encode()
    read, verdict = gauge_intake.tried(request.platform, state.gauge.id, message)
    said = None if isinstance(read, Refused) else read
    return {
        "said": said,
        "zone": zone_of(state.gauge.region),
        "taken": verdict.taken.value,
        "reason": REASONS[verdict.reason] if verdict.reason else "",
        "level": LEVELS[verdict.warning] if verdict.warning else "",
    }


def _posted(request: Request) -> dict[str, str]:
    form = request.form()
    return {name: form.text(name)[:2_000] for name in FIELDS}


def written_of(gauge: Gauge) -> dict[str, str]:
    """The gauge as its form shows it."""
    expected = gauge.expected
    siaga = expected.siaga or ("", "", "")
    there = bool(gauge.id)
    return {
        "id": gauge.id,
        "name": gauge.name,
        "longitude": f"{gauge.longitude:.10g}" if there else "",
        "latitude": f"{gauge.latitude:.10g}" if there else "",
        "source": gauge.source,
        "downstream": ", ".join(gauge.downstream),
        **{f"siaga{n}": str(bound) for n, bound in enumerate(siaga, 1)},
        "least": str(expected.least_cm),
        "most": str(expected.most_cm),
        "rise": str(expected.rise_cm),
    }


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}/baru", new),
    route("POST", f"{PATH}/baru", register),
    route("GET", f"{PATH}/{{number}}", one),
    route("POST", f"{PATH}/{{number}}", act),
]
