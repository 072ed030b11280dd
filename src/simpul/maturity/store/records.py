"""SQL about signed records: made, signed, found by number or digest, replaced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, or_, select, text, update

from simpul.maturity.model.records import Record, Signature, SignerRole
from simpul.maturity.store.evidence_tables import records

_c = records.c
_NUMBERING = text("SELECT pg_advisory_xact_lock(hashtext('simpul.maturity_record'))")


def next_number(connection: Connection, prefix: str) -> int:
    """The next free number after those that begin with the prefix; others who number wait until this transaction ends."""
    connection.execute(_NUMBERING)
    taken: int = connection.scalar(select(func.count()).where(_c.number.startswith(prefix, autoescape=True))) or 0
    return taken + 1


def add(connection: Connection, new: Record) -> None:
    """The record is kept; earlier ones of the same stage are replaced by it."""
    same = (_c.assessment == new.assessment) & (_c.stage == new.stage) & _c.replaced_at.is_(None)
    connection.execute(update(records).where(same).values(replaced_at=new.at))
    connection.execute(
        insert(records).values(
            id=new.id,
            assessment=new.assessment,
            stage=new.stage,
            number=new.number,
            message=dict(new.message),
            digest=new.digest,
            signatures=[_kept(one) for one in new.signatures],
            node_signature=new.node_signature,
            at=new.at,
        )
    )


def keep_signatures(connection: Connection, signed: Record) -> None:
    """The record's signatures are these."""
    values = {"signatures": [_kept(one) for one in signed.signatures], "node_signature": signed.node_signature}
    connection.execute(update(records).where(_c.id == signed.id).values(values))


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Record | None:
    """The record, if there is one."""
    wanted = select(records).where(_c.id == id)
    row = connection.execute(wanted.with_for_update() if to_change else wanted).first()
    return None if row is None else _record(row)


def sought(connection: Connection, said: str) -> Record | None:
    """The record of this number or this digest; of several with one digest the newest."""
    wanted = select(records).where(or_(_c.number == said.upper(), _c.digest == said.lower())).order_by(_c.at.desc())
    row = connection.execute(wanted.limit(1)).first()
    return None if row is None else _record(row)


def of(connection: Connection, assessment: UUID) -> list[Record]:
    """Every record of the assessment, the newest first."""
    wanted = select(records).where(_c.assessment == assessment).order_by(_c.at.desc(), _c.number.desc())
    return [_record(row) for row in connection.execute(wanted)]


def latest(connection: Connection, assessment: UUID, stage: str) -> Record | None:
    """The stage's record that no later one replaced."""
    wanted = select(records).where(_c.assessment == assessment, _c.stage == stage, _c.replaced_at.is_(None))
    row = connection.execute(wanted.order_by(_c.at.desc()).limit(1)).first()
    return None if row is None else _record(row)


def _kept(one: Signature) -> dict[str, Any]:
    at = one.at.isoformat()
    return {"role": one.role.value, "account": str(one.account), "name": one.name, "at": at, "digest": one.digest}


def _signature(said: Mapping[str, Any]) -> Signature:
    at = datetime.fromisoformat(said["at"])
    return Signature(SignerRole(said["role"]), UUID(said["account"]), said["name"], at, said["digest"])


def _record(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        assessment=row.assessment,
        stage=row.stage,
        number=row.number,
        message=row.message,
        digest=row.digest,
        signatures=tuple(_signature(one) for one in row.signatures),
        node_signature=row.node_signature,
        at=row.at,
        replaced_at=row.replaced_at,
    )
