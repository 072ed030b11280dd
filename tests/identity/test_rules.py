"""What identity decides, case by case. Passwords: NIST SP 800-63B 5.1.1.2; sessions: 7.2; attempts: 5.2.2."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.identity import rules
from simpul.identity.model import (
    Agency,
    CodeNotFit,
    LifeNotFit,
    LoginNotFit,
    NameMissing,
    NewToken,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    RegionNotFit,
    ScopeNotHeld,
    Token,
)
from simpul.kernel.errors import Refusal

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.rules

PASSWORDS = [
    ("kucing lari mengejar layangan", None),
    ("correct horse battery staple", None),
    ("ぱすわーどはながいほうがいい", None),
    ("gajah duduk", PasswordTooShort),
    ("x" * 11, PasswordTooShort),
    ("", PasswordTooShort),
    ("gajah " * 43, PasswordTooLong),
    ("aaaaaaaaaaaaaaaa", PasswordTooCommon),
    ("abababababababab", PasswordTooCommon),
    ("123456789012", PasswordTooCommon),
    ("Password1234!", PasswordTooCommon),
    ("KataSandi2026", PasswordTooCommon),
    ("katasandi1234", PasswordTooCommon),
    ("qwertyuiop12345", PasswordTooCommon),
    ("indonesiamerdeka", PasswordTooCommon),
    ("sitinurhaliza99", PasswordTooCommon),
    ("petugas bpbd jakarta", PasswordTooCommon),
]


@pytest.mark.parametrize(("password", "refused"), PASSWORDS)
def test_a_password_is_judged_by_length_and_by_being_a_first_guess_not_by_composition(password, refused):
    about = ("siti.nurhaliza@bpbd.go.id", "Siti Nurhaliza", "BPBD Jakarta")
    if refused is None:
        rules.check_password(password, about=about)
    else:
        with pytest.raises(refused):
            rules.check_password(password, about=about)


def test_the_same_password_from_two_keyboards_is_the_same():
    assert rules.folded("cafe\u0301 di tepi laut") == rules.folded("caf\u00e9 di tepi laut")


@given(st.text(max_size=300))
def test_every_text_is_a_password_or_refused_by_name(text):
    field = "password"
    try:
        rules.check_password(text, about=(text,))
    except Refusal as refusal:
        field = refusal.field
    assert field == "password"


@given(st.text())
def test_a_one_time_password_can_be_read_aloud(secret):
    made = rules.readable(secret)
    assert len(made) == 19
    assert [len(part) for part in made.split("-")] == [4, 4, 4, 4]
    assert not set(made) & set("il1o0")
    rules.check_password(made)


@pytest.mark.parametrize(
    ("age", "over"), [(timedelta(0), False), (timedelta(days=7, seconds=-1), False), (timedelta(days=7), True)]
)
def test_a_one_time_password_works_for_seven_days(age, over):
    assert rules.is_one_time_over(NOW - age, NOW) is over


@pytest.mark.parametrize(
    ("written", "login"),
    [
        ("siti", "siti"),
        ("  SITI ", "siti"),
        ("Siti.N@bpbd.go.id", "siti.n@bpbd.go.id"),
        ("ｓｉｔｉ", "siti"),
        ("si", None),
        ("", None),
        ("siti nur", None),
        (".siti", None),
        ("sıtı", None),
        ("s" * 101, None),
        ("siti\n", "siti"),
        ("siti'--", None),
    ],
)
def test_a_login_is_folded_so_that_no_two_look_alike(written, login):
    if login is None:
        with pytest.raises(LoginNotFit):
            rules.fold_login(written)
    else:
        assert rules.fold_login(written) == login


def test_a_name_is_one_line():
    assert rules.check_name("  Siti \n Nurhaliza ") == "Siti Nurhaliza"
    for bad in ("", "   ", "x" * 101, "Siti\x07"):
        with pytest.raises(NameMissing):
            rules.check_name(bad)


@pytest.mark.parametrize(
    ("code", "region", "refused"),
    [
        ("ID/GOV/6000/BPBD", "31", None),
        ("ID/GOV/6000/BPBD-1", "31.71.01.1001", None),
        ("ID/GOV/0000/BNPB", "", None),
        ("id/gov/6000/bpbd", "31", CodeNotFit),
        ("BPBD", "31", CodeNotFit),
        ("ID/GOV//BPBD", "31", CodeNotFit),
        ("ID/" + "X" * 100, "31", CodeNotFit),
        ("ID/GOV/6000/BPBD", "3100", RegionNotFit),
        ("ID/GOV/6000/BPBD", "31.7", RegionNotFit),
        ("ID/GOV/6000/BPBD", "31\n", RegionNotFit),
    ],
)
def test_an_agency_has_a_code_of_the_exchange_and_a_region_of_the_ministry(code, region, refused):
    if refused is None:
        assert rules.check_agency(Agency(code, " BPBD  DKI ", region)) == Agency(code, "BPBD DKI", region)
    else:
        with pytest.raises(refused):
            rules.check_agency(Agency(code, "BPBD DKI", region))


@pytest.mark.parametrize(
    ("age", "idle", "open_"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(hours=11, minutes=59), timedelta(hours=1, minutes=59), True),
        (timedelta(hours=3), timedelta(hours=2), False),
        (timedelta(hours=12), timedelta(0), False),
    ],
)
def test_a_session_ends_after_two_idle_hours_and_after_twelve_in_all(age, idle, open_):
    assert rules.is_open(created_at=NOW - age, seen_at=NOW - idle, now=NOW) is open_


def test_a_use_is_noted_once_a_minute():
    assert rules.is_worth_noting(None, NOW)
    assert rules.is_worth_noting(NOW - timedelta(minutes=1), NOW)
    assert not rules.is_worth_noting(NOW - timedelta(seconds=59), NOW)


@pytest.mark.parametrize("steps", [rules.BY_BOTH, rules.BY_ACCOUNT, rules.BY_ADDRESS])
def test_the_wait_grows_and_the_rate_falls(steps):
    for one, further in pairwise(steps):
        assert further.per > one.per
        assert further.most > one.most
        assert further.most / further.per.total_seconds() < one.most / one.per.total_seconds()
    assert rules.BY_ACCOUNT[-1].most <= 100  # SP 800-63B 5.2.2


@pytest.mark.parametrize(("seconds", "told"), [(0, 1), (1, 1), (60, 1), (61, 2), (3600, 60)])
def test_the_wait_is_told_in_whole_minutes(seconds, told):
    assert rules.minutes(seconds) == told


OFFICER, AUDITOR = frozenset({"disaster.officer"}), frozenset({"node.auditor"})


@pytest.mark.parametrize(
    ("scopes", "roles", "days", "refused"),
    [
        (OFFICER, OFFICER, 90, None),
        (frozenset(), OFFICER, 1, None),
        (frozenset(), frozenset(), 365, None),
        (OFFICER, frozenset(), 90, ScopeNotHeld),
        (OFFICER | AUDITOR, OFFICER, 90, ScopeNotHeld),
        (frozenset({"node.admin"}), frozenset({"node.admin"}), 90, ScopeNotHeld),
        (frozenset({"no.such"}), frozenset({"no.such"}), 90, ScopeNotHeld),
        (OFFICER, OFFICER, 0, LifeNotFit),
        (OFFICER, OFFICER, 366, LifeNotFit),
    ],
)
def test_a_token_carries_at_most_what_its_owner_holds_and_never_administration(scopes, roles, days, refused):
    asked = NewToken("papan", scopes, days)
    if refused is None:
        rules.check_new_token(asked, roles)
    else:
        with pytest.raises(refused):
            rules.check_new_token(asked, roles)


def test_a_role_taken_from_the_person_is_taken_from_the_token():
    assert rules.roles_by_token(OFFICER | AUDITOR, OFFICER) == OFFICER
    assert rules.roles_by_token(OFFICER, frozenset()) == frozenset()
    assert rules.roles_by_token(frozenset(), OFFICER) == frozenset()
    assert rules.roles_by_token(frozenset({"node.admin"}), frozenset({"node.admin"})) == frozenset()


@pytest.mark.parametrize(
    ("expires", "revoked", "valid"),
    [(1, None, True), (0, None, False), (-1, None, False), (1, -1, False)],
)
def test_a_token_counts_until_it_expires_or_is_revoked(expires, revoked, valid):
    at = None if revoked is None else NOW + timedelta(days=revoked)
    token = Token(UUID(int=1), UUID(int=2), "x", OFFICER, NOW, NOW + timedelta(days=expires), revoked_at=at)
    assert rules.is_valid(token, NOW) is valid


def test_a_token_lives_as_many_days_as_asked():
    assert rules.expiry(NOW, 90) - NOW == timedelta(days=90)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/bencana/meja?hal=2", "/bencana/meja?hal=2"),
        ("/", "/"),
        ("/en/bencana", "/bencana"),
        ("/en", "/"),
        ("/en?x=1", "/?x=1"),
        ("/entah", "/entah"),
        ("", "/akun"),
        ("bencana", "/akun"),
        ("https://jahat.example/", "/akun"),
        ("//jahat.example", "/akun"),
        ("/\\jahat.example", "/akun"),
        ("/ko/kerja-sama?a=1", "/kerja-sama?a=1"),
        ("/ko//jahat.example", "/akun"),
        ("/en//jahat.example", "/akun"),
        ("/a\r\nSet-Cookie:x=1", "/akun"),
        ("/a\tb", "/akun"),
        ("/\x7f", "/akun"),
        ("javascript:alert(1)", "/akun"),
        ("/masuk?lanjut=/masuk", "/akun"),
        ("/en/keluar", "/akun"),
        ("/" + "x" * 2000, "/akun"),
    ],
)
def test_only_pages_of_this_node_follow_a_sign_in(asked, path):
    assert rules.local_path(asked) == path


@given(st.text(max_size=60))
def test_whatever_is_asked_the_way_stays_here(text):
    path = rules.local_path("/" + text)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/26 Chrome/122 Mobile Safari", "Samsung Internet · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/133.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge · Windows"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_by_browser_and_system_only(agent, name):
    assert rules.device_of(agent) == name
