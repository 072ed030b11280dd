"""Gauges by OGC SensorThings 1.1, reading: entities, sets, properties and references, as an address asks for them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from simpul.disaster.actions import gauges
from simpul.disaster.model.sta import NothingThere, NotUnderstood, Options, Path, Step
from simpul.disaster.rules.sta import entities as of
from simpul.disaster.rules.sta.entities import Subject
from simpul.disaster.rules.sta.weighing import holds, order_key
from simpul.disaster.store import gauge_sta as store
from simpul.disaster.store import gauge_states
from simpul.kernel.platform import Platform

TOP, TOP_MOST, TOP_EXPANDED = 100, 1_000, 100
_KEPT, _FRESH_FOR = "disaster.gauge_sta", timedelta(seconds=2)
Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the graph a path leads: a set, of one gauge (None: of all), or one entity of it."""

    many: str
    number: int | None = None
    single: bool = False
    at: Any = None


class Service:
    """What answers one request."""

    def __init__(self, platform: Platform, base: str) -> None:
        self._platform, self._base = platform, base
        self._subjects = _subjects(platform)

    def answer(self, steps: Sequence[Step], options: Options, address: Callable[[int], str]) -> Any:
        """What is at the path: a set, an entity, a property or references. NothingThere, NotUnderstood.

        `address` gives the address of the same question from another entity on.
        """
        place, rest, last = self._led(steps)
        if not rest:
            return self._entity_at(place, options) if place.single else self._set(place, options, address)
        if rest == ["$ref"]:
            return self._references(place, options, address)
        if place.single and last:
            return self._property(place, rest)
        raise NothingThere()

    def _led(self, steps: Sequence[Step]) -> tuple[Place, list[str], bool]:
        """Where the path leads, the steps that are no entities any more, and whether these are of one entity."""
        first = steps[0]
        if first.name not in of.MANY:
            raise NothingThere()
        place = self._one(Place(first.name), first)
        for n, step in enumerate(steps[1:], 1):
            if step.id is None and (step.name.startswith("$") or step.name not in of.LINKS[place.many]):
                return place, [one.name for one in steps[n:]], True
            if not place.single or step.name not in of.LINKS[place.many]:
                raise NothingThere()
            place = self._one(self._beyond(place, step.name), step)
        return place, [], False

    def _one(self, place: Place, step: Step) -> Place:
        """The entity of this id in a set; the set itself where the step has none."""
        if step.id is None:
            return place
        if place.single:
            raise NothingThere()
        if place.many == "Observations":
            number, at = of.observation_of(step.id)
            found = replace(place, number=number, single=True, at=at)
        elif place.many == "ObservedProperties":
            found = replace(place, single=True)
            number = of.PROPERTY if step.id == of.PROPERTY and self._subjects else 0
        else:
            number = step.id if isinstance(step.id, int) else 0
            found = replace(place, number=number, single=True)
        known = place.many == "ObservedProperties" or number in self._subjects
        if not number or not known or place.number not in (None, number):
            raise NothingThere()
        return found

    @staticmethod
    def _beyond(place: Place, name: str) -> Place:
        """Where a link of an entity leads."""
        many = of.ONE.get(name, name)
        number = None if many == "ObservedProperties" or place.many == "ObservedProperties" else place.number
        return Place(many, number, single=name in of.ONE)

    def _entity_at(self, place: Place, options: Options) -> Entity:
        found = self._found(place, Options(top=1))[0]
        if not found:
            raise NothingThere()
        return self._presented(place.many, found[0], options)

    def _set(self, place: Place, options: Options, address: Callable[[int], str]) -> Entity:
        asked = TOP if options.top is None else min(options.top, TOP_MOST)
        top = min(asked, TOP_EXPANDED) if options.expand else asked
        found, count = self._found(place, replace(options, top=top + 1))
        answer: Entity = {"@iot.count": count} if options.count else {}
        if len(found) > top:
            answer["@iot.nextLink"] = address(options.skip + top)
        return {**answer, "value": [self._presented(place.many, one, options) for one in found[:top]]}

    def _found(self, place: Place, options: Options) -> tuple[list[Entity], int]:
        """The entities that are wanted, and how many there are in all (0 unless it was asked)."""
        if place.many == "Observations":
            return self._observations(place, options)
        wanted = [self._subjects[place.number]] if place.number is not None else list(self._subjects.values())
        if place.many == "ObservedProperties":
            wanted = wanted[:1]
        found = [(one, of.entity(place.many, one)) for one in wanted]
        if options.filter is not None:
            condition = options.filter
            found = [pair for pair in found if holds(condition, self._looker(place.many, *pair))]
        for path, down in reversed(options.order):
            found.sort(key=lambda pair: order_key(self._looker(place.many, *pair)(path)), reverse=down)
        end = None if options.top is None else options.skip + options.top
        return [one for _, one in found[options.skip : end]], len(found)

    def _observations(self, place: Place, options: Options) -> tuple[list[Entity], int]:
        which = store.Which(place.number, place.at)
        part = store.part(which, options.filter, options.order, (options.skip, options.top or 0))
        with self._platform.database.reading() as unit:
            seen = gauge_states.observed(unit.connection, part)
            count = gauge_states.count(unit.connection, part.where) if options.count else 0
        return [of.observation(one.number, one.observation) for one in seen], count

    def _looker(self, many: str, subject: Subject, own: Entity) -> Callable[[Path], Any]:
        """What gives the value of an entity's property, also of those that it leads to one by one."""

        def look(path: Path) -> Any:
            set_name, entity, steps = many, own, path.steps
            while steps[0] in of.LINKS[set_name] and steps[0] in of.ONE and len(steps) > 1:
                set_name, steps = of.ONE[steps[0]], steps[1:]
                entity = of.entity(set_name, subject)
            return _within(entity, steps)

        return look

    def _presented(self, many: str, own: Entity, options: Options) -> Entity:
        """The entity with its links, and with what is expanded or selected."""
        here = f"{self._base}/{many}({_key(own['@iot.id'])})"
        whole: Entity = {"@iot.id": own["@iot.id"], "@iot.selfLink": here, **own}
        expanded = dict(options.expand)
        unknown = (expanded.keys() | set(options.select)) - set(of.LINKS[many]) - own.keys() - {"id", "selfLink"}
        if unknown or expanded.keys() - set(of.LINKS[many]):
            named = ", ".join(sorted(unknown or expanded.keys()))[:80]
            raise NotUnderstood(reason=f"{of.MANY[many]} has no {named}")
        for link in of.LINKS[many]:
            whole[f"{link}@iot.navigationLink"] = f"{here}/{link}"
            if link in expanded:
                whole |= self._expanded(many, own, (link, expanded[link]), here)
        return _selected(whole, options) if options.select else whole

    def _expanded(self, many: str, own: Entity, wanted: tuple[str, Options], here: str) -> Entity:
        link, options = wanted
        place = self._beyond(Place(many, _number(many, own), single=True), link)
        if place.single:
            return {link: self._entity_at(place, options)}
        whole = self._set(place, options, lambda skip: f"{here}/{link}?$skip={skip}&$top={options.top or TOP}")
        more = {f"{link}{name}": value for name, value in whole.items() if name != "value"}
        return {link: whole["value"], **more}

    def _references(self, place: Place, options: Options, address: Callable[[int], str]) -> Entity:
        if place.single:
            raise NothingThere()
        whole = self._set(place, replace(options, select=(), expand=()), address)
        return {**whole, "value": [{"@iot.selfLink": one["@iot.selfLink"]} for one in whole["value"]]}

    def _property(self, place: Place, rest: Sequence[str]) -> Any:
        """A property as an object of its own, or its bare value."""
        own, names = self._entity_at(place, Options()), [name for name in rest if name != "$value"]
        if not names or rest.count("$value") != len(rest) - len(names) or ("$value" in rest and rest[-1] != "$value"):
            raise NothingThere()
        try:
            value = _within(own, names)
        except NotUnderstood:
            raise NothingThere() from None
        return Bare(value) if rest[-1] == "$value" else {names[-1]: value}


