"""Layers of others' data: gauges, earthquakes, volcanoes, shelters; what is silent says so and never looks calm."""

from collections.abc import Mapping, Sequence
from typing import Any

from simpul.disaster.actions import feeds, gauges, quakes, shelters, volcanoes
from simpul.disaster.model.feeds import FeedKind
from simpul.disaster.model.gauges import Freshness, GaugeState
from simpul.disaster.model.quakes import Quake
from simpul.disaster.model.shelters import Shelter
from simpul.disaster.model.volcanoes import Volcano
from simpul.kernel.platform import Platform

Features = Sequence[Mapping[str, Any]]
_YEARS = 24 * 366 * 10
"""Hours: earthquakes of ten years."""


def _feature(id_: object, place: tuple[float, float], properties: Mapping[str, object]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(place[0], 6), round(place[1], 6)]}
    return {"type": "Feature", "id": id_, "geometry": point, "properties": properties}


def of_gauges(platform: Platform) -> Features:
    """Every gauge in service; the depth only while it speaks, when it last spoke always: silent is not dry."""
    return [_gauge(one) for one in gauges.states(platform)]


def _gauge(one: GaugeState) -> Mapping[str, Any]:
    gauge, last = one.gauge, one.last
    told = {
        "gauge": gauge.id,
        "number": gauge.number,
        "name": gauge.name,
        "depth_cm": one.now.depth_cm if one.now else None,
        "warning": one.warning,
        "observed_at": last.at if last else None,
        "feed_state": "fresh" if one.freshness is Freshness.FRESH else "silent",
        "region": gauge.region,
        "source": gauge.source,
        "synthetic": gauge.synthetic,
    }
    return _feature(gauge.number, (gauge.longitude, gauge.latitude), told)


def of_quakes(platform: Platform) -> Features:
    """The earthquakes that this node has heard of, each as its last revision says it."""
    state = feeds.stands(platform, FeedKind.QUAKES).state.value
    return [_quake(one, state) for one in quakes.recent(platform, hours=_YEARS)]


def _quake(one: Quake, state: str) -> Mapping[str, Any]:
    said = one.said
    told = {
        "number": one.number,
        "code": said.event,
        "name": said.place,
        "magnitude": said.magnitude,
        "depth_km": said.depth_km,
        "felt": said.felt,
        "tsunami": said.tsunami,
        "at": said.at,
        "revisions": one.revision,
        "feed_state": state,
        "source": said.source,
        "updated_at": one.changed_at,
        "synthetic": one.synthetic,
    }
    return _feature(one.number, (said.longitude, said.latitude), told)


def of_volcanoes(platform: Platform) -> Features:
    """Every volcano that this node knows with its level."""
    state = feeds.stands(platform, FeedKind.VOLCANO).state.value
    return [_volcano(one, state) for one in volcanoes.known(platform)]


def _volcano(one: Volcano, state: str) -> Mapping[str, Any]:
    told = {
        "code": one.code,
        "name": one.name,
        "level": int(one.level),
        "since": one.since,
        "feed_state": state,
        "source": one.source,
        "updated_at": one.reported_at,
        "synthetic": one.synthetic,
    }
    return _feature(one.code, (one.longitude, one.latitude), told)


def of_shelters(platform: Platform) -> Features:
    """Every shelter, open or not, with the last count; who is in it is counted, never named."""
    return [_shelter(one) for one in shelters.everywhere(platform)]


def _shelter(one: Shelter) -> Mapping[str, Any]:
    draft = one.draft
    told = {
        "number": one.number,
        "name": draft.name,
        "kind": draft.kind.value,
        "open": one.open,
        "capacity": draft.capacity,
        "occupancy": one.people,
        "over_capacity": one.over > 0,
        "facilities": " ".join(facility.value for facility in draft.facilities),
        "region": one.region,
        "source": draft.source or one.agency,
        "updated_at": one.counted_at or one.changed_at,
        "synthetic": one.synthetic,
    }
    return _feature(one.number, (draft.longitude, draft.latitude), told)
