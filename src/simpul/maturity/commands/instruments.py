"""`simpul maturity import-instrument`: a new instrument from a file, refused with line and reason where it is flawed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from simpul.kernel.errors import Refusal

FileGiven = Annotated[Path, typer.Argument(help="TOML or JSON, such as /kematangan/instrumen gives for those of the law.")]
Check = Annotated[bool, typer.Option("--check", help="Only read it and say what is wrong; nothing is kept.")]


def mount(app: typer.Typer) -> None:
    """`import-instrument` is one of the group's commands."""
    app.command("import-instrument")(import_instrument)


def import_instrument(file: FileGiven, check: Check = False) -> None:
    """Take in an instrument; it never changes after that. Ends with 1 and every flaw by its line where it cannot be."""
    from simpul.maturity.rules import instrument_reading

    form = "json" if file.suffix.lower() == ".json" else "toml"
    text = _text(file)
    try:
        if check:
            made = instrument_reading.read(text, form=form)
            print(f"{made.code}: {len(made.indicators)} indicators, weights add up. SHA-256 {made.digest}")
            return
        _take_in(text, file.name, form)
    except Refusal as refusal:
        print(refusal.sentence.format(**refusal.facts), file=sys.stderr)
        raise typer.Exit(1) from None


def _take_in(text: str, file_name: str, form: str) -> None:
    from simpul.kernel.context import opened_platform
    from simpul.maturity.actions import instruments

    with opened_platform() as platform:
        made, new = instruments.take_in(platform, text, file_name=file_name, form=form)
    said = "taken in" if new else "was there already, the same"
    print(f"{made.code}: {said}; {len(made.indicators)} indicators. SHA-256 {made.digest}")


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        print(f"{file}: {fault.strerror}", file=sys.stderr)
    except UnicodeDecodeError:
        print(f"{file}: this is not text in UTF-8", file=sys.stderr)
    raise typer.Exit(1)
