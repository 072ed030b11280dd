"""The layers beside reports and areas: gauges, infrastructure, provinces and regencies, and those that are empty here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from simpul.disaster.model.areas import Shape
from simpul.disaster.model.gauges import GaugeReading, Infrastructure, InfrastructureKind
from simpul.disaster.rules.compat import asking, geo
from simpul.disaster.rules.compat.answers import Problem, checked, enveloped
from simpul.disaster.rules.compat.instants import stored
from simpul.disaster.rules.compat.joi import Key, keys, least, most, number, one_of
from simpul.disaster.rules.compat.places import NAME_OF, REGION_OF, city_name, digits, provinces_of

_TYPES = tuple(one.value for one in InfrastructureKind)
_TYPE = keys(Key("type", one_of(*_TYPES), required=True))


@dataclass(frozen=True, slots=True)
class LayerAsked:
    """A question to a layer: in which province (None: all), in which format."""

    geoformat: str
    admin: str | None = None

    @property
    def provinces(self) -> tuple[str, ...] | None:
        """The codes of the provinces that `admin` stands for; None where it was not asked."""
        return provinces_of(self.admin) if self.admin else None


def asked(query: bytes) -> LayerAsked | Problem:
    """What a layer was asked: `admin` and `geoformat`, nothing else."""
    made = asking.read(query, asking.ADMIN, asking.GEOFORMAT)
    return made if isinstance(made, Problem) else LayerAsked(made["geoformat"], made.get("admin"))


def gauge_asked(number: str, query: bytes) -> tuple[int, str] | Problem:
    """The gauge and the format that `GET /floodgauges/:id` was asked for."""
    found = asking.read_number("id", number)
    if isinstance(found, Problem):
        return found
    made = asking.read(query, asking.GEOFORMAT)
    return made if isinstance(made, Problem) else (found, made["geoformat"])


def kind_asked(kind: str, query: bytes) -> tuple[InfrastructureKind, LayerAsked] | Problem:
    """The layer of infrastructure that was asked for."""
    made = checked(_TYPE, {"type": kind}, "params")
    if isinstance(made, Problem):
        return made
    found = asked(query)
    return found if isinstance(found, Problem) else (InfrastructureKind(made["type"]), found)


def document(shapes: Sequence[geo.Shaped], geoformat: str) -> bytes:
    """A whole answer of shapes, in either format."""
    return geo.geojson(map(geo.feature, shapes)) if geoformat == "geojson" else geo.topojson(shapes)


def gauge(reading: GaugeReading) -> geo.Shaped:
    """The gauge with its observations; the alert's name is nine characters wide, as it always was."""
    one = reading.gauge
    told = {
        "gaugeid": one.id,
        "gaugenameid": one.name,
        "observations": [
            {"f1": stored(seen.at), "f2": seen.depth_cm, "f3": seen.warning, "f4": seen.name.ljust(9)}
            for seen in reading.observations
        ],
    }
    point = {"type": "Point", "coordinates": [one.longitude, one.latitude]}
    return geo.shaped(point, orjson.dumps(told))


def thing(one: Infrastructure) -> geo.Shaped:
    """A basin, floodgate, pump, site or waterway. What was made up says so in its name."""
    tags = {"instance_region_code": REGION_OF.get(one.region[:2]), "local_area_id": _local_area(one)}
    name = f"{one.name} (contoh)" if one.synthetic and "contoh" not in one.name.lower() else one.name
    return geo.shaped(one.geometry, orjson.dumps({"name": name, "tags": tags}))


def _local_area(one: Infrastructure) -> str | None:
    given = one.tags.get("local_area_id")
    if given is not None:
        return str(given)
    return digits(one.region) if one.region.count(".") == 3 else None


def cities(outlines: Iterable[tuple[str, str, Shape]], admin: str | None = None) -> list[geo.Shaped]:
    """CogniCity's provinces, each as one MultiPolygon; those founded in 2022 lie within those they left."""
    parts: dict[str, list[Any]] = {}
    for code, _, outline in outlines:
        parts.setdefault(REGION_OF[code], []).extend(polygons(outline))
    return [
        geo.shaped({"type": "MultiPolygon", "coordinates": parts[iso]}, orjson.dumps({"code": iso, "name": NAME_OF[iso]}))
        for iso in parts
        if admin in (None, iso)
    ]


def regencies(outlines: Iterable[tuple[str, str, Shape]]) -> list[geo.Shaped]:
    """Every regency and city; `id` is the digits of its code."""
    return [
        geo.shaped(
            {"type": "MultiPolygon", "coordinates": polygons(outline)},
            orjson.dumps(
                {
                    "id": digits(code),
                    "region": REGION_OF.get(code[:2]),
                    "region_code": digits(code),
                    "city": city_name(name),
                }
            ),
        )
        for code, name, outline in outlines
    ]


def polygons(outline: Shape) -> list[Any]:
    """The polygons of an outline, one or many."""
    coordinates = outline["coordinates"]
    return [coordinates] if outline["type"] == "Polygon" else list(coordinates)


_POINT = (
    Key("lat", number(least(-90), most(90)), required=True),
    Key("long", number(least(-180), most(180)), required=True),
    asking.ADMIN,
)


def bounds_asked(query: bytes) -> tuple[float, float, str | None] | Problem:
    """Longitude, latitude and province that `GET /cities/bounds` was asked about."""
    made = asking.read(query, *_POINT)
    return made if isinstance(made, Problem) else (float(made["long"]), float(made["lat"]), made.get("admin"))


def bounds(found: str | None, admin: str | None) -> bytes:
    """Whether the point lies in a province, or in the one that was asked about, and what that is called."""
    inside = found is not None and admin in (None, found)
    name = NAME_OF.get(found or "") if inside else NAME_OF.get(admin or "")
    return enveloped({"pointInCity": inside, "cityName": name})


def empty(query: Mapping[str, Any]) -> bytes:
    """An empty layer, in the format that the query names: this node has no such data."""
    return document([], "geojson" if query.get("geoformat") == "geojson" else "topojson")
