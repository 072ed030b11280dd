"""Reports of other programs: what `/feeds/qlue` and `/feeds/detik` take, and the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from simpul.disaster.rules.compat.answers import Problem, checked
from simpul.disaster.rules.compat.cards import POINT, TEXT_MOST
from simpul.disaster.rules.compat.instants import plain
from simpul.disaster.rules.compat.joi import Key, integer, keys, least, most, number, string

CITIES = ("jabodetabek", "bandung", "surabaya")


@dataclass(frozen=True, slots=True)
class Fed:
    """A report as another program sends it; `external` names it there (`qlue:91`). Its picture stays where it is."""

    external: str
    source: str
    hazard: str
    point: tuple[float, float]
    text: str
    title: str | None
    created_at: datetime


_TOLD = (
    Key("created_at", plain, required=True),
    Key("title", string(blank=True)),
    Key("text", string(blank=True, most=TEXT_MOST), required=True),
    Key("image_url", string(blank=True)),
)
_HAZARD = Key("disaster_type", string("flood"), required=True)
_QLUE = keys(
    Key("post_id", number(integer), required=True),
    *_TOLD,
    Key("qlue_city", string(*CITIES), required=True),
    _HAZARD,
    Key("location", POINT, required=True),
)
_DEGREES = keys(
    Key("latitude", number(least(-90), most(90)), required=True),
    Key("longitude", number(least(-180), most(180)), required=True),
)
_DETIK = keys(
    Key("contribution_id", number(integer), required=True),
    *_TOLD,
    Key("url", string(blank=True)),
    _HAZARD,
    Key("location", _DEGREES, required=True),
)


def read_qlue(body: Any) -> Fed | Problem:
    """The report that `POST /feeds/qlue` brings."""
    made = checked(_QLUE, body, "body")
    if isinstance(made, Problem):
        return made
    return _fed(made, "qlue", made["post_id"], (made["location"]["lng"], made["location"]["lat"]))


def read_detik(body: Any) -> Fed | Problem:
    """The report that `POST /feeds/detik` brings."""
    made = checked(_DETIK, body, "body")
    if isinstance(made, Problem):
        return made
    return _fed(made, "detik", made["contribution_id"], (made["location"]["longitude"], made["location"]["latitude"]))


def _fed(made: Mapping[str, Any], source: str, id: int, point: tuple[float, float]) -> Fed:
    return Fed(
        external=f"{source}:{id}",
        source=source,
        hazard=made["disaster_type"],
        point=(float(point[0]), float(point[1])),
        text=made["text"],
        title=made.get("title") or None,
        created_at=made["created_at"],
    )


_NAMES = {"qlue": "post_id", "detik": "contribution_id"}


def created(fed: Fed) -> bytes:
    """The answer to a report that is new."""
    return orjson.dumps({_NAMES[fed.source]: _id(fed), "created": True})


def known(fed: Fed) -> bytes:
    """The answer to a report that came before."""
    message = f"{_id(fed)} already exists in reports table"
    return orjson.dumps({_NAMES[fed.source]: _id(fed), "created": False, "message": message})


def _id(fed: Fed) -> int:
    return int(fed.external.partition(":")[2])
