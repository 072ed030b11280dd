"""The officer's desk of shelters: count, open and close, add and change, take the last step back."""

from collections.abc import Sequence
from urllib.parse import urlencode

from simpul.disaster.actions import shelters
from simpul.disaster.model.shelter_refusals import (
    ShelterCapacityUnreadable,
    ShelterCountUnreadable,
    ShelterKindUnknown,
    ShelterPlaceUnreadable,
)
from simpul.disaster.model.shelters import (
    Facility,
    Shelter,
    ShelterChange,
    ShelterCount,
    ShelterDraft,
    ShelterKind,
    ShelterState,
)
from simpul.disaster.pages.area_words import agency_namer, region_name
from simpul.disaster.pages.shelter_plots import counts_rows
from simpul.disaster.pages.shelter_words import STEPS, ShelterLine, line_of, words
from simpul.disaster.pages.shelters import cells, number_of
from simpul.disaster.rules import shelters as rules
from simpul.disaster.rules.whole import whole_number
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from simpul.kernel.web import Form, Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import headers_of, status_of

PATH = "/bencana/meja/pengungsian"
_SHOWN = ("", "over", "full", "stale", "uncounted", "closed")
_PER_PAGE = 25
_WORST = {state: n for n, state in enumerate(("over", "full", "nearly", "unknown", "room", "closed"))}
_HEAD = (
    *("number", "name", "kind", "state", "capacity", "people", "free", "counted_at", "address", "contact"),
    *("facilities", "latitude", "longitude", "region", "source", "synthetic"),
)
_FIELDS = ("name", "kind", "place", "capacity", "address", "contact", "note")