def _subjects(platform: Platform) -> Mapping[int, Subject]:
    """Every gauge in service as it stands, by number; looked up at most every two seconds."""
    now, known = platform.clock.now(), platform.state.get(_KEPT)
    if known is not None and timedelta(0) <= now - known[0] < _FRESH_FOR:
        kept: Mapping[int, Subject] = known[1]
        return kept
    with platform.database.reading() as unit:
        spans = store.spans(unit.connection)
    states = sorted(gauges.states(platform), key=lambda one: one.gauge.number)
    found = {one.gauge.number: Subject(one, *spans.get(one.gauge.id, (None, None))) for one in states}
    platform.state[_KEPT] = (now, found)
    return found


@dataclass(frozen=True, slots=True)
class Bare:
    """A value that is sent as it is, without an object around it."""

    value: Any


def _within(entity: Mapping[str, Any], steps: Sequence[str]) -> Any:
    """The value at these steps; NotUnderstood for a property that the entity has not."""
    found: Any = entity
    for n, step in enumerate(steps):
        name = "@iot.id" if n == 0 and step == "id" else step
        if not isinstance(found, Mapping) or name not in found:
            if n and isinstance(found, Mapping) and steps[0] in ("properties", "parameters"):
                return None
            raise NotUnderstood(reason=f"there is no property {'/'.join(steps)[:60]}")
        found = found[name]
    return found


def _selected(whole: Entity, options: Options) -> Entity:
    """The properties that were selected, and what was expanded."""
    kept: set[str] = set()
    for name in options.select:
        kept |= {"id": {"@iot.id"}, "selfLink": {"@iot.selfLink"}}.get(name, {name, f"{name}@iot.navigationLink"})
    for name, _ in options.expand:
        kept |= {name, f"{name}@iot.nextLink", f"{name}@iot.count"}
    return {name: value for name, value in whole.items() if name in kept}


def _number(many: str, own: Entity) -> int | None:
    """The number of the gauge that an entity belongs to; None for what all have in common."""
    if many == "Observations":
        return of.observation_of(own["@iot.id"])[0]
    return None if many == "ObservedProperties" else int(own["@iot.id"])


def _key(given: object) -> str:
    return f"'{given}'" if isinstance(given, str) else str(given)
