"""Report cards: what `/cards` takes (`read_*`: a value, or a Problem), and the bodies it answers with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from simpul.disaster.rules.compat.answers import NOT_FOUND, Problem, checked, enveloped, refused
from simpul.disaster.rules.compat.instants import iso, stored
from simpul.disaster.rules.compat.joi import (
    Check,
    Key,
    Siblings,
    anything,
    array,
    boolean,
    fault,
    integer,
    keys,
    least,
    most,
    number,
    string,
)

DISASTER_TYPES = ("flood", "earthquake", "prep", "assessment", "fire", "haze", "volcano", "wind")
PREPARED = ("drain", "damage", "power", "treeclearing")
REPORT_TYPES = (
    *PREPARED,
    *("flood", "assessment", "earthquake", "road", "structure", "fire", "wind", "volcano", "haze"),
)
IMAGE_TYPES = ("image/png", "image/jpeg", "image/gif")
TEXT_MOST = 2_000
"""Characters of a report's text; the original has no bound but the body's."""


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that a channel or a program asks for."""

    username: str
    network: str
    language: str
    tweet: str | None = None
    chat: str | None = None


@dataclass(frozen=True, slots=True)
class CardReport:
    """A report that was put on a card: `card` is what our own rules read, `point` is longitude and latitude.

    A forest fire lies where the fire is, not where its reporter stands.
    """

    hazard: str
    card: Mapping[str, Any]
    text: str
    created_at: datetime | None
    point: tuple[float, float]
    partner_code: str | None = None
    training: bool = False
    sub: bool = False
    image_url: str | None = None


_NEW = keys(
    Key("username", string(), required=True),
    Key("network", string(), required=True),
    Key("language", string(), required=True),
    Key("network_data", keys(Key("tweetID", string()), Key("chatID", string()))),
)
_ID = keys(Key("cardId", string(length=36), required=True))
_IMAGE = keys(Key("image_url", string(), required=True))
_IMAGES = keys(Key("content-type", string(*IMAGE_TYPES), required=True), unknown=True)
POINT = keys(
    Key("lat", number(least(-90), most(90)), required=True),
    Key("lng", number(least(-180), most(180)), required=True),
)


def _whole(top: int) -> Check:
    return number(integer, least(0), most(top))


_SIGNS = array(_whole(7), fewest=1)


def _signs(value: Any, key: str, siblings: Siblings) -> list[int]:
    """Each sign once, in the order in which it was named first."""
    return list(dict.fromkeys(_SIGNS(value, key, siblings)))


_DAMAGE = keys(
    Key("component", string("roof", "walls", "plinth", "nonstructural"), required=True),
    Key("severity", number(integer, least(1), most(5)), required=True),
)
_FIELDS: Mapping[str, tuple[Key, ...]] = {
    "flood": (Key("flood_depth", _whole(200), required=True),),
    "structure": (Key("structureFailure", _whole(7), required=True),),
    "road": (
        Key("accessabilityFailure", _whole(7), required=True),
        Key("condition", _whole(7), required=True),
    ),
    "wind": (Key("impact", _whole(5), required=True),),
    "haze": (Key("visibility", _whole(7), required=True), Key("airQuality", _whole(7), required=True)),
    "fire": (
        Key("fireDistance", number(least(0), most(1000)), required=True),
        Key("fireRadius", POINT, required=True),
        Key("fireLocation", POINT, required=True),
        Key("personLocation", POINT, required=True),
    ),
    "volcano": (
        Key("volcanicSigns", _signs, required=True),
        Key("evacuationNumber", _whole(7), required=True),
        Key("evacuationArea", boolean, required=True),
    ),
    "assessment": (Key("damages", array(_DAMAGE, fewest=1), required=True),),
}
TYPES_OF: Mapping[str, tuple[str, ...]] = {
    "flood": ("flood",),
    "earthquake": ("road", "structure"),
    "prep": PREPARED,
    "assessment": ("assessment",),
    "fire": ("fire",),
    "haze": ("haze",),
    "volcano": ("volcano",),
    "wind": ("wind",),
}
"""The report types that each disaster type may have; the original lets any pair through and stores what no map can show."""
FIELD_ORDER = ("report_type", *(one.name for fields in _FIELDS.values() for one in fields))
"""The order in which a report's answers stand wherever they are published."""
_CARDS: Mapping[tuple[str, str], Check] = {
    (hazard, kind): keys(Key("report_type", string(*kinds), required=True), *_FIELDS.get(kind, ()))
    for hazard, kinds in TYPES_OF.items()
    for kind in kinds
}
_TYPED = keys(Key("report_type", string(*REPORT_TYPES), required=True), unknown=True)


def _card_data(value: Any, key: str, siblings: Siblings) -> dict[str, Any]:
    """The answers of a card, for the disaster type beside it."""
    typed = _TYPED(value, key, {})
    kinds = TYPES_OF[siblings["disaster_type"]]
    if typed["report_type"] not in kinds:
        raise fault("report_type", f"must be one of [{', '.join(kinds)}]").below("report_type")
    made: dict[str, Any] = _CARDS[siblings["disaster_type"], typed["report_type"]](value, key, {})
    return made


