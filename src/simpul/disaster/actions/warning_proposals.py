"""What the desk might warn of now: incidents, affected areas, gauges, earthquakes, volcanoes. An officer decides.

What is already warned of is not proposed again: its warning can be updated. Made-up and training sources propose exercises.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from simpul.disaster.actions import areas, gauges, quakes, volcanoes
from simpul.disaster.actions.incidents import place_of
from simpul.disaster.actions.warning_area import area_name
from simpul.disaster.model.areas import AreaRow
from simpul.disaster.model.gauges import SIAGA, GaugeState
from simpul.disaster.model.incidents import Incident, IncidentsWanted, Stage
from simpul.disaster.model.quakes import Quake
from simpul.disaster.model.volcanoes import Volcano
from simpul.disaster.model.warnings import Certainty, HazardWarning, Origin, Proposal, WarningSeverity
from simpul.disaster.rules import warnings as rules
from simpul.disaster.rules.warning_texts import TEXTS
from simpul.disaster.store import incidents as incident_store
from simpul.disaster.store import warnings as store
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform

REGIONS_MOST = 20
QUAKE_HOURS = 3
OFFERED = 12
_AREA_SEVERITIES = {2: WarningSeverity.MINOR, 3: WarningSeverity.MODERATE, 4: WarningSeverity.SEVERE}
_SIAGA_SEVERITIES = {1: WarningSeverity.EXTREME, 2: WarningSeverity.SEVERE}
_LEVELS = {3: ("III (Siaga)", WarningSeverity.SEVERE), 4: ("IV (Awas)", WarningSeverity.EXTREME)}


def proposals(platform: Platform, actor: Actor) -> list[Proposal]:
    """What the officer's agency might warn of and has not, the worst first; WarnersOnly."""
    rules.permit_warn(actor)
    found = [
        *_incidents(platform, actor),
        *_areas(platform, actor),
        *_gauges(platform, actor),
        *_quakes(platform, actor),
        *_volcanoes(platform, actor),
    ]
    with platform.database.reading() as unit:
        refs = [f"{one.origin.value}:{one.ref}" for one in found]
        told = store.of_origins(unit.connection, refs, platform.clock.now())
    fresh = [one for one in found if f"{one.origin.value}:{one.ref}" not in told]
    return sorted(fresh, key=lambda one: (one.training, -rules.RANKS[one.severity], -one.at.timestamp()))[:OFFERED]


def proposal(platform: Platform, actor: Actor, origin: str, ref: str) -> Proposal | None:
    """The proposal of this origin; None once it is none any more."""
    return next((one for one in proposals(platform, actor) if (one.origin.value, one.ref) == (origin, ref)), None)


def warned(platform: Platform, origin: Origin, ref: str) -> HazardWarning | None:
    """The warning in force that rests on this."""
    with platform.database.reading() as unit:
        found = store.of_origins(unit.connection, [f"{origin.value}:{ref}"], platform.clock.now())
    return next(iter(found.values()), None)


