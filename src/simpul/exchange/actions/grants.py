"""Access rights (hak akses): given with purpose and legal basis, listed, revoked. Law: UU 27/2022 art. 20."""

from uuid import UUID

from simpul.exchange.actions.trust import trust
from simpul.exchange.model.offer_refusals import GrantNotFound, GroupNotFound, ServiceNotFound
from simpul.exchange.model.offers import NewGrant
from simpul.exchange.model.refusals import NotInRegister
from simpul.exchange.model.services import Grant, SubjectKind
from simpul.exchange.rules import offers as rules
from simpul.exchange.rules.permissions import permit_offer
from simpul.exchange.store import services as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform


def give(platform: Platform, actor: Actor, *, new: NewGrant) -> Grant:
    """The subject may call, as far as the grant goes; ServiceNotFound, NotInRegister, GroupNotFound, or what it lacks."""
    permit_offer(actor, platform.settings.agency_code)
    fit = rules.check_grant(new, platform.clock.now())
    known = trust(platform)
    if fit.subject_kind is SubjectKind.SUBSYSTEM and fit.subject not in known.subsystems:
        raise NotInRegister(name=fit.subject[:200])
    if fit.subject_kind is SubjectKind.GLOBAL_GROUP and fit.subject not in known.groups:
        raise GroupNotFound(group=fit.subject[:100])
    made = _grant(fit, platform.ids.new())
    with platform.database.writing(actor) as unit:
        _check_local(unit, made)
        store.add_grant(unit.connection, made, unit.clock.now())
        unit.audit("exchange.grant.give", subject=rules.path_of(made.subsystem, made.service), after=_facts(made))
        unit.ring("exchange")
    return made


def revoke(platform: Platform, actor: Actor, *, id: UUID) -> Grant:
    """The grant ends now; GrantNotFound."""
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        ended = store.revoke_grant(unit.connection, id, unit.clock.now())
        if ended is None:
            raise GrantNotFound()
        unit.audit("exchange.grant.revoke", subject=rules.path_of(ended.subsystem, ended.service), before=_facts(ended))
        unit.ring("exchange")
    return ended


def grants(platform: Platform, *, subsystem: str = "", service: str = "") -> list[Grant]:
    """Grants that are not revoked, of one service or of all; those that expired among them."""
    with platform.database.reading() as unit:
        return store.grants(unit.connection, subsystem=subsystem, service=service)


def _check_local(unit: Unit, made: Grant) -> None:
    if store.service(unit.connection, made.subsystem, made.service) is None:
        raise ServiceNotFound(service=rules.path_of(made.subsystem, made.service)[:200])
    local = {group.code for group in store.local_groups(unit.connection)}
    if made.subject_kind is SubjectKind.LOCAL_GROUP and made.subject not in local:
        raise GroupNotFound(group=made.subject[:100])


def _grant(asked: NewGrant, id: UUID) -> Grant:
    return Grant(
        id=id,
        subsystem=asked.subsystem,
        service=asked.service,
        subject_kind=asked.subject_kind,
        subject=asked.subject,
        endpoint=asked.endpoint,
        purpose=asked.purpose,
        legal_basis=asked.legal_basis,
        agreement=asked.agreement,
        tier=asked.tier,
        expires_at=asked.expires_at,
    )


def _facts(one: Grant) -> dict[str, object]:
    return {
        "id": str(one.id),
        "subject": f"{one.subject_kind.value}:{one.subject}",
        "endpoint": f"{one.endpoint.method} {one.endpoint.path}" if one.endpoint else "",
        "purpose": one.purpose,
        "legal_basis": one.legal_basis,
        "agreement": one.agreement,
        "tier": one.tier,
        "expires_at": one.expires_at.isoformat() if one.expires_at else "",
    }
