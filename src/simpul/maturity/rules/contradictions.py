"""Whether what was measured speaks against a claimed level. It lowers nothing: it is a question, with its doubt.

The table is law/maturity/contradictions.toml.
"""

import tomllib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from simpul.maturity.model.contradictions import Contradiction, Speaks
from simpul.maturity.model.evidence import Measurement
from simpul.maturity.model.instruments import Words


@cache
def table() -> tuple[Speaks, ...]:
    """Every row of the table, one for each indicator."""
    text = files("simpul.law").joinpath("maturity", "contradictions.toml").read_text("utf-8")
    return tuple(one for row in tomllib.loads(text)["speaks"] for one in _rows(row))


def _rows(row: Mapping[str, Any]) -> Iterable[Speaks]:
    for indicator in row["indicators"]:
        yield Speaks(
            instrument=row["instrument"],
            indicator=indicator,
            level=row["level"],
            measured=row["measured"],
            figure=row["figure"],
            least=Fraction(row["least"]),
            reason=Words(**row["reason"]),
            doubt=Words(**row["doubt"]),
            attached=row.get("attached", False),
        )


def speaking(instrument: str, indicator: str) -> tuple[Speaks, ...]:
    """The rows about this indicator."""
    return tuple(one for one in table() if (one.instrument, one.indicator) == (instrument, indicator))


def measured_for(instrument: str) -> frozenset[str]:
    """What is to be measured even where nobody attached it, so that nothing the table knows is overlooked."""
    return frozenset(one.measured for one in table() if one.instrument == instrument and not one.attached)


def against(
    rows: Iterable[Speaks], level: Fraction | None, now: Iterable[Measurement], attached: Iterable[Measurement]
) -> list[Contradiction]:
    """What speaks against the level, one for each figure: the highest row that applies.

    `now`: what the node measures at this moment; `attached`: what somebody attached to the indicator. Of the same
    measurement the newest counts, so that an old good figure does not hide a bad one, nor the reverse.
    """
    if level is None:
        return []
    proofs, newest = _newest(attached), _newest([*attached, *now])
    found: dict[tuple[str, str], Contradiction] = {}
    for row in sorted(rows, key=lambda one: one.level):
        if level < row.level:
            continue
        measured = (proofs if row.attached else newest).get(row.measured)
        if measured and (said := _contradiction(row, measured)):
            found[row.measured, row.figure] = said
    return list(found.values())


def _newest(measured: Iterable[Measurement]) -> dict[str, Measurement]:
    return {one.key: one for one in sorted(measured, key=lambda each: each.at)}


def _contradiction(row: Speaks, measured: Measurement) -> Contradiction | None:
    """None where the figure is as large as expected, or was not told."""
    figure = measured.figure(row.figure)
    if figure is None or not figure.value or Fraction(figure.value) >= row.least:
        return None
    return Contradiction(
        indicator=row.indicator,
        level=row.level,
        measured=row.measured,
        figure=row.figure,
        title=figure.title,
        found=figure.value,
        wanted=str(row.least),
        unit=figure.unit,
        reason=row.reason,
        doubt=row.doubt,
        at=measured.at,
    )
