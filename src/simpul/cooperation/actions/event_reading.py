"""Large events as everybody reads them: which there are, and one with its counts at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from simpul.cooperation.model.events import EventSeen, EventUnknown, LargeEvent, Queue, Quota, Stage
from simpul.cooperation.rules.registering import stage
from simpul.cooperation.rules.registering_form import known_as
from simpul.cooperation.store import events as store
from simpul.kernel.platform import Platform


def listed(platform: Platform) -> list[tuple[LargeEvent, Stage]]:
    """The public events: those to come first, the soonest at the top, then those that are over."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        found = [(one, stage(one, now)) for one in store.all_(unit.connection) if one.public]
    coming = sorted((one for one in found if one[1] is not Stage.OVER), key=lambda one: one[0].starts_at)
    return coming + [one for one in found if one[1] is Stage.OVER]


def seen(platform: Platform, slug: str) -> EventSeen:
    """The public event at this address with its counts and quotas; EventUnknown."""
    with platform.database.reading() as unit:
        event = store.by_slug(unit.connection, slug) if len(slug) <= 80 else None
        tally = store.tally(unit.connection, event.id) if event and event.public else None
        if event is None or tally is None:
            raise EventUnknown()
        quotas = {one.agency: one for one in store.quotas_of(unit.connection, event.id)}
        return EventSeen(event, stage(event, unit.clock.now()), tally, quotas)


@dataclass(frozen=True, slots=True)
class Known:
    """An event as the hot path holds it: what a form is judged by, and nothing that changes with each registration.

    `agencies`: code by code and by small-lettered name; `names`: name by code.
    """

    event: LargeEvent
    agencies: Mapping[str, str]
    names: Mapping[str, str]


def known(platform: Platform) -> dict[str, Known]:
    """Every public event that is not over, by its slug."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        there = [one for one in store.all_(unit.connection) if one.public and stage(one, now) is not Stage.OVER]
        return {one.slug: _known(one, store.quotas_of(unit.connection, one.id)) for one in there}


def _known(event: LargeEvent, quotas: Sequence[Quota]) -> Known:
    names = {one.agency: one.name for one in quotas}
    return Known(event, known_as(names), names)


def queues(platform: Platform) -> dict[UUID, Queue]:
    """The queues in which somebody waits."""
    with platform.database.reading() as unit:
        return store.busy_queues(unit.connection)
