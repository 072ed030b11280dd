"""Signing in and out on the real database."""

import hashlib
import statistics
import time
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, text

from simpul.app import build_platform
from simpul.identity import actions, store
from simpul.identity.actions import SessionKeeper, Visitor, secrets, signing
from simpul.identity.model import (
    AccountDisabled,
    Credential,
    OneTimePasswordExpired,
    SessionNotFound,
    TooManyAttempts,
    WrongPassword,
)
from simpul.identity.store.tables import session as sessions
from simpul.kernel.actor import Actor
from simpul.kernel.database.schema import audit
from simpul.kernel.errors import Unavailable
from tests.identity.conftest import PASSWORD, acting

HERE = Visitor("here", "Mozilla/5.0 (Linux; Android 14) Chrome/130")


def sign_in(platform, login="siti", password=PASSWORD, visitor=HERE):
    return actions.sign_in(platform, login, password, visitor=visitor)


def audited(platform):
    """Action, subject and opened values of every audit row."""
    with platform.database.reading() as unit:
        rows = unit.connection.execute(select(audit).order_by(audit.c.id)).all()
        return [(row.action, row.subject, unit.scribe.opened(row.id, row.sealed)) for row in rows]


def test_siti_signs_in_and_is_known_with_agency_region_and_roles(platform, siti):
    entered = sign_in(platform, "  SITI ")
    session = SessionKeeper().find(platform, entered.token)
    assert session.actor == Actor(siti.id, "Siti", "ID/GOV/6000/BPBD", "31", frozenset({"disaster.officer"}))
    assert entered.account.login == "siti"
    assert "SignedIn(…)" in repr(entered)
    assert entered.token not in repr(entered)


@pytest.mark.parametrize(
    "login", ["siti", "tidak-ada", "x", "", "siti\x00", "'; drop table identity_account --", "é" * 9999]
)
def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(platform, siti, login):
    with pytest.raises(WrongPassword) as refusal:
        sign_in(platform, login, "bukan kata sandinya")
    assert refusal.value.facts == {}


def test_an_unknown_login_costs_the_same_work(platform, siti, monkeypatch):
    work = []
    monkeypatch.setattr(signing, "matches", lambda kept, _: work.append(kept.split("$")[:4]) and False)
    for login in ("siti", "tidak-ada"):
        with pytest.raises(WrongPassword):
            sign_in(platform, login, "x")
    assert len(work) == 2
    assert work[0] == work[1]
    assert not secrets.is_outdated(secrets.NOBODY)


def test_an_unknown_login_takes_as_long(platform, siti, monkeypatch):
    monkeypatch.setattr(signing, "_count", lambda *_: None)

    def taken(login):
        began = time.perf_counter()
        with pytest.raises(WrongPassword):
            sign_in(platform, login, "bukan kata sandinya")
        return time.perf_counter() - began

    known, unknown = zip(*[(taken("siti"), taken("tidak-ada")) for _ in range(15)], strict=True)
    assert 0.6 < statistics.median(unknown) / statistics.median(known) < 1.6