def _mine(actor: Actor, codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that the officer may warn: those in their region, or that region where a code holds it; the fewest."""
    mine = actor.region or ""
    kept = {code for code in codes if code and (not mine or code == mine or code.startswith(f"{mine}."))}
    if not kept and mine and any(code and mine.startswith(f"{code}.") for code in codes):
        kept = {mine}
    for parts in (3, 2, 1):
        if len(kept) <= REGIONS_MOST:
            break
        kept = {".".join(code.split(".")[:parts]) for code in kept}
    return tuple(sorted(kept))


def _time(platform: Platform, at: datetime, codes: Sequence[str]) -> str:
    zone = zone_of(codes[0] if codes else "")
    local, now = at.astimezone(ZONES[zone]), platform.clock.now().astimezone(ZONES[zone])
    return f"{local:%H.%M} {zone}" if local.date() == now.date() else f"{local:%d/%m %H.%M} {zone}"


def _incidents(platform: Platform, actor: Actor) -> list[Proposal]:
    wanted = IncidentsWanted(
        stages=frozenset({Stage.OPEN, Stage.GROWING}), mine=actor.region or None, training=None, per_page=50
    )
    with platform.database.reading() as unit:
        found, _ = incident_store.page(unit.connection, wanted)
    return [made for one in found if one.hazard in TEXTS and (made := _of_incident(platform, actor, one))]


def _of_incident(platform: Platform, actor: Actor, one: Incident) -> Proposal | None:
    spread = one.spread
    codes = _mine(actor, {".".join(code.split(".")[:3]) for code in spread.regions})
    if not codes or spread.worst not in set(WarningSeverity):
        return None
    facts = {"count": spread.count, "time": _time(platform, spread.first_at, codes)}
    return Proposal(
        origin=Origin.INCIDENT,
        ref=str(one.number),
        hazard=one.hazard,
        severity=WarningSeverity(spread.worst),
        certainty=Certainty.OBSERVED,
        regions=codes,
        at=spread.last_at,
        title=one.name,
        facts=facts,
        training=one.training,
        place=place_of(platform, codes),
    )


def _areas(platform: Platform, actor: Actor) -> list[Proposal]:
    rows = areas.all_areas(platform, within=actor.region or "", stated=True, outlined=False)
    by_regency: dict[str, list[AreaRow]] = defaultdict(list)
    for row in rows:
        if (row.state or 0) in _AREA_SEVERITIES and row.area.region:
            by_regency[".".join(row.area.region.split(".")[:2])].append(row)
    return [_of_areas(platform, actor, regency, found) for regency, found in by_regency.items()]


def _of_areas(platform: Platform, actor: Actor, regency: str, rows: Sequence[AreaRow]) -> Proposal:
    worst = max(row.state or 0 for row in rows)
    codes = _mine(actor, {".".join(row.area.region.split(".")[:3]) for row in rows})
    latest = max(row.stands.changed_at for row in rows if row.stands.changed_at)
    return Proposal(
        origin=Origin.AREA,
        ref=regency,
        hazard="flood",
        severity=_AREA_SEVERITIES[worst],
        certainty=Certainty.OBSERVED,
        regions=codes,
        at=latest,
        title=area_name(platform, [regency]),
        facts={"count": len(rows), "state": worst},
        place=area_name(platform, codes),
    )


def _gauges(platform: Platform, actor: Actor) -> list[Proposal]:
    found = [one for one in gauges.states(platform) if one.warning in _SIAGA_SEVERITIES]
    return [made for one in found if (made := _of_gauge(platform, actor, one))]


def _of_gauge(platform: Platform, actor: Actor, one: GaugeState) -> Proposal | None:
    gauge, said, level = one.gauge, one.now, one.warning
    codes = _mine(actor, gauge.downstream or (".".join(gauge.region.split(".")[:2]),))
    if not codes or said is None or level is None:
        return None
    facts = {"name": gauge.name, "depth": said.depth_cm, "level": SIAGA[level], "time": _time(platform, said.at, codes)}
    return Proposal(
        origin=Origin.GAUGE,
        ref=gauge.id,
        hazard="flood",
        severity=_SIAGA_SEVERITIES[level],
        certainty=Certainty.LIKELY,
        regions=codes,
        at=said.at,
        title=f"{gauge.name}: {said.depth_cm} cm, {SIAGA[level]}",
        facts=facts,
        training=gauge.synthetic,
        place=area_name(platform, codes),
    )


def _quakes(platform: Platform, actor: Actor) -> list[Proposal]:
    found = [one for one in quakes.recent(platform, hours=QUAKE_HOURS) if one.said.tsunami]
    return [made for one in found if (made := _of_quake(platform, actor, one))]


def _of_quake(platform: Platform, actor: Actor, one: Quake) -> Proposal | None:
    said = one.said
    codes = (actor.region,) if actor.region else _mine(actor, (one.region.split(".")[0],))
    if not codes or not codes[0]:
        return None
    facts = {
        "magnitude": f"{said.magnitude:g}",
        "depth": f"{said.depth_km:g}" if said.depth_km is not None else "?",
        "name": said.place,
        "time": _time(platform, said.at, codes),
    }
    return Proposal(
        origin=Origin.EARTHQUAKE,
        ref=str(one.number),
        hazard="tsunami",
        severity=WarningSeverity.EXTREME,
        certainty=Certainty.LIKELY,
        regions=tuple(codes),
        at=said.at,
        title=f"M {said.magnitude:g}, {said.place}",
        facts=facts,
        training=one.synthetic,
        place=area_name(platform, codes),
    )


def _volcanoes(platform: Platform, actor: Actor) -> list[Proposal]:
    found = [one for one in volcanoes.known(platform) if one.level in _LEVELS]
    return [made for one in found if (made := _of_volcano(platform, actor, one))]


def _of_volcano(platform: Platform, actor: Actor, one: Volcano) -> Proposal | None:
    codes = _mine(actor, (".".join(one.region.split(".")[:2]),))
    if not codes:
        return None
    level, severity = _LEVELS[int(one.level)]
    return Proposal(
        origin=Origin.VOLCANO,
        ref=one.code,
        hazard="volcano",
        severity=severity,
        certainty=Certainty.OBSERVED if one.level >= 4 else Certainty.LIKELY,
        regions=codes,
        at=one.since,
        title=f"{one.name}: {level}",
        facts={"name": one.name, "level": level, "time": _time(platform, one.since, codes)},
        training=one.synthetic,
        place=area_name(platform, codes),
    )
