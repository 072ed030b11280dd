"""What a report card may be used for, by whom and how long; and what becomes of a report when its sender answers again."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from simpul.disaster.model import Draft, Report, Source, Status
from simpul.disaster.model.cards import (
    CardExpired,
    CardKind,
    CardOfAnother,
    CardUsed,
    FollowUp,
    FollowUpUnreadable,
    Invitation,
    NotReceived,
    PhotoThereAlready,
    ReportCard,
)
from simpul.disaster.rules import desk
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed

LASTS: Mapping[CardKind, timedelta] = {
    CardKind.WEB: timedelta(hours=2),
    CardKind.CHANNEL: timedelta(hours=24),
    CardKind.PROGRAM: timedelta(days=7),
}
"""How long a card may be used. One of our own pages is open in a browser: two hours are a long time to fill it in, and who
comes later gets a new one by opening the page. A link that a bot sent waits in a chat: a day covers a night without signal,
and an old link in a forwarded message is soon worth nothing. Cards of programs never expire in CogniCity, and its clients
hand them out long after; seven days let those go on working, and still bound what a leaked list of links is worth."""
GUEST = "web_guest"
"""What CogniCity's website calls everybody who comes without a channel: nobody's name."""
KEPT = timedelta(days=30)
"""The channel's words for a person, and cards that nobody used, are kept so long."""
PARTS_MOST = 5
"""Second reports on one earthquake card: a structure and a road, and a little patience with retries."""
PARTS_WITHIN = timedelta(days=1)
"""... and the time after the first one in which they may come: the link is known to whoever saw the report on the map."""
PHOTO_WITHIN = timedelta(minutes=15)
"""A photograph follows its report by so much at most, and the address to upload it to is valid as long (CONTRACT b.2)."""
ASKED_BEFORE = timedelta(minutes=30)
"""A reporter is asked so long before the report leaves the live map whether it is still so (CONTRACT a.3)."""
FOLLOWED_WITHIN = timedelta(hours=6)
"""Somebody may answer so long after the report has left the live map; it comes back then."""
STALE_WITHIN = timedelta(hours=6)
BY_ADDRESS = "disaster.address"
"""How the names of counters by address begin (`rules.drafts.limits`, and those of programs)."""
CARDS_PER_ADDRESS, REPORTS_PER_ADDRESS = 600, 300
"""In ten minutes, from one address that brought no key: a bot's server speaks for many people."""
_CHANNELS = {one.value: one for one in (Source.TELEGRAM, Source.WHATSAPP, Source.MESSENGER, Source.SMS)}


def expiry(invitation: Invitation, now: datetime) -> datetime:
    """When a card that is opened now may be used no more."""
    return now + LASTS[invitation.kind]


def is_guest(invitation: Invitation) -> bool:
    """Whether the invitation names no person at all."""
    return invitation.username in ("", GUEST) and not invitation.chat


def person_hash(key: bytes, network: str, person: str) -> str:
    """The keyed hash of a channel's user: the same for the same person on the same channel, and good for nothing else."""
    return hmac.new(key, f"{network}\x1f{person}".encode(), hashlib.sha256).hexdigest()[:32]


def usable(card: ReportCard, draft: Draft, now: datetime, *, sub: bool = False, person: str | None = None) -> None:
    """Nothing, when this draft may be sent on the card; CardUsed, CardExpired or CardOfAnother otherwise.

    A card is used once. After an earthquake a second report may follow on it (a road after a house), up to PARTS_MOST.
    """
    if card.bound_to is not None and card.bound_to != person:
        raise CardOfAnother()
    if card.received_at is not None:
        open_still = card.parts < PARTS_MOST and now - card.received_at < PARTS_WITHIN
        if not (sub and draft.hazard == "earthquake" and open_still):
            raise CardUsed(number=card.report)
    elif expired(card, now):
        raise CardExpired()


def expired(card: ReportCard, now: datetime) -> bool:
    """Whether nobody used the card in its time."""
    return card.received_at is None and card.expires_at is not None and card.expires_at <= now


def drafted(card: ReportCard, draft: Draft) -> Draft:
    """The draft as a report on this card: from its channel, for training if the card is."""
    training = draft.training or card.training
    source = _CHANNELS.get(card.network.lower(), draft.source)
    if draft.card_id == card.id and draft.training == training and draft.source is source:
        return draft
    return replace(draft, card_id=card.id, training=training, source=source)


def permit_name(card: ReportCard, report: Report | None, actor: Actor) -> None:
    """Nothing, when this actor may read what the channel called the person; NotAllowed otherwise.

    Whoever opened the card may always. Anybody else must hold the card's id, which only the person and the channel know:
    until an officer verifies the report, for the id is published with it then (as `url`, CONTRACT b.1).
    """
    if card.opened_by is not None and card.opened_by == actor.id:
        return
    if report is not None and report.status is Status.VERIFIED:
        raise NotAllowed()


def permit_photo(card: ReportCard, report: Report | None, now: datetime) -> None:
    """Nothing, when a photograph may still be added to the card's report; NotReceived or PhotoThereAlready otherwise."""
    if report is None or card.received_at is None:
        raise NotReceived()
    if card.image is not None or report.photo is not None or now - card.received_at > PHOTO_WITHIN:
        raise PhotoThereAlready()


def photo_reaches(report: Report, actor: Actor) -> bool:
    """Whether a photograph added now is shown with the report.

    To a verified report only those who answer for its place add one: its card's id is public, and so would be the picture.
    """
    if report.status is Status.UNVERIFIED:
        return True
    try:
        desk.permit_decide(actor, report)
    except NotAllowed:
        return False
    return report.status is Status.VERIFIED


def follow_up_of(given: str) -> FollowUp:
    """The answer that a form or a program sent; FollowUpUnreadable."""
    try:
        return FollowUp(given)
    except ValueError:
        raise FollowUpUnreadable() from None


def followable(report: Report, now: datetime) -> bool:
    """Whether its sender may still say how it is now."""
    return report.status is not Status.HIDDEN and report.live_until + FOLLOWED_WITHIN > now


def takes_values(report: Report) -> bool:
    """Whether its sender's new answers become the report's: not once an officer has put a hand to it."""
    return report.status is Status.UNVERIFIED and report.decision is None


def still_so(report: Report, now: datetime, live_for: timedelta) -> Report:
    """The report, live for its hazard's whole window from now on; nothing else of it has changed."""
    return replace(report, live_until=max(report.live_until, now + live_for), version=report.version + 1, changed_at=now)


def is_over(report: Report, now: datetime) -> Report:
    """The report, off the live map from now on; it stays in lists and in the archive."""
    return replace(report, live_until=min(report.live_until, now), version=report.version + 1, changed_at=now)
