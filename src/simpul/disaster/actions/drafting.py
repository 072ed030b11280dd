"""A draft on its way to a report: judged by the rules that need no look at other reports."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simpul.disaster.actions.placing import places
from simpul.disaster.model import Decision, Draft, Hazard, Report, Status, Where
from simpul.disaster.model.cards import ReportCard
from simpul.disaster.model.desk import Brief, Context, Suspicion
from simpul.disaster.model.desk_refusals import SignatureWrong
from simpul.disaster.model.partners import Signed
from simpul.disaster.rules import cards, desk, drafts, invitations, suspicion
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.severity import severity
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

TITLE_MOST = 200


@dataclass(frozen=True, slots=True)
class Offered:
    """A draft that somebody sends. `card` is the card it comes on, `person` the keyed hash of who sends it there.

    `sub` says that it is a second report on the same card. `limits` are the counters this sender is held to, where they
    are not those of a resident's form: how far each may come in a window.
    """

    draft: Draft
    actor: Actor
    card: UUID | None = None
    sub: bool = False
    person: str | None = None
    limits: Mapping[str, int] | None = None


@dataclass(slots=True)
class Drafted:
    """A draft with what its own rules made of it. `id` is the report's, if it becomes one; `at` the server's time."""

    offered: Offered
    draft: Draft
    id: UUID
    at: datetime
    hazard: Hazard
    answers: Mapping[str, Any]
    text: str | None
    where: Where
    limits: Mapping[str, int]
    files: tuple[str, str] | None = None
    duplicate_of: UUID | None = None
    signed: Signed | SignatureWrong | None = None
    crowd: int = 0
    """How many reports the same address sent in this window, this one included."""

    def marks(self) -> tuple[Hashable, ...]:
        """What two drafts that have to do with each other share one of."""
        draft = self.draft
        return draft.form_id, draft.external, draft.sender.device, self.offered.card

    def on_card(self, card: ReportCard) -> None:
        """The draft is a report on this card."""
        self.draft = invitations.drafted(card, self.draft)

    def keep_photo(self, platform: Platform) -> None:
        """The photograph's files are durable before the report is."""
        if self.draft.photo is not None:
            large, small = self.draft.photo.large, self.draft.photo.small
            self.files = platform.files.put(large, "jpg"), platform.files.put(small, "jpg")

    def report(self, number: int) -> Report:
        """The report that this draft makes; verified already if an officer of the place sends it."""
        draft, hazard, actor = self.draft, self.hazard, self.offered.actor
        worth = severity(hazard, self.answers)
        verified = _answers_for(actor, self.where)
        doubt = self._doubt(number, worth)
        photo, thumbnail = self.files or (None, None)
        return Report(
            id=self.id,
            number=number,
            hazard=hazard.slug,
            reported_at=self.at,
            where=self.where,
            card=self.answers,
            severity=worth,
            status=Status.VERIFIED if verified else Status.UNVERIFIED,
            source=draft.source,
            form_id=draft.form_id,
            live_until=self.at + hazard.live_for if hazard.listed else self.at,
            changed_at=self.at,
            text=self.text,
            photo=photo,
            thumbnail=thumbnail,
            client_at=draft.client_at,
            training=draft.training,
            card_id=draft.card_id,
            partner=self._partner(),
            duplicate_of=self.duplicate_of,
            title=drafts.words(draft.title or "")[:TITLE_MOST] or None,
            score=doubt.score,
            reasons=doubt.coded,
            photo_hash=draft.photo.hash if draft.photo else None,
            external=draft.external,
            signed_by=self.signed.key if isinstance(self.signed, Signed) else None,
            sender=draft.sender,
            decision=Decision(self.at, actor.id) if verified else None,
        )

    def _partner(self) -> str | None:
        """Who signed; else whom a program with a key of its own names. A code that anybody can type proves nothing."""
        if isinstance(self.signed, Signed):
            return self.signed.partner
        return self.draft.partner if self.offered.actor.signed_in else None

    def _doubt(self, number: int, worth: str) -> Suspicion:
        """What only intake sees of a report that looks odd; the desk judges the rest, of all reports together."""
        if self.crowd < suspicion.REASONS["from-address"].steps[0][0]:
            return _PLAIN
        brief = Brief(
            number=number,
            version=1,
            hazard=self.hazard.slug,
            kind=self.answers["report_type"],
            at=self.at,
            longitude=self.where.longitude,
            latitude=self.where.latitude,
            severity=worth,
            status=Status.UNVERIFIED,
            placed=self.where.placed,
            text=self.text,
            thumbnail=self.files[1] if self.files else None,
            client_at=self.draft.client_at,
        )
        return suspicion.judge(brief, Context(from_address=self.crowd))


_PLAIN = Suspicion(0)


def _answers_for(actor: Actor, where: Where) -> bool:
    """Whether the sender is an officer on duty who answers for the place: what they report is verified by them."""
    return actor.has(desk.OFFICER) and bool(actor.agency) and desk.answers_for(actor, where.region)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a draft says, once it can be read."""

    hazard: Hazard
    answers: Mapping[str, Any]
    text: str | None


def drafted(platform: Platform, offered: Sequence[Offered]) -> list[Drafted | Refusal]:
    """Each draft with what its own rules made of it, or what they refuse it for."""
    now = platform.clock.now()
    read = [_read(one.draft) for one in offered]
    sound = [one.draft for one, found in zip(offered, read, strict=True) if not isinstance(found, Refusal)]
    located = iter(
        places(platform, [((draft.longitude, draft.latitude), draft.placed) for draft in sound]) if sound else ()
    )
    found: list[Drafted | Refusal] = []
    for one, said in zip(offered, read, strict=True):
        if isinstance(said, Refusal):
            found.append(said)
            continue
        where = next(located)
        if isinstance(where, Refusal):
            found.append(where)
            continue
        limits = drafts.limits(one.draft.sender) if one.limits is None else one.limits
        made = Drafted(
            one, drafts.on_clock(one.draft), platform.ids.new(), now, said.hazard, said.answers, said.text, where, limits
        )
        found.append(made)
    return found


def _read(draft: Draft) -> _Read | Refusal:
    try:
        hazard = hazard_of(draft.hazard)
        return _Read(hazard, cards.read(hazard, draft.card, partial=draft.external is not None), drafts.text(draft.text))
    except Refusal as refusal:
        return refusal
