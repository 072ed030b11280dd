"""Evidence of answers as one actor may see it, and what is measured that speaks against a claimed level."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotFound
from simpul.kernel.platform import Platform
from simpul.maturity.actions import measuring
from simpul.maturity.actions.entering import Entered, entered
from simpul.maturity.model.assessing import JOINT, SELF
from simpul.maturity.model.contradictions import Contradiction
from simpul.maturity.model.evidence import UNDONE_WITHIN, Evidence, EvidenceKind, Measurement
from simpul.maturity.model.evidence_refusals import EvidenceFileGone, EvidenceUnknown
from simpul.maturity.model.maturity_refusals import AssessmentUnknown
from simpul.maturity.rules import contradictions as contradicting
from simpul.maturity.rules import evidence_permits as permits
from simpul.maturity.store import answers
from simpul.maturity.store import evidence as store

counts = store.counts


def of_indicator(platform: Platform, actor: Actor, id: UUID, indicator: str) -> list[Evidence]:
    """What serves the indicator, by level; as far as this actor may see it. AssessmentUnknown."""
    return _listed(platform, actor, id, indicator)


def of_assessment(platform: Platform, actor: Actor, id: UUID) -> dict[str, list[Evidence]]:
    """What serves each indicator; as far as this actor may see it. AssessmentUnknown."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for one in _listed(platform, actor, id, ""):
        found[one.indicator].append(one)
    return dict(found)


def removed_of(platform: Platform, actor: Actor, id: UUID, indicator: str) -> list[Evidence]:
    """What was removed from the indicator and can be taken back still. AssessmentUnknown."""
    since = platform.clock.now() - UNDONE_WITHIN
    found = _listed(platform, actor, id, indicator, removed=True)
    return [one for one in found if one.removed_at and one.removed_at > since]


def by_level(evidence: Iterable[Evidence]) -> dict[int, int]:
    """How many pieces serve each level."""
    found: dict[int, int] = defaultdict(int)
    for one in evidence:
        found[one.level] += 1
    return dict(found)


def _listed(platform: Platform, actor: Actor, id: UUID, indicator: str, *, removed: bool = False) -> list[Evidence]:
    with platform.database.reading() as unit:
        found = entered(unit.connection, actor, id)
        rows = store.of(unit.connection, id, indicator, removed=removed)
        shown = seen_of(unit.connection, found, rows)
    return [looked_for(platform, one) for one in shown]


def seen_of(connection: Connection, found: Entered, rows: Iterable[Evidence]) -> list[Evidence]:
    """Those of these pieces that the actor may see."""
    assessors = store.assessors(connection, found.row.edition, found.row.agency)
    return [one for one in rows if permits.is_shown(one, found.row, found.who, assessors=assessors, to=found.actor.id)]


def looked_for(platform: Platform, one: Evidence) -> Evidence:
    """The evidence, with whether its file is on the disk."""
    if one.kind is not EvidenceKind.FILE:
        return one
    try:
        return replace(one, there=platform.files.path(one.file).is_file())
    except NotFound:
        return replace(one, there=False)


def shown(connection: Connection, actor: Actor, id: UUID) -> tuple[Evidence, Entered]:
    """The evidence and its assessment; EvidenceUnknown where there is none, and where it is not theirs."""
    one = store.get(connection, id)
    if one is None:
        raise EvidenceUnknown()
    try:
        found = entered(connection, actor, one.assessment)
    except AssessmentUnknown:
        raise EvidenceUnknown() from None
    if not seen_of(connection, found, [one]):
        raise EvidenceUnknown()
    return one, found


def fetch(platform: Platform, actor: Actor, id: UUID) -> tuple[Evidence, Path]:
    """The evidence and where its file lies; EvidenceUnknown, EvidenceFileGone. Who fetched it stands in the audit trail."""
    with platform.database.writing(actor) as unit:
        one = looked_for(platform, shown(unit.connection, actor, id)[0])
        if one.kind is not EvidenceKind.FILE:
            raise EvidenceUnknown()
        if not one.there:
            raise EvidenceFileGone()
        unit.audit("maturity.evidence.fetched", subject=str(id))
    return one, platform.files.path(one.file)


def offered(platform: Platform, actor: Actor, id: UUID) -> list[Measurement]:
    """What this node measures of the agency now. AssessmentUnknown."""
    with platform.database.reading() as unit:
        row = entered(unit.connection, actor, id).row
        return measuring.measure(platform, unit.connection, row.agency)


def contradictions(
    platform: Platform, actor: Actor, id: UUID, indicator: str, level: Fraction | None
) -> list[Contradiction]:
    """What is measured now, or was attached, that speaks against the level of the indicator. AssessmentUnknown."""
    return contradictions_of(platform, actor, id, {indicator: level}).get(indicator, [])


def contradictions_of(
    platform: Platform, actor: Actor, id: UUID, levels: Mapping[str, Fraction | None]
) -> dict[str, list[Contradiction]]:
    """By indicator, what speaks against these levels; nothing is there for those that nothing speaks against."""
    with platform.database.reading() as unit:
        found = entered(unit.connection, actor, id)
        speaks = {key: contradicting.speaking(found.instrument.code, key) for key, level in levels.items() if level}
        keys = frozenset(one.measured for rows in speaks.values() for one in rows if not one.attached)
        now = measuring.measure(platform, unit.connection, found.row.agency, keys)
        attached = seen_of(unit.connection, found, store.of(unit.connection, id))
    told = {}
    for key, rows in speaks.items():
        proofs = [one.measured for one in attached if one.indicator == key and one.measured]
        if said := contradicting.against(rows, levels[key], now, proofs):
            told[key] = said
    return told


def claimed(platform: Platform, actor: Actor, id: UUID) -> Mapping[str, Fraction | None]:
    """By indicator, the level that the agency claims; nothing for others while the agency still fills it in."""
    with platform.database.reading() as unit:
        found = entered(unit.connection, actor, id)
        if found.row.stage == SELF and not found.who.of_agency:
            return {}
        return answers.levels(unit.connection, id, SELF, JOINT)
