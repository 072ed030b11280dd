"""Who may look after whose account: one truth table per permission, naming the person.

Rina administers BPBD, which runs the node. Yoel administers the guest agency (Dinas Kesehatan). Siti is an officer of BPBD,
Maria one of the guest agency. Nobody is not signed in; the machine is the command line.
"""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from simpul.identity import rules
from simpul.identity.actions.keeper import actor_of
from simpul.identity.model import (
    Account,
    AdministratorsOnly,
    Agency,
    NodeWideRole,
    NotYourAgency,
    OwnAccount,
    SessionNeeded,
)
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal

pytestmark = pytest.mark.rules
BPBD, DINKES = Agency("ID/GOV/6000/BPBD", "BPBD", "31"), Agency("ID/GOV/8205/DINKES", "Dinkes", "92.06")


def person(n: int, agency: Agency, *roles: str) -> Account:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Account(UUID(int=n), f"p{n}", f"P{n}", agency, frozenset(roles), active=True, must_change=False, created_at=at)


PEOPLE = {
    "rina": person(1, BPBD, "node.admin"),
    "yoel": person(2, DINKES, "node.admin"),
    "siti": person(3, BPBD, "disaster.officer"),
    "maria": person(4, DINKES, "disaster.officer"),
}
ACTORS = {name: actor_of(one) for name, one in PEOPLE.items()} | {"nobody": Actor.ANONYMOUS, "machine": Actor.SYSTEM}


def judged(permit, *things):
    """What the permission says: True, or the refusal's class."""
    try:
        permit(*things)
    except Refusal as refusal:
        return type(refusal)
    return True


@pytest.mark.parametrize(
    ("who", "bpbd", "dinkes"),
    [
        ("rina", True, True),
        ("yoel", NotYourAgency, True),
        ("siti", AdministratorsOnly, AdministratorsOnly),
        ("maria", AdministratorsOnly, AdministratorsOnly),
        ("nobody", AdministratorsOnly, AdministratorsOnly),
        ("machine", True, True),
    ],
)
def test_administer_an_agency(who, bpbd, dinkes):
    assert judged(rules.permit_administer, ACTORS[who], BPBD.code, BPBD.code) is bpbd
    assert judged(rules.permit_administer, ACTORS[who], DINKES.code, BPBD.code) is dinkes


def test_without_a_home_agency_administrators_keep_to_their_own():
    assert judged(rules.permit_administer, ACTORS["rina"], BPBD.code, "") is True
    assert judged(rules.permit_administer, ACTORS["rina"], DINKES.code, "") is NotYourAgency
    assert judged(rules.permit_add_agency, ACTORS["rina"], "") is NotYourAgency


@pytest.mark.parametrize(
    ("who", "rina", "yoel", "siti", "maria"),
    [
        ("rina", OwnAccount, True, True, True),
        ("yoel", NotYourAgency, OwnAccount, NotYourAgency, True),
        ("siti", *[AdministratorsOnly] * 4),
        ("maria", *[AdministratorsOnly] * 4),
        ("nobody", *[AdministratorsOnly] * 4),
        ("machine", True, True, True, True),
    ],
)
def test_disable_or_reset_a_person(who, rina, yoel, siti, maria):
    expected = {"rina": rina, "yoel": yoel, "siti": siti, "maria": maria}
    for whom, answer in expected.items():
        assert judged(rules.permit_disable, ACTORS[who], PEOPLE[whom], BPBD.code) is answer, whom


@pytest.mark.parametrize(
    ("who", "whom", "officer", "admin", "auditor"),
    [
        ("rina", "siti", True, True, True),
        ("rina", "rina", True, OwnAccount, True),
        ("rina", "maria", True, True, True),
        ("yoel", "maria", True, True, NodeWideRole),
        ("yoel", "yoel", True, OwnAccount, NodeWideRole),
        ("yoel", "siti", NotYourAgency, NotYourAgency, NotYourAgency),
        ("siti", "siti", AdministratorsOnly, AdministratorsOnly, AdministratorsOnly),
        ("nobody", "siti", AdministratorsOnly, AdministratorsOnly, AdministratorsOnly),
        ("machine", "rina", True, True, True),
    ],
)
def test_give_or_take_a_role(who, whom, officer, admin, auditor):
    table = {"disaster.officer": officer, "node.admin": admin, "node.auditor": auditor}
    for role, answer in table.items():
        assert judged(rules.permit_give_role, ACTORS[who], PEOPLE[whom], role, BPBD.code) is answer, role


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("rina", True),
        ("yoel", NotYourAgency),
        ("siti", AdministratorsOnly),
        ("maria", AdministratorsOnly),
        ("nobody", AdministratorsOnly),
        ("machine", True),
    ],
)
def test_add_an_agency(who, answer):
    assert judged(rules.permit_add_agency, ACTORS[who], BPBD.code) is answer


@pytest.mark.parametrize(
    ("who", "sees"), [("rina", "asked"), ("yoel", DINKES.code), ("machine", "asked"), ("siti", AdministratorsOnly)]
)
def test_list_accounts_of(who, sees):
    if isinstance(sees, str):
        assert rules.agencies_of(ACTORS[who], BPBD.code, asked="asked") == sees
    else:
        assert judged(rules.agencies_of, ACTORS[who], BPBD.code) is sees


@pytest.mark.parametrize(
    ("who", "by_session", "by_token"),
    [("siti", True, SessionNeeded), ("rina", True, SessionNeeded), ("nobody", SessionNeeded, SessionNeeded)],
)
def test_look_after_ones_own_account(who, by_session, by_token):
    assert judged(rules.permit_own_account, ACTORS[who], True) is by_session
    assert judged(rules.permit_own_account, ACTORS[who], False) is by_token


def test_a_one_time_password_suspends_every_role():
    fresh = person(5, BPBD, "node.admin", "disaster.officer")
    object.__setattr__(fresh, "must_change", True)
    assert actor_of(fresh).roles == frozenset()
