"""Flooded areas: what `/floods` is asked, and how an area's state is shown. An area's outline is given beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from simpul.disaster.model.areas import Area, AreaOver, AreaRow, Shape
from simpul.disaster.rules.compat import asking, cap, geo
from simpul.disaster.rules.compat.answers import Problem, checked, enveloped, refused
from simpul.disaster.rules.compat.cap import Alert, Entry
from simpul.disaster.rules.compat.instants import WIB, jakarta, zulu
from simpul.disaster.rules.compat.joi import Key, integer, keys, least, most, number, one_of, string
from simpul.disaster.rules.compat.places import REGION_OF, provinces_of

CAP_TITLE = "petabencana.id Flood Affected Areas"
XML_FOR_CAP = refused(400, message="format must be 'xml' when geoformat='cap'")
JSON_FOR_GEO = refused(400, message="format must be 'json' when geoformat IN ('geojson','topojson')")
_STATE = (integer, least(1), most(4))
_PARENT = Key("parent", string())
_FORMAT = Key("format", one_of("json", "xml"), default="json")
_MINIMUM = Key("minimum_state", number(*_STATE))
ACTOR = Key("username", string())
BODY = keys(Key("state", number(*_STATE), required=True))
JAKARTA = "31"


@dataclass(frozen=True, slots=True)
class FloodsAsked:
    """A question to `/floods` or `/floods/states`: `minimum` is None for areas without a state as well."""

    geoformat: str = "topojson"
    admin: str | None = None
    parent: str | None = None
    minimum: int | None = None

    @property
    def provinces(self) -> tuple[str, ...] | None:
        """The codes of the provinces that `admin` stands for; None where it was not asked."""
        return provinces_of(self.admin) if self.admin else None

    def wants(self, row: AreaRow) -> bool:
        """Whether an area is shown; an alert needs a state."""
        least_state = self.minimum or (1 if self.geoformat == "cap" else None)
        if least_state is not None and (row.state or 0) < least_state:
            return False
        if self.parent is not None and row.area.parent != self.parent:
            return False
        return self.provinces is None or row.area.region[:2] in self.provinces


EVERYTHING = FloodsAsked()


def asked(query: bytes) -> FloodsAsked | Problem:
    """What `GET /floods` was asked."""
    if not query:
        return EVERYTHING
    made = asking.read(query, asking.ADMIN, _PARENT, _FORMAT, asking.WITH_CAP, _MINIMUM)
    if isinstance(made, Problem):
        return made
    if made["geoformat"] == "cap" and made["format"] != "xml":
        return XML_FOR_CAP
    if made["geoformat"] != "cap" and made["format"] != "json":
        return JSON_FOR_GEO
    return FloodsAsked(made["geoformat"], made.get("admin"), made.get("parent"), made.get("minimum_state"))


def states_asked(query: bytes) -> FloodsAsked | Problem:
    """What `GET /floods/states` was asked; areas without a state are never among the answers."""
    made = asking.read(query, asking.ADMIN, asking.FORMAT, _MINIMUM)
    if isinstance(made, Problem):
        return made
    return FloodsAsked(admin=made.get("admin"), minimum=made.get("minimum_state", 1))


def read_state(name: str, id: str, query: bytes, body: Any) -> tuple[int, int] | Problem:
    """The area and the state that `PUT /floods/:localAreaId` (or `:geomId`) sets; `username` is taken and not believed."""
    found = _subject(name, id, query)
    if isinstance(found, Problem):
        return found
    made = checked(BODY, body, "body")
    return made if isinstance(made, Problem) else (found, made["state"])


def read_area(name: str, id: str, query: bytes) -> int | Problem:
    """The area whose state `DELETE /floods/:localAreaId` clears."""
    return _subject(name, id, query)


def _subject(name: str, id: str, query: bytes) -> int | Problem:
    found = asking.read_number(name, id)
    if isinstance(found, Problem):
        return found
    wrong = asking.read(query, ACTOR)
    return wrong if isinstance(wrong, Problem) else found


def properties(row: AreaRow) -> dict[str, Any]:
    """An area's properties in their order."""
    area = row.area
    return {
        "area_id": str(area.id),
        "geom_id": area.geom_id,
        "area_name": area.name,
        "parent_name": area.parent,
        "city_name": area.city,
        "attributes": {**district_of(area), **area.attributes},
        "state": row.state,
        "last_updated": zulu(row.last_updated) if row.last_updated else None,
    }


def district_of(area: Area) -> dict[str, Any]:
    """The district around a village, as the original's areas name theirs; nothing for areas that are no villages."""
    if area.kind == "unit" and area.region.count(".") == 3:
        return {"district_id": int(area.region.rpartition(".")[0].replace(".", "")), "District": area.parent.upper()}
    return {}


def shape(row: AreaRow, outline: Shape) -> geo.Shaped:
    """The area with its properties, for `geo.feature` and `geo.geometry`."""
    return geo.shaped(outline, orjson.dumps(properties(row)))


def state(row: AreaRow) -> bytes:
    """One row of `/floods/states`."""
    updated = zulu(row.last_updated) if row.last_updated else None
    return orjson.dumps({"area_id": str(row.id), "state": row.state, "last_updated": updated})


