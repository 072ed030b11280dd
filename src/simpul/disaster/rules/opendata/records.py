"""A report as open data tells it: words and photographs of residents only where an officer has verified the report."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.summary import headline

Names = Callable[[str], str | None]
"""The official name of a region's code; None when it is not known."""
LEVELS = ("province", "regency", "district", "village")
_VERIFIED = "verified"
_SAME = (
    "number",
    "hazard",
    "status",
    "severity",
    "reported_at",
    "live_until",
    "changed_at",
    "source",
    "placed",
    "approximate",
)


def report_record(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The columns of a report that is not hidden, by name; places are as exact as on the public map."""
    card, verified = orjson.dumps(row["card"]).decode(), row["status"] == _VERIFIED
    return {
        **{name: row[name] for name in _SAME},
        **card_record(row["hazard"], card),
        "text": (row["text"] or None) if verified else None,
        "photo": f"/bencana/foto/{row['photo']}" if verified and row["photo"] else None,
        "verified_at": row["decided_at"] if verified else None,
        **regions_record(row, names),
        "card": card,
        "longitude": round(row["longitude"], 6),
        "latitude": round(row["latitude"], 6),
    }


@lru_cache(8192)
def card_record(slug: str, card: str) -> Mapping[str, Any]:
    """What a card's answers (JSON) come to: type, depth of water, and the answer that decides, in both languages."""
    hazard, answers = HAZARDS.get(slug), orjson.loads(card)
    return {
        "report_type": answers.get("report_type") or slug,
        "depth_cm": answers.get("flood_depth"),
        "summary_id": headline(hazard, answers, "id") if hazard else None,
        "summary_en": headline(hazard, answers, "en") if hazard else None,
    }


def regions_record(row: Mapping[str, Any], names: Names) -> dict[str, str | None]:
    """Name and code of each level of a place; `row` holds the codes by level."""
    found: dict[str, str | None] = {}
    for level in LEVELS:
        code = row[level]
        found[level] = names(code) if code else None
        found[f"{level}_code"] = code
    return found
