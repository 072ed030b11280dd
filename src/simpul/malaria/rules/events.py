"""What an event may say: its form, kind by kind. Never a reason to lose one: what is wrong is kept, with its code.

Kinds and keys that this program does not know are kept and passed over: phones may be older or newer than the node.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from simpul.malaria.model.people import FIELDS

Check = Callable[[object], bool]
TEXT_MOST, KIND_MOST = 200, 40
_EARLIEST, _LATEST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_LOT = re.compile(r"[\w./ -]{1,40}")
_SLUG = re.compile(r"[a-z0-9_]{1,40}")
_WEIGHT = re.compile(r"\d{1,3}(\.\d)?")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_MOST


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _like(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _one(*known: str) -> Check:
    return lambda value: isinstance(value, str) and value in known


def _whole(least: int, most: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _number(value: object) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool) and len(str(value)) <= 20


def _uuid(value: object) -> bool:
    return uuid_of(value) is not None


def _slugs(value: object) -> bool:
    return isinstance(value, list) and len(value) <= 30 and all(isinstance(v, str) and _SLUG.fullmatch(v) for v in value)


def _table(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= 60


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def uuid_of(value: object) -> UUID | None:
    """The id that this text spells as UUIDs are written; None for anything else."""
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        found = UUID(value)
    except ValueError:
        return None
    return found if str(found) == value else None


SPECIES = ("falciparum", "vivax", "ovale", "malariae", "knowlesi", "mixed_pf_pv_po", "unknown")
_LOTS: Mapping[str, Check] = {
    "item": _like(_SLUG),
    "lot": _like(_LOT),
    "expires": _like(_DAY),
    "quantity": _whole(0, 1_000_000),
}
_YEAR, _MONTH = _whole(1900, 2200), _whole(1, 12)
REQUIRED: Mapping[str, Mapping[str, Check]] = {
    "person.registered": {"name": _text, "sex": _one("L", "P"), "birth_year": _YEAR},
    "person.changed": {"field": _one(*FIELDS)},
    "visit.opened": {
        "reason": _one("sick", "contact", "round", "antenatal", "followup"),
        "pregnant": _flag,
        "breastfeeding_lt_6m": _flag,
        "g6pd": _one("unknown", "normal", "deficient"),
        "malaria_before": _one("none", "within_28d", "earlier"),
    },
    "signs.checked": {"signs": _slugs},
    "test.recorded": {
        "method": _one("rdt", "slide"),
        "result": _one("negative", "positive", "invalid", "pending"),
        "for": _one("diagnosis", "day3", "day28"),
    },
    "referral.made": {"to": _text, "reasons": _slugs},
    "treatment.started": {"weight_kg": _like(_WEIGHT), "dose": _table, "training": _flag},
    "dose.watched": {"day": _whole(1, 14), "drug": _one("dhp", "primaquine"), "taken": _flag},
    "urine.checked": {"day": _whole(1, 28), "dark": _flag},
    "treatment.ended": {"how": _one("completed", "stopped", "referred", "lost")},
    "slide.taken": {"day": _whole(0, 28)},
    "contact.listed": {"contact": _uuid},
    "round.visited": {"house": _text, "people": _whole(0, 500), "absent": _whole(0, 500)},
    "stock.received": _LOTS,
    "stock.counted": {key: check for key, check in _LOTS.items() if key != "expires"},
    "stock.discarded": {key: check for key, check in _LOTS.items() if key != "expires"},
    "supervision.done": {"supervisor": _text, "items": _table},
    "fact.corrected": {"event": _uuid, "changes": _table, "reason": _text},
    "person.same": {"from": _uuid, "into": _uuid, "reason": _text},
    "person.apart": {"merge": _uuid, "reason": _text},
}
"""What each kind must have."""
OPTIONAL: Mapping[str, Mapping[str, Check]] = {
    "person.registered": {
        "birth_month": _MONTH,
        "mother": _text,
        "nik": _like(re.compile(r"\d{16}")),
        "house": _text,
        "phone": _text,
    },
    "visit.opened": {"fever_days": _whole(0, 365), "temp": _number},
    "test.recorded": {"visit": _uuid, "lot": _like(_LOT), "species": _one(*SPECIES)},
    "referral.made": {"visit": _uuid, "pre_referral": _table},
    "treatment.started": {
        "visit": _uuid,
        "test": _uuid,
        "weighed": _flag,
        "pack": _like(_LOT),
        "lot": _like(_LOT),
    },
    "dose.watched": {"vomited_within_30m": _flag},
    "treatment.ended": {"reason": _text},
    "slide.taken": {"label": _text},
    "round.visited": {"nets": _whole(0, 500)},
    "stock.received": {"colour": _like(_LOT)},
    "stock.counted": {"colour": _like(_LOT), "expires": _like(_DAY)},
    "stock.discarded": {"colour": _like(_LOT), "expires": _like(_DAY)},
    "supervision.done": {"note": _text},
}
"""What each kind may have; None counts as not given."""
ABOUT_A_PERSON = frozenset(REQUIRED) - {
    "round.visited",
    "stock.received",
    "stock.counted",
    "stock.discarded",
    "supervision.done",
    "fact.corrected",
    "person.same",
    "person.apart",
}
WITH_SUBJECT = frozenset(
    {
        "visit.opened",
        "signs.checked",
        "test.recorded",
        "referral.made",
        "treatment.started",
        "dose.watched",
        "urine.checked",
        "treatment.ended",
        "slide.taken",
        "contact.listed",
    }
)
OF_THE_DESK = frozenset({"person.same", "person.apart"})
"""Kinds that only the desk records: from a device they are kept out."""
_FIELD_VALUES: Mapping[str, Check] = {
    "name": _text,
    "sex": _one("L", "P"),
    "birth_year": _YEAR,
    "birth_month": _MONTH,
    "mother": _text,
    "nik": _text,
    "house": _text,
    "phone": _text,
    "died": _maybe(lambda value: _flag(value) or _text(value)),
    "moved": _maybe(lambda value: _flag(value) or _text(value)),
}


def instant_of(value: object) -> datetime | None:
    """The instant that an ISO 8601 text with a zone tells, in UTC, between 2015 and 2200; None for anything else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo and _EARLIEST <= at <= _LATEST else None
    except (ValueError, OverflowError):
        return None


