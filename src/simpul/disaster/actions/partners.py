"""Partners and their phones' keys: made, invited, registered, revoked; signatures checked when reports come in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from simpul.disaster.model import Draft
from simpul.disaster.model.desk_refusals import (
    BadgeMissing,
    KeyUnreadable,
    PartnerCodeTaken,
    PartnerMissing,
    PartnerSuspended,
    SignatureWrong,
)
from simpul.disaster.model.partners import Badge, Partner, PartnerKey, Signed
from simpul.disaster.rules import partners as rules
from simpul.disaster.store import partners as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

INVITATIONS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PartnerSeen:
    """A partner as an officer sees it: its phones' keys and the invitations that wait."""

    partner: Partner
    keys: tuple[PartnerKey, ...]
    invitations: tuple[Badge, ...]


def partners(platform: Platform) -> Sequence[Partner]:
    """Every partner of this node by name, suspended ones too. A code is no secret: keys are what counts."""
    with platform.database.reading() as unit:
        return store.all_partners(unit.connection)


def partner_of(platform: Platform, code: str) -> Partner:
    """The partner of this code; PartnerMissing."""
    with platform.database.reading() as unit:
        return _get(unit.connection, code)


def seen(platform: Platform, actor: Actor, code: str) -> PartnerSeen:
    """The partner with its keys and invitations, for an officer who may change it; PartnerMissing, NotYourPartner."""
    with platform.database.reading() as unit:
        partner = _get(unit.connection, code)
        rules.permit_partner(actor, partner)
        keys = store.keys_of(unit.connection, code)
        waiting = store.waiting(unit.connection, code, unit.clock.now())
    return PartnerSeen(partner, tuple(keys), tuple(waiting))


def create(platform: Platform, actor: Actor, *, code: str, name: str, icon: str) -> Partner:
    """The new partner of the officer's region; PartnerCodeTaken, or what is wrong with code, name or icon."""
    rules.permit_partners(actor)
    names = rules.code(code), rules.name(name), rules.icon(icon)
    with platform.database.writing(actor) as unit:
        partner = Partner(*names, active=True, created_at=unit.clock.now(), region=actor.region)
        if not store.keep(unit.connection, partner, actor.id):
            raise PartnerCodeTaken(code=partner.code)
        _audit(unit, "create", None, partner)
    return partner_of(platform, partner.code)


def change(platform: Platform, actor: Actor, code: str, *, name: str | None = None, icon: str | None = None) -> Partner:
    """The partner with another name or icon."""
    with platform.database.writing(actor) as unit:
        before = _ours(unit, actor, code)
        after = replace(
            before, name=rules.name(name) if name else before.name, icon=rules.icon(icon) if icon else before.icon
        )
        store.change(unit.connection, after)
        _audit(unit, "change", before, after)
    return after


def set_active(platform: Platform, actor: Actor, code: str, *, active: bool) -> Partner:
    """The partner, suspended (its phones' signatures are refused, its invitations end) or reporting again."""
    with platform.database.writing(actor) as unit:
        before = _ours(unit, actor, code)
        after = replace(before, active=active)
        store.change(unit.connection, after)
        if not active:
            store.withdraw_invitations(unit.connection, code, unit.clock.now())
        _audit(unit, "resume" if active else "suspend", before, after)
    return after


def invite(platform: Platform, actor: Actor, code: str, *, label: str) -> str:
    """The secret of a link that registers one phone within seven days; it is shown once and kept as a digest."""
    called, token = rules.label(label), platform.ids.token()
    with platform.database.writing(actor) as unit:
        partner = _ours(unit, actor, code)
        if not partner.active:
            raise PartnerSuspended(code=code)
        now = unit.clock.now()
        badge = Badge(code, called, now, now + rules.INVITED_FOR)
        store.keep_invitation(unit.connection, _digest(token), badge, actor.id)
        unit.audit("disaster.partner.invite", subject=code, after={"until": badge.expires_at.isoformat()})
    return token


