"""Answers the exchange itself makes, as bytes: errors in JSON and XML, problem details, the directory. PROTOCOL §1."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from simpul.exchange.wire.faults import Fault

JSON, XML, PROBLEM = b"application/json;charset=utf-8", b"text/xml;charset=utf-8", b"application/problem+json"
_CLIENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<xroad:clientList'
    ' xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers">'
)
_XML_TYPES = ("text/xml", "application/xml", "text/*")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def wants_xml(accept: bytes) -> bool:
    """Whether an Accept header lists a type of XML."""
    listed = {piece.split(";", 1)[0].strip().lower() for piece in accept.decode("latin-1").split(",")}
    return any(kind in listed for kind in _XML_TYPES)


def wants_json(accept: bytes) -> bool:
    """Whether an Accept header lists JSON."""
    return b"application/json" in accept.lower()


def error(fault_type: str, message: str, detail: str, *, xml: bool) -> tuple[bytes, bytes]:
    """(content type, body) of X-Road's error with these three parts."""
    if xml:
        parts = (f"<{k}>{_text(v)}</{k}>" for k, v in (("type", fault_type), ("message", message), ("detail", detail)))
        return XML, f"<error>{''.join(parts)}</error>".encode()
    body = {"type": fault_type, "message": message, "detail": detail}
    return JSON, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def problem(fault: Fault, message: str, detail: str, facts: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """(content type, body) of RFC 9457 problem details for a fault; `instance` is the number the log has."""
    body = {
        "type": f"urn:simpul:exchange:{fault.snake}",
        "title": fault.title,
        "status": fault.status,
        "detail": message,
        "instance": f"urn:uuid:{detail}",
        **facts,
    }
    return PROBLEM, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def clients(entries: Iterable[Mapping[str, Any]], *, xml: bool) -> tuple[bytes, bytes]:
    """(content type, body) of listClients for entries `{"id": {…}, "name": …, "subsystem_name"?: …}`."""
    if not xml:
        return JSON, json.dumps({"member": list(entries)}, ensure_ascii=False, separators=(",", ":")).encode()
    return XML, (_CLIENTS + "".join(_client_in_xml(entry) for entry in entries) + "</xroad:clientList>").encode()


def _client_in_xml(entry: Mapping[str, Any]) -> str:
    own = entry["id"]
    names = (
        ("xRoadInstance", "xroad_instance"),
        ("memberClass", "member_class"),
        ("memberCode", "member_code"),
        ("subsystemCode", "subsystem_code"),
    )
    parts = "".join(f"<id:{tag}>{_text(own[key])}</id:{tag}>" for tag, key in names if key in own)
    name = f"<xroad:name>{_text(entry['name'])}</xroad:name>"
    if "subsystem_name" in entry:
        name += f"<xroad:subsystemName>{_text(entry['subsystem_name'])}</xroad:subsystemName>"
    return f'<xroad:member><xroad:id id:objectType="{own["object_type"]}">{parts}</xroad:id>{name}</xroad:member>'


def _text(value: str) -> str:
    """The value as XML's text; a sign that XML 1.0 cannot hold becomes U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", value))
