"""The steps that officers take with an incident, each judged and put into a change; who may is judged in `incidents`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from simpul.disaster.model import Report, Status
from simpul.disaster.model.incident_refusals import (
    FiguresMissing,
    FigureSourceMissing,
    FigureTimeUnreadable,
    FigureUnreadable,
    IncidentNameMissing,
    MergeUnfit,
    NoneVerified,
    NoteMissing,
    NotInIncident,
    ReportElsewhere,
    ReportsLeft,
    ReportsMissing,
    ReportUnfit,
    WordsTooLong,
)
from simpul.disaster.model.incidents import Account, Counted, FigureKind, Incident, Link, Stage, Taken, Turn
from simpul.disaster.rules.gathering import spread_of, verified
from simpul.disaster.rules.incidents import Case, Change, Hand, advanced, stepped, with_undo
from simpul.disaster.rules.whole import whole_number

NAME_MOST = 120
WORDS_MOST = 2_000
SOURCE_MOST = 200
FIGURE_MOST = 50_000_000
"""More people than any one disaster in Indonesia can touch."""
REPORTS_MOST = 5_000
_SLACK = timedelta(minutes=5)
"""So far may the clock on an officer's wall be ahead."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """The id and the name of an incident that is about to be opened."""

    id: UUID
    name: str


def opened(fresh: Fresh, reports: Sequence[Report], hand: Hand) -> Change:
    """A new incident of these reports; Invalid or Conflict when they cannot be one."""
    incident, step = _begun(fresh, reports, hand, Turn.OPEN, {"reports": _numbers(reports)})
    links = tuple(Link(report.id, None, fresh.id) for report in _free(reports))
    undo = {"links": [[str(one.report), None, str(one.after)] for one in links], "others": []}
    return Change(((incident, replace(step, undo=undo)),), links)


def _begun(
    fresh: Fresh, reports: Sequence[Report], hand: Hand, kind: Turn, values: Mapping[str, Any]
) -> tuple[Incident, Taken]:
    if not reports:
        raise ReportsMissing()
    if len(reports) > REPORTS_MOST:
        raise WordsTooLong(most=REPORTS_MOST, name="reports")
    first = reports[0]
    _alike(first.hazard, first.training, reports)
    spread = spread_of(first.hazard, reports)
    if spread is None:
        raise NoneVerified()
    name = _name(fresh.name)
    incident = Incident(fresh.id, 0, first.hazard, name, Stage.OPEN, hand.at, hand.at, spread, training=first.training)
    step = Taken(fresh.id, 1, hand.at, kind, {"name": name, **values}, hand.actor.id, hand.actor.name)
    return incident, step


def advance(case: Case, stage: Stage, why: str, hand: Hand) -> Change:
    """The incident in its next stage."""
    after = advanced(case.incident, stage, why, hand.at)
    values = {"from": case.incident.stage.value, "to": stage.value, "reason": why.strip()}
    return Change((stepped(case.incident, after, Turn.ADVANCE, hand, values),))


def added(case: Case, reports: Sequence[Report], hand: Hand) -> Change:
    """The incident with these reports too; ReportElsewhere, ReportUnfit, ReportsMissing."""
    if not reports:
        raise ReportsMissing()
    incident = case.incident
    _alike(incident.hazard, incident.training, reports)
    links = tuple(Link(report.id, None, incident.id) for report in _free(reports))
    step = stepped(incident, incident, Turn.ADD, hand, {"reports": _numbers(reports)})
    return Change((with_undo(step, links),), links)


def removed(case: Case, reports: Sequence[Report], hand: Hand) -> Change:
    """The incident without these reports; NotInIncident, ReportsLeft when nothing verified would be left."""
    incident, gone = case.incident, _members(case, reports)
    _leaves(case, gone)
    links = tuple(Link(report.id, incident.id, None) for report in reports)
    step = stepped(incident, incident, Turn.REMOVE, hand, {"reports": _numbers(reports)})
    return Change((with_undo(step, links),), links)


def described(case: Case, name: str, told: Account, areas: Iterable[int], hand: Hand) -> Change:
    """The incident under this name, with these words about needs and what is done, and these areas."""
    words = Account(
        needs=_words(told.needs, "needs"),
        taken=_words(told.taken, "taken"),
        resources=_words(told.resources, "resources"),
        contact=_words(told.contact, "contact"),
    )
    before = case.incident
    after = replace(before, name=_name(name), told=words, areas=tuple(sorted(set(areas))))
    changed = [
        part
        for part, same in (
            ("name", before.name == after.name),
            ("needs", before.told.needs == words.needs),
            ("taken", before.told.taken == words.taken),
            ("resources", before.told.resources == words.resources),
            ("contact", before.told.contact == words.contact),
            ("areas", before.areas == after.areas),
        )
        if not same
    ]
    return Change((stepped(before, after, Turn.DESCRIBE, hand, {"changed": changed}),))


def noted(case: Case, text: str, *, in_report: bool, hand: Hand) -> Change:
    """The incident with one more entry in its log; NoteMissing, WordsTooLong."""
    words = _words(text, "note")
    if not words:
        raise NoteMissing()
    return Change((stepped(case.incident, case.incident, Turn.NOTE, hand, {"text": words, "report": in_report}),))


