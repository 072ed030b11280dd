"""What a village has of each lot: received, counted, discarded, and used by tests and treatments that were recorded."""

from collections.abc import Iterable, Mapping
from typing import Any

from simpul.malaria.rules.folding.order import at_of, day_of, key_of
from simpul.malaria.rules.folding.state import Event

_RECORDED = {"stock.received": "received", "stock.counted": "counted", "stock.discarded": "discarded"}


def moves_of(event: Event) -> list[dict[str, Any]]:
    """What the event moves: one entry, or none. Training moves nothing."""
    d, kind = event["d"], event["t"]
    if kind in _RECORDED:
        return [_move(event, _RECORDED[kind], d["item"], d["quantity"])]
    if kind == "test.recorded" and d["method"] == "rdt" and d.get("lot") is not None:
        return [_move(event, "used", "rdt", 1)]
    if kind == "treatment.started" and d["training"] is False and d.get("lot") is not None:
        return [_move(event, "used", "pack", 1)]
    return []


def _move(event: Event, kind: str, item: str, quantity: int) -> dict[str, Any]:
    d = event["d"]
    colour = d.get("pack") if kind == "used" else d.get("colour")
    return {
        "event": event["id"],
        "order": "|".join(str(part) for part in _sortable(event)),
        "at": at_of(event),
        "kind": kind,
        "item": item,
        "colour": colour,
        "lot": d["lot"],
        "expires": d.get("expires"),
        "quantity": quantity,
    }


def _sortable(event: Event) -> tuple[str, str, str, str]:
    at, device, seq, last = key_of(event)
    return at, device, f"{seq:010d}", last


def _which(move: Mapping[str, Any]) -> tuple[str, str, str]:
    return move["item"], move["colour"] or "", move["lot"]


def lots(moves: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each lot with what is left of it (below zero: more was used than is known to have come), by item, colour, lot."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for move in sorted(moves, key=lambda move: str(move["order"])):
        item, colour, lot = _which(move)
        fresh = {"item": item, "colour": colour or None, "lot": lot, "expires": None, "quantity": 0}
        entry = found.setdefault((item, colour, lot), fresh)
        entry["expires"] = move["expires"] or entry["expires"]
        quantity = move["quantity"]
        match move["kind"]:
            case "counted":
                entry["quantity"] = quantity
            case "received":
                entry["quantity"] += quantity
            case _:
                entry["quantity"] -= quantity
    return [found[key] for key in sorted(found)]


def expired(moves: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Something to check for each use of a lot after the day it expired on, as the lot's own entries say."""
    moves = list(moves)
    ends = {(lot["item"], lot["colour"] or "", lot["lot"]): lot["expires"] for lot in lots(moves)}
    found = []
    for move in moves:
        end = ends[_which(move)]
        if move["kind"] == "used" and end is not None and day_of(move["at"]) > end:
            facts = {"item": move["item"], "lot": move["lot"], "expires": end, "event": move["event"], "at": move["at"]}
            found.append({"kind": "expired_lot", "key": f"expired:{move['event']}", **facts})
    return found
