"""Reports come in: many drafts in one transaction, each judged by itself, each kept or refused for itself.

Two drafts that may have to do with each other (of one form, device or card) are judged one after the other, in turns; all
others share a turn, and with it every statement. What one draft is refused for never touches another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import structlog

from simpul.disaster import store
from simpul.disaster.actions.drafting import Drafted, Offered, drafted
from simpul.disaster.actions.partners import check_many
from simpul.disaster.actions.trail import audited
from simpul.disaster.model import Report, Sent, SimilarReport, Status, StepKind
from simpul.disaster.model.cards import CardMissing, ReportCard
from simpul.disaster.model.desk_refusals import SignatureWrong
from simpul.disaster.rules import desk, drafts, invitations
from simpul.disaster.rules.history import step_of
from simpul.disaster.store import cards as card_store
from simpul.disaster.store.intake import Wanted, Written, written
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal, TooMany, Unavailable
from simpul.kernel.platform import Platform

__all__ = ["Offered", "take"]
_log = structlog.get_logger("simpul.disaster.intake")
Answer = Sent | Refusal


def take(platform: Platform, offered: Sequence[Offered]) -> list[Answer]:
    """For each draft the report that it became, durable, or what it was refused for; in their order, in one transaction.

    Refusals are those of `actions.reporting.report`, and on a card CardMissing, CardUsed, CardExpired and CardOfAnother.
    Where the whole batch fails for what one of them is, each is tried by itself.
    """
    try:
        return _taken(platform, offered)
    except Unavailable as refusal:
        if len(offered) == 1 or not _of_one(refusal):
            return [refusal] * len(offered)
    except Refusal as refusal:
        if len(offered) == 1:
            return [refusal]
    except Exception:
        if len(offered) == 1:
            raise
        _log.exception("intake.batch_failed", drafts=len(offered))
    return [_alone(platform, one) for one in offered]


_DOWN = frozenset({"08", "53", "55", "57", "58"})
"""Classes of PostgreSQL's error codes that say that it cannot serve anybody now."""


def _of_one(refusal: Unavailable) -> bool:
    """Whether the database works and refused this very batch: a draft of it, or another batch that waited for this one."""
    state = getattr(getattr(refusal.__cause__, "orig", None), "sqlstate", None)
    return state is not None and state[:2] not in _DOWN


def _alone(platform: Platform, one: Offered) -> Answer:
    try:
        return _taken(platform, [one])[0]
    except Refusal as refusal:
        return refusal
    except Exception:  # noqa: BLE001 (the others go on; it is logged)
        _log.exception("intake.draft_failed")
        return Unavailable(part="report")


def _taken(platform: Platform, offered: Sequence[Offered]) -> list[Answer]:
    found = drafted(platform, offered)
    waiting = [one for one in found if not isinstance(one, Refusal)]
    if waiting:
        with platform.database.writing(Actor.ANONYMOUS) as unit:
            unit.unaudited("what is refused or known leaves no trace; a report that is kept brings its row")
            batch = _Batch(platform, unit, waiting)
            batch.take()
    return [one if isinstance(one, Refusal) else batch.answers[one.id] for one in found]


