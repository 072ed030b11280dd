"""BMKG's warnings for the next hours: the list as RSS or Atom, and each warning as CAP 1.2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from simpul.disaster.model.cap import NAMESPACE, CapAlert, CapBlock
from simpul.disaster.model.feeds import FeedUnreadable
from simpul.disaster.model.nowcasts import NowcastKind, NowcastSaid
from simpul.disaster.model.warning_refusals import CapUnreadable
from simpul.disaster.rules.cap import reading
from simpul.disaster.rules.feeds import values

LASTS = timedelta(hours=3)
"""A warning that does not say when it ends is over after so long: nowcasts are for the next hours."""
LINKS_MOST = 200
_ATOM = "{http://www.w3.org/2005/Atom}"
_REAL = ("Actual",)


@dataclass(frozen=True, slots=True)
class Links:
    """What a list of warnings leads to: addresses of CAP documents, newest first."""

    addresses: tuple[str, ...]


def read(content: bytes, base: str = "") -> Links | tuple[list[NowcastSaid], list[str]]:
    """The links of a list; or, of a CAP document or a feed that holds some, its warnings and why others were refused."""
    root = _root(content)
    if root.tag == f"{{{NAMESPACE}}}alert" or root.find(f".//{{{NAMESPACE}}}alert") is not None:
        return _alerts(content)
    if root.tag in ("rss", f"{_ATOM}feed"):
        return Links(_links(root, base))
    raise FeedUnreadable(reason="it is neither a list of warnings nor a CAP 1.2 alert")


def _root(content: bytes) -> Any:
    import defusedxml.ElementTree as Xml
    from defusedxml import DefusedXmlException

    if len(content) > values.BYTES_MOST:
        raise FeedUnreadable(reason="it is larger than 8 MB")
    try:
        return Xml.fromstring(content, forbid_dtd=True)
    except (Xml.ParseError, DefusedXmlException, ValueError, LookupError):
        raise FeedUnreadable(reason="it is no XML that can be read") from None


def _links(root: Any, base: str) -> tuple[str, ...]:
    """The addresses that the list names, on the list's own host alone: nothing else was named by the operator."""
    given = [one.text or "" for one in root.iterfind("./channel/item/link")]
    given += [one.get("href", "") for one in root.iterfind(f"./{_ATOM}entry/{_ATOM}link")]
    whole = (urljoin(base, one.strip()) for one in given if one.strip())
    host = urlsplit(base).netloc
    return tuple(dict.fromkeys(one for one in whole if not base or urlsplit(one).netloc == host))[:LINKS_MOST]


def _alerts(content: bytes) -> tuple[list[NowcastSaid], list[str]]:
    try:
        found = reading.alerts_in(content)
    except CapUnreadable as refusal:
        return [], [str(refusal.facts.get("reason", "it is no CAP 1.2 alert"))]
    told: list[NowcastSaid] = []
    refused: list[str] = []
    for one in found:
        try:
            told.append(said(one))
        except ValueError as error:
            refused.append(f"{one.identifier}: {error}")
    return told, refused


def said(alert: CapAlert) -> NowcastSaid:
    """The warning in a CAP alert; ValueError for an exercise, a test, or one that warns of nothing."""
    if alert.status not in _REAL:
        raise ValueError(f"its status is {alert.status}")
    if alert.type not in {kind.value for kind in NowcastKind}:
        raise ValueError(f"a message of type {alert.type} warns of nothing")
    kind = NowcastKind(alert.type)
    if not alert.infos:
        return _without(alert, kind)
    info = _in(alert.infos, "id") or alert.infos[0]
    begins = info.onset or info.effective or alert.sent
    return NowcastSaid(
        identifier=alert.identifier,
        sender=alert.sender,
        sent=alert.sent,
        kind=kind,
        event=values.text(info.event, 120),
        severity=info.severity.lower(),
        urgency=info.urgency.lower(),
        certainty=info.certainty.lower(),
        begins=begins,
        expires=_expires(begins, info.expires),
        headline=_words(alert.infos, "headline", 300) or _words(alert.infos, "event", 300),
        description=_words(alert.infos, "description", 4000),
        instruction=_words(alert.infos, "instruction", 2000),
        area=values.text(", ".join(one.words for one in info.areas), 2000),
        geometry=_geometry(info),
        replaces=tuple(one.identifier for one in alert.references),
        web=info.web if info.web.startswith("https://") else "",
        source=values.text(info.sender_name, 80) or "BMKG",
    )


def _without(alert: CapAlert, kind: NowcastKind) -> NowcastSaid:
    """A message without any words: only a cancel may have none."""
    if kind is not NowcastKind.CANCEL:
        raise ValueError("it has no info")
    return NowcastSaid(
        identifier=alert.identifier,
        sender=alert.sender,
        sent=alert.sent,
        kind=kind,
        event="",
        severity="unknown",
        urgency="past",
        certainty="unknown",
        begins=alert.sent,
        expires=alert.sent + LASTS,
        headline={},
        replaces=tuple(one.identifier for one in alert.references),
    )


def _expires(begins: datetime, given: datetime | None) -> datetime:
    expires = given or begins + LASTS
    if expires <= begins:
        raise ValueError("it ends before it begins")
    return expires


def _in(infos: Sequence[CapBlock], language: str) -> CapBlock | None:
    return next((one for one in infos if one.language.lower().split("-")[0] in _SPELT[language]), None)


_SPELT: Mapping[str, tuple[str, ...]] = {"id": ("id", "in", "ind"), "en": ("en", "eng")}


def _words(infos: Sequence[CapBlock], name: str, most: int) -> dict[str, str]:
    """The same words by language; the first of the message where it is in neither."""
    found = {code: values.text(getattr(info, name), most) for code in _SPELT if (info := _in(infos, code))}
    told = {code: words for code, words in found.items() if words}
    if told or not infos:
        return {"id": told.get("id") or told["en"], **told} if told else {}
    words = values.text(getattr(infos[0], name), most)
    return {"id": words} if words else {}


def _geometry(info: CapBlock) -> dict[str, Any] | None:
    """The polygons of all areas as one MultiPolygon, longitude first; None where the warning draws none."""
    rings = [[[longitude, latitude] for latitude, longitude in polygon] for area in info.areas for polygon in area.polygons]
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]} if rings else None


def middles(geometry: Mapping[str, Any] | None) -> list[tuple[float, float]]:
    """A point for each polygon: the mean of its corners; enough to tell in which regency most of it lies."""
    if geometry is None:
        return []
    found = []
    for polygon in geometry["coordinates"]:
        corners = polygon[0][:-1]
        xs, ys = [one[0] for one in corners], [one[1] for one in corners]
        found.append((sum(xs) / len(corners), sum(ys) / len(corners)))
    return found
