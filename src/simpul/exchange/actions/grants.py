"""Access rights (hak akses): given with purpose and legal basis, listed, extended, revoked. Law: UU 27/2022 art. 20."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from simpul.exchange.actions.deciding import check_reason
from simpul.exchange.actions.trust import trust
from simpul.exchange.model.access import HeldRight, RightState
from simpul.exchange.model.offer_refusals import GrantNotFound, GroupNotFound, ServiceNotFound
from simpul.exchange.model.offers import NewGrant
from simpul.exchange.model.refusals import NotInRegister
from simpul.exchange.model.services import Grant, SubjectKind
from simpul.exchange.rules import offers as rules
from simpul.exchange.rules.access_requests import ENDING, check_until, event_endpoint, is_offered_as_event
from simpul.exchange.rules.permissions import permit_offer, permit_see_access
from simpul.exchange.store import rights
from simpul.exchange.store import services as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PER_PAGE = 25


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
        unit.audit("exchange.grant.give", subject=rules.path_of(made.subsystem, made.service), after=facts_of(made))
        unit.ring("exchange")
    return made


def revoke(platform: Platform, actor: Actor, *, id: UUID, reason: str = "") -> Grant:
    """The grant ends now; its holder can read the reason. GrantNotFound, WhyMissing when it is too long."""
    permit_offer(actor, platform.settings.agency_code)
    why = check_reason(reason) if reason.strip() else ""
    with platform.database.writing(actor) as unit:
        ended = store.revoke_grant(unit.connection, id, unit.clock.now(), why)
        if ended is None:
            raise GrantNotFound()
        unit.audit(
            "exchange.grant.revoke",
            subject=rules.path_of(ended.subsystem, ended.service),
            before=facts_of(ended),
            after={"reason": why},
        )
        unit.ring("exchange")
    return ended


def extend(platform: Platform, actor: Actor, *, id: UUID, until: datetime) -> HeldRight:
    """The right ends then, be it sooner or later than before; one that expired holds again. GrantNotFound, ExpiryPassed."""
    permit_offer(actor, platform.settings.agency_code)
    check_until(until, platform.clock.now())
    with platform.database.writing(actor) as unit:
        before = rights.right(unit.connection, id, to_change=True)
        if before is None or before.grant.revoked_at is not None:
            raise GrantNotFound()
        after = replace(before, grant=replace(before.grant, expires_at=until))
        rights.set_expiry(unit.connection, id, until)
        name = rules.path_of(before.grant.subsystem, before.grant.service)
        unit.audit("exchange.grant.extend", subject=name, before=facts_of(before.grant), after=facts_of(after.grant))
        unit.ring("exchange")
    return after


def search(
    platform: Platform, actor: Actor, *, q: str = "", state: RightState | None = None, page: int = 1
) -> tuple[list[HeldRight], int]:
    """A page of the rights that hold `q`, those that end first before others; and how many there are in all."""
    permit_see_access(actor, platform.settings.agency_code)
    condition = rights.matching(q, state, platform.clock.now(), ENDING)
    with platform.database.reading() as unit:
        found = rights.rights(unit.connection, condition, first=(page - 1) * PER_PAGE, most=PER_PAGE)
        return found, rights.count(unit.connection, condition)


def all_rights(platform: Platform, actor: Actor, *, q: str = "", state: RightState | None = None) -> list[HeldRight]:
    """Every right of that kind, at most 100,000, for a download."""
    permit_see_access(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return rights.rights(unit.connection, rights.matching(q, state, unit.clock.now(), ENDING), most=100_000)


def look(platform: Platform, actor: Actor, *, id: UUID) -> HeldRight:
    """The right, whatever became of it; GrantNotFound."""
    permit_see_access(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = rights.right(unit.connection, id)
    if found is None:
        raise GrantNotFound()
    return found


def grants(platform: Platform, *, subsystem: str = "", service: str = "") -> list[Grant]:
    """Grants that are not revoked, of one service or of all; those that expired among them."""
    with platform.database.reading() as unit:
        return store.grants(unit.connection, subsystem=subsystem, service=service)


def _check_local(unit: Unit, made: Grant) -> None:
    if not _exists(unit, made):
        raise ServiceNotFound(service=rules.path_of(made.subsystem, made.service)[:200])
    local = {group.code for group in store.local_groups(unit.connection)}
    if made.subject_kind is SubjectKind.LOCAL_GROUP and made.subject not in local:
        raise GroupNotFound(group=made.subject[:100])


def _exists(unit: Unit, made: Grant) -> bool:
    """Whether there is such a service, or, behind `pull` and `pub`, such an event type."""
    if not is_offered_as_event(made.service):
        return store.service(unit.connection, made.subsystem, made.service) is not None
    name = made.endpoint.path.removeprefix("/v1/") if made.endpoint else ""
    return made.endpoint == event_endpoint(name) and rights.is_event_type(unit.connection, made.subsystem, name)


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


def facts_of(one: Grant) -> dict[str, object]:
    """What the audit trail says of a grant."""
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
