"""Requests for access at the owner's node: looked at, approved as a right with an end, refused with a reason.

Law: UU 27/2022 art. 20 (a purpose and a basis for each use); Perpres 95/2018 art. 33.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from simpul.exchange.actions.deciding import check_reason
from simpul.exchange.actions.grants import facts_of
from simpul.exchange.actions.trust import trust
from simpul.exchange.model.access import AccessApproval, AccessRequest, AccessState, HeldRight
from simpul.exchange.model.access_refusals import (
    AccessDecided,
    AccessRequestNotFound,
    AccessServiceRetired,
    AccessServiceUnknown,
)
from simpul.exchange.model.names import SubsystemId
from simpul.exchange.model.refusals import NotInRegister, NoTrustList
from simpul.exchange.model.services import Endpoint, Grant
from simpul.exchange.rules import access_requests as rules
from simpul.exchange.rules import lifecycle
from simpul.exchange.rules.permissions import permit_decide_access, permit_see_access
from simpul.exchange.store import access as store
from simpul.exchange.store import rights, services
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Looked:
    """A request as the owner sees it before deciding.

    `title`, `classification`, `personal` (calls name a person) and `offered` are the service's or event type's, empty when
    it is gone; `known`: the client is in the trust list still; `held`: what it may call there already; `came`: the rights
    this request made; `own`: the viewer asked for it.
    """

    request: AccessRequest
    title: str
    classification: str
    personal: bool
    offered: tuple[Endpoint, ...]
    known: bool
    held: tuple[HeldRight, ...]
    came: tuple[HeldRight, ...]
    earlier: tuple[AccessRequest, ...]
    own: bool


def search(
    platform: Platform, actor: Actor, *, q: str = "", state: AccessState | None = None, page: int = 1
) -> tuple[list[AccessRequest], int]:
    """A page of the requests that hold `q`, those that wait first; and how many there are in all."""
    permit_see_access(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = store.requests(unit.connection, q=q, state=state, first=(page - 1) * PER_PAGE, most=PER_PAGE)
        return found, store.count_requests(unit.connection, q=q, state=state)


def all_requests(platform: Platform, actor: Actor, *, q: str = "", state: AccessState | None = None) -> list[AccessRequest]:
    """Every request of that kind, at most 100,000, for a download."""
    permit_see_access(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.requests(unit.connection, q=q, state=state, most=100_000)


def waiting(platform: Platform, actor: Actor) -> int:
    """How many requests wait for a decision."""
    permit_see_access(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.count_requests(unit.connection, state=AccessState.WAITING)


def look(platform: Platform, actor: Actor, *, id: UUID) -> Looked:
    """The request with all that the owner must know to decide; AccessRequestNotFound."""
    permit_see_access(actor, platform.settings.agency_code)
    known = _subsystems(platform)
    with platform.database.reading() as unit:
        found = store.request(unit.connection, id)
        if found is None:
            raise AccessRequestNotFound()
        name = rules.named(found.wish.service)
        owner, code = name.subsystem.path, name.service
        asker = store.asker_of(unit.connection, found.reference, found.client)
        return Looked(
            found,
            *_described(unit, found),
            found.client in known,
            tuple(rights.of_subject(unit.connection, found.client, owner, code, unit.clock.now())),
            tuple(rights.of_request(unit.connection, found.id)),
            tuple(store.earlier(unit.connection, found)),
            asker is not None and asker == actor.id,
        )


def approve(platform: Platform, actor: Actor, *, id: UUID, given: AccessApproval) -> AccessRequest:
    """The client may call as far as `given` goes, and the request is decided.

    AccessRequestNotFound, AccessDecided, AskedByYourself; AccessServiceUnknown, AccessServiceRetired or NotInRegister when
    service or client are gone; or what `given` lacks, or gives beyond what was asked.
    """
    permit_decide_access(actor, platform.settings.agency_code)
    known = _subsystems(platform)
    with platform.database.writing(actor) as unit:
        request = _waiting(platform, unit, id)
        fit = rules.check_approval(request.wish, given, unit.clock.now())
        if request.client not in known:
            raise NotInRegister(name=request.client[:200])
        _check_service(unit, request)
        made = _give(unit, request, fit)
        decided = _decided(unit, request, AccessState.APPROVED, "")
        unit.audit("exchange.access.approve", subject=str(request.id), after=_given(request, made))
        unit.ring("exchange")
    return decided


def refuse(platform: Platform, actor: Actor, *, id: UUID, reason: str) -> AccessRequest:
    """The request is refused, and its asker reads why; WhyMissing, or as with `approve`."""
    permit_decide_access(actor, platform.settings.agency_code)
    why = check_reason(reason)
    with platform.database.writing(actor) as unit:
        decided = _decided(unit, _waiting(platform, unit, id), AccessState.REFUSED, why)
        facts = {"client": decided.client, "service": decided.wish.service, "reason": why}
        unit.audit("exchange.access.refuse", subject=str(decided.id), after=facts)
        unit.ring("exchange")
    return decided


def names_of(platform: Platform, subsystem: str) -> tuple[str, str]:
    """The names of a subsystem and of its agency in the trust list; empty where it has none."""
    try:
        known = trust(platform)
        member = known.members.get(SubsystemId.parse(subsystem).member.path)
    except (NoTrustList, ValueError):
        return "", ""
    own = known.subsystems.get(subsystem)
    return (own.name if own else ""), (member.name if member else "")


def _described(unit: Unit, request: AccessRequest) -> tuple[str, str, bool, tuple[Endpoint, ...]]:
    """Title, classification, whether calls name a person, and the parts of what is asked for; empty when it is gone."""
    name = rules.named(request.wish.service)
    if rules.is_offered_as_event(name.service):
        words = rights.event_type_words(unit.connection, name.subsystem.path, request.wish.event_type)
        return (*(words or ("", "")), False, ())
    service = services.service(unit.connection, name.subsystem.path, name.service)
    if service is None:
        return "", "", False, ()
    return service.title, service.classification.value, bool(service.person_in), service.endpoints


def _waiting(platform: Platform, unit: Unit, id: UUID) -> AccessRequest:
    request = store.request(unit.connection, id, to_change=True)
    if request is None:
        raise AccessRequestNotFound()
    asker = store.asker_of(unit.connection, request.reference, request.client)
    permit_decide_access(unit.actor, platform.settings.agency_code, asker)
    if request.state is not AccessState.WAITING:
        raise AccessDecided()
    return request


def _check_service(unit: Unit, request: AccessRequest) -> None:
    name = rules.named(request.wish.service)
    owner = name.subsystem.path
    if rules.is_offered_as_event(name.service):
        known = rights.is_event_type(unit.connection, owner, request.wish.event_type)
    else:
        service = services.service(unit.connection, owner, name.service)
        if service is not None and lifecycle.is_over(service, unit.clock.now()):
            raise AccessServiceRetired(service=request.wish.service[:200])
        known = service is not None
    if not known:
        raise AccessServiceUnknown(service=request.wish.service[:200])


def _give(unit: Unit, request: AccessRequest, given: AccessApproval) -> list[Grant]:
    ids = [unit.ids.new() for _ in given.endpoints or (None,)]
    made = rules.grants_of(request, given, ids)
    for grant in made:
        services.add_grant(unit.connection, grant, unit.clock.now(), request.id)
    return made


def _decided(unit: Unit, request: AccessRequest, state: AccessState, reason: str) -> AccessRequest:
    decided = replace(request, state=state, decided_at=unit.clock.now(), decided_by=unit.actor.id, reason=reason)
    store.decide(unit.connection, decided)
    return decided


def _given(request: AccessRequest, made: list[Grant]) -> dict[str, object]:
    given = [facts_of(grant) for grant in made]
    return {"client": request.client, "service": request.wish.service, "rights": given}


def _subsystems(platform: Platform) -> frozenset[str]:
    try:
        return frozenset(trust(platform).subsystems)
    except NoTrustList:
        return frozenset()
