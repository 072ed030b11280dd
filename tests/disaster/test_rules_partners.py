"""Partners' badges: the bytes that are signed, signatures that fit, who gives badges. Votes and flags: who is one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model import OfficerOnly, ReasonMissing
from simpul.disaster.model import desk_refusals as refusals
from simpul.disaster.model.flags import FlagReason
from simpul.disaster.model.partners import Partner
from simpul.disaster.rules import partners, voting
from simpul.kernel.actor import Actor
from tests.disaster.makers import a_draft, officer
from tests.disaster.signing import Phone
from tests.disaster.test_rules_drafts import NOW

pytestmark = pytest.mark.rules
FORM = UUID("0190b3c4-0000-7000-8000-00000000abcd")
DRAFT = replace(
    a_draft((106.82720, -6.17540), {"flood_depth": 60}),
    form_id=FORM,
    client_at=datetime(2026, 11, 24, 12, 0, 0, 123456, timezone(timedelta(hours=7))),
)
PARTNER = Partner("pmi-jakarta", "PMI Jakarta", "shield-check", active=True, created_at=NOW, region="31.71")


def test_what_is_signed_is_written_in_one_way() -> None:
    assert partners.signing_input(DRAFT).decode() == (
        f"simpul-report-1\n{FORM}\nflood\n10682720,-617540\n2026-11-24T05:00:00.123Z\nflood_depth=60\n"
    )


@pytest.mark.parametrize(
    ("card", "lines"),
    [
        ({"flood_depth": "60"}, "flood_depth=60\n"),
        ({"flood_depth": " 60 "}, "flood_depth=60\n"),
        ({"report_type": "volcano", "evacuationArea": True, "volcanicSigns": [1, 4]},
         "evacuationArea=true\nreport_type=volcano\nvolcanicSigns=1,4\n"),
        ({"volcanicSigns": ["1", "4"]}, "volcanicSigns=1,4\n"),
        ({"fireDistance": 50.0, "fireLocation": {"lng": 101.5, "lat": 0.25}},
         "fireDistance=50\nfireLocation=lat:0.25;lng:101.5\n"),
        ({"a": None, "b": "", "c": [], "d": float("nan")}, ""),
    ],
)  # fmt: skip
def test_answers_as_a_form_or_a_program_sends_them(card: dict[str, object], lines: str) -> None:
    assert partners.signing_input(replace(DRAFT, card=card, client_at=None)).decode().split("\n\n")[1] == lines


def test_a_signature_fits_its_message_and_key_alone() -> None:
    phone, other = Phone(), Phone()
    message = partners.signing_input(DRAFT)
    public, signature = partners.public_key(phone.jwk), phone.sign(message)
    assert partners.fits(public, message, signature)
    assert not partners.fits(public, message + b"x", signature)
    assert not partners.fits(partners.public_key(other.jwk), message, signature)
    for broken in ("", "x", signature[:-4], signature + "AAAA", "ä" * 86, "=" * 86, "A" * 86):
        assert not partners.fits(public, message, broken), broken


@pytest.mark.parametrize(
    "change",
    [
        {"longitude": 106.8273},
        {"hazard": "wind"},
        {"card": {"flood_depth": 61}},
        {"client_at": None},
        {"form_id": UUID(int=1)},
    ],
)
def test_nothing_that_is_signed_can_be_changed(change: dict[str, object]) -> None:
    phone = Phone()
    signature = phone.sign(partners.signing_input(DRAFT))
    assert not partners.fits(partners.public_key(phone.jwk), partners.signing_input(replace(DRAFT, **change)), signature)  # type: ignore[arg-type]


@given(st.binary(max_size=80))
def test_rubbish_is_never_a_signature(raw: bytes) -> None:
    public = partners.public_key(Phone().jwk)
    assert not partners.fits(public, b"message", raw.decode("latin-1"))


@pytest.mark.parametrize(
    "change",
    [{"kty": "RSA"}, {"crv": "P-384"}, {"x": "AAAA"}, {"x": "?"}, {"x": 5}, {"y": None}, {"x": "A" * 43, "y": "A" * 43}],
)
def test_what_is_no_key_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(refusals.KeyUnreadable):
        partners.public_key(Phone().jwk | change)
    with pytest.raises(refusals.KeyUnreadable):
        partners.public_key({})


CITIZEN = Actor(UUID(int=3), "Budi", None, None)
AUDITOR = Actor(UUID(int=5), "Rina", "ID/GOV/6000/BPBD", "31", frozenset({"exchange.auditor"}))
PARTNERS_OWN = Actor(UUID(int=6), "PMI", "ID/COM/PMI", "31.71", frozenset({"disaster.partner"}))


@pytest.mark.parametrize(
    ("who", "actor", "refusal"),
    [
        ("officer of the city whose agency made it", officer("31.71"), None),
        ("officer of the province", officer("31"), None),
        ("officer of the whole country", officer(None), None),
        ("officer of another city", officer("31.72"), refusals.NotYourPartner),
        ("officer of a district below", officer("31.71.01"), refusals.NotYourPartner),
        ("officer of another province", officer("32"), refusals.NotYourPartner),
        ("officer of a code that only begins alike", officer("31.7"), refusals.NotYourPartner),
        ("auditor", AUDITOR, OfficerOnly),
        ("the partner itself", PARTNERS_OWN, OfficerOnly),
        ("citizen with an account", CITIZEN, OfficerOnly),
        ("nobody", Actor.ANONYMOUS, OfficerOnly),
    ],
)
def test_who_gives_badges(who: str, actor: Actor, refusal: type[Exception] | None) -> None:
    if refusal is None:
        partners.permit_partner(actor, PARTNER)
    else:
        with pytest.raises(refusal):
            partners.permit_partner(actor, PARTNER)


def test_a_partner_of_the_whole_country_is_the_whole_countrys() -> None:
    national = replace(PARTNER, region=None)
    partners.permit_partner(officer(None), national)
    with pytest.raises(refusals.NotYourPartner):
        partners.permit_partner(officer("31"), national)


@pytest.mark.parametrize(
    ("read", "good", "bad", "refusal"),
    [
        (partners.code, ["pmi", "a1", "pmi-jakarta-2"], ["", "P", "a", "PMI", "pmi_", "-pmi", "pmi-", "a" * 31],
         refusals.PartnerCodeUnreadable),
        (partners.name, ["PMI"], ["", "  ", "a" * 101], refusals.PartnerNameMissing),
        (partners.icon, ["waves"], ["", "../x"], refusals.PartnerIconUnknown),
        (partners.label, ["Posko 3"], ["", " ", "a" * 61], refusals.LabelMissing),
    ],
)  # fmt: skip
def test_what_a_partner_is_called(read, good, bad, refusal) -> None:
    assert [read(one) for one in good] == good
    for one in bad:
        with pytest.raises(refusal):
            read(one)


def test_a_vote_belongs_to_a_device_and_a_report_and_joins_no_two_of_them() -> None:
    key, one, other = b"k" * 32, UUID(int=1), UUID(int=2)
    mine = voting.voter(key, one, "device", "address")
    assert mine == voting.voter(key, one, "device", "elsewhere")
    assert len({mine, *(voting.voter(*given) for given in (
        (key, other, "device", "address"), (key, one, "other", "address"), (key, one, None, "address"),
        (key, one, None, "device"), (b"j" * 32, one, "device", "address")))}) == 6  # fmt: skip


def test_votes() -> None:
    assert [voting.points(given) for given in (1, 0, -1)] == [1, 0, -1]
    for given_ in (2, -2, 100):
        with pytest.raises(refusals.VoteUnreadable):
            voting.points(given_)
    voting.open_for_votes(NOW, NOW + timedelta(days=29))
    with pytest.raises(refusals.VoteClosed):
        voting.open_for_votes(NOW, NOW + timedelta(days=30))


def test_flags() -> None:
    assert voting.flag_reason("old-photo") is FlagReason.OLD_PHOTO
    assert voting.note(FlagReason.NOT_TRUE, " ") is None
    assert voting.note(FlagReason.OTHER, " ini foto 2020 ") == "ini foto 2020"
    assert voting.answer(" Benar ") == "Benar"
    for refusal, act in (
        (refusals.FlagReasonMissing, lambda: voting.flag_reason("")),
        (refusals.FlagNoteMissing, lambda: voting.note(FlagReason.OTHER, "")),
        (refusals.FlagNoteTooLong, lambda: voting.note(FlagReason.OTHER, "a" * 501)),
        (ReasonMissing, lambda: voting.answer(" ")),
    ):
        with pytest.raises(refusal):
            act()


def test_the_clock_of_the_signature_is_utc() -> None:
    later = replace(DRAFT, client_at=datetime(2026, 11, 24, 5, 0, 0, 123999, UTC))
    assert partners.signing_input(later) == partners.signing_input(DRAFT)
