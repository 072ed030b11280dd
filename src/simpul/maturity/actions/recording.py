"""The record of a stage (berita acara): what was decided, and who stands for it."""

from typing import Any

from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import records
from simpul.maturity.actions.entering import Entered
from simpul.maturity.model.assessing import JOINT, SELF, Said
from simpul.maturity.rules.carrying import values
from simpul.maturity.rules.index import reckon, shown
from simpul.maturity.rules.numbers import plain
from simpul.maturity.rules.records import digest
from simpul.maturity.store import answers, evidence


def record(platform: Platform, unit: Unit, found: Entered, role: str, reason: str = "") -> None:
    """A fresh record of the stage that the assessment is in, signed by the actor in this role."""
    made = records.make(unit, platform, found.id, found.row.stage, _body(unit, found, reason))
    records.sign(unit, platform, made, found.actor, role)


def countersign(platform: Platform, unit: Unit, found: Entered, role: str) -> None:
    """The actor too stands for the newest record of the stage."""
    there = records.latest(unit.connection, found.id, found.row.stage)
    if there is None:
        record(platform, unit, found, role)
    else:
        records.sign(unit, platform, there.id, found.actor, role)


def _body(unit: Unit, found: Entered, reason: str) -> dict[str, Any]:
    stages = found.edition.stages[: found.edition.stages.index(found.row.stage) + 1]
    levels = {stage: answers.levels(unit.connection, found.id, stage, JOINT) for stage in stages}
    newest = {key: level for key, level in values(stages, levels).items() if level is not None}
    index = reckon(found.instrument, newest).index
    return {
        "edition": found.edition.key,
        "year": found.edition.year,
        "instrument": found.instrument.code,
        "agency": found.row.agency,
        "agency_name": found.participant.name,
        "stage": found.row.stage,
        "levels": {key: plain(newest[key]) for key in found.indicators if key in newest},
        "unfilled": [key for key in found.indicators if key not in newest],
        "index": shown(index),
        "index_exact": f"{index.numerator}/{index.denominator}",
        "reason": reason,
        "words": digest({"answers": _words(unit, found)}),
        "evidence": sorted(each.digest for each in evidence.of(unit.connection, found.id) if each.digest),
        "synthetic": found.row.synthetic,
    } | ({"entry": found.row.entry_name} if found.row.stage == SELF else {})


def _words(unit: Unit, found: Entered) -> list[list[str]]:
    """Everything that was said of any indicator, in order: the record's digest covers the words too."""
    return [
        [one.stage, str(one.seat), one.indicator, str(one.version), *_said(one.said)]
        for one in sorted(answers.of(unit.connection, found.id), key=lambda each: (each.stage, each.seat, each.indicator))
    ]


def _said(said: Said) -> list[str]:
    level = "" if said.level is None else plain(said.level)
    return [level, ",".join(map(str, said.met)), said.facts, said.analysis, said.justification]
