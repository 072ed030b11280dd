"""`simpul malaria dose`: doses for patients given as lines of JSON. Needs no database."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from simpul.malaria.rules.dosing import cited, shown
from simpul.malaria.rules.dosing_lines import LineUnreadable, dose_of_line

Batch = Annotated[str, typer.Option(help="A file with one JSON object a line; - is the standard input.")]
Cite = Annotated[bool, typer.Option("--cite", help="Add the rule, the table's version and the page to each line.")]


def mount(app: typer.Typer) -> None:
    """`dose` is one of the group's commands."""
    app.command("dose")(dose)


def dose(batch: Batch, cite: Cite = False) -> None:
    """Print the national table's dose for each line; a refusal is a line too. Ends at a line that cannot be read."""
    with _lines(batch) as lines:
        unreadable = _answer(lines, cite=cite)
    if unreadable:
        print(unreadable, file=sys.stderr)
        raise typer.Exit(1)


@contextmanager
def _lines(batch: str) -> Iterator[Iterable[bytes]]:
    if batch == "-":
        yield sys.stdin.buffer
        return
    try:
        source = Path(batch).open("rb")  # noqa: SIM115 (closed below)
    except OSError as fault:
        print(f"{batch}: {fault.strerror}", file=sys.stderr)
        raise typer.Exit(2) from None
    with source:
        yield source


def _answer(lines: Iterable[bytes], *, cite: bool) -> str:
    """One line out for each line in, up to the first that cannot be read; what is wrong with that one."""
    form = cited if cite else shown
    for number, line in enumerate(lines, start=1):
        try:
            result = dose_of_line(line)
        except LineUnreadable as fault:
            sys.stdout.flush()
            return f"line {number} cannot be read: {fault}"
        sys.stdout.write(json.dumps(form(result), ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return ""
