"""Summaries: flat objects without an envelope."""

from collections.abc import Sequence

import orjson

from simpul.disaster.model.areas import AreaRow
from simpul.disaster.rules.compat.asking import PERIOD_MOST
from simpul.disaster.rules.compat.joi import as_number

PERIOD = 86_400
"""Seconds that a summary looks back where nobody says how many."""
_STATES = ("# hati-hati RWs", "# 10-70cm RWs", "# 71-150cm RWs", "# 151cm+ RWs")


def period(text: str) -> int:
    """The seconds that `timeperiod` says; a day for what says none."""
    found = as_number(text)
    return int(found) if found is not None and 1 <= found <= PERIOD_MOST else PERIOD


def reports(total: int, qlue: int, detik: int) -> bytes:
    """How many reports there are and where they came from."""
    return orjson.dumps(
        {
            "total number of reports": total,
            "total number of qlue reports": qlue,
            "total number of detik reports": detik,
            "total number of Twitter & Telegram reports": total - qlue - detik,
        }
    )


def areas(rows: Sequence[AreaRow]) -> bytes:
    """How many areas are in each state."""
    return orjson.dumps({name: sum(row.state == state for row in rows) for state, name in enumerate(_STATES, 1)})


def regions(rows: Sequence[AreaRow]) -> bytes:
    """In which regions areas are affected, each once."""
    found = list(dict.fromkeys(row.area.parent.upper() for row in rows))
    return orjson.dumps({"total number of regions with flooded RWs": len(found), "regions with flooded RWs": found})
