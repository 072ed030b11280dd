"""The board's plot in the reader's language: its title says what is to be seen."""

from dataclasses import dataclass
from datetime import datetime

from simpul.cooperation.model.boards import Board
from simpul.cooperation.rules import boards as rules
from simpul.kernel.i18n import Translator
from simpul.kernel.plots import Drawing


@dataclass(frozen=True, slots=True)
class Minutes:
    """The plot of people by minute: its title, drawing and table."""

    title: str
    drawing: Drawing
    rows: tuple[tuple[str, str], ...]


def minutes(t: Translator, board: Board, now: datetime) -> Minutes:
    """The last hour, minute by minute."""
    drawn, zone = rules.last_minutes(board.minutes, now), board.event.zone
    most = rules.busiest(drawn)
    if most is None:
        title = t.gettext("Nobody has come in yet")
    else:
        title = t.gettext("Most came in at {time}: {n} in one minute", time=t.time(most[0], zone), n=t.number(most[1]))
    rows = tuple((t.time(at, zone), t.number(count)) for at, count in reversed(drawn) if count)
    return Minutes(title, rules.drawing(t, drawn, title, zone), rows)
