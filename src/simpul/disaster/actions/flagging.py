"""Residents object to a report; the desk of its region answers: hides it, takes a part away, corrects it, or says no."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from simpul.disaster import store
from simpul.disaster.actions.deciding import Withheld, kept, without
from simpul.disaster.actions.voting import claimed, limited
from simpul.disaster.model import Report, Sender, StepKind
from simpul.disaster.model.desk_refusals import FlagMissing
from simpul.disaster.model.flags import Flag, FlagOutcome, FlagReason
from simpul.disaster.rules import desk
from simpul.disaster.rules import voting as rules
from simpul.disaster.store import groups, votes, withheld
from simpul.disaster.store.lists import inside
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

MOST = 200


@dataclass(frozen=True, slots=True)
class Flagged:
    """A report that residents object to, with their objections, the oldest first."""

    report: Report
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an officer answers to an objection: `do` is hide, text, photo, accept or dismiss; `reason` says why."""

    do: str
    version: int
    reason: str


def flag(platform: Platform, number: int, *, sender: str | None, reason: str = FlagReason.OTHER, on: bool = True) -> bool:
    """Whether something changed: a program's user objects to the report (`on`), or does so no more."""
    why = rules.flag_reason(reason)
    return _objected(platform, number, sender, why, None) if on else withdraw(platform, number, sender=sender)


def object_to(platform: Platform, number: int, *, sender: Sender | str | None, reason: str, note: str) -> bool:
    """Whether this is a new objection of the sender (a device's or an address's hash, or both); one each is kept.

    The desk of the report's region sees it. FlagReasonMissing, FlagNoteMissing, FlagNoteTooLong, ReportMissing, TooMany.
    """
    why = rules.flag_reason(reason)
    return _objected(platform, number, sender, why, rules.note(why, note))


def _objected(platform: Platform, number: int, given: Sender | str | None, why: FlagReason, words: str | None) -> bool:
    sender, address = _who(given)
    with platform.database.writing() as unit:
        limited(unit, number, sender, address)
        report = claimed(unit, number)
        by = rules.voter(platform.keys.derive("disaster.flag"), report.id, sender, None)
        fresh = Flag(unit.ids.new(), report.id, why, unit.clock.now(), by, words)
        new = votes.keep_flag(unit.connection, fresh)
        _count(unit, report, 1 if new else 0)
    return new


def withdraw(platform: Platform, number: int, *, sender: Sender | str | None) -> bool:
    """Whether the sender's open objection to the report was withdrawn; ReportMissing."""
    device, address = _who(sender)
    with platform.database.writing() as unit:
        limited(unit, number, device, address)
        report = claimed(unit, number)
        by = rules.voter(platform.keys.derive("disaster.flag"), report.id, device, None)
        gone = votes.withdraw_flag(unit.connection, report=report.id, sender=by, at=unit.clock.now())
        _count(unit, report, -1 if gone else 0)
    return gone


def _who(sender: Sender | str | None) -> tuple[str | None, str | None]:
    """Who objects, and from which address: whoever forgets their mark each time is held to what one address may say."""
    return (sender.device, sender.address) if isinstance(sender, Sender) else (sender, None)


def _count(unit: Unit, report: Report, by: int) -> None:
    unit.unaudited("a resident's objection: it stands in its own table until a desk answers")
    if by:
        votes.counted(unit.connection, report.id, {"flags": by}, unit.clock.now())
        unit.ring("disaster")


def flagged(platform: Platform, actor: Actor) -> Sequence[Flagged]:
    """The reports of the officer's region that residents object to, those first that wait longest; OfficerOnly."""
    desk.permit_desk(actor)
    within = inside(actor.region) if actor.region else None
    with platform.database.reading() as unit:
        rows = votes.flagged(unit.connection, within, most=MOST)
        reports = groups.whole(unit.connection, {number for number, _ in rows})
    by_report: dict[int, list[Flag]] = {}
    for number, one in rows:
        by_report.setdefault(number, []).append(one)
    return [Flagged(reports[number], tuple(flags)) for number, flags in by_report.items()]


def answer_flags(platform: Platform, actor: Actor, number: int, answer: Answer) -> Report:
    """The report after the officer's answer to all open objections to it, which are closed with that answer.

    `hide` takes the report from the public, `text` and `photo` that part of it; `accept` says that it was mended already,
    `dismiss` that the report stays as it is. ChangedMeanwhile, ReasonMissing, FlagMissing when nobody objects any more.
    """
    with platform.database.writing(actor) as unit:
        report = desk.found(actor, number, store.claim(unit.connection, number))
        desk.same_version(report, answer.version)
        _close(unit, report, answer)
        return _done(unit, replace(report, flags=0), answer)


def _close(unit: Unit, report: Report, answer: Answer) -> None:
    outcome = FlagOutcome.DISMISSED if answer.do == "dismiss" else FlagOutcome.ACCEPTED
    words, now = rules.answer(answer.reason), unit.clock.now()
    closed = Flag(report.id, report.id, FlagReason.OTHER, now, None, None, now, outcome, unit.actor.id, words)
    if not votes.close_flags(unit.connection, report.id, closed):
        raise FlagMissing()
    votes.counted(unit.connection, report.id, {"flags": -report.flags}, now)
    unit.ring("disaster")
    told = {"number": report.number, "outcome": outcome.value, "do": answer.do}
    unit.audit("disaster.flags.answer", subject=str(report.id), after=told)


def _done(unit: Unit, report: Report, answer: Answer) -> Report:
    now = unit.clock.now()
    if answer.do == "hide":
        return kept(unit, report, desk.hidden(report, unit.actor, now, why=answer.reason), StepKind.HIDE)
    if answer.do in withheld.PARTS:
        after = without(unit, report, Withheld(answer.do, answer.reason))
        return kept(unit, report, after, StepKind.WITHHOLD, part=answer.do)
    return report


def flags_of(platform: Platform, report: UUID) -> Sequence[Flag]:
    """The open objections to a report, the oldest first."""
    with platform.database.reading() as unit:
        return votes.open_flags(unit.connection, report)