def fault(body: object, id: UUID, *, from_device: bool = True) -> str | None:
    """The code of what is wrong with an event's body, None when nothing is; `…:<key>` names the part.

    `id` is the one it was sealed with. A kind that is not known is never wrong by its `d`.
    """
    if not isinstance(body, dict):
        return "body_unreadable"
    wrong = _envelope(body, id)
    if wrong is not None or body["t"] not in REQUIRED:
        return wrong
    if from_device and body["t"] in OF_THE_DESK:
        return "desk_only"
    return _whose(body) or wrong_facts(body["t"], body["d"])


def _whose(body: Mapping[str, Any]) -> str | None:
    if body["t"] in ABOUT_A_PERSON and body.get("p") is None:
        return "value_missing:p"
    return "value_missing:s" if body["t"] in WITH_SUBJECT and body.get("s") is None else None


def _envelope(body: Mapping[str, Any], id: UUID) -> str | None:
    version, kind = body.get("v"), body.get("t")
    sound: Mapping[str, bool] = {
        "id": body.get("id") == str(id),
        "v": isinstance(version, int) and not isinstance(version, bool) and 1 <= version < 10_000,
        "t": isinstance(kind, str) and 0 < len(kind) <= KIND_MOST,
        "at": instant_of(body.get("at")) is not None,
        "p": body.get("p") is None or _uuid(body["p"]),
        "s": body.get("s") is None or _uuid(body["s"]),
        "d": isinstance(body.get("d"), dict),
    }
    return next((f"value_wrong:{key}" for key, well in sound.items() if not well), None)


def wrong_facts(kind: str, d: Mapping[str, Any]) -> str | None:
    """The code of what is wrong with `d` of a kind, None when nothing is or the kind is not known."""
    if kind not in REQUIRED:
        return None
    return _values(kind, d) or _together(kind, d)


def _values(kind: str, d: Mapping[str, Any]) -> str | None:
    for key, check in REQUIRED[kind].items():
        if key not in d:
            return f"value_missing:{key}"
        if not check(d[key]):
            return f"value_wrong:{key}"
    for key, check in OPTIONAL.get(kind, {}).items():
        if d.get(key) is not None and not check(d[key]):
            return f"value_wrong:{key}"
    return None


def _together(kind: str, d: Mapping[str, Any]) -> str | None:
    if kind == "person.changed":
        wanted = _FIELD_VALUES[d["field"]]
        return None if d.get("to") is None or wanted(d["to"]) else "value_wrong:to"
    if kind == "test.recorded" and d["result"] == "positive" and d.get("species") is None:
        return "value_missing:species"
    return None
