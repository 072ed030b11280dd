"""What the desk's first page shows of every room: alerts, investigations and foci, stock, watches, files that wait."""

from dataclasses import dataclass

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions import alerting, focusing, sismal_import, stocking, surveying, watching
from simpul.malaria.model.alerts import Alert
from simpul.malaria.model.foci import FocusTally
from simpul.malaria.model.indicators import SurveyFront
from simpul.malaria.model.supply import SupplyFront
from simpul.malaria.model.watches import WatchTally
from simpul.malaria.rules import desk as rules
from simpul.malaria.store.tallies import REGENCY_LENGTH

SHOWN = 5
"""Places with alerts on the first page; the rest stands in the list of alerts."""


@dataclass(frozen=True, slots=True)
class DeskFront:
    """The rooms' first figures.

    `places`: names with their alerts, newest first; `waiting`: how many alerts in all. `supply` is None where the actor
    answers for more than a kabupaten.
    """

    places: list[tuple[str, list[Alert]]]
    waiting: int
    survey: SurveyFront
    foci: FocusTally
    supply: SupplyFront | None
    watches: WatchTally
    files: int


def front(platform: Platform, actor: Actor) -> DeskFront:
    """The rooms of the actor's region; DeskOnly."""
    rules.permit_desk(actor)
    region = actor.region
    alerts = alerting.waiting(platform, actor)
    with platform.database.reading() as unit:
        now, connection = unit.clock.now(), unit.connection
        supply = stocking.front(connection, region, now) if region and len(region) >= REGENCY_LENGTH else None
        return DeskFront(
            places=_by_place(alerts)[:SHOWN],
            waiting=len(alerts),
            survey=surveying.front(platform, connection, region, now),
            foci=focusing.front(connection, region, now),
            supply=supply,
            watches=watching.front(connection, region, now),
            files=sismal_import.front(connection, region),
        )


def _by_place(alerts: list[tuple[Alert, str]]) -> list[tuple[str, list[Alert]]]:
    places: dict[str, tuple[str, list[Alert]]] = {}
    for one, name in alerts:
        places.setdefault(one.area, (name, []))[1].append(one)
    return list(places.values())
