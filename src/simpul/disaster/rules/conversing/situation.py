"""How it is in a place, in a few words: what residents report there now, and which warnings are in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.model import Report, Status
from simpul.disaster.model.channels import Outgoing
from simpul.disaster.rules.conversing.voice import Voice
from simpul.disaster.rules.hazards import HAZARDS, hazard_of
from simpul.disaster.rules.summary import headline
from simpul.kernel.i18n import N_, in_language

WARNINGS_MOST = 2
_STATUS = {
    (Status.UNVERIFIED, True): N_("Your report {number} ({what}) is on the map, not yet verified."),
    (Status.VERIFIED, True): N_("Your report {number} ({what}) is on the map, verified by an officer."),
    (Status.UNVERIFIED, False): N_("Your report {number} ({what}) has left the live map. If it is still so, report again."),
    (Status.VERIFIED, False): N_("Your report {number} ({what}) was verified and has left the live map."),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a place: live reports by hazard, the headlines of warnings by language, at what time of day."""

    place: str
    reports: Mapping[str, int]
    warnings: tuple[Mapping[str, str], ...]
    at: str


def told(voice: Voice, seen: Seen, link: str) -> Outgoing:
    """How it is in a place."""
    lines = [in_language(one, voice.language) for one in seen.warnings[:WARNINGS_MOST]]
    if seen.reports:
        counted = (f"{in_language(HAZARDS[h].label, voice.language)} {voice.t.number(n)}" for h, n in seen.reports.items())
        message = N_("{place}, {at}. Reports of residents now: {counted}.")
        lines.append(voice.t.gettext(message, place=seen.place, at=seen.at, counted=", ".join(counted)))
    else:
        message = N_("{place}, {at}. Nobody has a report on the map here now. That does not mean that it is safe.")
        lines.append(voice.t.gettext(message, place=seen.place, at=seen.at))
    return Outgoing("\n".join(lines), link=link)


def of_report(voice: Voice, report: Report, page: Callable[[str], str], *, now: datetime) -> Outgoing:
    """What has become of a person's own report."""
    what = headline(hazard_of(report.hazard), report.card, voice.language)
    message = _STATUS[Status(report.status), report.live_until > now]
    text = voice.t.gettext(message, number=report.number, what=what)
    return Outgoing(text, link=page(f"/bencana/laporan/{report.number}"))


def nowhere(voice: Voice, page: Callable[[str], str]) -> Outgoing:
    """How to ask for a place."""
    return Outgoing(voice.t.gettext(N_("Write STATUS and a place, such as: status Pluit.")), link=page("/bencana/dekat"))
