"""Gauges, infrastructure, provinces, regencies, earthquakes, volcanoes."""

from simpul.disaster.actions import compat_areas, quakes, volcanoes
from simpul.disaster.api.compat.calls import Answer, Call, Route
from simpul.disaster.rules.compat import geo, layers, other_layers
from simpul.disaster.rules.compat.answers import NOT_FOUND, Problem
from simpul.disaster.rules.compat.asking import query_of
from simpul.regions import Level

VERSION = Answer(b'{"version":"3.1.2","schema":"3.2.0"}')
"""The version of the interface that this one is."""


def root(_call: Call) -> Answer:
    """`GET /`."""
    return VERSION


def gauges(call: Call) -> Answer | Problem:
    """`GET /floodgauges`: those observed in the last twelve hours."""
    asked = layers.asked(call.query)
    if isinstance(asked, Problem):
        return asked
    found = compat_areas.gauges(call.platform, asked.provinces)
    return Answer(layers.document([layers.gauge(one) for one in found], asked.geoformat))


def gauge(call: Call) -> Answer | Problem:
    """`GET /floodgauges/:id`."""
    asked = layers.gauge_asked(call.params["id"], call.query)
    if isinstance(asked, Problem):
        return asked
    number, geoformat = asked
    found = compat_areas.gauges(call.platform, None, number) if 0 < number < 2**63 else []
    return Answer(layers.document([layers.gauge(one) for one in found], geoformat)) if found else NOT_FOUND


def infrastructure(call: Call) -> Answer | Problem:
    """`GET /infrastructure/:type`."""
    found = layers.kind_asked(call.params["type"], call.query)
    if isinstance(found, Problem):
        return found
    kind, asked = found
    things = compat_areas.layer(call.platform, kind, asked.provinces)
    return Answer(layers.document([layers.thing(one) for one in things], asked.geoformat))


def cities(call: Call) -> Answer | Problem:
    """`GET /cities`: the provinces."""
    asked = layers.asked(call.query)
    if isinstance(asked, Problem):
        return asked
    outlines = compat_areas.outlines(call.platform, Level.PROVINCE)
    return Answer(layers.document(layers.cities(outlines, asked.admin), asked.geoformat))


def regencies(call: Call) -> Answer | Problem:
    """`GET /regions`: the regencies and cities."""
    asked = layers.asked(call.query)
    if isinstance(asked, Problem):
        return asked
    outlines = compat_areas.outlines(call.platform, Level.REGENCY)
    if asked.provinces is not None:
        outlines = [one for one in outlines if one[0][:2] in asked.provinces]
    return Answer(layers.document(layers.regencies(outlines), asked.geoformat))


def bounds(call: Call) -> Answer | Problem:
    """`GET /cities/bounds`."""
    asked = layers.bounds_asked(call.query)
    if isinstance(asked, Problem):
        return asked
    return Answer(layers.bounds(compat_areas.province_at(call.platform, asked[0], asked[1]), asked[2]))


def earthquakes(call: Call) -> Answer:
    """`GET /earthquakes`: those of the last three hours, each once however often it was revised."""
    return _whole(call, [other_layers.quake(one) for one in quakes.recent(call.platform, hours=other_layers.HOURS)])


def list_volcano(call: Call) -> Answer:
    """`GET /volcanos/list-volcano`."""
    return _whole(call, [other_layers.volcano(one) for one in volcanoes.known(call.platform)])


def last_eruption(call: Call) -> Answer:
    """`GET /volcanos/last-eruption`: the last one of each volcano."""
    told = volcanoes.eruptions(call.platform, limit=1000)
    return _whole(call, other_layers.eruptions(volcanoes.known(call.platform), told))


def _whole(call: Call, shapes: list[geo.Shaped]) -> Answer:
    """The layer in the format that the query names; whatever else stands there asks nothing."""
    plain = query_of(call.query).get("geoformat") == "geojson"
    return Answer(layers.document(shapes, "geojson" if plain else "topojson"))


def nothing(call: Call) -> Answer:
    """A layer of which this node holds nothing: earthquakes and volcanoes of BMKG and PVMBG, needs."""
    return Answer(layers.empty(query_of(call.query)))


ROUTES = [
    Route("GET", "/", root),
    Route("GET", "/floodgauges", gauges),
    Route("GET", "/floodgauges/{id}", gauge),
    Route("GET", "/infrastructure/{type}", infrastructure),
    Route("GET", "/cities", cities),
    Route("GET", "/cities/bounds", bounds),
    Route("GET", "/regions", regencies),
    Route("GET", "/earthquakes", earthquakes),
    Route("GET", "/volcanos/list-volcano", list_volcano),
    Route("GET", "/volcanos/last-eruption", last_eruption),
    Route("GET", "/needs", nothing),
]
