"""The catalogue as it travels: what a node says of its public services and event types, and how another one reads it.

The answer to `GET …/api/v1/catalogue`, one subsystem's:
`{"catalogue": 1, "owner": "ID/GOV/6000/BPBD", "services": [{…}], "event_types": [{…}]}`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

import orjson

from simpul.exchange.model.listing import EVENT_ROOM, EVENTS, ListedService, Terms
from simpul.exchange.model.names import BadName, ServiceId, encoded
from simpul.exchange.model.services import Classification, Endpoint, Lifecycle, Promise, Service, ServiceKind
from simpul.exchange.rules.listing import ENDPOINTS_MOST, NAME_MOST, SERVICES_MOST, URL_MOST, words

VERSION = 1
SUMMARY_MOST = 1200
NOTICE_MOST = 500
RESPONSE_MOST, DAYS_MOST = 600_000, 36_500
SUMMARISED = 2**20


class EventKind(Protocol):
    """An event type, as the catalogue tells it."""

    @property
    def name(self) -> str:
        """Its own name, such as `disaster.report.verified`."""
        ...

    @property
    def title(self) -> str:
        """How it is called."""
        ...

    @property
    def description(self) -> str:
        """What its events tell."""
        ...

    @property
    def schema(self) -> str:
        """The JSON Schema of its events, as JSON text."""
        ...

    @property
    def classification(self) -> Classification:
        """Who may know of its events."""
        ...

    @property
    def days(self) -> int:
        """For how many days its events are kept."""
        ...


def told(owner: str, services: Iterable[Service], event_types: Iterable[EventKind] = ()) -> bytes:
    """What the node says of these services and event types of the subsystem `owner`, as JSON."""
    body = {
        "catalogue": VERSION,
        "owner": owner,
        "services": [_service(one) for one in services],
        "event_types": [_event_type(one) for one in event_types],
    }
    return orjson.dumps(body)


def digest(document: bytes) -> str:
    """By what it is seen that a description changed: its SHA-256; empty for none."""
    return hashlib.sha256(document).hexdigest() if document else ""


@lru_cache(maxsize=256)
def _described(description: str) -> tuple[str, str]:
    """(its first words, its digest) of a description; remembered, since asked for every half minute by every node."""
    return summary_in(description), digest(description.encode())


def _service(one: Service) -> dict[str, Any]:
    summary, fingerprint = _described(one.description)
    return {
        "code": one.code,
        "title": one.title,
        "type": one.kind.value,
        "summary": summary,
        "endpoints": [{"method": e.method, "path": e.path} for e in one.endpoints],
        "contact": one.contact,
        "classification": one.classification.value,
        "promise": {
            "availability": one.promise.availability,
            "response_ms": one.promise.response_ms,
            "hours": one.promise.hours,
        },
        "lifecycle": one.lifecycle.value,
        "deprecated_at": _instant(one.deprecated_at),
        "sunset_at": _instant(one.sunset_at),
        "successor": one.successor,
        "person_in": one.person_in,
        "enabled": one.enabled,
        "notice": one.notice,
        "digest": fingerprint,
    }


def _event_type(one: EventKind) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "summary": one.description[:SUMMARY_MOST],
        "classification": one.classification.value,
        "days": one.days,
        "digest": digest(one.schema.encode()),
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def summary_in(description: str | bytes) -> str:
    """The words with which a description introduces its service; empty where it has none."""
    if not description or len(description) > SUMMARISED:
        return ""
    try:
        about = orjson.loads(description)["info"]
        said = about.get("summary") or about.get("description") or ""
        return words(said, SUMMARY_MOST) if isinstance(said, str) else ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def read(body: bytes, subsystem: str, agency: str, seen_at: datetime) -> list[ListedService]:
    """The services and event types in an answer for this subsystem; ValueError when it is no catalogue of its.

    What is hostile, unknown or too much in it is cut or left out, never believed.
    """
    try:
        said = json.loads(body)
        if said["catalogue"] != VERSION or said["owner"] != subsystem:
            raise ValueError("not this subsystem's catalogue")
        services = [_read_service(one, subsystem, agency, seen_at) for one in said["services"][:SERVICES_MOST]]
        events = [_read_event(one, subsystem, agency, seen_at) for one in said["event_types"][:SERVICES_MOST]]
    except (LookupError, TypeError, AttributeError, RecursionError) as unread:
        raise ValueError("not a catalogue") from unread
    return list({one.service: one for one in [*services, *events]}.values())


def _read_service(said: Mapping[str, Any], subsystem: str, agency: str, seen_at: datetime) -> ListedService:
    found = said.get("endpoints", [])[:ENDPOINTS_MOST]
    return ListedService(
        service=ServiceId.parse(f"{subsystem}/{_name(said['code'])}").path,
        agency=agency,
        title=words(said["title"], NAME_MOST),
        kind=ServiceKind.OPENAPI.value if said["type"] == ServiceKind.OPENAPI.value else ServiceKind.REST.value,
        endpoints=tuple(Endpoint(words(one["method"], 20), words(one["path"], URL_MOST)) for one in found),
        seen_at=seen_at,
        summary=words(said.get("summary", ""), SUMMARY_MOST),
        digest=_digest(said),
        terms=_terms(said),
    )


def _read_event(said: Mapping[str, Any], subsystem: str, agency: str, seen_at: datetime) -> ListedService:
    name = words(said["name"], 100)
    return ListedService(
        service=f"{subsystem}/{EVENT_ROOM}/{_name(name)}",
        agency=agency,
        title=words(said["title"], NAME_MOST) or name,
        kind=EVENTS,
        endpoints=(Endpoint("GET", f"/v1/{encoded(name)}"),),
        seen_at=seen_at,
        summary=words(said.get("summary", ""), SUMMARY_MOST),
        digest=_digest(said),
        terms=Terms(told=True, classification=_classification(said), days=_count(said.get("days"), DAYS_MOST)),
    )


def _name(said: str) -> str:
    """The name as it stands in a path; ValueError for one that would be a way to somewhere else."""
    if not said.strip(".") or "/" in said or len(said) > NAME_MOST:
        raise ValueError("not a name")
    return encoded(said)


def _terms(said: Mapping[str, Any]) -> Terms:
    promise = said.get("promise") or {}
    return Terms(
        told=True,
        contact=words(said.get("contact", ""), NAME_MOST),
        classification=_classification(said),
        promise=Promise(
            words(promise.get("availability", ""), 10),
            _count(promise.get("response_ms"), RESPONSE_MOST),
            words(promise.get("hours", ""), NAME_MOST),
        ),
        lifecycle=_lifecycle(said),
        deprecated_at=_at(said.get("deprecated_at")),
        sunset_at=_at(said.get("sunset_at")),
        successor=_successor(said.get("successor")),
        person_in=words(said.get("person_in", ""), NAME_MOST),
        enabled=said.get("enabled") is not False,
        notice=words(said.get("notice", ""), NOTICE_MOST),
    )


def _digest(said: Mapping[str, Any]) -> str:
    found = said.get("digest")
    return found if isinstance(found, str) and len(found) == 64 and found.isascii() and found.isalnum() else ""


def _classification(said: Mapping[str, Any]) -> str:
    found = said.get("classification")
    return found if isinstance(found, str) and found in set(Classification) else ""


def _lifecycle(said: Mapping[str, Any]) -> Lifecycle:
    found = said.get("lifecycle")
    return Lifecycle(found) if isinstance(found, str) and found in set(Lifecycle) else Lifecycle.PUBLISHED


def _count(said: object, most: int) -> int:
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= most else 0


def _at(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and 1970 < found.year < 9999 else None


def _successor(said: object) -> str:
    try:
        return ServiceId.parse(said).path if isinstance(said, str) and len(said) <= URL_MOST else ""
    except BadName:
        return ""