def states(rows: Iterable[AreaRow]) -> bytes:
    """The answer of `GET /floods/states`."""
    return b'{"statusCode":200,"result":[' + b",".join(state(row) for row in rows) + b"]}"


def place(row: AreaRow) -> dict[str, Any]:
    """One row of `/floods/places`: an area without its outline."""
    return {
        "pkey": str(row.id),
        "district": {**district_of(row.area), **row.area.attributes}.get("District"),
        "code": row.area.geom_id,
        "village": row.area.name if row.area.kind == "unit" else row.area.parent,
        "subdistrict": row.area.parent,
        "instance_region_code": REGION_OF.get(row.area.region[:2]),
    }


def archive(rows: Iterable[AreaOver]) -> bytes:
    """The answer of `GET /floods/archive`: each area's worst state within the window."""
    return enveloped(
        [{"area_id": str(one.area), "last_updated": zulu(one.last_updated), "max_state": one.max_state} for one in rows]
    )


def series(hours: Iterable[tuple[datetime, int]]) -> bytes:
    """The answer of a time series: a row for each whole hour, zeros included."""
    return enveloped([{"ts": zulu(at), "count": str(count)} for at, count in hours])


_WORDS: Mapping[int, tuple[str, str]] = {
    1: ("Unknown", "AN UNKNOWN LEVEL OF FLOODING, USE CAUTION,"),
    2: ("Minor", "FLOODING OF BETWEEN 10 and 70 CENTIMETERS"),
    3: ("Moderate", "FLOODING OF BETWEEN 71 and 150 CENTIMETERS"),
    4: ("Severe", "FLOODING OF OVER 150 CENTIMETERS"),
}


def cap_entry(row: AreaRow, outline: Shape) -> Entry:
    """The area, which has a state, as an entry of the CAP feed."""
    area, at = row.area, row.last_updated
    assert row.state is not None
    assert at is not None
    stamp = jakarta(at)
    identifier = cap.encode_uri(f"{area.parent}.{area.name}.{stamp}".replace(" ", "_"))
    sender, agency = _sender(row)
    severity, water = _WORDS[row.state]
    told = {
        "senderName": agency,
        "headline": "FLOOD WARNING",
        "description": f"AT {at.astimezone(WIB):%H:%M} WIB THE {agency} OBSERVED {water} IN {area.parent}, {area.name}.",
        "web": "https://petabencana.id/",
    }
    address = f"{cap.HOST}/floods?parent_name={area.parent}&area_name={area.name}&time={stamp}"
    return cap.entry(
        Alert(
            entry={"id": cap.encode_uri(address), "title": f"{identifier} Flood Affected Area", "updated": stamp},
            identifier=identifier,
            sender=sender,
            sent=stamp,
            info=_info(severity),
            told=told,
            parameters=(),
            area=[("areaDesc", f"{area.name}, {area.parent}"), *_polygons(outline)],
        )
    )


def _info(severity: str) -> dict[str, str]:
    return {
        "category": "Met",
        "event": "FLOODING",
        "urgency": "Immediate",
        "severity": severity,
        "certainty": "Observed",
    }


def _sender(row: AreaRow) -> tuple[str, str]:
    """Jakarta's agency in its own words; elsewhere the agency that set the state, and its city's name."""
    if row.area.region[:2] == JAKARTA:
        return "BPBD.JAKARTA.GOV.ID", "JAKARTA EMERGENCY MANAGEMENT AGENCY"
    return row.stands.agency or "BPBD", f"{row.area.city.upper()} EMERGENCY MANAGEMENT AGENCY".strip()


def _polygons(outline: Shape) -> list[tuple[str, str]]:
    """A polygon for each outer ring, latitude first; holes are left out."""
    coordinates = outline["coordinates"]
    match outline["type"]:
        case "Polygon":
            outer: Sequence[Any] = [coordinates[0]]
        case "MultiPolygon":
            outer = [polygon[0] for polygon in coordinates]
        case _:
            return [("circle", f"{geo.rounded(coordinates[1])},{geo.rounded(coordinates[0])} 0")]
    return [("polygon", "".join(f"{geo.rounded(p[1])},{geo.rounded(p[0])} " for p in ring)) for ring in outer]


def cap_head(now: datetime) -> bytes:
    """What begins the CAP feed of areas."""
    return cap.head("floods", CAP_TITLE, now)


def document(areas: Sequence[tuple[AreaRow, Shape]], geoformat: str, now: datetime) -> bytes:
    """A whole answer of areas in their order, in any of the three formats."""
    match geoformat:
        case "cap":
            return cap.feed(cap_head(now), (cap_entry(row, outline) for row, outline in areas), now)
        case "geojson":
            return geo.geojson(geo.feature(shape(row, outline)) for row, outline in areas)
    return geo.topojson([shape(row, outline) for row, outline in areas])


def updated(name: str, id: int, state: int | None) -> bytes:
    """The answer to a state that was set or cleared."""
    return orjson.dumps({name: id, "state": state, "updated": True})


def updated_geom(geom_id: str, state: int | None) -> bytes:
    """The same, of an area that was named by its outline's number."""
    return orjson.dumps({"geomId": geom_id, "state": state, "updated": True})
