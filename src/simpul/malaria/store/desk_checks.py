"""What waits to be checked, from whatever table tells it, and how it was settled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Select,
    Text,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as ID
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.malaria.model.desk import Check, CheckKind, DeskAsked, DeskLines, Settlement
from simpul.malaria.model.people import Likeness, Person
from simpul.malaria.store.desk import Condition, like, paged, within
from simpul.malaria.store.desk_tables import likely, likely_villages, settlements
from simpul.malaria.store.tables import checks, devices, events, people, villages

_KINDS = case(
    (checks.c.kind == "field_conflict", literal("field")),
    (checks.c.kind == "expired_lot", literal("lot")),
    else_=literal("contradiction"),
)
_NOBODY = cast(null(), ID())
_FOLDED = select(
    (literal("c-") + func.md5(checks.c.village + "|" + checks.c.key)).label("key"),
    *(_KINDS.label("kind"), checks.c.village, checks.c.at, checks.c.facts, checks.c.person, _NOBODY.label("other")),
)
_KEPT_OUT = select(
    (literal("q-") + cast(events.c.id, Text)).label("key"),
    *(literal("quarantine").label("kind"), events.c.village, events.c.received_at.label("at")),
    cast(func.jsonb_build_object("code", events.c.quarantine, "kind", events.c.kind), JSONB).label("facts"),
    *(events.c.person, _NOBODY.label("other")),
).where(events.c.quarantine.is_not(None))
_BROKEN_KEY = cast(func.coalesce(devices.c.broken_at, 0), Text) + "-" + cast(devices.c.refused, Text)
_BROKEN = select(
    (literal("d-") + cast(devices.c.id, Text) + "-" + _BROKEN_KEY).label("key"),
    *(
        literal("chain").label("kind"),
        devices.c.village,
        func.coalesce(devices.c.seen_at, devices.c.enrolled_at).label("at"),
    ),
    cast(
        func.jsonb_build_object("label", devices.c.label, "broken_at", devices.c.broken_at, "refused", devices.c.refused),
        JSONB,
    ).label("facts"),
    *(_NOBODY.label("person"), _NOBODY.label("other")),
).where(or_(devices.c.broken_at.is_not(None), devices.c.refused > 0))
_ALIKE = select(
    (literal("p-") + cast(likely.c.one, Text) + "." + cast(likely.c.other, Text)).label("key"),
    *(literal("duplicate").label("kind"), likely.c.village, likely.c.found_at.label("at")),
    cast(func.jsonb_build_object("score", likely.c.score), JSONB).label("facts"),
    *(likely.c.one.label("person"), likely.c.other),
)
_ALL = union_all(_FOLDED, _KEPT_OUT, _BROKEN, _ALIKE).subquery("waiting")
_STANDING = select(settlements.c.key).where(settlements.c.undone_at.is_(None))


def _waiting(region: str | None) -> Select[Any]:
    return (
        select(_ALL, villages.c.name.label("village_name"), villages.c.synthetic)
        .select_from(_ALL.join(villages, villages.c.code == _ALL.c.village))
        .where(within(_ALL.c.village, region), _ALL.c.key.not_in(_STANDING))
    )


def check_lines(connection: Connection, region: str | None, asked: DeskAsked) -> DeskLines[Check]:
    """What waits in the region, the oldest first."""
    wanted: list[Condition] = []
    wanted += [_ALL.c.kind == asked.state] if asked.state else []
    wanted += [_ALL.c.village == asked.village] if asked.village else []
    wanted += [or_(like(villages.c.name, asked.q), _ALL.c.village.startswith(asked.q, autoescape=True))] if asked.q else []
    rows, total = paged(connection, _waiting(region).where(*wanted).order_by(_ALL.c.at, _ALL.c.key), asked)
    return DeskLines([_check(row)[0] for row in rows], total)


def count(connection: Connection, region: str | None) -> int:
    """How many things wait in the region."""
    return connection.scalar(select(func.count()).select_from(_waiting(region).subquery())) or 0


def check_row(connection: Connection, region: str | None, key: str) -> tuple[Check, tuple[UUID, ...]] | None:
    """The check of this key that waits in the region, and the people whom it is about."""
    row = connection.execute(_waiting(region).where(_ALL.c.key == key)).mappings().first()
    return _check(dict(row)) if row else None


def _check(row: Mapping[str, Any]) -> tuple[Check, tuple[UUID, ...]]:
    about = tuple(one for one in (row["person"], row["other"]) if one is not None)
    kind = CheckKind(row["kind"])
    check = Check(row["key"], kind, row["village"], row["village_name"], row["at"], row["facts"], row["synthetic"])
    return check, about


def particulars(connection: Connection, village: str, ids: Sequence[UUID]) -> list[Mapping[str, Any]]:
    """What is known of these people of the village, in the order of the ids; nothing for one who is not known."""
    found = select(people.c.id, people.c.facts).where(people.c.village == village, people.c.id.in_(ids))
    facts = {row.id: row.facts for row in connection.execute(found)}
    return [facts.get(one, {}) for one in ids]


def keep(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Whether the settlement is kept; False when another one of the same check stands."""
    fresh = upsert(settlements).values(**row).on_conflict_do_nothing().returning(settlements.c.id)
    return connection.execute(fresh).first() is not None


