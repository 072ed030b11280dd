"""What may be asked for and what may be given. UU 27/2022 art. 20: purpose and legal basis, said before data are read."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from tests.exchange.asking_nodes import BPBD, NOW, PORTAL, SERVICE, WISH, asked

from simpul.exchange.model.access import AccessApproval, AccessRequest, AccessState, RightState
from simpul.exchange.model.access_refusals import (
    AccessServiceNotFit,
    AccessUnreadable,
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
from simpul.exchange.model.offer_refusals import (
    EndpointNotFit,
    ExpiryPassed,
    LegalBasisMissing,
    PurposeMissing,
    TierUnknown,
)
from simpul.exchange.model.services import TIERS, Endpoint, Grant, SubjectKind
from simpul.exchange.rules import access_requests as rules
from simpul.exchange.rules import access_words as words
from simpul.exchange.rules.access_words import Outcome

pytestmark = pytest.mark.rules
LIVE, FIGURES = WISH.endpoints
EVENT = replace(WISH, service=f"{BPBD}/pull", endpoints=(Endpoint("*", "/v1/disaster.report.verified"),))
HOSTILE = "\x00", "a\nb\x1b[31m", "\u202eabc"


def kept(**changes):
    return rules.check_wish(replace(WISH, **changes), NOW)


def test_a_wish_is_kept_on_single_lines_and_each_part_once():
    fit = kept(
        purpose="  Menampilkan\n laporan ", legal_basis="UU 24/2007\tpasal 5", endpoints=(LIVE, LIVE), note=" a\n\nb "
    )
    assert (fit.purpose, fit.legal_basis, fit.note) == ("Menampilkan laporan", "UU 24/2007 pasal 5", "a b")
    assert fit.endpoints == (LIVE,)
    assert kept(endpoints=()).endpoints == ()
    assert (rules.check_wish(EVENT, NOW).event_type, WISH.event_type) == ("disaster.report.verified", "")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"service": ""}, AccessServiceNotFit),
        ({"service": BPBD}, AccessServiceNotFit),
        ({"service": f"{SERVICE}/live"}, AccessServiceNotFit),
        ({"service": "ID/GOV/6000/BPBD/%"}, AccessServiceNotFit),
        ({"purpose": " \n"}, PurposeMissing),
        ({"purpose": "x" * 501}, PurposeMissing),
        ({"purpose": HOSTILE[0]}, PurposeMissing),
        ({"purpose": HOSTILE[2]}, PurposeMissing),
        ({"legal_basis": ""}, LegalBasisMissing),
        ({"legal_basis": HOSTILE[1]}, LegalBasisMissing),
        ({"contact": ""}, ContactMissing),
        ({"contact": "x" * 201}, ContactMissing),
        ({"agreement": "x" * 501}, AgreementNotFit),
        ({"note": "x" * 1001}, NoteTooLong),
        ({"note": HOSTILE[0]}, NoteTooLong),
        ({"tier": "gold"}, TierUnknown),
        ({"until": NOW}, ExpiryPassed),
        ({"until": NOW + timedelta(days=5 * 366, seconds=1)}, ExpiryTooFar),
        ({"endpoints": (Endpoint("GET", "live"),)}, EndpointNotFit),
        ({"endpoints": (Endpoint("get", "/live"),)}, EndpointNotFit),
        ({"endpoints": (Endpoint("GET", "/a b"),)}, EndpointNotFit),
        ({"endpoints": tuple(Endpoint("GET", f"/{n}") for n in range(21))}, TooManyEndpoints),
        ({"service": EVENT.service, "endpoints": ()}, EventTypeNotFit),
        ({"service": EVENT.service, "endpoints": (Endpoint("GET", "/v1/x"),)}, EventTypeNotFit),
        ({"service": EVENT.service, "endpoints": (Endpoint("*", "/v1/*"),)}, EventTypeNotFit),
        ({"service": EVENT.service, "endpoints": (Endpoint("*", "/v1/a/b"),)}, EventTypeNotFit),
        ({"service": EVENT.service, "endpoints": (Endpoint("*", "/**"),)}, EventTypeNotFit),
        ({"service": f"{BPBD}/pub", "endpoints": (*EVENT.endpoints, Endpoint("*", "/v1/y"))}, EventTypeNotFit),
    ],
)
def test_what_a_wish_lacks_is_named(changes, refusal):
    with pytest.raises(refusal):
        kept(**changes)


def test_everything_that_is_wrong_is_told_at_once_in_the_forms_order():
    bad = replace(WISH, purpose="", contact="", tier="gold", until=NOW)
    assert [one.field for one in rules.problems(bad, NOW)] == ["purpose", "tier", "expires", "contact"]


TIER_ORDER = ("trial", "standard", "high", "unlimited")


@pytest.mark.parametrize("asked_tier", TIER_ORDER)
@pytest.mark.parametrize("given_tier", TIER_ORDER)
def test_no_approval_gives_a_higher_tier_than_was_asked(asked_tier, given_tier):
    """A truth table of sixteen: the given tier stands at most as high as the asked one."""
    assert tuple(TIERS) == TIER_ORDER, "a new tier needs its place in this table"
    given = AccessApproval(given_tier, WISH.until, WISH.endpoints)
    if TIER_ORDER.index(given_tier) <= TIER_ORDER.index(asked_tier):
        assert rules.check_approval(replace(WISH, tier=asked_tier), given, NOW).tier == given_tier
    else:
        with pytest.raises(TierAboveRequest):
            rules.check_approval(replace(WISH, tier=asked_tier), given, NOW)


@pytest.mark.parametrize(
    ("wanted", "given", "outcome"),
    [
        ((LIVE, FIGURES), (LIVE, FIGURES), None),
        ((LIVE, FIGURES), (LIVE,), None),
        ((LIVE, FIGURES), (), EndpointsMissing),
        ((LIVE,), (LIVE, FIGURES), PartsBeyondRequest),
        ((LIVE,), (Endpoint("*", "/live"),), PartsBeyondRequest),
        ((LIVE,), (Endpoint("GET", "/**"),), PartsBeyondRequest),
        ((), (), None),
        ((), (LIVE,), None),
        ((), (Endpoint("GET", "live"),), EndpointNotFit),
    ],
)
def test_no_approval_gives_more_parts_than_were_asked(wanted, given, outcome):
    """None asked means the whole service: then any part of it, or all."""
    approval = AccessApproval("trial", WISH.until, given)
    if outcome is None:
        assert rules.check_approval(replace(WISH, endpoints=wanted), approval, NOW).endpoints == given
    else:
        with pytest.raises(outcome):
            rules.check_approval(replace(WISH, endpoints=wanted), approval, NOW)


@pytest.mark.parametrize(
    ("until", "outcome"),
    [
        (NOW, ExpiryPassed),
        (NOW + timedelta(seconds=1), None),
        (WISH.until, None),
        (WISH.until + timedelta(microseconds=1), ExpiryAfterRequest),
    ],
)
def test_no_approval_lasts_longer_than_was_asked(until, outcome):
    approval = AccessApproval("trial", until, WISH.endpoints)
    if outcome is None:
        assert rules.check_approval(WISH, approval, NOW).until == until
    else:
        with pytest.raises(outcome):
            rules.check_approval(WISH, approval, NOW)


def test_an_approval_makes_one_right_for_each_part_with_purpose_and_basis_of_the_request():
    request = AccessRequest(UUID(int=1), UUID(int=2), PORTAL, WISH, "m", NOW)
    given = AccessApproval("trial", NOW + timedelta(days=1), (LIVE, FIGURES), "PKS")
    made = rules.grants_of(request, given, [UUID(int=7), UUID(int=8)])
    assert [one.endpoint for one in made] == [LIVE, FIGURES]
    for one in made:
        assert (one.subsystem, one.service, one.subject_kind, one.subject) == (
            BPBD,
            "reports",
            SubjectKind.SUBSYSTEM,
            PORTAL,
        )
        assert (one.purpose, one.legal_basis, one.agreement, one.tier) == (WISH.purpose, WISH.legal_basis, "PKS", "trial")
        assert one.expires_at == given.until
    assert [one.endpoint for one in rules.grants_of(request, replace(given, endpoints=()), [UUID(int=9)])] == [None]


@pytest.mark.parametrize(
    ("expires", "revoked", "state"),
    [
        (None, None, RightState.ACTIVE),
        (timedelta(days=30, seconds=1), None, RightState.ACTIVE),
        (timedelta(days=30), None, RightState.ENDING),
        (timedelta(seconds=1), None, RightState.ENDING),
        (timedelta(0), None, RightState.EXPIRED),
        (-timedelta(days=1), None, RightState.EXPIRED),
        (timedelta(days=90), NOW, RightState.REVOKED),
        (-timedelta(days=1), NOW, RightState.REVOKED),
    ],
)
def test_the_state_of_a_right_by_its_end(expires, revoked, state):
    right = Grant(UUID(int=1), BPBD, "reports", SubjectKind.SUBSYSTEM, PORTAL)
    right = replace(right, expires_at=None if expires is None else NOW + expires, revoked_at=revoked)
    assert rules.right_state(right, NOW) is state


def test_a_wish_survives_the_way_to_the_other_node():
    assert words.read(words.written(WISH, UUID(int=5))) == (WISH, UUID(int=5))
    wish, reference = words.read(orjson.dumps(asked(tier="", endpoints=None)))
    assert (wish.tier, wish.endpoints, reference) == ("standard", (), None)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"{", b"\xff", b'"x"', b"{}",
        *(orjson.dumps(asked(**bad)) for bad in ({"until": "besok"}, {"until": 1}, {"until": ""}, {"until": "9999-99-99"})),
        *(orjson.dumps(asked() | {name: bad}) for name in ("purpose", "service", "tier") for bad in (1, [], {}, True)),
        orjson.dumps(asked(reference="x")),
        orjson.dumps(asked() | {"note": "\x00"}),
        b"{" + b" " * 70000 + b"}",
        b"[" * 5000,
    ],
)  # fmt: skip
def test_a_hostile_body_is_refused_in_words(body):
    with pytest.raises(AccessUnreadable):
        words.read(body)


@pytest.mark.parametrize(
    "endpoints", ["x", {}, [1], [{}], [{"method": "GET"}], [{"method": 1, "path": "/"}], [["GET", "/"]]]
)
def test_hostile_endpoints_are_refused_in_words(endpoints):
    with pytest.raises(EndpointNotFit):
        words.read(orjson.dumps(asked(endpoints=endpoints)))


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (201, {"id": str(UUID(int=1))}, Outcome.TAKEN),
        (201, {}, Outcome.LATER),
        (200, {"id": str(UUID(int=1))}, Outcome.LATER),
        (0, {}, Outcome.LATER),
        (503, {"type": "unavailable"}, Outcome.LATER),
        (500, {"type": "Server.ClientProxy.NetworkError"}, Outcome.LATER),
        (500, {"type": "Server.ClientProxy.MaintenanceMode"}, Outcome.LATER),
        (500, {"type": "Server.ServerProxy.UnknownService"}, Outcome.REFUSED),
        (500, {"type": "server.serverproxy.unknown_service"}, Outcome.REFUSED),
        (500, {"type": "Server.ClientProxy.SslAuthenticationFailed"}, Outcome.REFUSED),
        (400, {"type": "purpose-missing"}, Outcome.REFUSED),
        (404, {"type": "access-service-unknown"}, Outcome.REFUSED),
        (409, {"type": "access-asked-already"}, Outcome.REFUSED),
        (429, {"type": "access-too-many-waiting"}, Outcome.REFUSED),
        (302, {"type": "x"}, Outcome.LATER),
    ],
)
def test_an_answer_means_taken_refused_or_later(status, body, outcome):
    assert words.outcome(status, orjson.dumps(body)) is outcome


@pytest.mark.parametrize(
    "answer",
    [{}, {"state": "x"}, {"state": "waiting", "decided_at": "x"}, {"state": "approved", "grant": {"endpoints": "x"}}],
)
def test_a_hostile_answer_changes_nothing(answer):
    with pytest.raises(AccessUnreadable):
        words.heard(orjson.dumps(answer))


def test_an_answers_words_are_bounded_and_printable():
    told = words.why_not(orjson.dumps({"message": "a\x1b[31mb" + "c" * 900}))
    assert (len(told), told[:6]) == (300, "a [31m")
    assert words.why_not(b"<html>") == words.kind_of(b"<html>") == ""
    assert words.heard(orjson.dumps({"state": "refused", "reason": "x" * 900})).reason == "x" * 500
    assert words.heard(b'{"state":"waiting"}').state is AccessState.WAITING
