"""Needs, public: what is missing where, as a list, a map's layer and a file; one need, and a promise to it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson

from simpul.disaster.actions.needs import asking, giving
from simpul.disaster.actions.needs.giving import Promise
from simpul.disaster.model.needs import NeedMissing, NeedSeen, NeedStatus, TimeUnfit
from simpul.disaster.pages import need_words as words
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.asking import likely
from simpul.disaster.pages.light import light
from simpul.disaster.pages.need_words import PATH, line_of
from simpul.disaster.rules import needs as rules
from simpul.disaster.rules.need_items import GROUPS, ITEMS
from simpul.disaster.store.needs import NeedsWanted
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany, Unavailable
from simpul.kernel.i18n import ZONES, translator
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of

PAGE, MOST = 20, 2_000
GIFT = "/bencana/bantuan/{secret}"
_WRONG = (Invalid, Conflict, NotAllowed, TooMany, Unavailable)


def show(request: Request) -> Response:
    """What is missing: by place and kind of thing, the newest first; twenty on a page."""
    wanted, places = _wanted(request)
    page = _page(request)
    nowhere = bool(request.query("q")) and not places
    found, total = ([], 0) if nowhere else asking.listed(request.platform, wanted, most=PAGE, offset=(page - 1) * PAGE)
    context = {
        "lines": [line_of(request, one) for one in found],
        "total": total,
        "q": request.query("q")[:100],
        "kind": request.query("jenis"),
        "kinds": [(group.slug, group.label[request.lang]) for group in GROUPS],
        "places": places,
        "nowhere": nowhere,
        "page": page,
        "pages": -(-total // PAGE),
        "query": _query(request),
        "statuses": words.STATUSES,
        "path": PATH,
    }
    return light(request, html(request, "disaster/needs.html", context))


def _wanted(request: Request) -> tuple[NeedsWanted, Sequence[Any]]:
    asked = request.query("q")[:100]
    places = [one.region for one in likely(request.platform, asked)[:4]] if asked else []
    kind = request.query("jenis")
    items = [item.slug for group in GROUPS if group.slug == kind for item in group.items]
    return NeedsWanted(regions=[one.code for one in places], items=items), places


def _page(request: Request) -> int:
    given = request.query("halaman")
    return min(int(given), 1_000) if given.isascii() and given.isdigit() and len(given) < 6 and int(given) else 1


def _query(request: Request) -> str:
    kept = {name: request.query(name)[:100] for name in ("q", "jenis") if request.query(name)}
    return f"?{urlencode({**kept, 'halaman': ''})}{{page}}" if kept else "?halaman={page}"


def one(request: Request) -> Response:
    """One need, and the form by which somebody promises to bring something."""
    return _one(request, asking.public(request.platform, number_of(request)), None)


def promise(request: Request) -> Response:
    """The giver's own page, after the promise was kept; else the form again with what was written."""
    seen = asking.public(request.platform, number_of(request))
    line = line_of(request, seen)
    if request.form().text("website"):
        return redirect(request, f"{PATH}/{seen.need.number}")
    try:
        given = _promise(request, line.zone)
        _, secret = giving.promise(request.platform, request.actor, seen.need.number, given)
    except _WRONG as refusal:
        fresh = asking.public(request.platform, seen.need.number)
        return _one(request, fresh, refusal)
    return redirect(request, f"{GIFT.format(secret=secret)}?baru=ya")


def _promise(request: Request, zone: str) -> Promise:
    form = request.form()
    contact = rules.contact(form.text("name"), form.text("phone"), "", at=None, brings=True)
    due = words.due_of(form.text("day"), form.text("hour"), zone)
    if due is None:
        raise TimeUnfit(days=rules.AHEAD_DAYS)
    return Promise(rules.quantities(words.written(request)), due, contact, request.device, request.address_hash)


