"""From proposal to dissemination: which step leads where, what a project and a deliverable must say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from simpul.cooperation.model.programmes import CENTRE, Duty, Side, Standing
from simpul.cooperation.model.project_refusals import (
    BecameWrong,
    DeliverableDayWrong,
    DeliverableTitleMissing,
    NothingToUndo,
    NotYourProposal,
    ProjectTitleMissing,
    ProjectYearWrong,
    StepDayWrong,
    StepNoteMissing,
    StepNotPossible,
)
from simpul.cooperation.model.projects import Became, Deliverable, Project, ProjectStage, ProjectStep
from simpul.cooperation.rules.governance import lines
from simpul.cooperation.rules.permits import permit_keep, permit_read
from simpul.cooperation.rules.programmes import words

_S = ProjectStage
TRANSITIONS: Mapping[ProjectStage, frozenset[ProjectStage]] = {
    _S.PROPOSAL: frozenset({_S.SELECTED, _S.DECLINED}),
    _S.SELECTED: frozenset({_S.RUNNING, _S.STOPPED}),
    _S.RUNNING: frozenset({_S.DELIVERED, _S.STOPPED}),
    _S.DELIVERED: frozenset({_S.DISSEMINATED}),
    _S.DISSEMINATED: frozenset(),
    _S.DECLINED: frozenset({_S.PROPOSAL}),
    _S.STOPPED: frozenset({_S.SELECTED}),
}
"""From each stage, the stages that the next step may lead to: a declined proposal may be made again, a stopped project be
selected again. What is delivered stays delivered."""
WITH_REASON = frozenset({_S.DECLINED, _S.STOPPED})
_TITLE, _NOTE, _REASON_LEAST, _SOURCES = 300, 500, 5, 50
_FIRST_YEAR, _YEARS_AHEAD = 1973, 10
_WHERE = 500
BECAME_MOST = 10


def permit_propose(who: Standing, programme: str) -> Side | None:
    """Proposes: who keeps the programme for either side (None), everybody seated in it for their own, which it returns."""
    permit_read(who, programme)
    seat = who.seats.get(programme)
    if CENTRE in who.roles or (seat is not None and seat.duty is Duty.KEEPER):
        return None
    assert seat is not None
    return seat.side


def permit_edit(who: Standing, one: Project) -> None:
    """Changes a project: who keeps the programme; a proposal also everybody seated for the side that made it."""
    permit_read(who, one.programme)
    seat = who.seats.get(one.programme)
    if CENTRE in who.roles or (seat is not None and seat.duty is Duty.KEEPER):
        return
    if one.stage is not ProjectStage.PROPOSAL or seat is None or one.proposed_by is not seat.side:
        raise NotYourProposal()


def permit_step(who: Standing, one: Project) -> None:
    """Takes a project a step on, or back: who keeps the programme; NotYourProgramme."""
    permit_keep(who, one.programme)


def permit_deliver(who: Standing, programme: str) -> None:
    """Keeps the deliverables and the library: who keeps the programme; NotYourProgramme."""
    permit_keep(who, programme)


def checked(given: Project, this_year: int) -> Project:
    """The project in tidy words; ProjectTitleMissing, ProjectYearWrong."""
    title = words(given.title)
    if "id" not in title or any(len(one) > _TITLE for one in title.values()):
        raise ProjectTitleMissing()
    if not _FIRST_YEAR <= given.year <= this_year + _YEARS_AHEAD:
        raise ProjectYearWrong()
    return replace(
        given,
        title=title,
        summary=words(given.summary or {}) or None,
        note=words(given.note or {}) or None,
        lead=" ".join(given.lead.split())[:_TITLE],
        sources=tuple(one[:_NOTE] for one in lines(given.sources)[:_SOURCES]),
    )


def stepped(
    one: Project, after: ProjectStage, steps: Sequence[ProjectStep], step: tuple[date, str], today: date
) -> Project:
    """The project after a step of this day with this note; StepNotPossible, StepDayWrong, StepNoteMissing.

    `steps`: those it took, the newest first.
    """
    on, note = step
    if after not in TRANSITIONS[one.stage]:
        raise StepNotPossible()
    last = latest(steps)
    if on > today or (last is not None and on < last.on) or on.year < _FIRST_YEAR:
        raise StepDayWrong()
    if len(note.strip()) > _NOTE or (after in WITH_REASON and len(note.strip()) < _REASON_LEAST):
        raise StepNoteMissing()
    # What somebody states here is no longer inferred.
    left = tuple(field for field in one.inferred if field != "stage")
    return replace(one, stage=after, version=one.version + 1, inferred=left)


def latest(steps: Sequence[ProjectStep]) -> ProjectStep | None:
    """The last step that counts; `steps` are the newest first."""
    return next((one for one in steps if one.undone_at is None), None)


def undone(one: Project, steps: Sequence[ProjectStep]) -> tuple[Project, ProjectStep]:
    """The project as it was before its last step, and that step; NothingToUndo. How it began is no step to take back."""
    last = latest(steps)
    if last is None or last.before is None or last.after is not one.stage:
        raise NothingToUndo()
    return replace(one, stage=last.before, version=one.version + 1), last


def checked_deliverable(given: Deliverable, today: date) -> Deliverable:
    """The deliverable in tidy words; DeliverableTitleMissing, DeliverableDayWrong, BecameWrong."""
    title = words(given.title)
    if "id" not in title or any(len(one) > _TITLE for one in title.values()):
        raise DeliverableTitleMissing()
    if given.on is not None and not date(_FIRST_YEAR, 1, 1) <= given.on <= today:
        raise DeliverableDayWrong()
    return replace(
        given,
        title=title,
        summary=words(given.summary or {}) or None,
        became=tuple(became(one) for one in given.became),
        sources=tuple(one[:_NOTE] for one in lines(given.sources)[:_SOURCES]),
    )


def became(given: Became) -> Became:
    """The place as a link may lead there: a path of this node, or an https address, with a name; BecameWrong."""
    where, name = given.where.strip(), words(given.name)
    if not _leads(where) or "id" not in name or any(len(one) > _TITLE for one in name.values()):
        raise BecameWrong()
    return Became(where, name)


def _leads(where: str) -> bool:
    """Whether a browser takes this for a page of this very node, or for an address that it asks in secret."""
    if len(where) > _WHERE or any(ord(one) <= 32 or one in "\\\"'<>`\x7f" for one in where):
        return False
    if where.startswith("/"):
        return not where.startswith("//")
    host = where.removeprefix("https://").split("/")[0].split("?")[0].split("#")[0]
    return where.startswith("https://") and "." in host and "@" not in host
