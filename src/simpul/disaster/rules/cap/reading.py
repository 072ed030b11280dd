"""A CAP 1.2 document read into values, as if it were hostile: no entities, no DTD, bounded, its tokens checked."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from simpul.disaster.model.cap import (
    CATEGORIES,
    CERTAINTIES,
    NAMESPACE,
    RESPONSES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    TYPES,
    URGENCIES,
    CapAlert,
    CapArea,
    CapBlock,
    CapReference,
    Named,
    Position,
)
from simpul.disaster.model.warning_refusals import CapUnreadable

BYTES_MOST = 2_000_000
INFOS_MOST = 32
AREAS_MOST = 512
POINTS_MOST = 20_000
TEXT_MOST = 20_000
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[-+]\d{2}:\d{2}")
_YEARS = 1900, 2200
"""What lies before or after is a mistake, and could not be reckoned with in other zones."""
_TOKEN = re.compile(r"[^\s,<&]+")


def read(body: bytes) -> CapAlert:
    """The alert in this document; CapUnreadable with the reason."""
    import defusedxml.ElementTree as Xml
    from defusedxml import DefusedXmlException

    if len(body) > BYTES_MOST:
        raise CapUnreadable(reason="too large")
    try:
        root = Xml.fromstring(body, forbid_dtd=True)
    except (Xml.ParseError, DefusedXmlException, ValueError, LookupError):
        raise CapUnreadable(reason="no XML that can be read") from None
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise CapUnreadable(reason="no CAP 1.2 alert")
    return _alert(root)


def alerts_in(body: bytes) -> tuple[CapAlert, ...]:
    """The alert that the document is, or those that it holds (an Atom feed with alerts as content); CapUnreadable."""
    import defusedxml.ElementTree as Xml
    from defusedxml import DefusedXmlException

    if len(body) > 10 * BYTES_MOST:
        raise CapUnreadable(reason="too large")
    try:
        root = Xml.fromstring(body, forbid_dtd=True)
    except (Xml.ParseError, DefusedXmlException, ValueError, LookupError):
        raise CapUnreadable(reason="no XML that can be read") from None
    return tuple(_alert(one) for one in root.iter(f"{{{NAMESPACE}}}alert"))


def references(text: str) -> tuple[CapReference, ...]:
    """The messages that `references` names; CapUnreadable for what is no reference."""
    return tuple(_reference(one) for one in text.split())


def _reference(text: str) -> CapReference:
    parts = text.split(",")
    if len(parts) != 3:
        raise CapUnreadable(reason="a reference is not sender,identifier,sent")
    return CapReference(parts[0], parts[1], _instant(parts[2]))


def _alert(node: Any) -> CapAlert:
    infos = _all(node, "info", INFOS_MOST)
    return CapAlert(
        identifier=_token(node, "identifier"),
        sender=_token(node, "sender"),
        sent=_instant(_text(node, "sent", needed=True)),
        status=_one_of(node, "status", STATUSES),
        type=_one_of(node, "msgType", TYPES),
        scope=_one_of(node, "scope", SCOPES),
        source=_text(node, "source"),
        note=_text(node, "note"),
        references=references(_text(node, "references")),
        incidents=tuple(_text(node, "incidents").split()),
        infos=tuple(_info(one) for one in infos),
    )


def _info(node: Any) -> CapBlock:
    times = {name: _instant(text) for name in ("effective", "onset", "expires") if (text := _text(node, name))}
    categories = tuple(_words(one) for one in _all(node, "category", INFOS_MOST))
    responses = tuple(_words(one) for one in _all(node, "responseType", INFOS_MOST))
    if not categories or not set(categories) <= set(CATEGORIES) or not set(responses) <= set(RESPONSES):
        raise CapUnreadable(reason="category or responseType is none of the standard's")
    return CapBlock(
        categories=categories,
        event=_text(node, "event", needed=True),
        urgency=_one_of(node, "urgency", URGENCIES),
        severity=_one_of(node, "severity", SEVERITIES),
        certainty=_one_of(node, "certainty", CERTAINTIES),
        language=_text(node, "language") or "en-US",
        responses=responses,
        codes=_pairs(node, "eventCode"),
        sender_name=_text(node, "senderName"),
        headline=_text(node, "headline"),
        description=_text(node, "description"),
        instruction=_text(node, "instruction"),
        web=_text(node, "web"),
        contact=_text(node, "contact"),
        parameters=_pairs(node, "parameter"),
        areas=tuple(_area(one) for one in _all(node, "area", AREAS_MOST)),
        **times,
    )


def _area(node: Any) -> CapArea:
    return CapArea(
        words=_text(node, "areaDesc", needed=True),
        polygons=tuple(_polygon(_words(one)) for one in _all(node, "polygon", AREAS_MOST)),
        circles=tuple(_circle(_words(one)) for one in _all(node, "circle", AREAS_MOST)),
        geocodes=_pairs(node, "geocode"),
    )


def _polygon(text: str) -> tuple[Position, ...]:
    points = tuple(_position(one) for one in text.split())
    if not 4 <= len(points) <= POINTS_MOST or points[0] != points[-1]:
        raise CapUnreadable(reason="a polygon is not closed, or has fewer than four positions")
    return points


def _circle(text: str) -> tuple[float, float, float]:
    parts = text.split()
    if len(parts) != 2:
        raise CapUnreadable(reason="a circle is not position and radius")
    latitude, longitude = _position(parts[0])
    return latitude, longitude, _number(parts[1], 0, 50_000)


def _position(text: str) -> Position:
    parts = text.split(",")
    if len(parts) != 2:
        raise CapUnreadable(reason="a position is not latitude,longitude")
    return _number(parts[0], -90, 90), _number(parts[1], -180, 180)


def _number(text: str, least: float, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise CapUnreadable(reason="a coordinate is no number") from None
    if not least <= value <= most:
        raise CapUnreadable(reason="a coordinate lies off the earth")
    return value


def _instant(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise CapUnreadable(reason="a time has no offset")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CapUnreadable(reason="a time is none of the calendar") from None
    if not _YEARS[0] <= at.year <= _YEARS[1]:
        raise CapUnreadable(reason="a time lies in another age")
    return at


def _pairs(node: Any, name: str) -> tuple[Named, ...]:
    return tuple((_text(one, "valueName"), _text(one, "value")) for one in _all(node, name, AREAS_MOST))


def _token(node: Any, name: str) -> str:
    text = _text(node, name, needed=True)
    if not _TOKEN.fullmatch(text):
        raise CapUnreadable(reason=f"{name} holds a space, a comma or another character that it may not")
    return text


def _one_of(node: Any, name: str, known: Sequence[str]) -> str:
    text = _text(node, name, needed=True)
    if text not in known:
        raise CapUnreadable(reason=f"{name} is none of the standard's")
    return text


def _text(node: Any, name: str, *, needed: bool = False) -> str:
    found = node.find(f"{{{NAMESPACE}}}{name}")
    text = _words(found) if found is not None else ""
    if needed and not text:
        raise CapUnreadable(reason=f"{name} is missing")
    return text


def _words(node: Any) -> str:
    text = (node.text or "").strip()
    if len(text) > TEXT_MOST * 50:
        raise CapUnreadable(reason="a text is too long")
    return text


def _all(node: Any, name: str, most: int) -> Sequence[Any]:
    return list(_bounded(node.iterfind(f"{{{NAMESPACE}}}{name}"), most))


def _bounded(found: Iterator[Any], most: int) -> Iterator[Any]:
    for count, one in enumerate(found):
        if count >= most:
            raise CapUnreadable(reason="too many parts")
        yield one