def _one(request: Request, seen: NeedSeen, refusal: Refusal | None) -> Response:
    line, form = line_of(request, seen), request.form()
    soon = request.platform.clock.now().astimezone(ZONES[line.zone]) + timedelta(hours=2)
    today = soon.date()
    context = {
        "line": line,
        "need": seen.need,
        "gifts": [words.gift_row(request, one, line.zone) for one in seen.gifts if rules.sees_giver(one)],
        "open": rules.is_open(seen.need),
        "groups": words.groups(request, seen.left),
        "written": words.written(request),
        "name": form.text("name"),
        "phone": form.text("phone"),
        "day": form.text("day") or today.isoformat(),
        "hour": form.text("hour") or f"{soon:%H}:00",
        "last_day": (today + timedelta(days=rules.AHEAD_DAYS)).isoformat(),
        "today": today.isoformat(),
        "statuses": words.STATUSES,
        "path": PATH,
    }
    return light(request, answered(request, "disaster/need.html", context, refusal))


def number_of(request: Request) -> int:
    """The number in the path; NeedMissing for anything else."""
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise NeedMissing(number=0)
    return int(given)


def layer(request: Request) -> Response:
    """The open needs as GeoJSON: coarse points, what is missing, and nothing about a person."""
    within = request.query("dalam")
    wanted = NeedsWanted(regions=[within] if within else [])
    found, _ = asking.listed(request.platform, wanted, most=MOST)
    now = request.platform.clock.now().isoformat()
    document = {
        "type": "FeatureCollection",
        "generated_at": now,
        "attribution": request.platform.settings.agency,
        "feed": {"state": "fresh", "last_at": now},
        "features": [_feature(one) for one in found if any(one.left.values())],
    }
    return Response(orjson.dumps(document), 200, _OPEN, "application/geo+json")


_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=15"}


def _feature(seen: NeedSeen) -> dict[str, Any]:
    need = seen.need
    left = {slug: count for slug, count in seen.left.items() if count}
    labels = {lang: ", ".join(ITEMS[slug].label[lang] for slug in list(left)[:4]) for lang in ("id", "en", "jv")}
    properties = {
        "number": need.number,
        "href": f"{PATH}/{need.number}",
        "kind": "need",
        **{f"{what}_{lang}": label for what in ("label", "title") for lang, label in labels.items()},
        "missing": left,
        "region": need.region,
        "checked": need.checked,
        "created_at": need.created_at.isoformat(),
        "updated_at": need.changed_at.isoformat(),
        "until": (need.quiet_since + rules.QUIET_FOR + rules.EXPIRES_AFTER).isoformat(),
        "state": "fresh" if need.status is NeedStatus.ACTIVE else "expiring",
        "synthetic": False,
        "source": "residents",
        "approximate": True,
    }
    point = {"type": "Point", "coordinates": [need.longitude, need.latitude]}
    return {"type": "Feature", "id": need.number, "geometry": point, "properties": properties}


def export(request: Request) -> Response:
    """The list as CSV: a thing of a need in each line."""
    wanted, _ = _wanted(request)
    found, _ = asking.listed(request.platform, wanted, most=MOST)
    names = translator("id")
    head = ("need", "created_at", "region", "longitude", "latitude", "item", "name", "unit", "asked", "missing", "read")
    rows = [
        (
            seen.need.number,
            seen.need.created_at.isoformat(),
            seen.need.region,
            seen.need.longitude,
            seen.need.latitude,
            slug,
            ITEMS[slug].label["id"],
            words.unit(ITEMS[slug].unit, names),
            count,
            seen.left.get(slug, 0),
            "yes" if seen.need.checked else "no",
        )
        for seen in found
        for slug, count in seen.need.items.items()
        if slug in ITEMS
    ]
    return csv_of("kebutuhan.csv", head, rows)


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}.geojson", layer),
    route("GET", f"{PATH}/ekspor.csv", export),
    route("GET", PATH + "/{number}", one),
    route("POST", PATH + "/{number}", promise),
]
