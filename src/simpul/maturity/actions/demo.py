"""What the demo shows of the maturity evaluation: an edition that is over and one that runs, all levels made up.

The agencies are those of the published tables; not one level is theirs, and every row says that it is synthetic.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import demo_agency
from simpul.maturity.actions.places import places
from simpul.maturity.model.editions import Edition, EditionState, NewEdition, Participant
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.rules import (
    demo_values,
    edition_content,
    edition_making,
    law_instruments,
    participating,
    predicates,
    published,
)
from simpul.maturity.rules.demo_values import MadeUp
from simpul.maturity.rules.reckoning import plan, reckon_all
from simpul.maturity.store import demo_seed, participants
from simpul.maturity.store import editions as store

OVER, RUNNING = "2024", "2026"
_SOURCES = {OVER: "2024 SPBE-2020", RUNNING: "2026 PEMDI-2026"}
_TITLES = {OVER: "Evaluasi SPBE 2024 (data rekaan)", RUNNING: "Evaluasi Pemdi 2026 (data rekaan)"}
_DAYS = {"self": 14, "document": 45, "interview": 70, "visit": 85, "review": 100, "objection": 110, "final": 120}
BY = "Data rekaan"
FACTS = "Data rekaan untuk peragaan; bukan penilaian atas instansi ini."


Times = Mapping[UUID, datetime]
"""When each assessment last changed."""


@dataclass(frozen=True, slots=True)
class Made:
    """An agency's assessment about to be written."""

    id: UUID
    agency: str
    levels: MadeUp


def seed(platform: Platform) -> None:
    """The demo's editions and assessments are there; may run again, and leaves what is there as it is."""
    for key in (OVER, RUNNING):
        with platform.database.writing(Actor.SYSTEM) as unit:
            if store.get(unit.connection, key) is not None:
                unit.unaudited("the edition is there already")
                continue
            _edition(platform, unit, key)
            unit.audit("maturity.demo.seed", subject=key)


def _edition(platform: Platform, unit: Unit, key: str) -> None:
    instrument = law_instruments.instrument(_SOURCES[key].split()[1])
    taken = participating.from_published(key, published.published(), places(platform))
    agencies = [replace(one, synthetic=True) for one in taken]
    edition = _whole(unit, key, instrument, agencies)
    store.add(unit.connection, edition, unit.clock.now())
    participants.add(unit.connection, agencies)
    chosen = demo_agency.stages(agencies)
    made = [found for one in agencies if (found := _made(unit, instrument, one, chosen))]
    # Of the edition that is over, the demo's own agencies alone have answers: the others' results hold every level.
    write(unit, edition, made, [one for one in made if key == RUNNING or one.agency in chosen])
    if key == RUNNING:
        begun = {one.agency: (one.id, one.levels) for one in made}
        demo_agency.fill(platform, unit, instrument, begun, [one for one in chosen if one in begun])


def _whole(unit: Unit, key: str, instrument: Instrument, agencies: list[Participant]) -> Edition:
    now = unit.clock.now()
    over = key == OVER
    sources = edition_making.sources(law_instruments.editions(), law_instruments.instruments())
    draft = edition_making.made(NewEdition(key, _SOURCES[key], _TITLES[key]), sources, law_instruments.editions()[0])
    return replace(
        draft,
        state=EditionState.CLOSED if over else EditionState.PUBLISHED,
        digest=edition_content.digest(draft, instrument, agencies),
        deadlines={} if over else _deadlines(now.date(), draft.stages),
        published_at=datetime(2024, 7, 1, tzinfo=now.tzinfo) if over else now - timedelta(days=90),
        closed_at=datetime(2025, 1, 31, tzinfo=now.tzinfo) if over else None,
        synthetic=True,
    )


def _deadlines(today: date, stages: tuple[str, ...]) -> dict[str, date]:
    return {stage: today + timedelta(days=_DAYS[stage]) for stage in stages}


def _made(unit: Unit, instrument: Instrument, one: Participant, chosen: Mapping[str, tuple[str, str]]) -> Made | None:
    if one.edition == OVER:
        levels: MadeUp | None = demo_values.closed(instrument, OVER, one.agency)
    elif at := chosen.get(one.agency):
        whole = demo_values.standing(instrument, RUNNING, one.agency, at)
        levels = demo_values.half(whole) if one.agency == demo_agency.AGENCY else whole
    else:
        levels = demo_values.running(instrument, RUNNING, one.agency)
    return None if levels is None else Made(unit.ids.new(), one.agency, levels)


def write(unit: Unit, edition: Edition, made: list[Made], answered: list[Made]) -> None:
    """The assessments are there with their results; of those `answered` also what was said of each indicator."""
    instrument = law_instruments.instrument(edition.instrument)
    at = {one.id: _at(unit, edition, one) for one in made}
    assessed = [_assessment(edition, one, at[one.id]) for one in made]
    demo_seed.begin(unit.connection, assessed, _results(edition, instrument, made, at))
    demo_seed.say(unit.connection, list(_said(instrument, answered, at)), facts=FACTS, by_name=BY)


def _at(unit: Unit, edition: Edition, one: Made) -> datetime:
    """When it last changed: within the last three weeks, or before the edition was closed."""
    end = edition.closed_at or unit.clock.now()
    return end - timedelta(hours=demo_values.chance(f"{edition.key} {one.agency} at", 21 * 24))


def _said(instrument: Instrument, shown: list[Made], at: Times) -> Iterator[dict[str, Any]]:
    """Levels of the self-assessment, and of the assessors where they have agreed on them."""
    keys = plan(instrument).keys
    for one in shown:
        row = {"assessment": str(one.id), "seat": 0, "at": at[one.id].isoformat()}
        yield {**row, "stage": "self", "said": demo_values.by_key(keys, one.levels.own)}
        if one.levels.stage in ("self", "document"):
            continue
        yield {**row, "stage": "document", "said": demo_values.by_key(keys, one.levels.now)}


def _assessment(edition: Edition, one: Made, at: datetime) -> dict[str, Any]:
    levels = one.levels
    submitted = {"0": at.isoformat()} if (levels.stage, levels.state) == ("self", "submitted") else {}
    return {
        "id": one.id,
        "edition": edition.key,
        "agency": one.agency,
        "stage": levels.stage,
        "state": levels.state,
        "submitted": submitted,
        "opened_at": edition.published_at,
        "changed_at": at,
        "closed_at": at if levels.state == "closed" else None,
        "synthetic": True,
    }


def _results(edition: Edition, instrument: Instrument, made: list[Made], at: Times) -> list[dict[str, Any]]:
    """A result for whoever has filled in anything, exact, with all its parts."""
    law = law_instruments.edition(edition.year, instrument.code)
    some = [one for one in made if any(one.levels.now)]
    own, now = (reckon_all(instrument, [getattr(one.levels, when) for one in some]) for when in ("own", "now"))
    keys = plan(instrument).keys
    return [
        {
            "assessment": one.id,
            "edition": edition.key,
            "agency": one.agency,
            "stage": "self" if one.levels.stage in ("self", "document") else "document",
            "index_exact": str(line.value()),
            "index_shown": Decimal(line.shown()),
            "predicate": predicates.predicate(instrument, law, line.value()).name.name.id,
            "self_shown": Decimal(before.shown()),
            "nodes": demo_values.nodes(instrument, line),
            "values": demo_values.by_key(keys, one.levels.now),
            "unfilled": sum(1 for value in one.levels.now if value is None),
            "final": one.levels.state == "closed",
            "at": at[one.id],
            "synthetic": True,
        }
        for one, before, line in zip(some, own, now, strict=True)
    ]
