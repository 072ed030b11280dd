"""Looking after accounts, agencies and tokens on the real database."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from simpul import identity
from simpul.identity import actions, store
from simpul.identity.actions import SessionKeeper, Visitor
from simpul.identity.handlers import JOBS
from simpul.identity.model import (
    AccountNotFound,
    AdministratorsOnly,
    Agency,
    AgencyNotFound,
    AgencyTaken,
    CurrentPasswordWrong,
    LoginTaken,
    NameMissing,
    NewAccount,
    NewToken,
    NodeWideRole,
    NotADemo,
    NotYourAgency,
    OwnAccount,
    PasswordChangeNeeded,
    PasswordTooCommon,
    PasswordUnchanged,
    RoleUnknown,
    ScopeNotHeld,
    Search,
    TokenNotFound,
)
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Unavailable
from tests.identity.conftest import BPBD, DINKES, PASSWORD, acting
from tests.identity.test_signing import audited, sign_in

OFFICER = frozenset({"disaster.officer"})


def test_rina_adds_a_person_with_a_one_time_password(platform, rina):
    new = NewAccount("Budi@bpbd.go.id", " Budi  Santoso ", BPBD, OFFICER)
    person, once = actions.add_account(platform, acting(rina), new=new)
    assert (person.login, person.name, person.must_change, person.roles) == (
        "budi@bpbd.go.id",
        "Budi Santoso",
        True,
        OFFICER,
    )
    assert sign_in(platform, "budi@bpbd.go.id", once).account.must_change
    assert actions.find_account(platform, acting(rina), id=person.id).roles == OFFICER
    action, _, values = next(row for row in audited(platform) if row[1] == str(person.id))
    assert action == "identity.account.add"
    assert "disaster.officer" in str(values)
    assert once not in str(values)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"login": "siti"}, LoginTaken),
        ({"login": "SITI"}, LoginTaken),
        ({"name": ""}, NameMissing),
        ({"agency": "ID/GOV/0/TIADA"}, AgencyNotFound),
        ({"agency": ""}, AgencyNotFound),
        ({"roles": frozenset({"no.such"})}, RoleUnknown),
    ],
)
def test_a_person_is_refused_by_the_rule_that_is_broken(platform, rina, siti, changes, refused):
    with pytest.raises(refused):
        actions.add_account(platform, acting(rina), new=replace(NewAccount("budi", "Budi", BPBD), **changes))


def test_yoel_adds_people_to_his_own_agency_only_and_no_auditors(platform, yoel):
    assert actions.add_account(platform, acting(yoel), new=NewAccount("maria", "Maria", DINKES, OFFICER))
    with pytest.raises(NotYourAgency):
        actions.add_account(platform, acting(yoel), new=NewAccount("budi", "Budi", BPBD))
    with pytest.raises(NotYourAgency):
        actions.add_account(platform, acting(yoel), new=NewAccount("budi", "Budi", BPBD, OFFICER))
    with pytest.raises(NodeWideRole):
        actions.add_account(platform, acting(yoel), new=NewAccount("budi", "Budi", DINKES, frozenset({"node.auditor"})))


def test_the_nodes_own_agency_need_not_be_added(platform):
    settings = platform.settings.model_copy(update={"agency_code": "ID/GOV/3171/BPBD", "region": "31.71"})
    own = replace(platform, settings=settings)
    person, _ = actions.add_account(own, Actor.SYSTEM, new=NewAccount("budi", "Budi", "ID/GOV/3171/BPBD"))
    assert person.agency == Agency("ID/GOV/3171/BPBD", platform.settings.agency, "31.71")


def test_lists_show_what_an_administrator_looks_after(platform, rina, yoel, siti, add):
    add("maria", "disaster.officer", agency=DINKES)
    found = lambda actor, **search: [p.login for p in actions.search_accounts(platform, actor, search=Search(**search))[0]]  # noqa: E731
    assert found(acting(rina)) == ["maria", "rina", "siti", "yoel"]
    assert found(acting(yoel)) == ["maria", "yoel"]
    assert found(acting(yoel), agency=BPBD) == ["maria", "yoel"]
    assert found(acting(rina), agency=DINKES) == ["maria", "yoel"]
    assert found(acting(rina), role="disaster.officer") == ["maria", "siti"]
    assert found(acting(rina), q="SIT") == ["siti"]
    assert found(acting(rina), q="%") == []
    actions.set_active(platform, acting(rina), id=siti.id, active=False)
    assert found(acting(rina), status="disabled") == ["siti"]
    assert "siti" not in found(acting(rina), status="active")
    with pytest.raises(AdministratorsOnly):
        found(acting(siti))


def test_a_long_list_has_pages(platform, rina, add):
    for n in range(4):
        add(f"orang{n}")
    people, count = actions.search_accounts(platform, acting(rina), search=Search(q="orang", page=2), most=3)
    assert ([p.login for p in people], count) == (["orang3"], 4)


def test_roles_are_given_and_taken_one_by_one(platform, rina, siti):
    actions.set_roles(platform, acting(rina), id=siti.id, roles=frozenset({"node.auditor"}))
    assert actions.own_account(platform, acting(siti)).roles == {"node.auditor"}
    told = [row[0] for row in audited(platform) if row[1] == str(siti.id)]
    assert told[1:] == ["identity.role.take", "identity.role.give"]
    actions.set_roles(platform, acting(rina), id=siti.id, roles=frozenset({"node.auditor"}))
    assert len([row for row in audited(platform) if row[1] == str(siti.id)]) == 3
    with pytest.raises(RoleUnknown):
        actions.set_roles(platform, acting(rina), id=siti.id, roles=frozenset({"x.y"}))
    with pytest.raises(OwnAccount):
        actions.set_roles(platform, acting(rina), id=rina.id, roles=frozenset())


def test_a_role_counts_from_the_next_request(platform, rina, siti):
    token = sign_in(platform).token
    actions.set_roles(platform, acting(rina), id=siti.id, roles=frozenset())
    assert SessionKeeper().find(platform, token).actor.roles == frozenset()


def test_nobody_disables_themselves_and_strangers_are_not_found(platform, rina, yoel, siti):
    with pytest.raises(OwnAccount):
        actions.set_active(platform, acting(rina), id=rina.id, active=False)
    with pytest.raises(NotYourAgency):
        actions.set_active(platform, acting(yoel), id=siti.id, active=False)
    with pytest.raises(AccountNotFound):
        actions.set_active(platform, acting(rina), id=uuid4(), active=False)
    with pytest.raises(AccountNotFound):
        actions.own_account(platform, Actor.ANONYMOUS)
    with pytest.raises(AccountNotFound):
        actions.by_login(platform, "tidak-ada")
    assert actions.by_login(platform, "Siti").id == siti.id


def test_siti_changes_her_password_and_her_other_devices_are_signed_out(platform, siti):
    here, there = sign_in(platform).token, sign_in(platform).token
    session = SessionKeeper().find(platform, here)

    def change(current, new):
        actions.change_password(platform, session.actor, current=current, new=new, session=session.id)

    with pytest.raises(CurrentPasswordWrong):
        change("bukan ini", "payung merah di tepi kali")
    with pytest.raises(PasswordUnchanged):
        change(PASSWORD, PASSWORD)
    with pytest.raises(PasswordTooCommon):
        change(PASSWORD, "siti siti siti")
    assert SessionKeeper().find(platform, there)
    change(PASSWORD, "payung merah di tepi kali")
    assert SessionKeeper().find(platform, here)
    assert SessionKeeper().find(platform, there) is None
    assert sign_in(platform, password="payung merah di tepi kali")


def test_a_one_time_password_is_over_once_changed(platform, siti, rina):
    once = actions.reset_password(platform, acting(rina), id=siti.id)
    session = SessionKeeper().find(platform, sign_in(platform, password=once).token)
    actions.change_password(platform, session.actor, current=once, new="payung merah di tepi kali", session=session.id)
    again = SessionKeeper().find(platform, session.token)
    assert again.actor.roles == {"disaster.officer"}


def test_a_reset_ends_sessions_and_tokens_and_is_not_for_oneself(platform, siti, rina, yoel):
    session = sign_in(platform).token
    _, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", OFFICER, 90))
    with pytest.raises(OwnAccount):
        actions.reset_password(platform, acting(rina), id=rina.id)
    with pytest.raises(NotYourAgency):
        actions.reset_password(platform, acting(yoel), id=siti.id)
    actions.reset_password(platform, acting(rina), id=siti.id)
    assert SessionKeeper().find(platform, session) is None
    assert SessionKeeper().bearer(platform, secret) is None
    assert actions.tokens_of(platform, siti.id) == []


def test_agencies_are_added_by_the_home_agency_and_found_by_name_or_code(platform, rina, yoel, siti):
    new = Agency("ID/GOV/0000/BNPB", "Badan Nasional  Penanggulangan Bencana")
    with pytest.raises(NotYourAgency):
        actions.add_agency(platform, acting(yoel), new=new)
    assert actions.add_agency(platform, acting(rina), new=new).name == "Badan Nasional Penanggulangan Bencana"
    with pytest.raises(AgencyTaken):
        actions.add_agency(platform, acting(rina), new=new)
    found, count = actions.search_agencies(platform, q="bnpb")
    assert (found, count) == ([(Agency("ID/GOV/0000/BNPB", "Badan Nasional Penanggulangan Bencana"), 0)], 1)
    found, count = actions.search_agencies(platform, most=2, page=2)
    assert (len(found), count) == (1, 3)
    assert {one.code: n for one, n in actions.search_agencies(platform)[0]}[BPBD] == 2


def test_a_token_acts_in_its_scopes_until_it_expires(platform, siti):
    token, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", OFFICER, 1))
    assert secret.startswith("simpul_")
    assert secret not in str(audited(platform))
    keeper = SessionKeeper()
    assert keeper.bearer(platform, secret) == acting(siti)
    assert [t.used_at for t in actions.tokens_of(platform, siti.id)] == [platform.clock.now()]
    assert keeper.bearer(platform, secret)
    platform.clock.advance(timedelta(hours=23, minutes=59))
    assert keeper.bearer(platform, secret)
    platform.clock.advance(timedelta(minutes=1))
    assert keeper.bearer(platform, secret) is None
    assert token.expires_at == platform.clock.now()


def test_a_token_without_scopes_only_says_who_it_is(platform, siti):
    _, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", frozenset(), 1))
    assert SessionKeeper().bearer(platform, secret) == replace(acting(siti), roles=frozenset())


def test_a_token_loses_what_its_owner_loses(platform, siti, rina):
    _, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", OFFICER, 90))
    actions.set_roles(platform, acting(rina), id=siti.id, roles=frozenset())
    assert SessionKeeper().bearer(platform, secret).roles == frozenset()
    actions.set_active(platform, acting(rina), id=siti.id, active=False)
    assert SessionKeeper().bearer(platform, secret) is None


def test_tokens_are_refused_to_those_who_may_not_have_them(platform, siti, rina):
    with pytest.raises(ScopeNotHeld):
        actions.make_token(platform, acting(rina), asked=NewToken("papan", frozenset({"node.admin"}), 90))
    with pytest.raises(NameMissing):
        actions.make_token(platform, acting(siti), asked=NewToken(" ", OFFICER, 90))
    actions.reset_password(platform, acting(rina), id=siti.id)
    with pytest.raises(PasswordChangeNeeded):
        actions.make_token(platform, acting(siti), asked=NewToken("papan", OFFICER, 90))


def test_a_token_is_revoked_by_its_owner(platform, siti, rina):
    token, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", OFFICER, 90))
    with pytest.raises(TokenNotFound):
        actions.revoke_token(platform, acting(rina), id=token.id, person=rina.id)
    actions.revoke_token(platform, acting(siti), id=token.id, person=siti.id)
    assert SessionKeeper().bearer(platform, secret) is None
    with pytest.raises(TokenNotFound):
        actions.revoke_token(platform, acting(siti), id=token.id, person=siti.id)


@pytest.mark.parametrize("secret", ["", "simpul_", "simpul_x", "Bearer", "simpul_\udcff"])
def test_a_made_up_token_is_nobody(platform, siti, secret):
    assert SessionKeeper().bearer(platform, secret) is None


def test_a_session_is_no_token_and_a_token_no_session(platform, siti):
    session = sign_in(platform).token
    _, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", OFFICER, 90))
    assert SessionKeeper().bearer(platform, session) is None
    assert SessionKeeper().find(platform, secret) is None


def test_a_token_counts_even_when_its_use_cannot_be_noted(platform, siti, monkeypatch):
    _, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", OFFICER, 90))

    def gone(*_args):
        raise Unavailable()

    monkeypatch.setattr(store, "note_used", gone)
    assert SessionKeeper().bearer(platform, secret)


def test_old_tokens_are_erased_after_a_year(platform, siti):
    token, _ = actions.make_token(platform, acting(siti), asked=NewToken("lama", OFFICER, 1))
    actions.make_token(platform, acting(siti), asked=NewToken("baru", OFFICER, 365))
    actions.revoke_token(platform, acting(siti), id=token.id, person=siti.id)
    platform.clock.advance(timedelta(days=366))
    (job,) = JOBS
    job.run(platform)
    assert [t.name for t in actions.tokens_of(platform, siti.id)] == ["baru"]


def test_demo_accounts_exist_only_in_a_demo(platform):
    with pytest.raises(NotADemo):
        identity.seed_demo(platform)


def test_demo_accounts_are_put_back_as_they_are_printed(platform):
    demo = replace(
        platform, settings=platform.settings.model_copy(update={"demo": True, "modules": ("identity", "disaster")})
    )
    printed = identity.seed_demo(demo)
    assert [(login, role) for login, _, role in printed] == [("petugas", "disaster.officer"), ("admin", "node.admin")]
    assert len({password for _, password, _ in printed}) == 2
    for login, password, role in printed:
        entered = sign_in(demo, login, password)
        session = SessionKeeper().find(demo, entered.token)
        assert session.actor.roles == {role}
        assert "demo" in session.actor.name
        assert session.actor.region == "31"
    changed = "payung merah di tepi kali"
    actions.change_password(demo, session.actor, current=printed[1][1], new=changed, session=session.id)
    petugas = actions.by_login(demo, "petugas")
    actions.set_active(demo, Actor.SYSTEM, id=petugas.id, active=False)
    assert identity.seed_demo(demo) == printed
    assert all(sign_in(demo, login, password, Visitor("demo")) for login, password, _ in printed)
