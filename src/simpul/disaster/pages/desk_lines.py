"""A group, and each report in it, as the desk's pages show them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.model import Report, Status
from simpul.disaster.model.desk import Doubt, Group, Suspicion
from simpul.disaster.pages.words import deck_label, hazard_label, headline_words, place_words
from simpul.disaster.rules import queueing
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.suspicion import doubt, sentence
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request

_PHOTOS = 3


@dataclass(frozen=True, slots=True)
class Why:
    """One reason in words: a sentence to be translated and filled in with the count, and its weight."""

    sentence: str
    count: int
    weight: int


@dataclass(frozen=True, slots=True)
class Member:
    """A report as the desk shows it."""

    report: Report
    place: str
    zone: str
    headline: str
    kind: str
    grade: int
    doubt: Doubt
    why: tuple[Why, ...]

    @property
    def seen(self) -> str:
        """The report and its version, as a form sends them back."""
        return f"{self.report.number}:{self.report.version}"


@dataclass(frozen=True, slots=True)
class Line:
    """A group as one line: the worst of it, how many, since when, and the members it opens to."""

    number: int
    worst: Member
    hazard: str
    icon: str
    count: int
    waiting: int
    verified: int
    newest: datetime
    oldest: datetime
    photos: tuple[str, ...]
    photos_in_all: int
    doubt: Doubt
    flags: int
    members: tuple[Member, ...]
    seen: str
    numbers: str
    incident: bool


def why(suspicion: Suspicion) -> tuple[Why, ...]:
    """The reasons in words, the weightiest first."""
    return tuple(Why(sentence(one), one.count, one.weight) for one in suspicion.reasons)


def member(request: Request, report: Report, suspicion: Suspicion) -> Member:
    """The report in words."""
    return Member(
        report,
        place_words(request.platform, report.where),
        zone_of(report.where.region),
        headline_words(report.hazard, report.card, request.lang),
        deck_label(report.hazard, report.card, request.lang),
        queueing.grade(report.severity),
        doubt(suspicion),
        why(suspicion),
    )


def line(request: Request, group: Group, shown: Mapping[int, Report], most: int) -> Line | None:
    """The group in words; None when its reports went meanwhile."""
    judged = [one for one in queueing.shown(group, most) if one.brief.number in shown]
    if not judged:
        return None
    members = [member(request, shown[one.brief.number], one.suspicion) for one in judged]
    briefs = [one.brief for one in group.members]
    statuses = Counter(one.status for one in briefs)
    thumbs = [one.thumbnail for one in reversed(briefs) if one.thumbnail]
    waiting = [one for one in briefs if one.status is Status.UNVERIFIED]
    return Line(
        number=group.first.number,
        worst=members[0],
        hazard=hazard_label(group.first.hazard, request.lang),
        icon=HAZARDS[group.first.hazard].icon if group.first.hazard in HAZARDS else "triangle-alert",
        count=len(briefs),
        waiting=len(waiting),
        verified=statuses[Status.VERIFIED],
        newest=group.newest,
        oldest=group.first.at,
        photos=tuple(thumbs[:_PHOTOS]),
        photos_in_all=len(thumbs),
        doubt=queueing.doubt_of(group),
        flags=sum(one.flags for one in briefs),
        members=tuple(members),
        seen=" ".join(f"{one.number}:{one.version}" for one in waiting),
        numbers=" ".join(str(one.number) for one in briefs if one.status is not Status.HIDDEN),
        incident=any(one.incident for one in briefs),
    )


def read_seen(values: Sequence[str], most: int) -> dict[int, int]:
    """The reports and versions that a form sends back; what cannot be read is left out, and what is too much."""
    found: dict[int, int] = {}
    for pair in " ".join(values).split()[: most + 1]:
        number, _, version = pair.partition(":")
        if all(one.isascii() and one.isdigit() and len(one) < 19 for one in (number, version)):
            found[int(number)] = int(version)
    return found
