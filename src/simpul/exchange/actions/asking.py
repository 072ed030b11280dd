"""This node's own requests for access to others' services: kept, sent through the exchange, followed, withdrawn.

A request is kept before it is sent and carries a number of this node's own, so that sending it twice makes one request: an
owner's node that does not answer gets it later.
"""

import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from simpul.exchange.actions.trust import trust
from simpul.exchange.model.access import AccessState, AccessWish, OwnRequest
from simpul.exchange.model.access_refusals import (
    AccessDecided,
    AccessNotTaken,
    AccessOwnerSilent,
    AccessRequestNotFound,
    AccessServiceRetired,
    AccessServiceUnknown,
    AccessUnreadable,
    AskedAlready,
    AskingClientUnknown,
    TooManyToday,
    TooManyWaiting,
)
from simpul.exchange.model.listing import ListedService
from simpul.exchange.outside.own_listener import Heard, OwnListener, Sent
from simpul.exchange.rules import access_requests as rules
from simpul.exchange.rules import access_words as words
from simpul.exchange.rules.access_words import Outcome
from simpul.exchange.rules.permissions import permit_ask_access, permit_see_own_requests
from simpul.exchange.store import access as store
from simpul.exchange.store import listing, services
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

PER_PAGE = 25
FRESH = timedelta(seconds=5)
"""How old the last question may be when somebody looks at a request: a younger one is not repeated."""
SETTLED = timedelta(minutes=5)
"""How often an approved request is asked about: its right may have been extended or revoked."""
PER_RUN, LONGEST = 20, 8.0
PATIENCE = 4.0
"""Seconds for one answer: somebody waits for the page, and what does not come is asked for again by the job."""
_JSON = (("Accept", "application/json"),)
KEPT = timedelta(days=365)


def ask(platform: Platform, actor: Actor, *, client: str, wish: AccessWish) -> OwnRequest:
    """The owner has the request, or gets it as soon as its node answers; what does not fit, or AccessNotTaken otherwise."""
    permit_ask_access(actor, platform.settings.agency_code)
    fit = rules.check_wish(wish, platform.clock.now())
    if fit.owner not in trust(platform).subsystems:
        raise AccessServiceUnknown(service=fit.service[:200])
    made = OwnRequest(platform.ids.new(), client, fit, platform.clock.now(), actor.id)
    with platform.database.writing(actor) as unit:
        if client not in {one.subsystem for one in services.clients(unit.connection) if one.active}:
            raise AskingClientUnknown()
        if any(rules.is_same(one.wish, fit) for one in store.own_same(unit.connection, client, fit)):
            raise AskedAlready(client=client)
        store.add_own(unit.connection, made)
        unit.audit("exchange.access.ask", subject=str(made.id), after=_facts(made))
    sent = _sent(platform, OwnListener(platform, patience=PATIENCE), made)
    if sent.state is AccessState.REFUSED:
        _forget(platform, actor, sent)
        raise _in_our_words(sent)
    return sent


def withdraw(platform: Platform, actor: Actor, *, id: UUID) -> OwnRequest:
    """The request is withdrawn; one that the owner may not have yet is withdrawn there once its node answers.

    AccessRequestNotFound, AccessDecided, AccessOwnerSilent.
    """
    permit_ask_access(actor, platform.settings.agency_code)
    found = look(platform, actor, id=id)
    if found.state not in (AccessState.UNSENT, AccessState.WAITING):
        raise AccessDecided()
    untold = found.number is None
    if not untold:
        _withdraw_there(platform, OwnListener(platform, patience=PATIENCE), found)
    gone = replace(found, state=AccessState.WITHDRAWN, decided_at=platform.clock.now(), trouble=UNTOLD if untold else "")
    with platform.database.writing(actor) as unit:
        store.keep_own(unit.connection, gone)
        unit.audit("exchange.access.withdraw", subject=str(gone.id), before=_facts(found), after=_facts(gone))
    return gone