def test_the_hash_is_argon2id_with_owasps_parameters_and_a_salt_of_its_own():
    one, other = secrets.hashed(PASSWORD), secrets.hashed(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other
    assert secrets.matches(one, PASSWORD)
    assert not secrets.matches(one, PASSWORD + " ")
    assert not secrets.matches("no hash", PASSWORD)


def test_an_old_hash_is_renewed_at_the_next_sign_in(platform, siti):
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with platform.database.writing() as unit:
        unit.unaudited("test")
        store.set_password(unit.connection, siti.id, Credential(old, False, unit.clock.now()))
    sign_in(platform)
    with platform.database.reading() as unit:
        new = store.credential(unit.connection, siti.id)
    assert not secrets.is_outdated(new.hash)
    assert "argon2" not in repr(new)
    assert sign_in(platform)


def test_only_the_digest_of_a_session_is_kept(platform, siti):
    token = sign_in(platform).token
    with platform.database.reading() as unit:
        row = unit.connection.execute(select(sessions)).one()
        dumped = unit.connection.scalar(text("SELECT string_agg(s::text, ' ') FROM identity_session s"))
    assert row.digest == hashlib.sha256(token.encode()).digest()
    assert token not in dumped
    assert row.device == "Chrome · Android"


def test_no_password_hash_or_token_is_in_the_audit_trail(platform, siti, rina):
    entered = sign_in(platform)
    session = SessionKeeper().find(platform, entered.token)
    new = "payung merah di tepi kali"
    actions.change_password(platform, acting(siti), current=PASSWORD, new=new, session=session.id)
    once = actions.reset_password(platform, acting(rina), id=siti.id)
    with pytest.raises(WrongPassword):
        sign_in(platform, password="salah sekali ini")
    trail = str(audited(platform))
    for secret in (PASSWORD, new, once, entered.token, "salah sekali ini", "argon2"):
        assert secret not in trail
    for action in ("identity.account.add", "identity.sign-in", "identity.password.change", "identity.password.reset"):
        assert action in trail
    assert ("identity.sign-in.fail", str(siti.id)) in [row[:2] for row in audited(platform)]


def test_a_planted_session_does_not_outlive_a_sign_in(platform, siti, rina):
    planted = sign_in(platform, "rina").token
    fresh = sign_in(platform, visitor=replace(HERE, former=planted)).token
    assert fresh != planted
    assert SessionKeeper().find(platform, planted) is None
    assert SessionKeeper().find(platform, fresh).actor.id == siti.id
    assert sign_in(platform, visitor=replace(HERE, former="made up by somebody"))


def test_a_session_survives_a_restart_of_the_program(platform, siti, keys, database_url, clock):
    token = sign_in(platform).token
    platform.database.close()
    again = build_platform(platform.settings, keys=keys, url=database_url, clock=clock)
    try:
        assert SessionKeeper().find(again, token).actor.id == siti.id
    finally:
        again.database.close()


def test_a_session_ends_after_two_idle_hours(platform, siti):
    token = sign_in(platform).token
    platform.clock.advance(timedelta(hours=1, minutes=59))
    assert SessionKeeper().find(platform, token)
    platform.clock.advance(timedelta(hours=1, minutes=59))
    assert SessionKeeper().find(platform, token)
    platform.clock.advance(timedelta(hours=2))
    assert SessionKeeper().find(platform, token) is None


def test_a_session_ends_after_twelve_hours_however_busy(platform, siti):
    token = sign_in(platform).token
    for _ in range(11):
        platform.clock.advance(timedelta(hours=1))
        assert SessionKeeper().find(platform, token)
    platform.clock.advance(timedelta(hours=1))
    assert SessionKeeper().find(platform, token) is None
    assert actions.sessions_of(platform, siti.id) == []


def test_a_use_is_written_once_a_minute_and_a_lost_database_does_not_sign_out(platform, siti, monkeypatch):
    token = sign_in(platform).token
    noted = []
    monkeypatch.setattr(store, "note_seen", lambda *args: noted.append(args))
    for _ in range(120):
        platform.clock.advance(timedelta(seconds=1))
        SessionKeeper().find(platform, token)
    assert len(noted) == 61  # the stand-in writes nothing, so from the 60th second on each call would

    def gone(*_args):
        raise Unavailable()

    monkeypatch.setattr(store, "note_seen", gone)
    assert SessionKeeper().find(platform, token)


def test_a_request_costs_one_query(platform, siti):
    from sqlalchemy import event

    token = sign_in(platform).token
    asked = []
    event.listen(platform.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert SessionKeeper().find(platform, token)
    assert [sql[:6] for sql in asked] == ["SET TR", "SELECT"]


@pytest.mark.parametrize("token", ["", "x", "\udcff", "0" * 5000])
def test_a_made_up_cookie_is_nobody(platform, siti, token):
    assert SessionKeeper().find(platform, token) is None


def test_five_attempts_a_minute_then_longer_waits_and_at_most_forty_guesses_a_day(platform, siti, monkeypatch):
    monkeypatch.setattr(signing, "matches", lambda *_: False)
    waits, guesses, day = [], 0, platform.clock.now().date()
    while platform.clock.now().date() == day:
        try:
            sign_in(platform, password="salah")
        except WrongPassword:
            guesses += 1
        except TooManyAttempts as refusal:
            waits.append(refusal.facts["minutes"])
            platform.clock.advance(timedelta(seconds=refusal.facts["seconds"]))
    assert guesses == 40
    assert waits[0] == 1
    assert [max(waits[:n]) for n in range(1, len(waits))] == sorted(max(waits[:n]) for n in range(1, len(waits)))
    assert {wait > 10 for wait in waits} == {True, False}
    assert waits[-1] > 60


def test_too_many_attempts_keep_even_the_right_password_out_until_the_wait_is_over(platform, siti):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            sign_in(platform, password="salah")
    with pytest.raises(TooManyAttempts) as refusal:
        sign_in(platform)
    assert refusal.value.facts["seconds"] <= 60
    assert sign_in(platform, visitor=Visitor("elsewhere"))  # a stranger cannot lock Siti out from another address
    platform.clock.advance(timedelta(minutes=1))
    assert sign_in(platform)


def test_counts_begin_anew_after_a_sign_in(platform, siti):
    for _ in range(12):
        for _ in range(4):
            with pytest.raises(WrongPassword):
                sign_in(platform, password="salah")
        sign_in(platform)
        platform.clock.advance(timedelta(seconds=1))


def test_an_account_is_guarded_against_many_addresses(platform, siti, monkeypatch):
    monkeypatch.setattr(signing, "matches", lambda *_: False)
    for n in range(50):
        with pytest.raises(WrongPassword):
            sign_in(platform, password="salah", visitor=Visitor(f"address {n}"))
    with pytest.raises(TooManyAttempts):
        sign_in(platform, visitor=Visitor("address 50"))


def test_an_address_is_guarded_against_many_accounts(platform, siti, monkeypatch):
    monkeypatch.setattr(signing, "matches", lambda *_: False)
    for n in range(60):
        with pytest.raises(WrongPassword):
            sign_in(platform, f"orang{n}", "salah")
    with pytest.raises(TooManyAttempts):
        sign_in(platform, "orang60", "salah")


def test_counters_hold_neither_login_nor_address(platform, siti):
    with pytest.raises(WrongPassword):
        sign_in(platform, password="salah")
    with platform.database.reading() as unit:
        keys = unit.connection.scalars(text("SELECT key FROM kernel_limit")).all()
    assert len(keys) == 9
    assert not any("siti" in key for key in keys)


def test_a_disabled_account_learns_so_only_with_the_right_password(platform, siti, rina):
    token = sign_in(platform).token
    actions.set_active(platform, acting(rina), id=siti.id, active=False)
    assert SessionKeeper().find(platform, token) is None
    with pytest.raises(WrongPassword):
        sign_in(platform, password="salah")
    with pytest.raises(AccountDisabled):
        sign_in(platform)
    actions.set_active(platform, acting(rina), id=siti.id, active=True)
    assert SessionKeeper().find(platform, token) is None
    assert sign_in(platform)


def test_an_account_disabled_while_its_password_is_checked_does_not_enter(platform, siti, rina, monkeypatch):
    def slow(*_args):
        actions.set_active(platform, acting(rina), id=siti.id, active=False)
        return True

    monkeypatch.setattr(signing, "matches", slow)
    with pytest.raises(WrongPassword):
        sign_in(platform)


def test_a_one_time_password_gives_no_role_and_ends_after_seven_days(platform, siti, rina):
    once = actions.reset_password(platform, acting(rina), id=siti.id)
    entered = sign_in(platform, password=once)
    assert entered.account.must_change
    assert SessionKeeper().find(platform, entered.token).actor.roles == frozenset()
    platform.clock.advance(timedelta(days=7))
    with pytest.raises(OneTimePasswordExpired):
        sign_in(platform, password=once)


def test_signing_out_ends_the_session_on_the_server(platform, siti, rina):
    token = sign_in(platform).token
    session = SessionKeeper().find(platform, token)
    with pytest.raises(SessionNotFound):
        actions.sign_out(platform, acting(rina), session=session.id)
    with pytest.raises(SessionNotFound):
        actions.sign_out(platform, Actor.ANONYMOUS, session=session.id)
    actions.sign_out(platform, session.actor, session=session.id)
    assert SessionKeeper().find(platform, token) is None
    with pytest.raises(SessionNotFound):
        actions.sign_out(platform, session.actor, session=session.id)


def test_signing_out_everywhere_may_leave_this_device(platform, siti, rina):
    tokens = [sign_in(platform).token for _ in range(3)]
    other = sign_in(platform, "rina").token
    this = SessionKeeper().find(platform, tokens[0])
    assert len(actions.sessions_of(platform, siti.id)) == 3
    assert actions.sign_out_everywhere(platform, this.actor, but=this.id) == 2
    assert [SessionKeeper().find(platform, token) is not None for token in tokens] == [True, False, False]
    assert actions.sign_out_everywhere(platform, this.actor) == 1
    assert SessionKeeper().find(platform, tokens[0]) is None
    assert SessionKeeper().find(platform, other)


def test_what_is_due_is_erased_and_nothing_else(platform, siti):
    for _ in range(2):
        sign_in(platform)
    actions.sign_out_everywhere(platform, acting(siti))
    assert actions.erase_due(platform) == (0, 0)
    platform.clock.advance(timedelta(days=30, seconds=1))
    sign_in(platform)
    assert actions.erase_due(platform) == (2, 0)
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(func.count()).select_from(sessions)) == 1
    platform.clock.advance(timedelta(days=31))
    assert actions.erase_due(platform) == (1, 0)  # it ended by itself


def test_a_refused_session_id_is_not_found(platform, siti):
    with pytest.raises(SessionNotFound):
        actions.sign_out(platform, acting(siti), session=uuid4())


def test_a_session_of_a_disabled_account_counts_for_nothing_even_if_it_was_not_ended(platform, siti):
    token = sign_in(platform).token
    with platform.database.writing() as unit:
        unit.unaudited("test")
        store.set_active(unit.connection, siti.id, active=False)
    assert SessionKeeper().find(platform, token) is None
