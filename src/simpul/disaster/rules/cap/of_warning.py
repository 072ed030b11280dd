"""A warning's message as a CAP 1.2 alert: what each of our words is called there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul.disaster.model.cap import CapAlert, CapArea, CapBlock, CapReference, Position
from simpul.disaster.model.warnings import HazardWarning, MessageKind, Response, WarningMessage
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.i18n import ZONES, zone_of

LANGUAGES: Mapping[str, str] = {"id": "id-ID", "en": "en", "jv": "jv-ID"}
GEOCODE = "kode_wilayah"
"""Kode wilayah administrasi pemerintahan: Kepmendagri 300.2.2-2138/2025."""
EVENT_CODE = "simpul:hazard"
RESPONSES: Mapping[Response, str] = {
    Response.EVACUATE: "Evacuate",
    Response.SHELTER: "Shelter",
    Response.PREPARE: "Prepare",
    Response.AVOID: "Avoid",
    Response.MONITOR: "Monitor",
    Response.ALL_CLEAR: "AllClear",
}
_OVER: Mapping[str, str] = {"id": "Dibatalkan: ", "en": "Cancelled: ", "jv": "Dipunbatalaken: "}
_HEADLINE_MOST = 160
_EXERCISE = "Latihan, bukan kejadian sebenarnya. Exercise only, not a real event."
_TEST = "Uji coba dengan data buatan. Test with made-up data."


@dataclass(frozen=True, slots=True)
class Telling:
    """What a document needs beside the warning: the message's kind, its name, its reason, those it stands in for.

    `base` is the node's address, empty where it has none; `test` says that the node's data are made up.
    """

    kind: MessageKind
    identifier: str
    note: str = ""
    earlier: tuple[CapReference, ...] = ()
    base: str = ""
    test: bool = False


def identifier(sender: str, number: int, version: int) -> str:
    """The name of a warning's message: unique for ever, without a character that CAP forbids."""
    return f"{sender}.warning.{number}.{version}"


def local(at: datetime, regions: Sequence[str]) -> datetime:
    """The time as the clocks of these regions show it."""
    return at.astimezone(ZONES[zone_of(regions[0] if regions else "")])


def references(earlier: Iterable[WarningMessage]) -> tuple[CapReference, ...]:
    """How a later message names these."""
    return tuple(CapReference(one.content.sender, one.identifier, local(one.sent, one.content.regions)) for one in earlier)


def alert(warning: HazardWarning, telling: Telling) -> CapAlert:
    """The message as CAP 1.2 has it: an info for each language that the warning speaks."""
    status = "Exercise" if warning.exercise else "Test" if telling.test else "Actual"
    notes = [telling.note, _EXERCISE if warning.exercise else _TEST if telling.test else ""]
    spoken = [one for one in LANGUAGES if warning.headline.get(one) and warning.description.get(one)]
    return CapAlert(
        identifier=telling.identifier,
        sender=warning.sender,
        sent=local(warning.sent, warning.regions),
        status=status,
        type=telling.kind.value.capitalize(),
        note=" ".join(one for one in notes if one),
        references=telling.earlier,
        infos=tuple(_info(warning, telling, language) for language in spoken),
    )


def _info(warning: HazardWarning, telling: Telling, language: str) -> CapBlock:
    over = telling.kind is MessageKind.CANCEL
    headline = f"{_OVER[language] if over else ''}{warning.headline[language]}"[:_HEADLINE_MOST]
    hazard = HAZARDS.get(warning.hazard)
    return CapBlock(
        language=LANGUAGES[language],
        categories=(warning.category,),
        event=hazard.label[language] if hazard else warning.event,
        responses=(RESPONSES[warning.response],),
        urgency=warning.urgency.value.capitalize(),
        severity=warning.severity.value.capitalize(),
        certainty=warning.certainty.value.capitalize(),
        codes=((EVENT_CODE, warning.hazard),),
        effective=local(warning.sent, warning.regions),
        onset=local(warning.onset, warning.regions),
        expires=local(warning.expires, warning.regions),
        sender_name=warning.sender_name,
        headline=headline,
        description=warning.description[language],
        instruction=warning.instruction.get(language, ""),
        web=_web(telling.base, warning.number, language),
        contact=warning.contact,
        parameters=_parameters(warning),
        areas=(_area(warning),),
    )


def _web(base: str, number: int, language: str) -> str:
    prefix = "" if language == "id" else f"/{language}"
    return f"{base.rstrip('/')}{prefix}/bencana/peringatan/{number}" if base else ""


def _parameters(warning: HazardWarning) -> tuple[tuple[str, str], ...]:
    found = [("number", str(warning.number)), ("version", str(warning.version))]
    if warning.approximate:
        found.append(("boundaries", "approximate"))
    return tuple(found)


def _area(warning: HazardWarning) -> CapArea:
    circle = warning.circle
    return CapArea(
        words=warning.area or ", ".join(warning.regions),
        polygons=tuple(rings(warning.polygon)),
        circles=((circle.latitude, circle.longitude, circle.radius_km),) if circle else (),
        geocodes=tuple((GEOCODE, code) for code in warning.regions),
    )


def rings(geometry: Mapping[str, Any] | None) -> list[tuple[Position, ...]]:
    """The outer rings of a GeoJSON Polygon or MultiPolygon as CAP writes them: latitude first, closed."""
    if geometry is None:
        return []
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    outer = [tuple((float(latitude), float(longitude)) for longitude, latitude, *_ in one[0]) for one in polygons]
    return [one if one[0] == one[-1] else (*one, one[0]) for one in outer if len(set(one)) >= 3]
