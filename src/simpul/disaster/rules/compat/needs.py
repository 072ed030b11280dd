"""Needs as `/needs…` is asked and answers. What the original calls a giver is a gift here; who it is stands in no answer.

The original's bodies are documented nowhere: each field is taken by the names that its answers use, and by plain ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from simpul.disaster.model.needs import Gift, GiftState, Need, NeedSeen, NeedStatus
from simpul.disaster.rules import needs as rules
from simpul.disaster.rules.compat import asking, geo
from simpul.disaster.rules.compat.answers import Problem, refused
from simpul.disaster.rules.compat.instants import stored
from simpul.disaster.rules.compat.joi import Key, integer, most, number, positive
from simpul.disaster.rules.compat.places import REGION_OF, digits, provinces_of
from simpul.disaster.rules.need_items import BY_NUMBER, ITEMS
from simpul.kernel.i18n import Language

MONTH = 2_592_000
ROWS_MOST = 200
REQUESTED, GIVER_UPDATED = b'{"message":"Need requested"}', b'{"message":"Giver Details Updated"}'
_PERIOD = Key("timeperiod", number(integer, positive, most(MONTH)))
_ASKED = (asking.ADMIN, asking.GEOFORMAT, _PERIOD, asking.TRAINING)
STATUS: Mapping[NeedStatus, str] = {
    NeedStatus.ACTIVE: "ACTIVE",
    NeedStatus.EXPIRING: "IN EXPIRY",
    NeedStatus.EXPIRED: "EXPIRED",
    NeedStatus.SATISFIED: "SATISFIED",
    NeedStatus.WITHDRAWN: "EXPIRED",
    NeedStatus.HIDDEN: "EXPIRED",
}


@dataclass(frozen=True, slots=True)
class LayerOfNeeds:
    """What `GET /needs` is asked for; `period` in seconds, None for no bound."""

    geoformat: str
    provinces: tuple[str, ...] | None
    period: timedelta | None
    training: bool


@dataclass(frozen=True, slots=True)
class RowAsked:
    """A row of `create-need`: a thing of a need. Rows of one body with the same place and number are one need."""

    items: Mapping[str, int]
    point: tuple[float, float]
    phone: str
    address: str
    note: str
    language: Language
    training: bool


@dataclass(frozen=True, slots=True)
class GiverAsked:
    """A row of `update-giver`: things that somebody promises to a need, and when they come."""

    need: int
    items: Mapping[str, int]
    due_at: datetime
    phone: str


def layer_asked(query: bytes) -> LayerOfNeeds | Problem:
    """What the layer was asked for."""
    made = asking.read(query, *_ASKED)
    if isinstance(made, Problem):
        return made
    provinces = provinces_of(made["admin"]) if made.get("admin") else None
    period = timedelta(seconds=made["timeperiod"]) if made.get("timeperiod") else None
    return LayerOfNeeds(made["geoformat"], provinces, period, bool(made.get("training")))


def wrong(message: str) -> Problem:
    """A refusal in the interface's form."""
    return refused(400, error="Bad Request", message=message)


def rows(body: Any) -> list[Mapping[str, Any]] | Problem:
    """The rows of a body: a list, or one object alone."""
    found = body if isinstance(body, list) else [body]
    if not found or len(found) > ROWS_MOST or not all(isinstance(one, Mapping) for one in found):
        return wrong(f"the body must be a list of 1 to {ROWS_MOST} objects")
    return found


def read_needs(body: Any) -> list[RowAsked] | Problem:
    """The needs that `POST /needs/create-need` asks for: rows of one place and number together are one."""
    found = rows(body)
    if isinstance(found, Problem):
        return found
    together: dict[tuple[object, ...], RowAsked] = {}
    for n, row in enumerate(found):
        one = _need(row, n)
        if isinstance(one, Problem):
            return one
        key = (one.point, one.phone, one.address, one.training)
        before = together.get(key)
        together[key] = one if before is None else _joined(before, one)
    return list(together.values())


def _joined(one: RowAsked, other: RowAsked) -> RowAsked:
    items = {slug: one.items.get(slug, 0) + other.items.get(slug, 0) for slug in {**one.items, **other.items}}
    return RowAsked(items, one.point, one.phone, one.address, one.note or other.note, one.language, one.training)


def _need(row: Mapping[str, Any], n: int) -> RowAsked | Problem:
    items = _items(row, n)
    if isinstance(items, Problem):
        return items
    place = _first(row, "location", "geometry")
    place = place if isinstance(place, Mapping) else row
    longitude, latitude = _degrees(_first(place, "lng", "lon", "longitude")), _degrees(_first(place, "lat", "latitude"))
    if longitude is None or latitude is None:
        return wrong(f"row {n}: a location with lat and lng is needed")
    return RowAsked(
        items,
        (longitude, latitude),
        str(_first(row, "userId", "user_id", "phone", "phonenumber") or ""),
        str(_first(row, "address") or ""),
        str(_first(row, "description", "note") or ""),
        "en" if _first(row, "language", "lang") == "en" else "id",
        _first(row, "is_training", "training") in (True, "true"),
    )


