"""CloudEvents 1.0 over HTTP, as publishers send them: structured, batched, binary; and GovStack's own envelope. Pure.

What comes out is a whole CloudEvent in JSON whose `data` is JSON too, since event types have JSON Schemas.
"""

import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson

from simpul.exchange.model.events import NewEvent
from simpul.exchange.rules.events import item_of, source_of
from simpul.exchange.rules.schemas import Unfit

ONE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
EVENTS_MOST = 1000
"""Events in one batch."""
EVENT_MOST = 256 * 1024
"""Bytes of one event."""
ID_MOST, SOURCE_MOST, TEXT_MOST, ATTRIBUTES_MOST = 255, 512, 1024, 64
OURS = "simpul"
"""Attributes whose names begin so are set by the exchange; what comes in is left out, so that events may be passed on."""
_REQUIRED = ("specversion", "id", "source", "type")
_ATTRIBUTE = re.compile(r"[a-z0-9]{1,40}")
_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
_URI = re.compile(r"[!#-;=?-\[\]_a-z~]+")
_JSON = re.compile(r"[a-z0-9.+-]+/(?:[a-z0-9.-]+\+)?json", re.IGNORECASE)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d{1,18})?([Zz]|[+-]\d\d:\d\d)")
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class About:
    """What the call says of the events it brings: whose room, which type, who publishes, when, by which message."""

    owner: str
    type: str
    publisher: str
    at: datetime
    message: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The events of one call as they were sent, not yet judged; `many` where they came as a batch."""

    events: tuple[Mapping[str, Any], ...]
    many: bool = False


def read(headers: Headers, body: bytes, type: str, id: str) -> Sent:
    """The events in a publishing call, in whichever form; `id` is for one that comes without an envelope. Unfit."""
    kind = _content_type(headers)
    if kind == BATCH:
        return _batch(_parsed(body))
    if kind == ONE:
        return Sent((_object(_parsed(body), "/"),))
    if any(name.lower().startswith(b"ce-") for name, _ in headers):
        return Sent((_binary(headers, kind, body),))
    if kind.startswith("application/cloudevents"):
        raise Unfit("/", "this form of CloudEvents is not read: send JSON")
    return Sent((_bare(_object(_parsed(body), "/"), type, id),))


def event(sent: Mapping[str, Any], about: About) -> tuple[NewEvent, Any]:
    """The event as it is kept, and its data, which its type's schema has yet to judge; Unfit."""
    attributes = _attributes(sent, about)
    data = _data(sent, attributes)
    whole = dict(attributes) if data is None and "data" not in sent else {**attributes, "data": data}
    try:
        content = orjson.dumps(whole)
    except orjson.JSONEncodeError:
        raise Unfit("/", "it is deeper than 250 levels, or holds what JSON cannot say") from None
    if len(content) > EVENT_MOST:
        raise Unfit("/", f"an event has at most {EVENT_MOST // 1024} KiB")
    new = NewEvent(
        owner=about.owner,
        type=about.type,
        id=attributes["id"],
        source=attributes["source"],
        item=item_of(about.owner, attributes["source"], attributes["id"]),
        publisher=about.publisher,
        key=attributes.get("partitionkey", ""),
        at=about.at,
        content=content,
        message=about.message,
    )
    return new, data


def _content_type(headers: Headers) -> str:
    found = next((value for name, value in reversed(headers) if name.lower() == b"content-type"), b"")
    return found.decode("latin-1").partition(";")[0].strip().lower()


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as wrong:
        raise Unfit("/", f"the body is no JSON: {str(wrong)[:120]}") from None


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unfit(place, "a JSON object is expected here")
    return value


def _batch(value: Any) -> Sent:
    if not isinstance(value, list) or len(value) > EVENTS_MOST:
        raise Unfit("/", f"a batch is a JSON array of at most {EVENTS_MOST} events")
    return Sent(tuple(_object(one, f"/{place}") for place, one in enumerate(value)), many=True)


def _bare(sent: Mapping[str, Any], type: str, id: str) -> Mapping[str, Any]:
    """GovStack's envelope, `eventType` and `event`, as a CloudEvent."""
    if sent.get("eventType") != type:
        raise Unfit("/eventType", "it is the event type in the address")
    if not isinstance(sent.get("event"), dict):
        raise Unfit("/event", "a JSON object is expected here")
    return {"specversion": "1.0", "id": id, "type": type, "data": sent["event"]} | {"source": None}


