"""What may be asked for and what may be given. Law: UU 27/2022 art. 20 (purpose and legal basis), Perpres 95/2018 art. 33.

An approval never gives more than was asked: no further part of the service, no higher tier, no later day.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from simpul.exchange.model.access import (
    EVENT_CODES,
    AccessApproval,
    AccessRequest,
    AccessWish,
    RightState,
)
from simpul.exchange.model.access_refusals import (
    AccessServiceNotFit,
    AgreementNotFit,
    ContactMissing,
    EndpointsMissing,
    EventTypeNotFit,
    ExpiryAfterRequest,
    ExpiryTooFar,
    NoteTooLong,
    PartsBeyondRequest,
    TierAboveRequest,
    TooManyEndpoints,
)
from simpul.exchange.model.names import BadName, ServiceId
from simpul.exchange.model.offer_refusals import ExpiryPassed, LegalBasisMissing, PurposeMissing, TierUnknown
from simpul.exchange.model.services import TIERS, Endpoint, Grant, SubjectKind
from simpul.exchange.rules.offers import TEXT_MOST, check_endpoint
from simpul.exchange.rules.requests import is_line
from simpul.kernel.errors import Refusal

ENDPOINTS_MOST = 20
CONTACT_MOST, NOTE_MOST = 200, 1000
LONGEST = timedelta(days=5 * 366)
ENDING = timedelta(days=30)
WAITING_MOST = 20
"""How many requests of one client wait at a provider."""
PER_DAY = 100
"""How many times one client asks within a day."""
DAY = timedelta(days=1)
_ORDER = tuple(sorted(TIERS, key=lambda code: (TIERS[code].calls == 0, TIERS[code].calls)))
"""The tiers from the lowest to the one that counts nothing."""


def check_wish(wish: AccessWish, now: datetime) -> AccessWish:
    """The wish as it is kept, on single lines; or the first thing that it lacks, or has too much of."""
    fit = replace(
        wish,
        service=named(wish.service).path,
        purpose=_plain(wish.purpose),
        legal_basis=_plain(wish.legal_basis),
        agreement=_plain(wish.agreement),
        contact=_plain(wish.contact),
        note=_plain(wish.note),
        endpoints=tuple(dict.fromkeys(wish.endpoints)),
    )
    for problem in problems(fit, now):
        raise problem
    return fit


def problems(wish: AccessWish, now: datetime) -> Iterator[Refusal]:
    """All that is wrong with a wish for a service whose path is right, in the order in which a form asks."""
    checks: Sequence[Callable[[], object]] = (
        lambda: _check_endpoints(wish),
        lambda: _check_text(wish.purpose, TEXT_MOST, PurposeMissing),
        lambda: _check_text(wish.legal_basis, TEXT_MOST, LegalBasisMissing),
        lambda: check_agreement(wish.agreement),
        lambda: check_tier(wish.tier),
        lambda: check_until(wish.until, now),
        lambda: _check_text(wish.contact, CONTACT_MOST, ContactMissing),
        lambda: _check_note(wish.note),
    )
    for check in checks:
        try:
            check()
        except Refusal as problem:
            yield problem


def named(service: str) -> ServiceId:
    """The service of that path; AccessServiceNotFit."""
    try:
        return ServiceId.parse(service.strip())
    except BadName:
        raise AccessServiceNotFit() from None


def check_agreement(agreement: str) -> str:
    """The agreement's name on one line; AgreementNotFit."""
    plain = _plain(agreement)
    if len(plain) > TEXT_MOST or not is_line(plain):
        raise AgreementNotFit()
    return plain


def check_tier(tier: str) -> None:
    """Nothing for a known tier; TierUnknown."""
    if tier not in TIERS:
        raise TierUnknown(tiers=", ".join(TIERS))


def check_until(until: datetime, now: datetime) -> None:
    """Nothing for an instant to come within five years; ExpiryPassed, ExpiryTooFar."""
    if until <= now:
        raise ExpiryPassed()
    if until > now + LONGEST:
        raise ExpiryTooFar()


