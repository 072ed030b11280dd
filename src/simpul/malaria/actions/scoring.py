"""Scorecards of village workers: made from records when they are looked at, never kept."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today as day_in
from simpul.malaria.model.scorecards import Score, Scorecard, Scorecards, ScoreNothing, ScorePeriod
from simpul.malaria.rules import desk
from simpul.malaria.rules import scorecards as rules
from simpul.malaria.rules.resupply import store_of
from simpul.malaria.store import desk as desk_store
from simpul.malaria.store import scores as store

Row = Mapping[str, Any]


def periods(platform: Platform, region: str) -> list[ScorePeriod]:
    """The latest months and quarters of the region's calendar, the newest first."""
    return rules.recent(day_in(platform.clock.now(), region))


def cards(platform: Platform, actor: Actor, region: str, key: str) -> Scorecards:
    """The scorecards of a region's workers; peers are those of its kabupaten. NotYourVillage, ScoreNothing."""
    desk.permit_village(actor, region)
    with platform.database.reading() as unit:
        return _cards(unit.connection, region, key, unit.clock.now())


def card(platform: Platform, actor: Actor, worker: UUID, key: str) -> Scorecard:
    """A worker's scorecard; ScoreNothing, NotYourVillage."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        line = desk_store.worker_line(unit.connection, worker)
        if line is None or not desk.answers_for(actor, line.village):
            raise ScoreNothing()
        found = _cards(unit.connection, line.village, key, unit.clock.now())
    mine = [one for one in found.cards if one.worker == worker]
    if not mine:
        raise ScoreNothing()
    return mine[0]


def _cards(connection: Connection, region: str, key: str, now: datetime) -> Scorecards:
    """Everybody of the kabupaten is counted, for the medians; those of the region are told."""
    parent = store_of(region)
    today = day_in(now, parent)
    chosen = rules.period(key, today)
    span = _instants(chosen, parent)
    counted = {
        "records": store.records(connection, parent, span),
        "heard": store.heard(connection, parent, span),
        "patients": store.patients(connection, parent, span, now),
    }
    workers = store.workers(connection, parent, span)
    scores = {row["id"]: _scores(counted, row["id"], chosen, today) for row in workers}
    peers, complete = rules.peers(scores.values()), chosen.until <= today
    told = [row for row in workers if row["village"] == region or row["village"].startswith(f"{region}.")]
    made = [
        Scorecard(
            worker=row["id"],
            name=row["name"],
            village=row["village"],
            village_name=row["village_name"],
            period=chosen,
            scores=scores[row["id"]],
            peers=peers,
            complete=complete,
            as_of=row["as_of"],
            synthetic=row["synthetic"],
        )
        for row in told
    ]
    return Scorecards(chosen, made, peers, complete)


def _instants(chosen: ScorePeriod, region: str) -> tuple[datetime, datetime]:
    zone = ZONES[zone_of(region)]
    first, until = chosen.first, chosen.until
    return datetime(first.year, first.month, 1, tzinfo=zone), datetime(until.year, until.month, 1, tzinfo=zone)


def _scores(counted: Mapping[str, Mapping[UUID, Any]], worker: UUID, chosen: ScorePeriod, today: date) -> dict[str, Score]:
    seen: Row = counted["patients"].get(worker, {})
    kept: Row = counted["records"].get(worker, {})
    end = min(chosen.until, today + timedelta(days=1))
    records = kept.get("records", 0)
    return {
        "tests": Score(seen.get("tests", 0)),
        "positive": Score(seen.get("positive", 0), seen.get("tests", 0)),
        "same_day": Score(seen.get("same_day", 0), seen.get("to_treat", 0)),
        "completed": Score(seen.get("completed", 0), seen.get("to_end", 0)),
        "day3": Score(seen.get("day3", 0), seen.get("to_day3", 0)),
        "day28": Score(seen.get("day28", 0), seen.get("to_day28", 0)),
        "contacts": Score(seen.get("contacts", 0), seen.get("cases", 0)),
        "counted": Score(kept.get("counted", 0), rules.begun_months(chosen, today)),
        "arrived": Score(kept.get("arrived", 0), records),
        "unspoilt": Score(records - kept.get("faulty", 0), records),
        "silent": Score(rules.longest_silence(counted["heard"].get(worker, []), chosen.first, end)),
        "supervised": Score(kept.get("supervised", 0)),
    }
