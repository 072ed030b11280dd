"""What the exchange's commands have in common: the group they hang on, how they say and list things."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(no_args_is_help=True, help="The exchange: join it, publish services, let others call them.")

Reason = Annotated[str, typer.Option("--reason", help="Why; kept with the decision.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def say(text: str) -> None:
    """The line is on the terminal."""
    typer.echo(text)


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """The rows are on the terminal as a table, or `empty`, which says how to fill it."""
    table = Table()
    for name in head:
        table.add_column(name, min_width=36 if name == "Id" else None)  # who copies an id needs all of it
    for row in rows:
        table.add_row(*row)
    Console().print(table if rows else empty, markup=False)


def uuid_of(text: str) -> UUID:
    """The id somebody wrote; a usage error when it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no id; lists show them in their first column") from None


def day_of(text: str) -> datetime | None:
    """The end of the day somebody wrote (2027-06-30), in UTC; None for nothing; a usage error when it is none."""
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)
    except ValueError:
        raise typer.BadParameter(f"{text} is no day; write it as 2027-06-30") from None


def terms_of(given: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The terms somebody wrote as NAME=VALUE; a usage error when one has none of these names."""
    told = {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in given)}
    strangers = sorted(told.keys() - set(names))
    if strangers:
        raise typer.BadParameter(f"{strangers[0]} is no term; there are {', '.join(names)}")
    return told


def minute(at: datetime) -> str:
    """The instant to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def lasting(span: timedelta) -> str:
    """A length of time in words: 2 days 4 hours, 35 minutes."""
    minutes = int(span.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [(days, "day"), (hours, "hour")] if days else [(hours, "hour"), (minutes, "minute")]
    told = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count]
    return " ".join(told) or "less than a minute"
