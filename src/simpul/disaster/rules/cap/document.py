"""A CAP 1.2 alert as its XML document: every element in the standard's order, times with their offset, closed polygons."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from simpul.disaster.model.cap import NAMESPACE, CapAlert, CapArea, CapBlock, CapReference, Named

_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PLACES = 5
"""Decimal places of a coordinate: one metre."""


def instant(at: datetime) -> str:
    """The time to the second with the offset that it has, as CAP wants it: never `Z`, and `-00:00` for UTC."""
    text = at.replace(microsecond=0).isoformat()
    return f"{text[:-6]}-00:00" if text.endswith("+00:00") else text


def document(alert: CapAlert) -> bytes:
    """The alert as UTF-8; each time with the offset that it has."""
    parts = [f'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="{NAMESPACE}">\n', *_alert(alert), "</alert>\n"]
    return "".join(parts).encode()


def reference(one: CapReference) -> str:
    """How a later message names this one: `sender,identifier,sent`."""
    return f"{one.sender},{one.identifier},{instant(one.sent)}"


def _alert(alert: CapAlert) -> Iterator[str]:
    yield from _elements(
        [
            ("identifier", alert.identifier),
            ("sender", alert.sender),
            ("sent", instant(alert.sent)),
            ("status", alert.status),
            ("msgType", alert.type),
            ("source", alert.source),
            ("scope", alert.scope),
            ("note", alert.note),
            ("references", " ".join(reference(one) for one in alert.references)),
            ("incidents", " ".join(alert.incidents)),
        ]
    )
    for info in alert.infos:
        yield from ("<info>\n", *_info(info), "</info>\n")


def _info(info: CapBlock) -> Iterator[str]:
    times = [(name, getattr(info, name)) for name in ("effective", "onset", "expires")]
    yield from _elements([("language", info.language), *(("category", one) for one in info.categories)])
    yield from _elements([("event", info.event), *(("responseType", one) for one in info.responses)])
    yield from _elements([("urgency", info.urgency), ("severity", info.severity), ("certainty", info.certainty)])
    yield from _named("eventCode", info.codes)
    yield from _elements((name, instant(at)) for name, at in times if at)
    yield from _elements(
        [
            ("senderName", info.sender_name),
            ("headline", info.headline),
            ("description", info.description),
            ("instruction", info.instruction),
            ("web", info.web),
            ("contact", info.contact),
        ]
    )
    yield from _named("parameter", info.parameters)
    for area in info.areas:
        yield from ("<area>\n", *_area(area), "</area>\n")


def _area(area: CapArea) -> Iterator[str]:
    yield from _elements([("areaDesc", area.words)])
    yield from _elements(("polygon", _positions(one)) for one in area.polygons)
    yield from _elements(
        ("circle", f"{_degrees(latitude)},{_degrees(longitude)} {_kilometres(radius)}")
        for latitude, longitude, radius in area.circles
    )
    yield from _named("geocode", area.geocodes)


def _positions(polygon: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_degrees(latitude)},{_degrees(longitude)}" for latitude, longitude in polygon)


def _degrees(value: float) -> str:
    return f"{round(value, PLACES) + 0.0:.{PLACES}f}".rstrip("0").rstrip(".")


def _kilometres(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _named(name: str, pairs: Iterable[Named]) -> Iterator[str]:
    for one, value in pairs:
        yield from (f"<{name}>\n", *_elements([("valueName", one), ("value", value)]), f"</{name}>\n")


def _elements(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Elements with their text; none for an empty one."""
    for name, text in pairs:
        if text:
            yield f"<{name}>{escape(_clean(text))}</{name}>\n"


def _clean(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return _UNFIT.sub("", text)