_REPORT = keys(
    Key("disaster_type", string(*DISASTER_TYPES), required=True),
    Key("sub_submission", boolean, required=True),
    Key("card_data", _card_data, required=True),
    Key("text", string(blank=True, most=TEXT_MOST)),
    Key("created_at", iso, required=True),
    Key("location", POINT, required=True),
    Key("partnerCode", string(blank=True)),
    Key("tweetID", string(blank=True)),
    Key("image_url", string(blank=True)),
    Key("is_training", boolean),
)


def check_id(card_id: str) -> Problem | None:
    """The refusal of a card's id that has not 36 characters; None for one that may exist."""
    made = checked(_ID, {"cardId": card_id}, "params")
    return made if isinstance(made, Problem) else None


def read_new(body: Any) -> NewCard | Problem:
    """The card that `POST /cards` asks for."""
    made = checked(_NEW, body, "body")
    if isinstance(made, Problem):
        return made
    more = made.get("network_data", {})
    return NewCard(made["username"], made["network"], made["language"], more.get("tweetID"), more.get("chatID"))


def read_report(card_id: str, body: Any) -> CardReport | Problem:
    """The report that `PUT /cards/:id` brings."""
    wrong = check_id(card_id)
    if wrong:
        return wrong
    made = checked(_REPORT, body, "body")
    return made if isinstance(made, Problem) else _report(made)


def _report(made: Mapping[str, Any]) -> CardReport:
    place = made["card_data"].get("fireLocation") or made["location"]
    return CardReport(
        hazard=made["disaster_type"],
        card=made["card_data"],
        text=made.get("text", ""),
        created_at=made["created_at"],
        point=(float(place["lng"]), float(place["lat"])),
        partner_code=made.get("partnerCode") or None,
        training=made.get("is_training", False),
        sub=made["sub_submission"],
        image_url=made.get("image_url") or None,
    )


def read_image(card_id: str, body: Any) -> str | Problem:
    """The name of the image that `PATCH /cards/:id` says was uploaded."""
    made = check_id(card_id) or checked(_IMAGE, body, "body")
    return made if isinstance(made, Problem) else str(made["image_url"])


def read_image_type(card_id: str, content_type: str | None) -> str | Problem:
    """The content type of the image that `GET /cards/:id/images` asks a place for: the headers are judged before the id."""
    given = {} if content_type is None else {"content-type": content_type}
    made = checked(_IMAGES, given, "headers")
    if isinstance(made, Problem):
        return made
    return check_id(card_id) or str(made["content-type"])


def only_known(query: Mapping[str, Any], *known: str) -> Problem | None:
    """The refusal of a query with a key beyond `known`; None for one without."""
    made = checked(keys(*(Key(name, anything) for name in known)), dict(query), "query")
    return made if isinstance(made, Problem) else None


def created(card_id: str) -> bytes:
    """200 to `POST /cards`."""
    return orjson.dumps({"cardId": card_id, "created": True})


def found(card_id: str, *, username: str, network: str, language: str, report: Mapping[str, Any] | None) -> bytes:
    """200 to `GET /cards/:id`; `report` as `report_of` makes it, None while the card is open."""
    card = {"card_id": card_id, "username": username, "network": network, "language": language}
    return enveloped({**card, "received": report is not None, "report": report})


def report_of(row: Mapping[str, Any], image_url: str | None = None) -> dict[str, Any]:
    """A card's report as the card shows it, of a row of `disaster_report` (hazard, card, text, reported_at).

    `Confirmed` is the interface's word for received; whether an officer verified it, the map shows.
    """
    return {
        "created_at": stored(row["reported_at"]),
        "disaster_type": row["hazard"],
        "text": row["text"] or "",
        "card_data": answers(row["card"]),
        "image_url": image_url,
        "status": "Confirmed",
    }


def answers(card: Mapping[str, Any]) -> dict[str, Any]:
    """The published answers of a card in their order; where its reporter stood is not among them."""
    return {name: card[name] for name in FIELD_ORDER if name in card and name != "personLocation"}


def taken(card_id: str) -> bytes:
    """200 to `PUT /cards/:id`."""
    return orjson.dumps({"statusCode": 200, "cardId": card_id, "created": True})


def updated(card_id: str) -> bytes:
    """200 to `PATCH /cards/:id`."""
    return orjson.dumps({"statusCode": 200, "cardId": card_id, "updated": True})


def images(signed: str, url: str) -> bytes:
    """200 to `GET /cards/:id/images`: where the bytes are put, and the address they get."""
    return orjson.dumps({"signedRequest": signed, "url": url})


def expiring(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """200 to `GET /cards/expiredcards` and `/cards/stalecards`."""
    return enveloped([dict(row) for row in rows])


MISSING = NOT_FOUND
"""`GET /cards/:id` of an unknown card; `HEAD` sends the status alone."""


def no_card(card_id: str) -> Problem:
    """404 to `PUT` and `PATCH /cards/:id`."""
    return refused(404, cardId=card_id, message=f"No card exists with id '{card_id}'")


def received_already(card_id: str) -> Problem:
    """409 to a second `PUT /cards/:id`; the line break and the quotes within are the original's own."""
    message = f"Report already received for '+\n              ' card '{card_id}'"
    return refused(409, cardId=card_id, message=message)


def no_image() -> Problem:
    """403 to `PATCH /cards/:id` before the report came, or after an image did."""
    return refused(403, error="Card report not received or image exists already")


def not_taken(card_id: str, message: str) -> Problem:
    """400 to `PUT /cards/:id` whose report our own rules refuse: a place abroad, a text that is too long."""
    return refused(400, cardId=card_id, message=message)