def event_endpoint(event_type: str) -> Endpoint:
    """The part of `pull` or `pub` that stands for an event type."""
    return Endpoint("*", f"/v1/{event_type}")


def check_approval(wish: AccessWish, given: AccessApproval, now: datetime) -> AccessApproval:
    """The approval as it is kept; or what it lacks, or gives beyond what was asked."""
    agreement = check_agreement(given.agreement)
    check_tier(given.tier)
    check_until(given.until, now)
    endpoints = tuple(dict.fromkeys(given.endpoints))
    if len(endpoints) > ENDPOINTS_MOST:
        raise TooManyEndpoints(most=ENDPOINTS_MOST)
    for one in endpoints:
        check_endpoint(one)
    if wish.endpoints and not endpoints:
        raise EndpointsMissing()
    if wish.endpoints and not set(endpoints) <= set(wish.endpoints):
        raise PartsBeyondRequest()
    if given.tier not in tiers_within(wish.tier):
        raise TierAboveRequest(tier=wish.tier)
    if given.until > wish.until:
        raise ExpiryAfterRequest()
    return replace(given, endpoints=endpoints, agreement=agreement)


def tiers_within(tier: str) -> tuple[str, ...]:
    """The tiers that an approval of this wish may give, the lowest first."""
    return _ORDER[: _ORDER.index(tier) + 1]


def grants_of(request: AccessRequest, given: AccessApproval, ids: Sequence[UUID]) -> list[Grant]:
    """The rights that an approval makes, one for each part; one for the whole service where no part is named."""
    parts: Sequence[Endpoint | None] = given.endpoints or (None,)
    name = named(request.wish.service)
    return [
        Grant(
            number,
            name.subsystem.path,
            name.service,
            SubjectKind.SUBSYSTEM,
            request.client,
            part,
            request.wish.purpose,
            request.wish.legal_basis,
            given.agreement,
            given.tier,
            given.until,
        )
        for number, part in zip(ids, parts, strict=True)
    ]


def is_same(one: AccessWish, other: AccessWish) -> bool:
    """Whether both ask for the same parts of the same service."""
    return (one.service, set(one.endpoints)) == (other.service, set(other.endpoints))


def is_offered_as_event(code: str) -> bool:
    """Whether the code is one of the pseudo-services that stand for events."""
    return code in EVENT_CODES


def right_state(grant: Grant, now: datetime) -> RightState:
    """Whether the right holds, and whether it ends soon."""
    if grant.revoked_at is not None:
        return RightState.REVOKED
    if grant.expires_at is None or grant.expires_at > now + ENDING:
        return RightState.ACTIVE
    return RightState.ENDING if grant.expires_at > now else RightState.EXPIRED


def may_be_known(*, public: bool, grants: Collection[Grant]) -> bool:
    """Whether a client may learn that something exists: it is public, or the client holds a right to it already."""
    return public or bool(grants)


def _check_endpoints(wish: AccessWish) -> None:
    if len(wish.endpoints) > ENDPOINTS_MOST:
        raise TooManyEndpoints(most=ENDPOINTS_MOST)
    for one in wish.endpoints:
        check_endpoint(one)
    if is_offered_as_event(wish.code):
        name = wish.endpoints[0].path.removeprefix("/v1/") if len(wish.endpoints) == 1 else ""
        if not name or "/" in name or "*" in name or wish.endpoints[0] != event_endpoint(name):
            raise EventTypeNotFit()


def _plain(text: str) -> str:
    return " ".join(text.split())


def _check_text(text: str, most: int, otherwise: type[Refusal]) -> None:
    plain = _plain(text)
    if not (0 < len(plain) <= most and is_line(plain)):
        raise otherwise()


def _check_note(note: str) -> None:
    plain = _plain(note)
    if len(plain) > NOTE_MOST or not is_line(plain):
        raise NoteTooLong()