def show(request: Request) -> Response:
    """The shelters of the agency's region, those over capacity first."""
    rules.permit_shelters(request.actor)
    q, shown = request.query("q")[:100], request.query("tampil")
    shown = shown if shown in _SHOWN else ""
    every = _own(request)
    now = request.platform.clock.now()
    found = [one for one in every if _fits(one, q, shown, stale=rules.is_stale(one, now))]
    found.sort(key=lambda one: (_WORST[one.state.value], -one.over, one.draft.name.casefold(), one.number))
    pages, page = max(1, -(-len(found) // _PER_PAGE)), _page_number(request)
    first = (min(page, pages) - 1) * _PER_PAGE
    context = {
        "q": q,
        "shown": shown,
        "lines": [line_of(request, one) for one in found[first : first + _PER_PAGE]],
        "total": len(found),
        "known": len(every),
        "counts": _counts(every, request),
        "page": min(page, pages),
        "pages": pages,
        "removed": request.query("selesai") == "undo-add",
        "counted": _counted(request, every),
        "minutes": int(rules.UNDONE_WITHIN.total_seconds() // 60),
        "region": region_name(request),
        "path": PATH,
        **words(request),
    }
    return html(request, "disaster/shelter_list.html", context)


def _counted(request: Request, every: Sequence[Shelter]) -> ShelterLine | None:
    """The shelter that was counted from this list a moment ago."""
    given = whole_number(request.query("terhitung"))
    found = next((one for one in every if one.number == given), None)
    return line_of(request, found) if found else None


def _own(request: Request) -> list[Shelter]:
    region = request.actor.region
    return shelters.everywhere(request.platform, (region,) if region else ())


def _page_number(request: Request) -> int:
    given = request.query("page")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 6 else 1


def _fits(one: Shelter, q: str, shown: str, *, stale: bool) -> bool:
    text = f"{one.draft.name} {one.draft.address} {one.draft.external}".casefold()
    if not all(word in text for word in q.casefold().split()):
        return False
    named = {
        "over": one.state is ShelterState.OVER,
        "full": one.state in (ShelterState.FULL, ShelterState.NEARLY, ShelterState.OVER),
        "stale": stale,
        "uncounted": one.state is ShelterState.UNKNOWN,
        "closed": not one.open,
    }
    return named[shown] if shown else True


def _counts(every: Sequence[Shelter], request: Request) -> dict[str, int]:
    now = request.platform.clock.now()
    return {
        "over": sum(one.state is ShelterState.OVER for one in every),
        "people": sum(one.people or 0 for one in every if one.open),
        "free": sum(one.free or 0 for one in every),
        "stale": sum(rules.is_stale(one, now) for one in every),
        "uncounted": sum(one.state is ShelterState.UNKNOWN for one in every),
    }


def as_csv(request: Request) -> Response:
    """The agency's shelters as CSV in UTF-8."""
    rules.permit_shelters(request.actor)
    return csv_of("pengungsian-meja.csv", _HEAD, [cells(one) for one in _own(request)], marked=True)


def one(request: Request) -> Response:
    """One shelter on the desk."""
    return _page(request, None)


def act(request: Request) -> Response:
    """The officer's step was taken, and the page says so with the way back; else it says why not."""
    form, number = request.form(), number_of(request)
    try:
        done = _step(request, number, form)
    except (Invalid, Conflict) as refusal:
        return _page(request, refusal)
    if done is None:
        return redirect(request, f"{PATH}?selesai=undo-add")
    if form.text("dari") == "daftar":
        kept = {
            "q": form.text("q")[:100],
            "tampil": form.text("tampil"),
            "page": form.text("page"),
            "terhitung": str(number),
        }
        return redirect(request, f"{PATH}?{urlencode({name: value for name, value in kept.items() if value})}")
    return redirect(request, f"{PATH}/{number}?selesai={form.text('do')}")


def _step(request: Request, number: int, form: Form) -> Shelter | None:
    platform, actor, seen = request.platform, request.actor, whole_number(form.text("version")) or 0
    match form.text("do"):
        case "count":
            return shelters.count(platform, actor, number, count=_count(request, form), seen=seen)
        case "open":
            return shelters.set_open(platform, actor, number, now_open=True, seen=seen)
        case "close":
            return shelters.set_open(platform, actor, number, now_open=False, seen=seen)
        case "edit":
            return shelters.edit(platform, actor, number, draft=draft_of(form), seen=seen)
        case "undo":
            return shelters.undo(platform, actor, number, seen=seen)
        case _:
            raise NotFound()


def _count(request: Request, form: Form) -> ShelterCount:
    """The people that were counted; ShelterCountUnreadable for what is no number. Groups may be left empty."""
    given = {name: form.text(name) for name in ("people", "children", "elderly", "disabled")}
    numbers = {name: whole_number(text) for name, text in given.items()}
    people = numbers.pop("people")
    if people is None or any(given[name] and number is None for name, number in numbers.items()):
        raise ShelterCountUnreadable()
    return ShelterCount(request.platform.clock.now(), people, **numbers)


def draft_of(form: Form) -> ShelterDraft:
    """The shelter that the form describes; refusals that name the field."""
    capacity, kind = whole_number(form.text("capacity")), form.text("kind")
    longitude, latitude = _place(form.text("place"))
    if kind not in {one.value for one in ShelterKind}:
        raise ShelterKindUnknown()
    if capacity is None:
        raise ShelterCapacityUnreadable()
    known = {one.value for one in Facility}
    return ShelterDraft(
        name=form.text("name"),
        kind=ShelterKind(kind),
        longitude=longitude,
        latitude=latitude,
        capacity=capacity,
        address=form.text("address"),
        contact=form.text("contact"),
        note=form.text("note"),
        facilities=tuple(Facility(one) for one in form.texts("facilities") if one in known),
    )


def _place(given: str) -> tuple[float, float]:
    """Longitude and latitude of "-6.1754, 106.8272"; ShelterPlaceUnreadable."""
    parts = given.replace(";", ",").split(",") if "," in given or ";" in given else given.split()
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        raise ShelterPlaceUnreadable() from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ShelterPlaceUnreadable()
    return longitude, latitude


def _page(request: Request, refusal: Refusal | None) -> Response:
    whole = shelters.get(request.platform, number_of(request))
    one = whole.shelter
    rules.permit_keep(request.actor, one.region)
    now, line, form = request.platform.clock.now(), line_of(request, whole.shelter), request.form()
    done = request.query("selesai")
    context = {
        "refusal": refusal,
        "line": line,
        "done": done if done in ("count", "open", "close", "edit", "undo", "add") else "",
        "undoable": rules.undoable(whole.steps, now) is not None,
        "minutes": int(rules.UNDONE_WITHIN.total_seconds() // 60),
        "form": {name: form.text(name) for name in _FIELDS} if refusal and form.text("do") == "edit" else form_of(one),
        "chosen": form.texts("facilities") if refusal and form.text("do") == "edit" else _chosen(one),
        "counted": {name: form.text(name) if refusal else "" for name in ("people", "children", "elderly", "disabled")},
        "plot_rows": counts_rows(request, one, whole.counts, line.zone),
        "last": whole.counts[-1] if whole.counts else None,
        "steps": [_told(request, each, line.zone) for each in reversed(whole.steps)],
        "editing": bool(refusal and form.text("do") == "edit") or request.query("ubah") == "1",
        "path": PATH,
        **words(request),
    }
    response = html(request, "disaster/shelter_desk.html", context, status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def form_of(one: Shelter) -> dict[str, str]:
    """The shelter as its form shows it."""
    draft = one.draft
    return {
        "name": draft.name,
        "kind": draft.kind.value,
        "place": f"{draft.latitude:g}, {draft.longitude:g}",
        "capacity": str(draft.capacity),
        "address": draft.address,
        "contact": draft.contact,
        "note": draft.note,
    }


def _chosen(one: Shelter) -> list[str]:
    return [facility.value for facility in one.draft.facilities]


def _told(request: Request, one: ShelterChange, zone: str) -> list[str]:
    """A step in words: when, what, by the officer's own self or by which agency; no names."""
    t = request.t
    who = t.gettext("you") if one.by == request.actor.id else agency_namer(request)(one.agency) or "–"
    return [t.datetime(one.at, zone), t.gettext(STEPS[one.step.value]), who]


def new(request: Request) -> Response:
    """The empty form."""
    rules.permit_shelters(request.actor)
    return _new(request, None)


def add(request: Request) -> Response:
    """The shelter is on the list; else the form with what is wrong."""
    rules.permit_shelters(request.actor)
    try:
        one = shelters.add(request.platform, request.actor, draft_of(request.form()))
    except (Invalid, NotAllowed) as refusal:
        return _new(request, refusal)
    return redirect(request, f"{PATH}/{one.number}?selesai=add")


def _new(request: Request, refusal: Refusal | None) -> Response:
    form = request.form()
    context = {
        "refusal": refusal,
        "form": {name: form.text(name) for name in _FIELDS},
        "chosen": form.texts("facilities"),
        "path": PATH,
        **words(request),
    }
    return html(request, "disaster/shelter_new.html", context, status_of(refusal) if refusal else 200)


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}/ekspor.csv", as_csv),
    route("GET", f"{PATH}/baru", new),
    route("POST", f"{PATH}/baru", add),
    route("GET", PATH + "/{number}", one),
    route("POST", PATH + "/{number}", act),
]
