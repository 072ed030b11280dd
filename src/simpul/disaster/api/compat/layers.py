"""Gauges, infrastructure, provinces, regencies; and the layers of which this node holds nothing."""

from simpul.disaster.actions import compat_areas
from simpul.disaster.api.compat.calls import Answer, Call, Route
from simpul.disaster.rules.compat import layers
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
    Route("GET", "/earthquakes", nothing),
    Route("GET", "/volcanos/list-volcano", nothing),
    Route("GET", "/volcanos/last-eruption", nothing),
    Route("GET", "/needs", nothing),
]
