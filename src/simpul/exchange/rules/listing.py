"""How the directory's answers and another node's figures are read: strictly, bounded, for showing and nothing else."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from simpul.exchange.model.listing import ListedService, RemoteFigure, Trouble
from simpul.exchange.model.names import ServiceId, SubsystemId, encoded
from simpul.exchange.model.services import Endpoint
from simpul.kernel.i18n import Words

FIGURES_MOST = 6
LABEL_MOST, URL_MOST = 80, 500
VALUE_MOST = 10**12
NAME_MOST, SERVICES_MOST, ENDPOINTS_MOST = 200, 200, 50
LANGUAGES = ("id", "en")
T = TypeVar("T")


def figures_in(body: bytes) -> tuple[RemoteFigure, ...]:
    """The figures of `{"figures": [{"key", "value", "label": {"id", "en"}, "url"?, "synthetic"?}]}`; else none."""
    try:
        return tuple(_figure(one) for one in json.loads(body)["figures"][:FIGURES_MOST])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ()


def _figure(said: Mapping[str, Any]) -> RemoteFigure:
    value = said["value"]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= VALUE_MOST:
        raise ValueError("no count")
    labels = Words({language: words(said["label"][language], LABEL_MOST) for language in LANGUAGES})
    url = said.get("url") or ""
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > URL_MOST:
        url = ""
    return RemoteFigure(words(said["key"], LABEL_MOST), value, labels, url, said.get("synthetic") is True)


def subsystems_in(body: bytes) -> list[tuple[str, str, str]]:
    """(path, name, its member's name) of each subsystem in an answer of listClients, by path; ValueError if it is none."""
    try:
        entries = [one for one in json.loads(body)["member"] if one["id"]["object_type"] == "SUBSYSTEM"]
        return sorted(
            (_subsystem(one["id"]), words(one["subsystem_name"], NAME_MOST), words(one["name"], NAME_MOST))
            for one in entries
        )
    except (LookupError, TypeError, AttributeError, RecursionError) as unread:
        raise ValueError("not an answer of listClients") from unread


def _subsystem(id: Mapping[str, Any]) -> str:
    parts = (id["xroad_instance"], id["member_class"], id["member_code"], id["subsystem_code"])
    return SubsystemId.parse("/".join(encoded(part) for part in parts)).path


def services_in(body: bytes, subsystem: str, agency: str, seen_at: datetime) -> list[ListedService]:
    """The public services in an answer of listMethods for this subsystem; ValueError when it is not one.

    For providers that tell no catalogue. Titles stand in the services' descriptions: see `title_in`.
    """
    try:
        entries = json.loads(body)["service"][:SERVICES_MOST]
        return [_service(one, subsystem, agency, seen_at) for one in entries]
    except (LookupError, TypeError, AttributeError, RecursionError) as unread:
        raise ValueError("not an answer of listMethods") from unread


def _service(said: Mapping[str, Any], subsystem: str, agency: str, seen_at: datetime) -> ListedService:
    path = ServiceId.parse(f"{subsystem}/{encoded(said['service_code'])}").path
    found = said.get("endpoint_list", [])[:ENDPOINTS_MOST]
    endpoints = tuple(Endpoint(words(one["method"], 20), words(one["path"], URL_MOST)) for one in found)
    return ListedService(path, agency, "", words(said["service_type"], 20), endpoints, seen_at)


def title_in(body: bytes) -> str:
    """The title in a service's OpenAPI description; empty where there is none."""
    try:
        return words(json.loads(body)["info"]["title"], NAME_MOST)
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def schema_in(body: bytes) -> bytes:
    """The JSON Schema in an answer about an event type; empty where there is none."""
    try:
        schema = json.loads(body)["schema"]
        return json.dumps(schema, ensure_ascii=False).encode() if isinstance(schema, dict) else b""
    except (ValueError, LookupError, TypeError, RecursionError):
        return b""


def words(said: Any, most: int) -> str:
    """A text on one line, cut where it is too long for a page; a sign that is not seen, or is none at all, is a blank."""
    if not isinstance(said, str):
        raise TypeError("no text")
    seen = "".join(sign if sign.isprintable() else " " for sign in said[: most * 8])
    return " ".join(seen.split())[:most]


def trouble_of(status: int, body: bytes) -> Trouble:
    """What an answer other than 200 means for those who wait for figures; status 0: nobody answered here."""
    if status == 0:
        return Trouble.HERE
    return Trouble.REFUSED if "accessdenied" in _fault(body) else Trouble.THERE


AWAY = frozenset({"networkerror", "maintenancemode", "globalconfoutdated", "outdatedglobalconf"})


def is_away(body: bytes) -> bool:
    """Whether an error says that the other node is not there at all, so that nobody there need be asked."""
    side, _, kind = _fault(body).rpartition(".")
    return side == "server.clientproxy" and kind in AWAY


def _fault(body: bytes) -> str:
    """The error's type in small letters without `_`, so that both spellings are one."""
    try:
        return str(json.loads(body)["type"]).lower().replace("_", "")
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def turn(everybody: Sequence[T], *, most: int, at: datetime, every: timedelta) -> Sequence[T]:
    """At most `most` of them, others each time: after so many runs, one every `every`, each had its turn.

    Who comes first changes too: nobody is always behind somebody who takes all the time there is.
    """
    rounds = -(-len(everybody) // most)
    if not rounds:
        return ()
    again, number = divmod(int(at.timestamp() // every.total_seconds()), rounds)
    some = everybody[number * most : (number + 1) * most]
    first = again % len(some)
    return [*some[first:], *some[:first]]
