"""Readings of gauges, many in one commit: judged, kept, counted where they are refused, told where the water rose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from simpul.disaster.model.gauge_events import GaugeRose
from simpul.disaster.model.gauge_intake import (
    Around,
    Known,
    Nonsense,
    Past,
    Refused,
    RefusedCount,
    Said,
    Taken,
    Verdict,
)
from simpul.disaster.model.gauges import Observation
from simpul.disaster.rules import gauge_quality as rules
from simpul.disaster.rules.gauge_desk import permit_observe
from simpul.disaster.store import gauge_intake as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

MQTT, HTTP = "mqtt", "http"
_AMONG = 64
_NOWHERE = Around()


@dataclass(slots=True)
class Tally:
    """What a batch comes to."""

    seen: list[tuple[str, Observation]] = field(default_factory=list)
    pasts: dict[str, Past] = field(default_factory=dict)
    risen: dict[str, Past] = field(default_factory=dict)
    refused: dict[tuple[str, Nonsense], RefusedCount] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)


def take(platform: Platform, given: Sequence[Said | Refused], *, by: str) -> list[Verdict]:
    """What became of each reading, in their order; all of them are in the database when this returns. By MQTT or HTTP."""
    if not given:
        return []
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("what a sensor says is kept with its time, and what was refused is counted beside it")
        named = {one.gauge for one in given if isinstance(one, Said) and "\0" not in one.gauge}
        known = store.known(unit.connection, named)
        tally = _judged(given, known, store.around(unit.connection, _late(given, known)), (now, by))
        _keep(unit, tally, known)
    return tally.verdicts


def send(platform: Platform, actor: Actor, gauge: str, given: Sequence[Said | Refused]) -> list[Verdict]:
    """As `take`, of one gauge's readings sent by a program; SensorOnly, NotYourGauge, GaugeMissing."""
    with platform.database.reading() as unit:
        known = store.known(unit.connection, {gauge}, locked=False).get(gauge)
    permit_observe(actor, known.gauge if known else None)
    return take(platform, given, by=HTTP)


def tried(platform: Platform, gauge: str, payload: bytes) -> tuple[Said | Refused, Verdict]:
    """What would become of a message of this gauge if it came now; nothing is kept."""
    now = platform.clock.now()
    read = rules.read_payload(gauge, payload, now)
    with platform.database.reading() as unit:
        known = store.known(unit.connection, {gauge}, locked=False)
        near = store.around(unit.connection, _late([read], known))
    return read, _judged([read], known, near, (now, HTTP)).verdicts[0]


def _late(given: Sequence[Said | Refused], known: Mapping[str, Known]) -> list[tuple[str, datetime]]:
    """The readings that are not newer than all before them, for which it must be looked up what is there."""
    newest = {gauge: one.past.at for gauge, one in known.items()}
    found = []
    for one in given:
        if isinstance(one, Refused) or one.gauge not in known:
            continue
        last = newest[one.gauge]
        if last is not None and one.at <= last:
            found.append((one.gauge, one.at))
        else:
            newest[one.gauge] = one.at
    return found


def _judged(
    given: Sequence[Said | Refused],
    known: Mapping[str, Known],
    near: Mapping[tuple[str, datetime], Around],
    when: tuple[datetime, str],
) -> Tally:
    tally = Tally()
    fresh: dict[str, dict[datetime, int]] = {}
    for one in given:
        if isinstance(one, Refused):
            _refuse(tally, one, when)
        elif one.gauge not in known:
            _refuse(tally, Refused(one.gauge, Nonsense.UNKNOWN, one.words), when)
        else:
            _judge(tally, one, (known[one.gauge], near, fresh.setdefault(one.gauge, {})), when)
    return tally


_Ground = tuple[Known, Mapping[tuple[str, datetime], Around], dict[datetime, int]]


def _judge(tally: Tally, said: Said, ground: _Ground, when: tuple[datetime, str]) -> None:
    known, near, fresh = ground
    past = tally.pasts.get(said.gauge, known.past)
    late = past.at is not None and said.at <= past.at
    around = _with_fresh(near.get((said.gauge, said.at), _NOWHERE), fresh, said.at) if late else _NOWHERE
    verdict, after, seen = rules.judge(known.gauge, past, said, around, when[0])
    if verdict.reason:
        _refuse(tally, Refused(said.gauge, verdict.reason, said.words), when)
    else:
        tally.verdicts.append(verdict)
    if seen and rules.rose(past, after):
        after = tally.risen[said.gauge] = replace(after, told_at=after.at, told=after.warning)
    if after is not past:
        tally.pasts[said.gauge] = after
    if seen:
        tally.seen.append((said.gauge, seen))
        fresh[seen.at] = seen.depth_cm


def _with_fresh(around: Around, fresh: Mapping[datetime, int], at: datetime) -> Around:
    """What is known around this time, with what the same batch brought."""
    before = [one for one in (around.before, *((t, d) for t, d in fresh.items() if t < at)) if one]
    after = [one for one in (around.after, *((t, d) for t, d in fresh.items() if t > at)) if one]
    return Around(fresh.get(at, around.same_cm), max(before, default=None), min(after, default=None))


def _refuse(tally: Tally, one: Refused, when: tuple[datetime, str]) -> None:
    tally.verdicts.append(Verdict(Taken.REFUSED, one.reason))
    now, by = when
    gauge = rules.shown(one.gauge.encode("utf-8", "replace"))[:_AMONG]
    before = tally.refused.get((gauge, one.reason))
    count = (before.count if before else 0) + 1
    tally.refused[gauge, one.reason] = RefusedCount(gauge, one.reason, count, now, now, one.said, by)


def _keep(unit: Unit, tally: Tally, known: Mapping[str, Known]) -> None:
    store.keep(unit.connection, tally.seen)
    store.keep_states(unit.connection, tally.pasts)
    store.count_refused(unit.connection, tally.refused.values())
    if any(reason is Nonsense.UNKNOWN for _, reason in tally.refused):
        store.drop_strangers(unit.connection)
    for gauge, risen in tally.risen.items():
        unit.emit(_event(known[gauge], risen))
    if tally.risen or _changed(tally.pasts, known):
        unit.ring("disaster")


def _changed(pasts: Mapping[str, Past], known: Mapping[str, Known]) -> bool:
    return any(known[gauge].past.warning != past.warning for gauge, past in pasts.items())


def _event(known: Known, risen: Past) -> GaugeRose:
    assert risen.at is not None
    assert risen.told is not None
    gauge = known.gauge
    return GaugeRose(
        gauge=gauge.id,
        number=gauge.number,
        name=gauge.name,
        region=gauge.region,
        downstream=" ".join(gauge.downstream),
        depth_cm=risen.depth_cm,
        warning=risen.told,
        before=known.past.warning,
        at=risen.at,
        synthetic=gauge.synthetic,
    )