def _binary(headers: Headers, kind: str, body: bytes) -> Mapping[str, Any]:
    """Attributes in `ce-` headers, data in the body (CloudEvents HTTP binding §3.1)."""
    found: dict[str, Any] = {}
    for name, value in headers:
        low = name.lower().decode("latin-1")
        if not low.startswith("ce-"):
            continue
        key = low.removeprefix("ce-")
        if key in found or key in ("data", "data_base64", "datacontenttype"):
            raise Unfit(f"/{key[:40]}", "the header stands twice or must not stand at all")
        found[key] = _header(key, value)
    if body:
        found |= {"datacontenttype": kind or "application/json", "data": _parsed_data(body, kind)}
    return found


def _header(key: str, value: bytes) -> str:
    plain = value.strip().removeprefix(b'"').removesuffix(b'"')
    if _BROKEN.search(plain):
        raise Unfit(f"/{key[:40]}", "a %XX is broken")
    try:
        return unquote_to_bytes(plain).decode()
    except UnicodeDecodeError:
        raise Unfit(f"/{key[:40]}", "it is no UTF-8") from None


def _parsed_data(body: bytes, kind: str) -> Any:
    if kind and not _JSON.fullmatch(kind):
        raise Unfit("/datacontenttype", "data are JSON")
    return _parsed(body)


def _attributes(sent: Mapping[str, Any], about: About) -> dict[str, Any]:
    named = [name for name in sent if name not in ("data", "data_base64") and sent[name] is not None]
    if len(named) > ATTRIBUTES_MOST:
        raise Unfit("/", f"an event has at most {ATTRIBUTES_MOST} attributes")
    if "source" in sent and sent["source"] is None and "source" not in named:
        sent = {**sent, "source": source_of(about.publisher)}
    found = {name: _required(sent, name) for name in _REQUIRED}
    if found["specversion"] != "1.0":
        raise Unfit("/specversion", "it is 1.0")
    if found["type"] != about.type:
        raise Unfit("/type", "it is the event type in the address")
    _check_source(found["source"], about)
    found["time"] = _time(sent.get("time"), about.at)
    for name in named:
        if name not in found and not name.startswith(OURS):
            found[name] = _extension(name, sent[name])
    return found


def _required(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name)
    most = SOURCE_MOST if name == "source" else ID_MOST
    if not isinstance(value, str) or not _TEXT.fullmatch(value) or len(value) > most:
        raise Unfit(f"/{name}", f"a text of 1 to {most} signs is expected here")
    return value


def _check_source(source: str, about: About) -> None:
    """Nothing for a URI reference; who publishes in another's room names itself, or what lies below."""
    if not _URI.fullmatch(source):
        raise Unfit("/source", "it is a URI reference")
    own = source_of(about.publisher)
    if about.publisher != about.owner and source != own and not source.startswith(own + "/"):
        raise Unfit("/source", f"it is {own}, or lies below it: you publish in another's room")


def _time(value: Any, at: datetime) -> str:
    if value is None:
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None or not _is_instant(f"{found[1]}T{found[2]}{found[3].upper()}"):
        raise Unfit("/time", "it is a time of RFC 3339, such as 2027-03-01T08:00:00+07:00")
    return str(value)


def _is_instant(text: str) -> bool:
    try:
        datetime.fromisoformat(text.replace(":60", ":59"))
    except ValueError:
        return False
    return True


def _extension(name: str, value: Any) -> Any:
    place = f"/{name[:40]}"
    if not _ATTRIBUTE.fullmatch(name):
        raise Unfit(place, "names of attributes have lower-case letters and digits")
    if name == "partitionkey" and (not isinstance(value, str) or len(value) > ID_MOST):
        raise Unfit(place, f"a text of 1 to {ID_MOST} signs is expected here")
    if isinstance(value, str) and _TEXT.fullmatch(value) and len(value) <= TEXT_MOST:
        return value
    if isinstance(value, bool) or (isinstance(value, int) and -(2**31) <= value < 2**31):
        return value
    raise Unfit(place, f"an attribute is a text of 1 to {TEXT_MOST} signs, true, false or a 32-bit number")


def _data(sent: Mapping[str, Any], attributes: Mapping[str, Any]) -> Any:
    kind = str(attributes.get("datacontenttype", "application/json")).partition(";")[0].strip()
    if not _JSON.fullmatch(kind):
        raise Unfit("/datacontenttype", "data are JSON")
    if sent.get("data_base64") is None:
        return sent.get("data")
    if "data" in sent or not isinstance(sent["data_base64"], str):
        raise Unfit("/data_base64", "data stand once, as data or as data_base64")
    try:
        return _parsed(b64decode(sent["data_base64"], validate=True))
    except (BadBase64, ValueError):
        raise Unfit("/data_base64", "it is no base64") from None