def revoke(platform: Platform, actor: Actor, code: str, key: UUID) -> None:
    """Signatures by this key are refused from now on; what it signed before keeps its badge."""
    with platform.database.writing(actor) as unit:
        _ours(unit, actor, code)
        done = store.revoke_key(unit.connection, code, key, unit.clock.now(), actor.id)
        unit.audit("disaster.partner.revoke", subject=code, after={"key": str(key), "now": done})


def invited(platform: Platform, token: str) -> tuple[Partner, Badge]:
    """Whom the link invites, while it can be used; BadgeMissing."""
    with platform.database.reading() as unit:
        badge = store.invitation(unit.connection, _digest(token), unit.clock.now())
        partner = store.get(unit.connection, badge.partner) if badge else None
    if badge is None or partner is None or not partner.active:
        raise BadgeMissing()
    return partner, badge


def register(platform: Platform, token: str, jwk: Mapping[str, Any]) -> tuple[Partner, UUID]:
    """The partner and the id of the phone's key; the link is used up. BadgeMissing, KeyUnreadable."""
    public = rules.public_key(jwk)
    with platform.database.writing() as unit:
        badge = store.use_invitation(unit.connection, _digest(token), unit.clock.now())
        partner = store.get(unit.connection, badge.partner) if badge else None
        if badge is None or partner is None or not partner.active:
            raise BadgeMissing()
        key = PartnerKey(unit.ids.new(), partner.code, badge.label, public, unit.clock.now())
        if not store.keep_key(unit.connection, key):
            raise KeyUnreadable()
        unit.audit("disaster.partner.register", subject=partner.code, after={"key": str(key.id)})
    return partner, key.id


def check(connection: Connection, draft: Draft) -> Signed | None:
    """Who signed the draft; None when it bears no signature; SignatureWrong when it bears one that does not fit."""
    found = check_many(connection, [draft])[0]
    if isinstance(found, SignatureWrong):
        raise found
    return found


def check_many(connection: Connection, drafts: Sequence[Draft]) -> list[Signed | SignatureWrong | None]:
    """As `check`, for many drafts by one statement (none where no draft is signed); what is wrong stands in its place."""
    ids = {draft.partner_key for draft in drafts if draft.partner_key}
    keys = store.valid_keys(connection, ids) if ids else {}
    return [_signed(keys, draft) for draft in drafts]


def _signed(keys: Mapping[UUID, PartnerKey], draft: Draft) -> Signed | SignatureWrong | None:
    if draft.partner_key is None and not draft.signature:
        return None
    key = keys.get(draft.partner_key) if draft.partner_key else None
    if key is None or (draft.partner and draft.partner != key.partner):
        return SignatureWrong()
    if not rules.fits(key.public, rules.signing_input(draft), draft.signature):
        return SignatureWrong()
    return Signed(key.partner, key.id)


def erase_due_invitations(platform: Platform) -> int:
    """How many invitations were erased, 30 days after they ended."""
    with platform.database.writing() as unit:
        erased = store.forget_invitations(unit.connection, unit.clock.now() - INVITATIONS_KEPT)
        unit.audit("disaster.erase", subject="disaster_partner_invitation", after={"invitations": erased})
    return erased


def _get(connection: Connection, code: str) -> Partner:
    partner = store.get(connection, code)
    if partner is None:
        raise PartnerMissing()
    return partner


def _ours(unit: Unit, actor: Actor, code: str) -> Partner:
    partner = _get(unit.connection, code)
    rules.permit_partner(actor, partner)
    return partner


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _audit(unit: Unit, what: str, before: Partner | None, after: Partner) -> None:
    unit.audit(f"disaster.partner.{what}", subject=after.code, before=_told(before), after=_told(after))


def _told(partner: Partner | None) -> dict[str, object] | None:
    return {"name": partner.name, "icon": partner.icon, "active": partner.active} if partner else None
