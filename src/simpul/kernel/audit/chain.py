"""The chain over the audit trail, built after commit, in batches, by one sealer; and its check.

link(n) = SHA-256(link(n-1) · seq · id · at · actor · agency · action · subject · digests). Each batch's head is signed with
the node's key, so that rows cannot be changed, dropped or added before the last seal without it showing. The values
beside the digests may be erased: the chain does not cover them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text, update
from sqlalchemy import bindparam as bind

from simpul.kernel.clock import Clock
from simpul.kernel.database.schema import audit, audit_seal
from simpul.kernel.keys import Keys

GENESIS = hashlib.sha256(b"simpul.kernel.audit").digest()
_LOCK = 0x53494D50  # "SIMP": one sealer at a time on a database
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found: how many rows it covers, and where it first breaks (None: it holds)."""

    rows: int
    unsealed: int
    broken_at: int | None = None
    why: str | None = None


def link(previous: bytes, seq: int, row: "Row[Any]") -> bytes:
    """The chain's next value."""
    parts = [str(seq), str(row.id), row.at.isoformat(), str(row.actor), str(row.agency), row.action, row.subject]
    body = "\x1f".join(parts).encode()
    return hashlib.sha256(previous + body + (row.digest_before or b"-") + (row.digest_after or b"-")).digest()


def seal(connection: Connection, *, clock: Clock, keys: Keys) -> int:
    """How many committed rows were added to the chain; 0 when another sealer is at work."""
    if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
        return 0
    rows = connection.execute(select(audit).where(audit.c.seq.is_(None)).order_by(audit.c.id).limit(BATCH)).all()
    if not rows:
        return 0
    seq, head = _last(connection)
    changes = []
    for row in rows:
        seq += 1
        head = link(head, seq, row)
        changes.append({"key": row.id, "seq": seq, "link": head})
    connection.execute(update(audit).where(audit.c.id == bind("key")).values(seq=bind("seq"), link=bind("link")), changes)
    connection.execute(
        insert(audit_seal).values(last_seq=seq, at=clock.now(), head=head, signature=keys.sign(_signed(seq, head)))
    )
    return len(rows)


def check(connection: Connection, *, keys: Keys) -> Verdict:
    """Walks the whole chain, from the first row to the last seal, and says where it breaks, if it does."""
    unsealed = connection.scalar(text("SELECT count(*) FROM kernel_audit WHERE seq IS NULL")) or 0
    seals = {s.last_seq: s for s in connection.execute(select(audit_seal))}
    seq, head = 0, GENESIS
    for row in _chained(connection):
        seq += 1
        head = link(head, seq, row)
        why = _fault(seq, head, row, seals.get(seq), keys)
        if why:
            return Verdict(seq, unsealed, seq, why)
    covered = max(seals, default=0)
    if covered > seq:
        return Verdict(seq, unsealed, seq + 1, "this row and all after it are gone: a seal covers more")
    if covered < seq:
        return Verdict(seq, unsealed, covered + 1, "no seal covers this row: a seal is gone")
    return Verdict(seq, unsealed)


def _fault(seq: int, head: bytes, row: "Row[Any]", sealed: "Row[Any] | None", keys: Keys) -> str | None:
    if row.seq != seq:
        return "a row is missing"
    if row.link != head:
        return "a row was changed"
    if sealed is not None and not (sealed.head == head and keys.verify(_signed(seq, head), sealed.signature)):
        return "a seal does not fit"
    return None


def _chained(connection: Connection) -> "Iterator[Row[Any]]":
    query = select(audit).where(audit.c.seq.is_not(None)).order_by(audit.c.seq)
    yield from connection.execution_options(yield_per=2000).execute(query)


def _last(connection: Connection) -> tuple[int, bytes]:
    row = connection.execute(select(audit_seal).order_by(audit_seal.c.last_seq.desc()).limit(1)).first()
    return (row.last_seq, row.head) if row else (0, GENESIS)


def _signed(seq: int, head: bytes) -> bytes:
    return b"simpul audit seal " + str(seq).encode() + b" " + head