@dataclass(slots=True)
class _Batch:
    """The drafts of one transaction, and their answers so far by the ids of the reports they would become."""

    platform: Platform
    unit: Unit
    drafted: Sequence[Drafted]
    answers: dict[UUID, Answer] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    free: dict[str, int] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)

    def take(self) -> None:
        """Every draft has its answer."""
        first, *others = _turns(self.drafted)
        connection, now = self.unit.connection, self.platform.clock.now()
        for one in self.drafted:
            for key in one.limits:
                self.counted[key] = self.counted.get(key, 0) + 1
        window, since = drafts.window(now), now - drafts.WINDOW
        self.numbers = store.begin(connection, len(self.drafted))
        earlier, spent = store.before(connection, _wanted(first, self.counted), window=window, since=since)
        for one in self.drafted:
            self.free |= {key: most - spent.get(key, 0) + self.counted[key] for key, most in one.limits.items()}
        for one, signed in zip(self.drafted, check_many(connection, [one.draft for one in self.drafted]), strict=True):
            one.signed = signed
        self._turn(first, earlier)
        for turn in others:
            self._turn(turn, store.before(connection, _wanted(turn, {}), window=window, since=since)[0])
        store.give_back(connection, {key: more for key, more in self.counted.items() if more}, window)

    def _turn(self, turn: Sequence[Drafted], earlier: Sequence[Report]) -> None:
        ids = [one.offered.card for one in turn if one.offered.card is not None]
        cards = card_store.claim_many(self.unit.connection, ids) if ids else {}
        accepted = []
        for one in turn:
            try:
                answer: Answer | None = self._judge(one, earlier, cards)
            except Refusal as refusal:
                answer = refusal
            if answer is None:
                accepted.append(one)
            else:
                self.answers[one.id] = answer
        if accepted:
            self._keep(accepted)

    def _judge(self, one: Drafted, earlier: Sequence[Report], cards: Mapping[UUID, ReportCard]) -> Sent | None:
        """The answer, where there is one without keeping a new report; what stands in the way of one is raised."""
        draft, external = one.draft, one.draft.external
        for known in earlier:
            if known.form_id == draft.form_id or (external is not None and known.external == external):
                return Sent(known, fresh=False)
        if isinstance(one.signed, SignatureWrong):
            raise one.signed
        card = self._card(one, cards)
        if any(self.free[key] < 1 for key in one.limits):
            raise TooMany(seconds=int((drafts.window(one.at) + drafts.WINDOW - one.at).total_seconds()))
        like = drafts.similar(draft, earlier, one.at) if draft.sender.device else None
        if like and not draft.anyway and draft.update_of != like.number:
            raise SimilarReport(number=like.number)
        if card is not None:
            one.on_card(card if not card.used else self._second(card))
        one.keep_photo(self.platform)
        for key, most in one.limits.items():
            self.free[key] -= 1
            self.counted[key] -= 1
            if key.startswith(invitations.BY_ADDRESS):
                one.crowd = max(one.crowd, most - self.free[key])
        return self._renewed(one, like) if like and draft.update_of == like.number else None

    def _card(self, one: Drafted, cards: Mapping[UUID, ReportCard]) -> ReportCard | None:
        offered = one.offered
        if offered.card is None:
            return None
        card = cards.get(offered.card)
        if card is None:
            raise CardMissing()
        invitations.usable(card, one.draft, one.at, sub=offered.sub, person=offered.person)
        return card

    def _second(self, card: ReportCard) -> ReportCard:
        """A hidden card for a second report after an earthquake (CONTRACT a.3)."""
        whole = card_store.get(self.unit.connection, card.id) or card
        second = replace(whole, id=UUID(self.platform.ids.random()), parent=card.id)
        card_store.keep(self.unit.connection, [second])
        card_store.change(self.unit.connection, card.id, parts=card.parts + 1)
        return second

    def _renewed(self, one: Drafted, like: Report) -> Sent | None:
        """The device's own report, not verified yet, says from now on what the draft says; None when it cannot any more."""
        current = store.claim_id(self.unit.connection, like.id)
        if current is None or current.status is not Status.UNVERIFIED:
            one.duplicate_of = like.id
            return None
        self.unit.actor = one.offered.actor
        fresh = one.report(0)
        sent = Sent(renew(self.unit, current, fresh, form=fresh.form_id), fresh=True)
        self.unit.ring("disaster")
        return sent

    def _keep(self, accepted: Sequence[Drafted]) -> None:
        ready: list[tuple[Drafted, Report, Written]] = []
        for one in accepted:
            report = one.report(self.numbers.pop(0))
            try:
                ready.append((one, report, written(report, self._trail(one.offered.actor, report))))
            except Refusal as refusal:
                self.answers[one.id] = refusal
        kept = store.keep(self.unit.connection, [row for _, _, row in ready]) if ready else frozenset()
        for one, report, _ in ready:
            if report.id in kept:
                self._tell(one, report)
            else:
                same = store.of_form(self.unit.connection, report.form_id, report.external)
                self.answers[one.id] = Sent(same, fresh=False)

    def _trail(self, actor: Actor, report: Report) -> Mapping[str, Any]:
        """The report's row of the audit trail; written with the report, since the unit would write row by row."""
        what, ids = ("disaster.report.send", str(report.id)), self.platform.ids
        values = (None, audited(report))
        return self.unit.scribe.row(id=ids.new(), at=report.reported_at, actor=actor, what=what, values=values)

    def _tell(self, one: Drafted, report: Report) -> None:
        if report.status is Status.VERIFIED and (
            event := desk.told(replace(report, status=Status.UNVERIFIED, decision=None), report)
        ):
            self.unit.emit(event)
        self.unit.ring("disaster")
        self.answers[one.id] = Sent(report, fresh=True)


def _turns(drafted: Sequence[Drafted]) -> list[list[Drafted]]:
    """The drafts in turns: of those that share a form, a name, a device or a card, each has a later turn than the last."""
    turns: list[list[Drafted]] = []
    next_of: dict[object, int] = {}
    for one in drafted:
        marks = [mark for mark in one.marks() if mark is not None]
        at = max((next_of.get(mark, 0) for mark in marks), default=0)
        next_of.update(dict.fromkeys(marks, at + 1))
        if at == len(turns):
            turns.append([])
        turns[at].append(one)
    return turns


def _wanted(turn: Iterable[Drafted], counters: Mapping[str, int]) -> Wanted:
    """What is looked for. Of a form that is its card's own, the card knows whether it was used."""
    found = [one.draft for one in turn]
    return Wanted(
        counters=counters,
        forms=[one.draft.form_id for one in turn if one.draft.form_id != one.offered.card],
        devices=[draft.sender.device for draft in found if draft.sender.device],
        externals=[draft.external for draft in found if draft.external],
    )


def renew(unit: Unit, current: Report, fresh: Report, *, form: UUID) -> Report:
    """The report says from now on what the fresh one says, and its history that it was told anew."""
    renewed = replace(
        current,
        card=fresh.card,
        severity=fresh.severity,
        where=fresh.where,
        text=fresh.text or current.text,
        photo=fresh.photo or current.photo,
        thumbnail=fresh.thumbnail or current.thumbnail,
        photo_hash=fresh.photo_hash if fresh.photo else current.photo_hash,
        live_until=fresh.live_until,
        partner=fresh.partner,
        signed_by=fresh.signed_by,
        version=current.version + 1,
        changed_at=fresh.reported_at,
    )
    store.change(unit.connection, renewed, step_of(renewed, StepKind.UPDATE, unit.actor.id, form=str(form)))
    unit.audit("disaster.report.update", subject=str(renewed.id), before=audited(current), after=audited(renewed))
    return renewed
