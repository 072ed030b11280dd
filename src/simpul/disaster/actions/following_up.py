"""Is it still so? Reporters are asked before their report leaves the live map, and say how it is now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from simpul.disaster import store
from simpul.disaster.actions.cards import FOLLOW_UP_LINK
from simpul.disaster.actions.trail import audited
from simpul.disaster.model import Report, StepKind
from simpul.disaster.model.cards import Asked, FollowUp, NothingToFollow
from simpul.disaster.rules import cards as answers
from simpul.disaster.rules import desk, invitations
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.history import step_of
from simpul.disaster.rules.severity import severity
from simpul.disaster.store import cards as card_store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

Tell = Callable[[Unit, RowMapping, UUID], bool]
"""Whether somebody was told, in the transaction that asks them, by their card's row and the secret of their link."""


def ask_due(platform: Platform, tell: Tell | None = None) -> list[Asked]:
    """Who is asked from now on: the senders, by card, of reports that leave the live map within 30 minutes; each once.

    Their channels find them here, and by `actions.cards.expiring`; each answers at a link that nobody else knows: a card's
    own id is published with its report. With `tell`, only those are asked whom it told.
    """
    now = platform.clock.now()
    with platform.database.reading() as unit:
        due = card_store.leaving(unit.connection, after=now, until=now + invitations.ASKED_BEFORE)
        fresh = [row for row in due if row["asked_at"] is None]
    if not fresh:
        return []
    links = {row["id"]: UUID(platform.ids.random()) for row in fresh}
    with platform.database.writing() as unit:
        fresh = [row for row in fresh if tell is None or tell(unit, row, links[row["id"]])]
        card_store.ask(unit.connection, [(row["id"], links[row["id"]]) for row in fresh], now)
        unit.unaudited("a question decides nothing; its answer has a row")
    return [
        Asked(
            card=row["id"],
            path=FOLLOW_UP_LINK.format(secret=links[row["id"]]),
            network=row["network"],
            language=row["language"],
            report=row["number"],
            hazard=row["hazard"],
            live_until=row["live_until"],
        )
        for row in fresh
    ]


def asked_about(platform: Platform, secret: UUID) -> Report:
    """The report that the person with this link is asked about; NothingToFollow."""
    with platform.database.reading() as unit:
        card = card_store.of_follow_up(unit.connection, secret, claimed=False)
        report = store.get(unit.connection, card.report) if card and card.report is not None else None
    return _followable(report, platform.clock.now())


def followed_up(platform: Platform, secret: UUID, answer: FollowUp, *, card: Mapping[str, Any] | None = None) -> Report:
    """The report after its sender answered at their link; NothingToFollow.

    STILL: live for its hazard's window from now on, its values as they were. BETTER, WORSE: the same with the new answers
    in `card`, where they are given. OVER: off the live map at once, kept as history. A report that an officer verified or
    corrected keeps its values: what is new is said by a report of its own, which the page offers.
    """
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        known = card_store.of_follow_up(unit.connection, secret, claimed=True)
        report = store.claim(unit.connection, known.report) if known and known.report is not None else None
        after = _answered(unit, _followable(report, unit.clock.now()), answer, card)
        assert known is not None
        card_store.change(unit.connection, known.id, answered_at=unit.clock.now(), answer=answer.value, asked_at=None)
    return after


def follow_up_by_device(
    platform: Platform, number: int, answer: FollowUp, *, device: str, card: Mapping[str, Any] | None = None
) -> Report:
    """As `followed_up`, for the device that sent the report of this number; NothingToFollow for any other device."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        report = store.claim(unit.connection, number)
        if report is not None and report.sender.device != device:
            report = None
        return _answered(unit, _followable(report, unit.clock.now()), answer, card)


def may_follow_up(platform: Platform, number: int, *, device: str) -> bool:
    """Whether this device sent the report and is asked, on the report's own page, whether it is still so."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        report = store.get(unit.connection, number)
    return report is not None and report.sender.device == device and invitations.followable(report, now)


def _followable(report: Report | None, now: datetime) -> Report:
    if report is None or not invitations.followable(report, now):
        raise NothingToFollow()
    return report


def _answered(unit: Unit, report: Report, answer: FollowUp, card: Mapping[str, Any] | None) -> Report:
    hazard, now = hazard_of(report.hazard), unit.clock.now()
    if not hazard.listed:
        raise NothingToFollow()
    if answer is FollowUp.OVER:
        after = invitations.is_over(report, now)
    else:
        after = invitations.still_so(report, now, hazard.live_for)
    if card is not None and answer in (FollowUp.BETTER, FollowUp.WORSE) and invitations.takes_values(report):
        kept = answers.read(hazard, card)
        after = replace(after, card=kept, severity=severity(hazard, kept))
    store.change(unit.connection, after, step_of(after, StepKind.UPDATE, None, follow_up=answer.value))
    unit.audit("disaster.report.follow_up", subject=str(after.id), before=audited(report), after=audited(after))
    if event := desk.told(report, after):
        unit.emit(event)
    unit.ring("disaster")
    return after
