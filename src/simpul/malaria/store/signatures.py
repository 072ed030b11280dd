"""Signatures under the dosing table.

Personal data in `malaria_dose_signature`: `name` and `licence` of the clinician who answers for the doses, shown to the
public beside the table as on any order of a health office; `signed_by` and `withdrawn_by`, their accounts. Kept for 25
years after the signature ended, as long as records of the treatments that rest on it (Permenkes 24/2022).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Connection, Index, Table, Text, func, insert, select, update
from sqlalchemy.dialects import postgresql

from simpul.kernel.database import Instant, metadata
from simpul.malaria.model.signing import DoseSignature

signatures = Table(
    "malaria_dose_signature",
    metadata,
    Column("id", postgresql.UUID(), primary_key=True),
    Column("version", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("signed_by", postgresql.UUID()),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", postgresql.UUID()),
    Column("withdrawn_reason", Text, nullable=False, server_default=""),
)
Index(
    "malaria_dose_signature_standing",
    signatures.c.version,
    signatures.c.sha256,
    unique=True,
    postgresql_where=signatures.c.withdrawn_at.is_(None),
)
LOCK = 1296126537
"""The advisory lock that whoever signs or withdraws holds until the end of the transaction."""
_FIELDS = ("id", "version", "sha256", "name", "licence", "signed_by", "at", "withdrawn_at", "withdrawn_reason")


def standing(connection: Connection, version: str, sha256: str) -> DoseSignature | None:
    """The signature under exactly this table that was not withdrawn."""
    found = [one for one in of_table(connection, version, sha256) if one.withdrawn_at is None]
    return found[0] if found else None


def of_table(connection: Connection, version: str, sha256: str) -> list[DoseSignature]:
    """Every signature under exactly this table, withdrawn ones too, the newest first."""
    chosen = select(*(signatures.c[name] for name in _FIELDS)).where(
        signatures.c.version == version, signatures.c.sha256 == sha256
    )
    rows = connection.execute(chosen.order_by(signatures.c.at.desc(), signatures.c.id.desc())).mappings()
    return [DoseSignature(**row) for row in rows]


def keep(connection: Connection, signature: DoseSignature) -> None:
    """The signature is kept; the caller holds the table's lock and saw that none stands."""
    connection.execute(insert(signatures).values({name: getattr(signature, name) for name in _FIELDS}))


def lock(connection: Connection) -> None:
    """Until the transaction ends, nobody else signs or withdraws."""
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def withdraw(connection: Connection, signature: UUID, *, at: datetime, by: UUID | None, reason: str) -> None:
    """The signature no longer stands."""
    values = {"withdrawn_at": at, "withdrawn_by": by, "withdrawn_reason": reason}
    connection.execute(update(signatures).where(signatures.c.id == signature).values(values))