def search(
    platform: Platform, actor: Actor, *, q: str = "", state: AccessState | None = None, page: int = 1
) -> tuple[list[OwnRequest], int]:
    """A page of this node's requests that hold `q`, the newest first; and how many there are in all."""
    permit_see_own_requests(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = store.own_requests(unit.connection, q=q, state=state, first=(page - 1) * PER_PAGE, most=PER_PAGE)
        return found, store.count_own(unit.connection, q=q, state=state)


def all_requests(platform: Platform, actor: Actor, *, q: str = "", state: AccessState | None = None) -> list[OwnRequest]:
    """Every request of this node of that kind, at most 100,000, for a download."""
    permit_see_own_requests(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.own_requests(unit.connection, q=q, state=state, most=100_000)


def look(platform: Platform, actor: Actor, *, id: UUID) -> OwnRequest:
    """The request as this node last heard of it; AccessRequestNotFound."""
    permit_see_own_requests(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = store.own_request(unit.connection, id)
    if found is None:
        raise AccessRequestNotFound()
    return found


def listed(platform: Platform, service: str) -> ListedService | None:
    """The service or event type as the catalogue has it; None where it has none of that path."""
    with platform.database.reading() as unit:
        return next(iter(listing.listed(unit.connection, [service])), None)


def look_again(platform: Platform, actor: Actor, *, id: UUID) -> OwnRequest:
    """The request after its owner was asked once more, where that is worth while; AccessRequestNotFound."""
    found = look(platform, actor, id=id)
    young = found.heard_at is not None and platform.clock.now() - found.heard_at < FRESH
    if young or found.state in (AccessState.REFUSED, AccessState.WITHDRAWN):
        return found
    return _followed(platform, OwnListener(platform, patience=PATIENCE), found)


def follow(platform: Platform) -> None:
    """Some of this node's open requests were sent or asked about, the longest waiting first.

    An owner that does not answer is not asked twice in one run.
    """
    before = platform.clock.now() - SETTLED
    with platform.database.reading() as unit:
        found = store.own_to_ask(unit.connection, untold=UNTOLD, settled_before=before, most=PER_RUN)
    if not found:
        return
    caller, end, silent = OwnListener(platform, patience=PATIENCE), time.monotonic() + LONGEST, set[str]()
    for one in found:
        if time.monotonic() < end and one.wish.owner not in silent and _followed(platform, caller, one).trouble:
            silent.add(one.wish.owner)


def forget(platform: Platform) -> None:
    """Requests that are over and done with for a year no longer say whom to call."""
    with platform.database.writing() as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        store.forget_contacts(unit.connection, unit.clock.now() - KEPT)


UNTOLD = "untold"
"""The trouble of a request that was withdrawn here and may stand at the owner's node still."""


def _in_our_words(one: OwnRequest) -> Refusal:
    """Why the owner's node did not take the request: in the words of a page where it is known, else in that node's own."""
    wish = one.wish
    known: dict[str, Refusal] = {
        AccessServiceUnknown.code: AccessServiceUnknown(service=wish.service),
        AccessServiceRetired.code: AccessServiceRetired(service=wish.service),
        AskedAlready.code: AskedAlready(client=one.client),
        TooManyWaiting.code: TooManyWaiting(most=rules.WAITING_MOST, client=one.client),
        TooManyToday.code: TooManyToday(most=rules.PER_DAY, client=one.client),
    }
    return known.get(one.trouble) or AccessNotTaken(why=one.reason)


def _forget(platform: Platform, actor: Actor, one: OwnRequest) -> None:
    with platform.database.writing(actor) as unit:
        store.remove_own(unit.connection, one.id)
        unit.audit("exchange.access.not_taken", subject=str(one.id), before=_facts(one), after={"reason": one.reason})


def _followed(platform: Platform, caller: OwnListener, one: OwnRequest) -> OwnRequest:
    if one.state is AccessState.WITHDRAWN:
        return _told_of_withdrawal(platform, caller, one)
    return _sent(platform, caller, one) if one.number is None else _asked_about(platform, caller, one)


def _sent(platform: Platform, caller: OwnListener, one: OwnRequest) -> OwnRequest:
    """The request after it was sent: it waits, or was not taken, or is unsent still."""
    answer = caller.call(_new(one), client=one.client)
    now = platform.clock.now()
    match words.outcome(answer.status, answer.body):
        case Outcome.TAKEN:
            number = words.number_in(answer.body)
            heard = replace(one, state=AccessState.WAITING, number=number, message=answer.message, heard_at=now, trouble="")
        case Outcome.REFUSED:
            why, kind = words.why_not(answer.body), words.kind_of(answer.body)
            heard = replace(one, state=AccessState.REFUSED, reason=why, decided_at=now, heard_at=now, trouble=kind)
        case Outcome.LATER:
            heard = replace(one, trouble=_trouble(answer))
    return _kept(platform, one, heard)


def _asked_about(platform: Platform, caller: OwnListener, one: OwnRequest) -> OwnRequest:
    answer = caller.call(_about("GET", one, one.number), client=one.client)
    try:
        told = words.heard(answer.body) if answer.status == 200 else None
    except AccessUnreadable:
        told = None
    if told is None:
        return _kept(platform, one, replace(one, trouble=_trouble(answer)))
    heard = replace(one, state=told.state, reason=told.reason, decided_at=told.decided_at, granted=told.granted)
    return _kept(platform, one, replace(heard, heard_at=platform.clock.now(), trouble=""))


def _told_of_withdrawal(platform: Platform, caller: OwnListener, one: OwnRequest) -> OwnRequest:
    """The owner's node knows of the withdrawal of a request that it may have got without our hearing so."""
    answer = caller.call(_new(one), client=one.client)
    match words.outcome(answer.status, answer.body):
        case Outcome.TAKEN:
            number = words.number_in(answer.body)
            gone = caller.call(_about("DELETE", one, number), client=one.client)
            if gone.status == 409:  # decided or withdrawn meanwhile: then it stands as the owner says
                heard = _asked_about(platform, caller, replace(one, number=number))
                return _kept(platform, heard, replace(heard, trouble=UNTOLD)) if heard.trouble else heard
            told = gone.status in (204, 404)
            return _kept(platform, one, replace(one, number=number, trouble="" if told else UNTOLD))
        case Outcome.REFUSED:
            return _kept(platform, one, replace(one, trouble=""))
        case Outcome.LATER:
            return _kept(platform, one, one)


def _withdraw_there(platform: Platform, caller: OwnListener, one: OwnRequest) -> None:
    answer = caller.call(_about("DELETE", one, one.number), client=one.client)
    if answer.status == 409:
        _asked_about(platform, caller, one)
        raise AccessDecided()
    if answer.status not in (204, 404):
        raise AccessOwnerSilent()


def _kept(platform: Platform, before: OwnRequest, heard: OwnRequest) -> OwnRequest:
    """What was heard is kept, unless somebody changed the request here meanwhile: then as it stands now."""
    with platform.database.writing() as unit:
        unit.unaudited("what another node says of a request; the call itself stands in the evidence log")
        now = store.own_request(unit.connection, before.id, to_change=True)
        store.tried(unit.connection, before.id, unit.clock.now())
        if now is None or now.state is not before.state:
            return now or heard
        store.keep_own(unit.connection, heard)
    return heard


def _new(one: OwnRequest) -> Sent:
    body = words.written(one.wish, one.id)
    return Sent("POST", _path(one), (*_JSON, ("Content-Type", "application/json")), body)


def _about(method: str, one: OwnRequest, number: UUID | None) -> Sent:
    return Sent(method, f"{_path(one)}/{number}", _JSON)


def _path(one: OwnRequest) -> str:
    return f"/r1/{one.wish.owner}/api/v1/access"


def _trouble(answer: Heard) -> str:
    return words.why_not(answer.body) or "silent"


def _facts(one: OwnRequest) -> dict[str, object]:
    wish = one.wish
    return {
        "client": one.client,
        "service": wish.service,
        "endpoints": [f"{e.method} {e.path}" for e in wish.endpoints],
        "purpose": wish.purpose,
        "legal_basis": wish.legal_basis,
        "agreement": wish.agreement,
        "tier": wish.tier,
        "until": wish.until.isoformat(),
        "state": one.state.value,
    }
