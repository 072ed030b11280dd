"""Shelters from a file: what can be taken is taken in one go, what cannot is told line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from simpul.disaster.actions import shelters
from simpul.disaster.model.shelter_refusals import ShelterFileUnreadable, ShelterNothingToUndo
from simpul.disaster.model.shelters import Shelter, ShelterChange, ShelterCount, ShelterDraft, ShelterRow, ShelterStep
from simpul.disaster.rules import shelter_files
from simpul.disaster.rules import shelters as rules
from simpul.disaster.store import shelters as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.errors import Invalid, NotAllowed
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: shelters that are new, changed, as they were; lines that were refused; `at` names it."""

    added: int
    changed: int
    same: int
    refused: tuple[ShelterRow, ...]
    at: datetime


def take_in(platform: Platform, actor: Actor, content: bytes, *, source: str) -> Imported:
    """The file's shelters are kept; one with a known number of its own is renewed, so that the file may come again."""
    rules.permit_shelters(actor)
    rows = [_placed(platform, actor, row) for row in shelter_files.read(content)]
    wanted = _last_ones([(row, region) for row, region in rows if row.draft and not row.refused])
    refused, now = tuple(row for row, _ in rows if row.refused), platform.clock.now()
    with platform.database.writing(actor) as unit:
        known = store.by_external(unit.connection, [row.draft.external for row, _ in wanted if row.draft])
        done = [_kept(unit, actor, (replace(row, draft=_of(row, source)), region, known), now) for row, region in wanted]
        told = Imported(done.count("added"), done.count("changed"), done.count("same"), refused, now)
        counts = {"added": told.added, "changed": told.changed, "same": told.same, "refused": len(refused)}
        unit.audit("disaster.shelter.import", subject=source[:80], after=counts)
        unit.ring("disaster")
    return told


Placed = tuple[ShelterRow, str]


def _placed(platform: Platform, actor: Actor, row: ShelterRow) -> Placed:
    """The line with the region it lies in, refused where the officer's agency does not answer for that."""
    if row.draft is None:
        return row, ""
    try:
        region = shelters.region_of(platform, row.draft)
        rules.permit_keep(actor, region)
    except (Invalid, NotAllowed) as refusal:
        return replace(row, refused=(refusal.sentence, refusal.facts)), ""
    return row, region


def _last_ones(rows: Sequence[Placed]) -> list[Placed]:
    """Of lines with the same number of their own the last; all others."""
    found: dict[object, Placed] = {}
    for row, region in rows:
        external = row.draft.external if row.draft else ""
        found[external or row.line] = (row, region)
    return list(found.values())


def _of(row: ShelterRow, source: str) -> ShelterDraft:
    """The line's shelter, with the file's source."""
    if row.draft is None:
        raise ShelterFileUnreadable(reason="a refused line")
    return replace(row.draft, source=source)


def _kept(unit: Unit, actor: Actor, given: tuple[ShelterRow, str, Mapping[str, Shelter]], at: datetime) -> str:
    """Whether the shelter was added, changed or the same."""
    row, region, known = given
    draft = _of(row, row.draft.source if row.draft else "")
    one = known.get(draft.external) if draft.external else None
    if one is None:
        _said(unit, actor, shelters.new(unit, actor, draft, region, at), row, at)
        return "added"
    rules.permit_keep(actor, one.region)
    changed = replace(one.draft, source=draft.source) != draft
    if changed:
        after = rules.edited(one, draft, region, actor, at)
        shelters.kept(unit, one, after, ShelterStep.EDIT, actor)
        one = after
    return "changed" if _said(unit, actor, one, row, at) or changed else "same"


def _said(unit: Unit, actor: Actor, one: Shelter, row: ShelterRow, at: datetime) -> bool:
    """Whether the line's count, or its being open, was new."""
    changed = False
    if row.open is not None and row.open != one.open:
        after = rules.opened(one, actor, at, now_open=row.open)
        shelters.kept(unit, one, after, ShelterStep.OPEN if row.open else ShelterStep.CLOSE, actor)
        one, changed = after, True
    if row.people is not None and row.people != one.people and one.open:
        count = rules.checked_count(ShelterCount(at, row.people))
        after = rules.counted(one, count, actor)
        store.add_count(unit.connection, one.number, after.version, count)
        shelters.kept(unit, one, after, ShelterStep.COUNT, actor)
        changed = True
    return changed


def undo(platform: Platform, actor: Actor, at: datetime) -> tuple[int, int]:
    """How many shelters are as before the file of that moment, and how many were left, since they have changed since.

    ShelterNothingToUndo when it is over half an hour ago, or was not the actor's own.
    """
    rules.permit_shelters(actor)
    now = platform.clock.now()
    with platform.database.writing(actor) as unit:
        found = store.steps_at(unit.connection, at, actor.id)
        if not found or now - at > rules.UNDONE_WITHIN:
            raise ShelterNothingToUndo(minutes=int(rules.UNDONE_WITHIN.total_seconds() // 60))
        back = [_undone(unit, actor, number, steps, now) for number, steps in found.items()]
        unit.audit(
            "disaster.shelter.import_undo", subject=at.isoformat(), after={"back": sum(back), "left": back.count(False)}
        )
        unit.ring("disaster")
    return sum(back), back.count(False)


def _undone(unit: Unit, actor: Actor, number: int, steps: Sequence[ShelterChange], now: datetime) -> bool:
    """Whether the shelter is as it was before these steps; not where somebody has changed it since."""
    one = store.get(unit.connection, number, lock=True)
    if one is None or one.version != steps[-1].version:
        return False
    rules.permit_keep(actor, one.region)
    if steps[0].step is ShelterStep.ADD:
        store.remove(unit.connection, number)
        return True
    for step in steps:
        if step.step is ShelterStep.COUNT:
            store.drop_count(unit.connection, number, step.version)
    shelters.kept(unit, one, rules.restored(one, steps[0].before, actor, now), ShelterStep.UNDO, actor)
    return True
