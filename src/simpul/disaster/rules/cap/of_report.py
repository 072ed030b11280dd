"""A resident's report as a CAP 1.2 alert: what the public map shows of it, how sure it is, and not a word of a resident.

Words and pictures stay out, since a message never changes and what a resident wrote can be taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.model import Placed, Report, Status
from simpul.disaster.model.cap import CapAlert, CapArea, CapBlock, CapReference
from simpul.disaster.rules import summary
from simpul.disaster.rules.cap.certainty import Sureness, sureness
from simpul.disaster.rules.cap.of_warning import EVENT_CODE, GEOCODE, LANGUAGES, local
from simpul.disaster.rules.hazards import hazard_of
from simpul.kernel.errors import Refusal

SPOKEN = ("id", "en")
_RADIUS: Mapping[Placed, float] = {Placed.GPS: 0.1, Placed.MAP: 0.1, Placed.GIVEN: 0.1, Placed.NAME: 2.0}
"""Kilometres around the point in which the report may lie."""
_ACUTE = ("severe", "extreme")
_HEADLINE_MOST = 160
_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "headline": "Laporan warga: {hazard} di {place}",
        "over": "Ditarik: laporan warga tentang {hazard} di {place}",
        "verified": "Laporan warga, telah diverifikasi petugas: {what}. Dilaporkan pukul {time}.",
        "unverified": "Laporan warga, BELUM diverifikasi petugas: {what}. Dilaporkan pukul {time}.",
        "withdrawn": "Laporan ini tidak ditampilkan lagi. Abaikan pesan sebelumnya.",
    },
    "en": {
        "headline": "Resident's report: {hazard} in {place}",
        "over": "Withdrawn: resident's report of {hazard} in {place}",
        "verified": "A resident's report, verified by an officer: {what}. Reported at {time}.",
        "unverified": "A resident's report, NOT verified by an officer: {what}. Reported at {time}.",
        "withdrawn": "This report is no longer shown. Disregard the earlier messages.",
    },
}


@dataclass(frozen=True, slots=True)
class Placing:
    """What a report's document needs beside it: who sends, its place's name, the messages that it stands in for."""

    sender: str
    sender_name: str
    place: str
    sent: datetime
    earlier: tuple[CapReference, ...] = ()
    base: str = ""
    test: bool = False


def identifier(sender: str, number: int, version: int) -> str:
    """The name of a report's message: unique for ever."""
    return f"{sender}.report.{number}.{version}"


def public(report: Report) -> bool:
    """Whether everybody may know of the report, as something that is meant."""
    return report.status is not Status.HIDDEN and not report.training


def alert(report: Report, placing: Placing) -> CapAlert:
    """The report as CAP 1.2 has it: an alert, an update where it stands in for others, a cancellation once it is hidden."""
    withdrawn = not public(report)
    kind = "Cancel" if withdrawn else "Update" if placing.earlier else "Alert"
    sure = sureness(
        Status.UNVERIFIED if withdrawn else report.status,
        signed=report.signed_by is not None,
        gathered=report.incident is not None,
    )
    return CapAlert(
        identifier=identifier(placing.sender, report.number, report.version),
        sender=placing.sender,
        sent=local(placing.sent, _codes(report)),
        status="Test" if placing.test else "Actual",
        type=kind,
        source="Simpul: laporan warga",
        references=placing.earlier,
        infos=tuple(_info(report, placing, language, None if withdrawn else sure) for language in SPOKEN),
    )


def _codes(report: Report) -> tuple[str, ...]:
    return (report.where.region,) if report.where.region else ()


def _info(report: Report, placing: Placing, language: str, sure: Sureness | None) -> CapBlock:
    hazard, words, codes = hazard_of(report.hazard), _WORDS[language], _codes(report)
    verified = report.status is Status.VERIFIED
    told = "withdrawn" if sure is None else report.status.value
    facts = {"hazard": hazard.label[language].lower(), "place": placing.place, "what": _what(report, language)}
    at = local(report.reported_at, codes)
    acute = verified and report.severity in _ACUTE
    return CapBlock(
        language=LANGUAGES[language],
        categories=(hazard.cap_category,),
        event=hazard.label[language],
        responses=("AllClear" if sure is None else "Avoid" if verified else "Monitor",),
        urgency="Past" if sure is None else "Immediate" if acute else "Expected" if verified else "Unknown",
        severity=report.severity.capitalize(),
        certainty=sure.certainty if sure else "Unknown",
        codes=((EVENT_CODE, report.hazard),),
        effective=local(placing.sent, codes),
        onset=at,
        expires=local(report.live_until, codes),
        sender_name=placing.sender_name,
        headline=words["over" if sure is None else "headline"].format(**facts)[:_HEADLINE_MOST],
        description=words[told].format(**facts, time=f"{at:%H:%M} {at.tzname() or ''}".strip()),
        web=_web(placing.base, report.number, language),
        parameters=_parameters(report, sure),
        areas=(_area(report, placing.place),),
    )


def _what(report: Report, language: str) -> str:
    hazard = hazard_of(report.hazard)
    try:
        return f"{hazard.label[language]}, {summary.headline(hazard, report.card, language)}"
    except Refusal:
        return hazard.label[language]


def _web(base: str, number: int, language: str) -> str:
    return f"{base.rstrip('/')}{'' if language == 'id' else '/en'}/bencana/laporan/{number}" if base else ""


def _parameters(report: Report, sure: Sureness | None) -> tuple[tuple[str, str], ...]:
    found = [("number", str(report.number)), ("version", str(report.version))]
    if sure is not None:
        found += [("verification", report.status.value), ("certainty-reason", sure.reason)]
    return (*found, ("source", "resident"))


def _area(report: Report, place: str) -> CapArea:
    where = report.where
    return CapArea(
        words=place,
        circles=((round(where.latitude, 5), round(where.longitude, 5), _RADIUS[where.placed]),),
        geocodes=tuple((GEOCODE, code) for code in _codes(report)),
    )
