"""Passports: minimised, sealed, masked, read on record, erased on schedule. Law: UU 27/2022 art. 16, 35, 43."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from simpul.cooperation.actions import activity_keeping, document_links, documents, documents_forgetting
from simpul.cooperation.model.documents import (
    BirthDayWrong,
    DocumentLinkUnknown,
    DocumentsNotAsked,
    DocumentUnknown,
    NationalityWrong,
    PassportExpired,
    PassportNameWrong,
    PassportNumberWrong,
)
from simpul.cooperation.outside import sealing_people as sealing
from simpul.cooperation.rules import documents as rules
from simpul.cooperation.store import documents as store
from simpul.kernel.clock import FixedClock
from simpul.kernel.database import schema
from simpul.kernel.errors import TooMany
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import (
    KOREAN_NUMBER,
    NUMBER,
    PASSPORT,
    SINCE,
    UNTIL,
    VISIT,
    accepted,
    act,
    activity,
    link,
    nominate,
    there,
    with_passports,
    words,
)
from tests.cooperation.people import KEEPER, KOREAN, LIAISON_OFFICER


def kept(platform: Platform) -> int:
    with platform.database.reading() as unit:
        return len(store.of_activity(unit.connection, VISIT))


def actions_of(platform: Platform) -> list[tuple[str, str]]:
    with platform.database.reading() as unit:
        rows = unit.connection.execute(select(schema.audit.c.action, schema.audit.c.subject).order_by(schema.audit.c.id))
        return [(row.action, row.subject) for row in rows if row.action.startswith("cooperation.document")]


def test_a_number_is_shown_by_its_last_three_signs(platform: Platform) -> None:
    one, _ = with_passports(platform)
    [seen] = documents.listed(platform, KEEPER, VISIT).people
    assert seen.masked == "••••••" + NUMBER[-3:]
    assert documents.opened(platform, KEEPER, one.id).passport is None
    assert rules.masked("AB") == "AB"


def test_reading_in_full_is_on_record_without_the_value_and_the_person_sees_who(platform: Platform) -> None:
    one, _ = with_passports(platform)
    secret = link(platform, one)
    passport = documents.read(platform, KEEPER, one.id).passport
    assert passport is not None
    assert (passport.number, passport.name) == (NUMBER, PASSPORT["name"])
    assert ("cooperation.document.read", str(one.id)) in actions_of(platform)
    [reading] = document_links.seen(platform, secret).readings
    assert (reading.name, reading.way) == (KEEPER.name, "page")


def test_the_file_holds_ones_own_side_alone_and_each_person_sees_that_they_are_in_it(platform: Platform) -> None:
    one, other = with_passports(platform)
    assert [passport.number for _, passport in documents.exported(platform, KEEPER, VISIT)] == [NUMBER]
    assert [passport.number for _, passport in documents.exported(platform, KOREAN, VISIT)] == [KOREAN_NUMBER]
    assert [each.way for each in documents.opened(platform, KEEPER, one.id).readings] == ["file"]
    assert [each.name for each in documents.opened(platform, KOREAN, other.id).readings] == [KOREAN.name]


def test_nothing_of_a_passport_is_readable_in_the_database_the_log_or_the_audit(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one, other = with_passports(platform)
    secret = link(platform, one)
    document_links.enter(platform, secret, "alamat", PASSPORT)
    documents.read(platform, KEEPER, one.id)
    documents.exported(platform, KOREAN, VISIT)
    with pytest.raises(PassportNumberWrong):
        documents.enter(platform, KEEPER, one.id, PASSPORT | {"number": NUMBER + "-9"})
    act(platform, KEEPER, one, "decline")
    documents_forgetting.forget(platform)
    with platform.database.reading() as unit:
        opened = [unit.scribe.opened(row.id, row.sealed) for row in unit.connection.execute(select(schema.audit))]
    everything = words(platform) + caplog.text + repr(opened)
    assert str(other.id) in everything
    for value in (NUMBER, KOREAN_NUMBER, PASSPORT["name"], "YESI KIM", PASSPORT["born"], "siti@contoh.go.id", secret):
        assert value not in everything
        assert value.encode().hex() not in everything


def test_a_seal_opens_for_its_own_person_alone(platform: Platform) -> None:
    one, other = with_passports(platform)
    with platform.database.reading() as unit:
        seal = store.of_activity(unit.connection, VISIT)[one.id].sealed
    assert sealing.opened_passport(platform.keys, other.id, seal) is None
    assert sealing.opened_passport(platform.keys, one.id, seal[:-1] + b"x") is None
    assert sealing.opened_passport(platform.keys, one.id, b"") is None


@pytest.mark.parametrize("after", [0, 30, 31])
def test_passports_are_erased_thirty_days_after_the_last_day(platform: Platform, clock: FixedClock, after: int) -> None:
    one, _ = with_passports(platform)
    clock.advance(timedelta(days=(UNTIL - clock.now().date()).days + after))
    documents_forgetting.forget(platform)
    assert kept(platform) == (0 if after > 30 else 2)
    assert (("cooperation.document.expire", str(one.id)) in actions_of(platform)) is (after > 30)
    assert rules.erased_on(activity(), 30) == UNTIL + timedelta(days=31)


@pytest.mark.parametrize("act_", ["decline", "withdraw"])
def test_passport_and_link_of_who_does_not_go_are_gone_at_once(platform: Platform, act_: str) -> None:
    one, _ = with_passports(platform)
    secret = link(platform, one)
    act(platform, KEEPER, one, act_)
    assert kept(platform) == 1
    with pytest.raises(DocumentLinkUnknown):
        document_links.seen(platform, secret)


def test_a_cancelled_activity_keeps_no_passport_and_undoing_brings_none_back(platform: Platform) -> None:
    one, _ = with_passports(platform)
    secret = link(platform, one)
    activity_keeping.move(platform, KEEPER, VISIT, move="cancel", version=1)
    assert kept(platform) == 0
    activity_keeping.move(platform, KEEPER, VISIT, move="restore", version=2)
    assert kept(platform) == 0
    with pytest.raises(DocumentLinkUnknown):
        document_links.seen(platform, secret)


def test_what_slipped_through_is_erased_by_the_daily_job(platform: Platform) -> None:
    with_passports(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.exec_driver_sql("UPDATE cooperation_nomination SET state = 'declined' WHERE side = 'korea'")
    documents_forgetting.forget(platform)
    assert kept(platform) == 1


def test_a_person_enters_their_passport_by_their_link_and_takes_it_back(platform: Platform) -> None:
    there(platform)
    one = accepted(platform)
    secret = link(platform, one)
    assert document_links.seen(platform, secret).masked == ""
    document_links.enter(platform, secret, "alamat", PASSPORT)
    assert document_links.seen(platform, secret).masked.endswith(NUMBER[-3:])
    assert document_links.erase(platform, secret, "alamat")
    assert kept(platform) == 0
    document_links.enter(platform, secret, "alamat", PASSPORT)
    assert kept(platform) == 1


@pytest.mark.parametrize("secret", ["", "a", "x" * 43, "../../kegiatan", "\u202e" * 30, "x" * 500])
def test_a_guessed_link_opens_nothing(platform: Platform, secret: str) -> None:
    one, _ = with_passports(platform)
    link(platform, one)
    for way in (document_links.seen, lambda p, s: document_links.enter(p, s, "alamat", PASSPORT)):
        with pytest.raises(DocumentLinkUnknown):
            way(platform, secret)


def test_a_link_is_one_persons_replaced_by_a_newer_one_taken_back_and_expires(
    platform: Platform, clock: FixedClock
) -> None:
    one, _ = with_passports(platform)
    old, new = link(platform, one), link(platform, one)
    with pytest.raises(DocumentLinkUnknown):
        document_links.seen(platform, old)
    assert document_links.seen(platform, new).nomination.id == one.id
    document_links.revoke(platform, KEEPER, one.id)
    with pytest.raises(DocumentLinkUnknown):
        document_links.seen(platform, new)
    last = link(platform, one)
    clock.advance(timedelta(days=14, seconds=1))
    with pytest.raises(DocumentLinkUnknown):
        document_links.seen(platform, last)
    documents_forgetting.forget(platform)
    assert documents.opened(platform, KEEPER, one.id).seen.link_until is None


def test_no_link_outlives_the_activity(platform: Platform, clock: FixedClock) -> None:
    one, _ = with_passports(platform)
    clock.advance(timedelta(days=(UNTIL - clock.now().date()).days - 1))
    secret = link(platform, one)
    clock.advance(timedelta(days=2))
    with pytest.raises(DocumentLinkUnknown):
        document_links.seen(platform, secret)
    with pytest.raises(DocumentsNotAsked):
        link(platform, one)


def test_tries_by_links_are_bounded(platform: Platform) -> None:
    for _ in range(20):
        with pytest.raises(DocumentLinkUnknown):
            document_links.enter(platform, "x" * 43, "alamat", PASSPORT)
    with pytest.raises(TooMany):
        document_links.enter(platform, "x" * 43, "alamat", PASSPORT)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"number": ""}, PassportNumberWrong),
        ({"number": "A12"}, PassportNumberWrong),
        ({"number": "A1234567890123"}, PassportNumberWrong),
        ({"name": ""}, PassportNameWrong),
        ({"nationality": "Indonesia"}, NationalityWrong),
        ({"born": "31-12-1990"}, BirthDayWrong),
        ({"born": "2030-01-01"}, BirthDayWrong),
        ({"expires": ""}, PassportExpired),
        ({"expires": (UNTIL - timedelta(days=1)).isoformat()}, PassportExpired),
        ({"expires": "2190-01-01"}, PassportExpired),
    ],
)
def test_what_is_wrong_with_a_passport_is_named_at_its_field(given: dict[str, str], refusal: type) -> None:
    with pytest.raises(refusal) as raised:
        rules.checked(rules.read(PASSPORT | given), activity(), date(2026, 11, 26))
    assert raised.value.field in given  # type: ignore[attr-defined]
    assert raised.value.facts == {}  # type: ignore[attr-defined]


def test_a_number_is_kept_without_spaces_and_in_capitals() -> None:
    given = rules.read(PASSPORT | {"number": " x719 4421q", "nationality": "idn"})
    passport = rules.checked(given, activity(), date(2026, 11, 26))
    assert (passport.number, passport.nationality) == (NUMBER, "IDN")


@pytest.mark.parametrize(("days", "soon"), [(0, True), (182, True), (183, False), (400, False)])
def test_a_passport_that_ends_within_six_months_of_the_activity_is_warned_of(days: int, soon: bool) -> None:
    assert rules.soon(UNTIL + timedelta(days=days), activity()) is soon


def test_no_passport_is_asked_of_who_is_not_accepted_nor_where_the_activity_asks_none(platform: Platform) -> None:
    there(platform)
    one = nominate(platform, "Satu")
    with pytest.raises(DocumentsNotAsked):
        documents.enter(platform, KEEPER, one.id, PASSPORT)
    with pytest.raises(DocumentsNotAsked):
        link(platform, one)
    assert documents.listed(platform, KEEPER, VISIT).people == ()
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.exec_driver_sql("UPDATE cooperation_activity SET documents = false")
    with pytest.raises(DocumentsNotAsked):
        documents.listed(platform, KEEPER, VISIT)
    with pytest.raises(DocumentUnknown):
        documents.opened(platform, KEEPER, one.id)


def test_addresses_and_who_did_not_go_are_erased_later(platform: Platform, clock: FixedClock) -> None:
    with_passports(platform)
    act(platform, LIAISON_OFFICER, nominate(platform, "Mundur"), "withdraw")
    clock.advance(timedelta(days=(UNTIL - clock.now().date()).days + 91))
    documents_forgetting.forget(platform)
    text = words(platform)
    assert "Mundur" not in text
    assert "Siti Contohwati" in text
    with platform.database.reading() as unit:
        addresses = "SELECT count(*) FROM cooperation_nomination WHERE email IS NOT NULL"
        assert unit.connection.exec_driver_sql(addresses).scalar() == 2
    clock.advance(timedelta(days=300))
    documents_forgetting.forget(platform)
    with platform.database.reading() as unit:
        assert unit.connection.exec_driver_sql(addresses).scalar() == 0
    assert SINCE < UNTIL