def standing(connection: Connection, region: str | None, key: str) -> tuple[UUID, Settlement] | None:
    """The settlement of this check that stands in the region, with its own id; it stays locked till the unit ends."""
    ours = (settlements.c.key == key, settlements.c.undone_at.is_(None), within(settlements.c.village, region))
    row = connection.execute(select(settlements).where(*ours).with_for_update()).mappings().first()
    return (row["id"], _settlement(dict(row))) if row else None


def undo(connection: Connection, id: UUID, at: datetime, by: UUID | None) -> None:
    """The settlement stands no more."""
    connection.execute(update(settlements).where(settlements.c.id == id).values(undone_at=at, undone_by=by))


def name_event(connection: Connection, id: UUID, event: UUID) -> None:
    """The settlement names the event that it became."""
    connection.execute(update(settlements).where(settlements.c.id == id).values(event=event))


def settled(connection: Connection, region: str | None, asked: DeskAsked) -> DeskLines[Settlement]:
    """What was settled in the region, the latest first."""
    question = select(settlements).where(within(settlements.c.village, region)).order_by(settlements.c.at.desc())
    rows, total = paged(connection, question, asked)
    return DeskLines([_settlement(row) for row in rows], total)


def _settlement(row: Mapping[str, Any]) -> Settlement:
    names = ("key", "village", "how", "reason", "by_name", "at", "facts", "event", "undone_at")
    return Settlement(kind=CheckKind(row["kind"]), **{name: row[name] for name in names})


def stale(connection: Connection, region: str | None, most: int) -> list[tuple[str, int]]:
    """Villages of the region, with their version, whose likely duplicates were not looked for since they changed."""
    joined = villages.outerjoin(likely_villages, likely_villages.c.village == villages.c.code)
    changed = or_(likely_villages.c.version.is_(None), likely_villages.c.version < villages.c.version)
    wanted = (within(villages.c.code, region), changed, villages.c.version > 0)
    found = select(villages.c.code, villages.c.version).select_from(joined).where(*wanted).order_by(villages.c.code)
    return [(row.code, row.version) for row in connection.execute(found.limit(most))]


def of_village(connection: Connection, village: str) -> list[Person]:
    """Those of the village who are not merged into others."""
    names = ("id", "village", "name", "sex", "birth_year", "mother", "facts", "merged_into", "synthetic")
    found = select(*(people.c[name] for name in names)).where(people.c.village == village, people.c.merged_into.is_(None))
    return [Person(**row) for row in connection.execute(found).mappings()]


def keep_likely(connection: Connection, village: str, version: int, pairs: Iterable[Likeness], at: datetime) -> None:
    """These are the likely duplicates of the village at this version; those found before keep when they were found."""
    before = {(r.one, r.other): r.found_at for r in connection.execute(select(likely).where(likely.c.village == village))}
    connection.execute(delete(likely).where(likely.c.village == village))
    rows = [
        {"village": village, "one": p.one, "other": p.other, "score": p.score, "found_at": before.get((p.one, p.other), at)}
        for p in pairs
    ]
    if rows:
        connection.execute(insert(likely), rows)
    seen = upsert(likely_villages).values(village=village, version=version)
    connection.execute(seen.on_conflict_do_update(index_elements=["village"], set_={"version": version}))
