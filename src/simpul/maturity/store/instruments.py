"""Instruments that this node imported: documents and digests, with the administrator's name beside (`by_name`)."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from simpul.maturity.model.instruments import ImportedInstrument, Instrument
from simpul.maturity.rules import instrument_reading, instrument_writing
from simpul.maturity.store.tables import instruments


def find(connection: Connection, code: str) -> ImportedInstrument | None:
    """The imported instrument of that code."""
    row = connection.execute(select(instruments).where(instruments.c.code == code)).mappings().first()
    return None if row is None else _imported(row)


def all_imported(connection: Connection) -> list[ImportedInstrument]:
    """Every imported instrument, the newest first."""
    rows = connection.execute(select(instruments).order_by(instruments.c.at.desc(), instruments.c.code)).mappings()
    return [_imported(row) for row in rows]


def keep(connection: Connection, instrument: Instrument, *, file_name: str, by_name: str, at: datetime) -> bool:
    """Whether the instrument was kept; False when the code is taken (what is there does not change)."""
    row = {"code": instrument.code, "document": instrument_writing.document(instrument), "digest": instrument.digest}
    made = insert(instruments).values(**row, file_name=file_name, by_name=by_name, at=at)
    kept = made.on_conflict_do_nothing(index_elements=["code"]).returning(instruments.c.code)
    return connection.scalar(kept) is not None


def _imported(row: RowMapping) -> ImportedInstrument:
    instrument = instrument_reading.of_document(row["document"])
    return ImportedInstrument(instrument, row["file_name"], row["by_name"], row["at"])
