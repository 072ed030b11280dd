"""A photograph that comes by a way of its own: after its report, or before it, to an address that was asked for.

The bytes lie with the card until the sender says that they are the report's (as CogniCity's clients do, CONTRACT b.2);
our own pages say both at once (`add_photo`).
"""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from simpul.disaster import store
from simpul.disaster.actions.looking import photo
from simpul.disaster.actions.trail import audited
from simpul.disaster.model import Photo, Report, ReportMissing, StepKind
from simpul.disaster.model.cards import CardExpired, CardMissing, LinkNotValid, PhotoThereAlready, ReportCard
from simpul.disaster.rules import invitations
from simpul.disaster.rules.history import step_of
from simpul.disaster.store import cards as card_store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

IMAGE_MOST = 200
"""Characters of what a program calls a picture."""


def add_photo(platform: Platform, actor: Actor, card: UUID, taken: Photo) -> Report:
    """The card's report with this photograph; CardMissing, NotReceived, PhotoThereAlready."""
    with platform.database.writing(actor) as unit:
        known, report = _claimed(unit, card)
        invitations.permit_photo(known, report, unit.clock.now())
        assert report is not None
        return _attached(unit, _kept(platform, unit, replace(known, image=str(card)), taken), report)


def keep_upload(platform: Platform, card: UUID, taken: Photo) -> None:
    """The photograph lies with the card, and with its report if the sender named it already.

    The same one again is no refusal; another one is PhotoThereAlready. CardMissing, CardExpired.
    """
    with platform.database.writing() as unit:
        unit.unaudited("bytes that wait; the report that gets them has its row")
        before, report = _claimed(unit, card)
        after = _kept(platform, unit, before, taken)
        if before.photo not in (None, after.photo):
            raise PhotoThereAlready()
        if after.image is not None and report is not None and report.photo is None:
            _attached(unit, after, report)


def name_image(platform: Platform, actor: Actor, card: UUID, image: str) -> Report:
    """The card's report, with the photograph that was uploaded for it if there is one. Once only.

    CardMissing, CardExpired, NotReceived, PhotoThereAlready.
    """
    with platform.database.writing(actor) as unit:
        unit.unaudited("a name for a picture; the report whose picture comes here has its row")
        known, report = _claimed(unit, card)
        invitations.permit_photo(known, report, unit.clock.now())
        assert report is not None
        card_store.change(unit.connection, card, image=image[:IMAGE_MOST])
        return _attached(unit, known, report) if known.photo else _named(unit, report, image[:IMAGE_MOST])


def _named(unit: Unit, report: Report, image: str) -> Report:
    """The report with the name of a picture that its sender keeps elsewhere; as it was, where it may have none any more."""
    if not invitations.photo_reaches(report, unit.actor):
        return report
    after = replace(report, image=image, version=report.version + 1, changed_at=unit.clock.now())
    store.change(unit.connection, after, step_of(after, StepKind.UPDATE, unit.actor.id, photo="named"))
    unit.ring("disaster")
    return after


def _claimed(unit: Unit, id: UUID) -> tuple[ReportCard, Report | None]:
    card = card_store.claim(unit.connection, id)
    if card is None:
        raise CardMissing()
    if invitations.expired(card, unit.clock.now()):
        raise CardExpired()
    return card, store.claim(unit.connection, card.report) if card.report is not None else None


def _kept(platform: Platform, unit: Unit, card: ReportCard, taken: Photo) -> ReportCard:
    """The card with the photograph, whose files are durable."""
    large, small = (platform.files.put(content, "jpg") for content in (taken.large, taken.small))
    names = {"photo": large, "thumbnail": small, "photo_hash": taken.hash}
    card_store.change(unit.connection, card.id, image=card.image, **names)
    return replace(card, photo=large, thumbnail=small, photo_hash=taken.hash)


def _attached(unit: Unit, card: ReportCard, report: Report) -> Report:
    """The report with the card's photograph; as it was, where it may not be shown with it any more."""
    if not invitations.photo_reaches(report, unit.actor):
        return report
    after = replace(
        report,
        photo=card.photo,
        thumbnail=card.thumbnail,
        photo_hash=card.photo_hash,
        version=report.version + 1,
        changed_at=unit.clock.now(),
    )
    store.change(unit.connection, after, step_of(after, StepKind.UPDATE, unit.actor.id, photo="added"))
    unit.audit("disaster.report.photo", subject=str(after.id), before=audited(report), after=audited(after))
    unit.ring("disaster")
    return after


def upload_address(platform: Platform, card: UUID) -> str:
    """The last part of an address that takes the card's photograph for 15 minutes: it proves itself."""
    until = int((platform.clock.now() + invitations.PHOTO_WITHIN).timestamp())
    return f"{card}.{until}.{_proof(platform, f'{card}.{until}')}"


def card_of_address(platform: Platform, given: str) -> UUID:
    """The card whose photograph this address takes; LinkNotValid when it was changed or its time is over."""
    named, _, proof = given.rpartition(".")
    if not hmac.compare_digest(proof.encode(), _proof(platform, named).encode()):
        raise LinkNotValid()
    card, _, until = named.partition(".")
    if datetime.fromtimestamp(int(until), UTC) <= platform.clock.now():
        raise LinkNotValid()
    return UUID(card)


def _proof(platform: Platform, named: str) -> str:
    digest = hmac.new(platform.keys.derive("disaster.cards.upload"), named.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


def shown(platform: Platform, actor: Actor, name: str) -> tuple[bytes, bool]:
    """The photograph of the report that came on the card of this id, or has this id itself, and whether it is public.

    ReportMissing where there is none that this actor may see.
    """
    try:
        named = UUID(name)
    except ValueError:
        raise ReportMissing() from None
    with platform.database.reading() as unit:
        file = store.photo_of(unit.connection, named)
    if file is None:
        raise ReportMissing()
    return photo(platform, actor, file)
