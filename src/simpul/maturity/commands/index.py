"""`simpul maturity index`: the index of values, exact, as JSON. Needs no node."""

import json
import sys
from errno import EBADF
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from simpul.kernel.errors import Refusal
from simpul.maturity.model.instrument_refusals import InstrumentUnknown
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.rules import answer_index, instrument_reading, law_instruments

Code = Annotated[str, typer.Option("--instrument", help="Code of an instrument of the law, or a TOML or JSON file of one.")]
Year = Annotated[int | None, typer.Option(min=2000, max=2100, help="The edition, for its way to take the predicate.")]
Values = Annotated[str, typer.Option(help="A file with a JSON object: indicator to value; - is the standard input.")]


def mount(app: typer.Typer) -> None:
    """`index` is one of the group's commands."""
    app.command("index")(index)


def index(instrument: Code, values: Values, year: Year = None) -> None:
    """Print index, exact fraction, predicate, domains and aspects; whole aspects or domains may be given as "A1", "D2"."""
    try:
        wanted = _instrument(instrument)
        edition = law_instruments.edition(year, wanted.code) if year else None
        told = answer_index.answer(wanted, edition, answer_index.parsed(_text(values)))
    except Refusal as refusal:
        print(refusal.sentence.format(**refusal.facts), file=sys.stderr)
        raise typer.Exit(1) from None
    print(json.dumps(told, ensure_ascii=False))


def _instrument(given: str) -> Instrument:
    if Path(given).suffix in (".toml", ".json"):
        return instrument_reading.read(_text(given), form=Path(given).suffix[1:])
    try:
        return law_instruments.instrument(given.upper())
    except KeyError:
        known = ", ".join(law_instruments.instruments())
        raise InstrumentUnknown(code=f"{given}; there are {known}") from None


def _text(given: str) -> str:
    try:
        with _opened(given) as source:
            return source.read(4 * instrument_reading.MOST + 4).decode("utf-8-sig")
    except OSError as fault:
        print(f"{given}: {fault.strerror}", file=sys.stderr)
    except UnicodeDecodeError:
        print(f"{given}: this is not text in UTF-8", file=sys.stderr)
    raise typer.Exit(1)


def _opened(given: str) -> BinaryIO:
    if given != "-":
        return Path(given).open("rb")
    if sys.stdin is None:
        raise OSError(EBADF, "the standard input is closed")
    return sys.stdin.buffer
