"""`/floods…`: areas and their states, set by the duty officer of their region only."""

from simpul.disaster.actions import areas, compat_areas
from simpul.disaster.api.compat.calls import Answer, Call, Route, by_officer, xml_or_json
from simpul.disaster.model.areas import AreaNothingToClear
from simpul.disaster.rules.compat import asking, floods
from simpul.disaster.rules.compat import reports as windows
from simpul.disaster.rules.compat.answers import Problem, checked, enveloped


def live(call: Call) -> Answer | Problem:
    """`GET /floods`, where no hot path answers it."""
    asked = floods.asked(call.query)
    if isinstance(asked, Problem):
        return asked
    stated = asked.minimum is not None or asked.geoformat == "cap"
    found = compat_areas.areas(call.platform, asked.provinces, stated=stated)
    shown = [(row, outline) for row, outline in found if asked.wants(row)]
    return xml_or_json(asked.geoformat, floods.document(shown, asked.geoformat, call.platform.clock.now()))


def states(call: Call) -> Answer | Problem:
    """`GET /floods/states`, where no hot path answers it."""
    asked = floods.states_asked(call.query)
    if isinstance(asked, Problem):
        return asked
    found = compat_areas.areas(call.platform, asked.provinces, stated=True)
    return Answer(floods.states(row for row, _ in found if asked.wants(row)))


def places(call: Call) -> Answer | Problem:
    """`GET /floods/places`: the areas without their outlines."""
    asked = asking.read(call.query, asking.ADMIN, asking.FORMAT)
    if isinstance(asked, Problem):
        return asked
    found = compat_areas.areas(call.platform, floods.FloodsAsked(admin=asked.get("admin")).provinces, stated=False)
    return Answer(enveloped([floods.place(row) for row, _ in found]))


def archive(call: Call) -> Answer | Problem:
    """`GET /floods/archive` and `/floods/archives`: the worst state of each area in the window."""
    asked = windows.series_asked(call.query)
    if isinstance(asked, Problem):
        return asked
    return Answer(floods.archive(compat_areas.areas_over(call.platform, asked.start, asked.end, asked.provinces)))


def series(call: Call) -> Answer | Problem:
    """`GET /floods/timeseries`: the hours in which areas were flooded."""
    asked = windows.series_asked(call.query)
    if isinstance(asked, Problem):
        return asked
    return Answer(floods.series(compat_areas.areas_series(call.platform, asked.start, asked.end, asked.provinces)))


def put(call: Call) -> Answer | Problem:
    """`PUT /floods/:localAreaId`."""
    asked = floods.read_state("localAreaId", call.params["localAreaId"], call.query, call.body)
    if isinstance(asked, Problem):
        return asked
    areas.set_state(call.platform, call.actor, asked[0], state=asked[1], seen=None)
    return Answer(floods.updated("localAreaId", asked[0], asked[1]))


def clear(call: Call) -> Answer | Problem:
    """`DELETE /floods/:localAreaId`; an area without a state has none afterwards either."""
    asked = floods.read_area("localAreaId", call.params["localAreaId"], call.query)
    if isinstance(asked, Problem):
        return asked
    _cleared(call, asked)
    return Answer(floods.updated("localAreaId", asked, None))


def _cleared(call: Call, area: int) -> None:
    try:
        areas.set_state(call.platform, call.actor, area, state=None, seen=None)
    except AreaNothingToClear:
        return


def put_geom(call: Call) -> Answer | Problem:
    """`PUT /floods/geomid/:geomId`."""
    wrong = asking.read(call.query, floods.ACTOR)
    made = wrong if isinstance(wrong, Problem) else checked(floods.BODY, call.body, "body")
    if isinstance(made, Problem):
        return made
    geom = call.params["geomId"]
    areas.set_state(call.platform, call.actor, areas.area_of_geom(call.platform, geom), state=made["state"], seen=None)
    return Answer(floods.updated_geom(geom, made["state"]))


def clear_geom(call: Call) -> Answer | Problem:
    """`DELETE /floods/geomid/:geomId`."""
    wrong = asking.read(call.query, floods.ACTOR)
    if isinstance(wrong, Problem):
        return wrong
    geom = call.params["geomId"]
    _cleared(call, areas.area_of_geom(call.platform, geom))
    return Answer(floods.updated_geom(geom, None))


ROUTES = [
    Route("GET", "/floods", live),
    Route("GET", "/floods/old", live),
    Route("GET", "/floods/states", states),
    Route("GET", "/floods/places", places),
    Route("GET", "/floods/archive", archive),
    Route("GET", "/floods/archives", archive),
    Route("GET", "/floods/archive/old", archive),
    Route("GET", "/floods/timeseries", series),
    by_officer("PUT", "/floods/geomid/{geomId}", put_geom),
    by_officer("DELETE", "/floods/geomid/{geomId}", clear_geom),
    by_officer("PUT", "/floods/{localAreaId}", put),
    by_officer("DELETE", "/floods/{localAreaId}", clear),
]
