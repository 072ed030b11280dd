"""Services of this node: published, changed, disabled with a notice, removed; and the provider's own groups."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from simpul.exchange.actions.deciding import check_reason
from simpul.exchange.actions.trust import trust
from simpul.exchange.model.offer_refusals import GroupNotFound, NotOurSubsystem, ServiceNotFound, ServiceTaken
from simpul.exchange.model.offers import NewService
from simpul.exchange.model.refusals import NotInRegister
from simpul.exchange.model.services import Lifecycle, LocalGroup, Service
from simpul.exchange.rules import offers as rules
from simpul.exchange.rules.lifecycle import moved
from simpul.exchange.rules.permissions import permit_offer
from simpul.exchange.store import services as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform


def publish(platform: Platform, actor: Actor, *, new: NewService) -> Service:
    """The service is offered; ServiceTaken, or what does not fit."""
    permit_offer(actor, platform.settings.agency_code)
    own_subsystem(platform, new.subsystem)
    made = _service(
        rules.check_service(new, platform.settings.modules), Service(platform.ids.new(), "", "", new.kind, "", "")
    )
    with platform.database.writing(actor) as unit:
        if not store.add_service(unit.connection, made, unit.clock.now()):
            raise ServiceTaken(subsystem=made.subsystem, service=made.code)
        unit.audit("exchange.service.publish", subject=_name(made), after=_facts(made))
        unit.ring("exchange")
    return made


def change(platform: Platform, actor: Actor, *, to: NewService) -> Service:
    """The service of that subsystem and code is as in `to`, enabled or not as before; ServiceNotFound, or what is unfit."""
    own_subsystem(platform, to.subsystem)
    fit = rules.check_service(to, platform.settings.modules)
    return _changed(platform, actor, (to.subsystem, to.code), lambda before: _service(fit, before))


def set_enabled(platform: Platform, actor: Actor, *, service: tuple[str, str], enabled: bool, notice: str = "") -> Service:
    """The service (subsystem, code) answers, or says that it is disabled with the notice; ServiceNotFound, WhyMissing."""
    words = "" if enabled else check_reason(notice)
    return _changed(platform, actor, service, lambda before: replace(before, enabled=enabled, notice=words))


def set_lifecycle(
    platform: Platform,
    actor: Actor,
    *,
    service: tuple[str, str],
    to: Lifecycle,
    until: tuple[datetime | None, str] = (None, ""),
) -> Service:
    """The service is in that state; `until` is (its last day, the successor's path). ServiceNotFound, or what is unfit."""
    now, (sunset_at, successor) = platform.clock.now(), until
    return _changed(
        platform, actor, service, lambda before: moved(before, to, now, sunset_at=sunset_at, successor=successor)
    )


def remove(platform: Platform, actor: Actor, *, service: tuple[str, str]) -> None:
    """The service (subsystem, code) is gone, and its grants are revoked; ServiceNotFound."""
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        before = store.service(unit.connection, *service, to_change=True)
        if before is None:
            raise ServiceNotFound(service=rules.path_of(*service))
        store.remove_service(unit.connection, before.id)
        count = store.revoke_grants_of(unit.connection, *service, unit.clock.now())
        unit.audit("exchange.service.remove", subject=_name(before), before=_facts(before), after={"grants_revoked": count})
        unit.ring("exchange")


def find(platform: Platform, *, service: tuple[str, str]) -> Service:
    """The service (subsystem, code); ServiceNotFound."""
    with platform.database.reading() as unit:
        found = store.service(unit.connection, *service)
    if found is None:
        raise ServiceNotFound(service=rules.path_of(*service))
    return found


def services(platform: Platform) -> list[Service]:
    """Every service of this node, disabled ones too."""
    with platform.database.reading() as unit:
        return store.services(unit.connection)


def set_local_group(platform: Platform, actor: Actor, *, group: LocalGroup) -> LocalGroup:
    """The provider's own group holds these subsystems and no others; NameNotFit, TitleNotFit, NotInRegister."""
    permit_offer(actor, platform.settings.agency_code)
    rules.check_group(group)
    strangers = sorted(group.members - trust(platform).subsystems.keys())
    if strangers:
        raise NotInRegister(name=strangers[0][:200])
    with platform.database.writing(actor) as unit:
        store.keep_local_group(unit.connection, group)
        unit.audit("exchange.local_group.set", subject=group.code, after={"members": sorted(group.members)})
        unit.ring("exchange")
    return group


def remove_local_group(platform: Platform, actor: Actor, *, code: str) -> None:
    """The provider's own group is gone; grants to it speak to nobody. GroupNotFound."""
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        if not store.remove_local_group(unit.connection, code):
            raise GroupNotFound(group=code[:100])
        unit.audit("exchange.local_group.remove", subject=code)
        unit.ring("exchange")


def local_groups(platform: Platform) -> list[LocalGroup]:
    """The provider's own groups."""
    with platform.database.reading() as unit:
        return store.local_groups(unit.connection)


def own_subsystem(platform: Platform, subsystem: str) -> None:
    """Nothing, when the trust list says that the subsystem is reached at this node; NotOurSubsystem, NoTrustList."""
    found = trust(platform).subsystems.get(subsystem)
    if found is None or found.node != platform.settings.agency_code:
        raise NotOurSubsystem(subsystem=subsystem[:200])


def _changed(platform: Platform, actor: Actor, service: tuple[str, str], changing: Callable[[Service], Service]) -> Service:
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        before = store.service(unit.connection, *service, to_change=True)
        if before is None:
            raise ServiceNotFound(service=rules.path_of(*service))
        after = changing(before)
        store.keep_service(unit.connection, after)
        unit.audit("exchange.service.change", subject=_name(after), before=_facts(before), after=_facts(after))
        unit.ring("exchange")
    return after


def _service(asked: NewService, before: Service) -> Service:
    return replace(
        before,
        subsystem=asked.subsystem,
        code=asked.code,
        kind=asked.kind,
        title=asked.title,
        url=asked.url,
        endpoints=asked.endpoints,
        description=asked.description,
        public=asked.public,
        timeout=asked.timeout,
        body_limit=asked.body_limit,
        contact=asked.contact,
        classification=asked.classification,
        promise=asked.promise,
        person_in=asked.person_in,
    )


def _name(one: Service) -> str:
    return rules.path_of(one.subsystem, one.code)


def _facts(one: Service) -> dict[str, object]:
    """What the audit trail says of a service: all but its description."""
    facts = {"title": one.title, "url": one.url, "kind": one.kind.value, "public": one.public, "enabled": one.enabled}
    terms = {
        "contact": one.contact,
        "classification": one.classification.value,
        "lifecycle": one.lifecycle.value,
        "sunset_at": one.sunset_at.isoformat() if one.sunset_at else "",
        "successor": one.successor,
        "person_in": one.person_in,
    }
    return {**facts, **terms, "notice": one.notice, "endpoints": [f"{e.method} {e.path}" for e in one.endpoints]}