def counted(
    case: Case, given: Mapping[FigureKind, str], source: str, at: datetime | None, hand: Hand
) -> tuple[Change, tuple[Counted, ...]]:
    """The incident with these figures as of `at`, and the figures; those left empty are not touched."""
    values = {kind: _figure(kind, text) for kind, text in given.items() if text.strip()}
    if not values:
        raise FiguresMissing()
    said = _words(source, "source", SOURCE_MOST)
    if not said:
        raise FigureSourceMissing()
    if at is None or at > hand.at + _SLACK:
        raise FigureTimeUnreadable()
    incident, step = stepped(
        case.incident,
        case.incident,
        Turn.COUNT,
        hand,
        {"figures": {kind.value: value for kind, value in values.items()}, "source": said, "at": at.isoformat()},
    )
    figures = tuple(Counted(kind, value, said, at, hand.at, incident.version) for kind, value in values.items())
    return Change(((incident, step),)), figures


def merged(case: Case, other: Case, hand: Hand) -> Change:
    """The incident with all that the other one held; the other is closed and says where it went. MergeUnfit."""
    one, two = case.incident, other.incident
    if one.id == two.id or not (one.live and two.live) or (one.hazard, one.training) != (two.hazard, two.training):
        raise MergeUnfit()
    links = tuple(Link(report.id, two.id, one.id) for report in other.reports)
    whole = replace(one, areas=tuple(sorted({*one.areas, *two.areas})))
    gone = replace(two, stage=Stage.CLOSED, closed_at=hand.at, merged_into=one.id)
    ended, told = stepped(two, gone, Turn.MERGED, hand, {"into": one.number, "reports": _numbers(other.reports)})
    step = stepped(one, whole, Turn.MERGE, hand, {"other": two.number, "reports": _numbers(other.reports)})
    return Change((with_undo(step, links, ((two, ended),)), (ended, told)), links)


def split(case: Case, reports: Sequence[Report], fresh: Fresh, hand: Hand) -> Change:
    """Two incidents: a new one of these reports, and this one without them. NotInIncident, NoneVerified, ReportsLeft."""
    incident, gone = case.incident, _members(case, reports)
    _leaves(case, gone)
    links = tuple(Link(report.id, incident.id, fresh.id) for report in reports)
    numbers = _numbers(reports)
    part, told = _begun(fresh, reports, hand, Turn.SPLIT_OFF, {"from": incident.number, "reports": numbers})
    part = replace(part, stage=incident.stage)
    step = stepped(incident, incident, Turn.SPLIT, hand, {"name": part.name, "reports": numbers})
    return Change((with_undo(step, links, ((part, part),)), (part, told)), links)


def _alike(hazard: str, training: bool, reports: Sequence[Report]) -> None:
    for report in reports:
        if report.hazard != hazard or report.training != training or report.status is Status.HIDDEN:
            raise ReportUnfit(report=report.number)


def _free(reports: Sequence[Report]) -> Sequence[Report]:
    for report in reports:
        if report.incident is not None:
            raise ReportElsewhere(report=report.number)
    return reports


def _members(case: Case, reports: Sequence[Report]) -> set[UUID]:
    if not reports:
        raise ReportsMissing()
    for report in reports:
        if report.incident != case.incident.id:
            raise NotInIncident(report=report.number)
    return {report.id for report in reports}


def _leaves(case: Case, gone: set[UUID]) -> None:
    if not verified(report for report in case.reports if report.id not in gone):
        raise ReportsLeft()


def _numbers(reports: Iterable[Report]) -> list[int]:
    return sorted(report.number for report in reports)


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not name:
        raise IncidentNameMissing()
    if len(name) > NAME_MOST:
        raise WordsTooLong(most=NAME_MOST, name="name")
    return name


def _words(given: str, field: str, most: int = WORDS_MOST) -> str:
    words = given.strip()
    if len(words) > most:
        raise WordsTooLong(most=most, name=field)
    return words


def _figure(kind: FigureKind, text: str) -> int:
    number = whole_number(text)
    if number is None or number > FIGURE_MOST:
        raise FigureUnreadable(most=FIGURE_MOST, name=kind.value)
    return number


def latest(figures: Iterable[Counted]) -> dict[FigureKind, Counted]:
    """The figure in force of each kind: the one that is as of the latest time, and of those the one entered last."""
    found: dict[FigureKind, Counted] = {}
    for one in sorted((one for one in figures if not one.undone), key=lambda one: (one.at, one.version)):
        found[one.kind] = one
    return {kind: found[kind] for kind in FigureKind if kind in found}


def numbers_of(text: str) -> list[int]:
    """The report numbers in a text such as `12, 15 #16`; ReportsMissing when it holds anything else, or nothing."""
    words = text.replace(",", " ").replace("#", " ").split()
    if not words or len(words) > REPORTS_MOST:
        raise ReportsMissing()
    if not all(word.isascii() and word.isdigit() and len(word) < 19 for word in words):
        raise ReportsMissing()
    return sorted({int(word) for word in words})


def instant_of(text: str, zone: Any) -> datetime | None:
    """The instant that `YYYY-MM-DDTHH:MM` in this zone means; None for anything else."""
    try:
        at = datetime.fromisoformat(text.strip()[:25])
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)