def _items(row: Mapping[str, Any], n: int) -> dict[str, int] | Problem:
    listed = _first(row, "items_requested", "items_satisfied", "items")
    things = listed if isinstance(listed, list) else [row]
    found: dict[str, int] = {}
    for one in things:
        number_of = _whole(_first(one, "item-id", "item_id", "itemId")) if isinstance(one, Mapping) else None
        many = _whole(_first(one, "quantity", "quantity_requested", "quantity_satisfied")) if number_of else None
        item = BY_NUMBER.get(number_of or 0)
        if item is None or many is None or not 0 < many <= rules.QUANTITY_MOST:
            return wrong(f"row {n}: an item id from 1 to 31 with a quantity is needed")
        found[item.slug] = found.get(item.slug, 0) + many
    return {slug: found[slug] for slug in ITEMS if slug in found}


def read_givers(body: Any) -> list[GiverAsked] | Problem:
    """What `POST /needs/update-giver` promises: rows of one need, time and number together are one gift."""
    found = rows(body)
    if isinstance(found, Problem):
        return found
    together: dict[tuple[object, ...], GiverAsked] = {}
    for n, row in enumerate(found):
        one = _giver(row, n)
        if isinstance(one, Problem):
            return one
        key = (one.need, one.due_at, one.phone)
        before = together.get(key)
        items = {slug: (before.items.get(slug, 0) if before else 0) + count for slug, count in one.items.items()}
        rest = before.items if before else {}
        together[key] = GiverAsked(one.need, {**rest, **items}, one.due_at, one.phone)
    return list(together.values())


def _giver(row: Mapping[str, Any], n: int) -> GiverAsked | Problem:
    items, need = _items(row, n), _whole(_first(row, "need_request_id", "need_id", "needId", "requestId"))
    if isinstance(items, Problem):
        return items
    try:
        due = datetime.fromisoformat(str(_first(row, "date", "delivery_date", "promised_date")))
    except ValueError:
        return wrong(f"row {n}: a date with its zone is needed")
    if need is None or due.tzinfo is None:
        return wrong(f"row {n}: need_request_id and a date with its zone are needed")
    return GiverAsked(need, items, due, str(_first(row, "userId", "user_id", "phone", "giver_id") or ""))


def _first(row: Mapping[str, Any], *names: str) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _whole(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if not isinstance(value, bool) and text.isascii() and text.isdigit() and len(text) < 16 else None


def _degrees(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if abs(found) <= 180 else None


def document(found: Iterable[NeedSeen], geoformat: str) -> bytes:
    """The whole answer of a layer of needs."""
    shapes = [_shape(one) for one in found]
    return geo.geojson(map(geo.feature, shapes)) if geoformat == "geojson" else geo.topojson(shapes)


def _shape(seen: NeedSeen) -> geo.Shaped:
    point = {"type": "Point", "coordinates": [seen.need.longitude, seen.need.latitude]}
    return geo.shaped(point, orjson.dumps(told(seen)))


def told(seen: NeedSeen) -> dict[str, Any]:
    """A need's properties, by the names that the interface's readers know."""
    need, met = seen.need, rules.brought(seen.need, seen.gifts)
    code = digits(need.region[:5]) if len(need.region) >= 5 else None
    return {
        "need_request_id": str(need.number),
        "status": STATUS[need.status],
        "created_date": stored(need.created_at),
        "total_quantity_requested": str(sum(need.items.values())),
        "all_quantity_requested": list(need.items.values()),
        "all_item_ids": [ITEMS[slug].number for slug in need.items],
        "total_quantity_satisfied": str(sum(met.values())),
        "is_training": need.training,
        "tags": {"instance_region_code": REGION_OF.get(need.region[:2]), "region_code": code},
        "items_requested": [
            {"item-id": ITEMS[slug].number, "quantity": count, "description": ITEMS[slug].label["id"]}
            for slug, count in need.items.items()
        ],
    }


def gift_told(gift: Gift, need: Need) -> dict[str, Any]:
    """A gift's row: what comes when to which need; nothing about a person."""
    return {
        "giver_id": str(gift.number),
        "need_request_id": str(need.number),
        "delivery_date": stored(gift.due_at),
        "status": {GiftState.DELIVERED: "SATISFIED", GiftState.MISSED: "EXPIRED"}.get(gift.state, "ACTIVE"),
        "is_training": gift.training,
        "items": [{"item-id": ITEMS[slug].number, "quantity": count} for slug, count in gift.items.items()],
    }


def window(which: str, now: datetime) -> tuple[datetime, datetime]:
    """The times between which deliveries of `today`, `yesterday` or `expired` are due; days are those of Jakarta."""
    local = now.astimezone(rules.ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    spans: Mapping[str, tuple[datetime, datetime]] = {
        "today": (midnight, midnight + day),
        "yesterday": (midnight - day, midnight),
        "expired": (midnight - 30 * day, now),
    }
    return spans[which]


def of_rows(found: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows in the envelope."""
    return orjson.dumps({"statusCode": 200, "result": list(found)})
