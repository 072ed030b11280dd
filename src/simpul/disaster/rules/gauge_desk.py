"""Who registers gauges, changes them and sends for them, and what a gauge's form says. Law: UU 24/2007 art. 46."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from simpul.disaster.model.gauge_refusals import (
    GaugeBoundsWrong,
    GaugeDownstreamUnknown,
    GaugeIdUnreadable,
    GaugeNameMissing,
    GaugeOfficerOnly,
    GaugePlaceUnreadable,
    GaugeThresholdsWrong,
    NotYourGauge,
    SensorOnly,
)
from simpul.disaster.model.gauges import Expected, Gauge, GaugeMissing
from simpul.disaster.rules.desk import OFFICER, answers_for
from simpul.kernel.actor import Actor

SENSOR = "disaster.sensor"
REFUSED_KEPT = timedelta(days=30)
NAME_MOST, RISE_MOST, DEPTH_MOST, SOURCE_MOST, DOWNSTREAM_MOST = 120, 1_000, 100_000, 120, 100
EAST, NORTH = (94.0, 142.0), (-12.0, 7.0)
"""Indonesia with its waters, in degrees."""
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_WHOLE = re.compile(r"-?[0-9]{1,6}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")


def permit_gauges(actor: Actor) -> None:
    """Nothing, for an officer on duty; GaugeOfficerOnly otherwise."""
    if not (actor.has(OFFICER) and actor.agency):
        raise GaugeOfficerOnly()


def permit_gauge(actor: Actor, gauge: Gauge) -> None:
    """Nothing, for an officer whose agency answers for the gauge's place; GaugeOfficerOnly or NotYourGauge otherwise."""
    permit_gauges(actor)
    if not answers_for(actor, gauge.region):
        raise NotYourGauge(region=gauge.region)


def permit_observe(actor: Actor, gauge: Gauge | None) -> None:
    """Nothing, for a sensor's token of the agency that answers for the place; SensorOnly, GaugeMissing, NotYourGauge."""
    if not actor.has(SENSOR):
        raise SensorOnly()
    if gauge is None:
        raise GaugeMissing()
    if not answers_for(actor, gauge.region):
        raise NotYourGauge(region=gauge.region)


def written(form: Mapping[str, str], known: Callable[[str], bool], *, of: Gauge | None = None) -> Gauge:
    """The gauge as a form gives it; GaugeIdUnreadable, GaugeNameMissing and so on name the field. `of`: as it was before.

    `known` tells whether a region has a code. The id of a gauge that is there stays.
    """
    name_of_sensor = of.id if of else form.get("id", "")
    if not _ID.fullmatch(name_of_sensor) and of is None:
        raise GaugeIdUnreadable()
    name = " ".join(form.get("name", "").split())
    if not 0 < len(name) <= NAME_MOST:
        raise GaugeNameMissing()
    longitude, latitude = _place(form)
    made = of or Gauge(name_of_sensor, name, longitude, latitude)
    return replace(
        made,
        name=name,
        longitude=longitude,
        latitude=latitude,
        downstream=_downstream(form.get("downstream", ""), known),
        source=" ".join(form.get("source", "").split())[:SOURCE_MOST],
        expected=_expected(form),
    )


def _place(form: Mapping[str, str]) -> tuple[float, float]:
    given = [form.get(name, "").replace(",", ".").replace("−", "-") for name in ("longitude", "latitude")]
    if not all(_DEGREES.fullmatch(one) for one in given):
        raise GaugePlaceUnreadable()
    longitude, latitude = map(float, given)
    if not (EAST[0] <= longitude <= EAST[1] and NORTH[0] <= latitude <= NORTH[1]):
        raise GaugePlaceUnreadable()
    return longitude, latitude


def _downstream(given: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(re.split(r"[\s,;]+", given.strip()))) if given.strip() else ()
    for code in codes[:DOWNSTREAM_MOST]:
        if not known(code):
            raise GaugeDownstreamUnknown(code=code[:20])
    return codes[:DOWNSTREAM_MOST]


def _expected(form: Mapping[str, str]) -> Expected:
    siaga = [form.get(f"siaga{level}", "") for level in (1, 2, 3)]
    bounds = [_whole(form.get(name, "")) for name in ("least", "most", "rise")]
    least, most, rise = bounds
    if least is None or most is None or rise is None or not (least < most and 0 < rise <= RISE_MOST):
        raise GaugeBoundsWrong()
    if not any(siaga):
        return Expected(None, least, most, rise)
    first, second, third = map(_whole, siaga)
    if first is None or second is None or third is None or not first > second > third:
        raise GaugeThresholdsWrong()
    return Expected((first, second, third), least, most, rise)


def _whole(given: str) -> int | None:
    """The whole number, within a kilometre of water; None for what is none."""
    plain = given.replace("−", "-").replace(" ", "")
    if not _WHOLE.fullmatch(plain) or abs(int(plain)) > DEPTH_MOST:
        return None
    return int(plain)
