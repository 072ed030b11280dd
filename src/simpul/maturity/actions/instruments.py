"""Instruments of the law and of this node under one roof; new ones come in by a file, and none ever changes."""

from collections.abc import Mapping

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.model.instrument_refusals import InstrumentTaken, InstrumentUnknown
from simpul.maturity.model.instruments import ImportedInstrument, Instrument
from simpul.maturity.rules import instrument_reading, instrument_writing, law_instruments
from simpul.maturity.store import instruments as store


def find(connection: Connection, code: str) -> Instrument | None:
    """The instrument of that code, of the law or imported; None when there is neither."""
    if code in law_instruments.instruments():
        return law_instruments.instrument(code)
    found = store.find(connection, code) if instrument_reading.CODE.fullmatch(code) else None
    return None if found is None else found.instrument


def get(platform: Platform, code: str) -> Instrument:
    """As `find`, in a transaction of its own; InstrumentUnknown when there is none."""
    if code in law_instruments.instruments():
        return law_instruments.instrument(code)
    with platform.database.reading() as unit:
        found = find(unit.connection, code)
    if found is None:
        raise InstrumentUnknown(code=code)
    return found


def imported(platform: Platform) -> list[ImportedInstrument]:
    """What this node imported, the newest first."""
    with platform.database.reading() as unit:
        return store.all_imported(unit.connection)


def known(platform: Platform) -> Mapping[str, Instrument]:
    """Every instrument by code: those of the law, the newest first, then the imported ones."""
    return {**law_instruments.instruments(), **{one.instrument.code: one.instrument for one in imported(platform)}}


def take_in(platform: Platform, text: str, *, file_name: str, form: str) -> tuple[Instrument, bool]:
    """The file's instrument is kept; False when exactly this one was there already. InstrumentFlawed, InstrumentTaken."""
    made = instrument_reading.read(text, form=form)
    if made.code in law_instruments.instruments():
        return _same(instrument_writing.without_criteria(made), law_instruments.instrument(made.code))
    with platform.database.writing(Actor.SYSTEM) as unit:
        at = unit.clock.now()
        kept = store.keep(unit.connection, made, file_name=file_name, by_name=Actor.SYSTEM.name, at=at)
        there = None if kept else store.find(unit.connection, made.code)
        if there is None:
            after = {"digest": made.digest, "file": file_name, "indicators": len(made.indicators)}
            unit.audit("maturity.instrument.import", subject=made.code, after=after)
        else:
            unit.unaudited("the instrument was there already")
    return (made, True) if there is None else _same(made, there.instrument)


def _same(made: Instrument, there: Instrument) -> tuple[Instrument, bool]:
    if made.digest != there.digest:
        raise InstrumentTaken(code=made.code)
    return there, False
