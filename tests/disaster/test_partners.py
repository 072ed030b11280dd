"""Partners with keys: an invitation works once, signatures are checked, a revoked key is refused, no secret is shared."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from simpul.disaster.actions import partners
from simpul.disaster.model import Draft, OfficerOnly
from simpul.disaster.model import desk_refusals as refusals
from simpul.disaster.model.partners import Signed
from simpul.disaster.pages.partners import ICON_WORDS
from simpul.disaster.rules import partners as rules
from simpul.disaster.store.desk_tables import invitations, partner_keys
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, value_of
from tests.disaster.makers import a_draft, officer
from tests.disaster.signing import Phone


def pmi(platform: Platform, code: str = "pmi") -> str:
    return partners.create(platform, officer(), code=code, name="PMI Jakarta", icon="shield-check").code


def registered(platform: Platform, code: str = "pmi") -> tuple[Phone, UUID]:
    phone = Phone()
    token = partners.invite(platform, officer(), code, label="Posko 3")
    return phone, partners.register(platform, token, phone.jwk)[1]


def check(platform: Platform, draft: Draft) -> Signed | None:
    with platform.database.reading() as unit:
        return partners.check(unit.connection, draft)


def test_a_report_from_a_partners_phone_is_signed(platform: Platform) -> None:
    phone, key = registered(platform, pmi(platform))
    assert check(platform, phone.signed(a_draft(), "pmi", key)) == Signed("pmi", key)
    assert check(platform, a_draft()) is None


@pytest.mark.parametrize(
    "forged",
    [
        lambda draft: replace(draft, longitude=draft.longitude + 0.001),
        lambda draft: replace(draft, card={"flood_depth": 190}),
        lambda draft: replace(draft, form_id=uuid4()),
        lambda draft: replace(draft, partner="other"),
        lambda draft: replace(draft, partner_key=uuid4()),
        lambda draft: replace(draft, partner_key=None),
        lambda draft: replace(draft, signature=""),
        lambda draft: replace(draft, signature=draft.signature[:-2] + "AA"),
    ],
)
def test_a_forged_badge_is_refused(platform: Platform, forged) -> None:
    phone, key = registered(platform, pmi(platform))
    with pytest.raises(refusals.SignatureWrong):
        check(platform, forged(phone.signed(a_draft(), "pmi", key)))


def test_another_phones_key_does_not_sign_for_this_one(platform: Platform) -> None:
    _, key = registered(platform, pmi(platform))
    with pytest.raises(refusals.SignatureWrong):
        check(platform, Phone().signed(a_draft(), "pmi", key))


def test_many_drafts_are_checked_together(platform: Platform) -> None:
    phone, key = registered(platform, pmi(platform))
    drafts = [a_draft(), phone.signed(a_draft(), "pmi", key), Phone().signed(a_draft(), "pmi", key)]
    with platform.database.reading() as unit:
        nothing, signed, wrong = partners.check_many(unit.connection, drafts)
    assert (nothing, signed) == (None, Signed("pmi", key))
    assert isinstance(wrong, refusals.SignatureWrong)


def test_a_revoked_key_and_a_suspended_partner_sign_no_more(platform: Platform) -> None:
    phone, key = registered(platform, pmi(platform))
    draft = phone.signed(a_draft(), "pmi", key)
    partners.set_active(platform, officer(), "pmi", active=False)
    with pytest.raises(refusals.SignatureWrong):
        check(platform, draft)
    with pytest.raises(refusals.PartnerSuspended):
        partners.invite(platform, officer(), "pmi", label="Posko 4")
    partners.set_active(platform, officer(), "pmi", active=True)
    assert check(platform, draft)
    partners.revoke(platform, officer(), "pmi", key)
    with pytest.raises(refusals.SignatureWrong):
        check(platform, draft)
    [revoked] = partners.seen(platform, officer(), "pmi").keys
    assert revoked.revoked_at


def test_an_invitation_works_once_and_not_for_ever(platform: Platform, clock: FixedClock) -> None:
    code = pmi(platform)
    token = partners.invite(platform, officer(), code, label="Posko 3")
    assert partners.invited(platform, token)[0].code == "pmi"
    with platform.database.reading() as unit:
        assert token.encode() not in b"".join(unit.connection.scalars(select(invitations.c.digest)))
    partners.register(platform, token, Phone().jwk)
    for act in (lambda: partners.register(platform, token, Phone().jwk), lambda: partners.invited(platform, token)):
        with pytest.raises(refusals.BadgeMissing):
            act()
    late = partners.invite(platform, officer(), code, label="Posko 4")
    assert [one.label for one in partners.seen(platform, officer(), code).invitations] == ["Posko 4"]
    clock.advance(timedelta(days=7))
    with pytest.raises(refusals.BadgeMissing):
        partners.register(platform, late, Phone().jwk)
    clock.advance(timedelta(days=31))
    assert partners.erase_due_invitations(platform) == 2


def test_a_suspended_partners_invitations_end(platform: Platform) -> None:
    token = partners.invite(platform, officer(), pmi(platform), label="Posko 3")
    partners.set_active(platform, officer(), "pmi", active=False)
    partners.set_active(platform, officer(), "pmi", active=True)
    with pytest.raises(refusals.BadgeMissing):
        partners.register(platform, token, Phone().jwk)


def test_a_key_is_registered_once_and_must_be_one(platform: Platform) -> None:
    phone, _ = registered(platform, pmi(platform))
    token = partners.invite(platform, officer(), "pmi", label="Posko 4")
    for jwk in (phone.jwk, {"kty": "oct"}, {}):
        with pytest.raises(refusals.KeyUnreadable):
            partners.register(platform, token, jwk)
    assert partners.invited(platform, token), "what went wrong used nothing up"
    with platform.database.reading() as unit:
        assert len(unit.connection.execute(select(partner_keys)).all()) == 1


def test_partners_are_made_and_changed_by_officers_of_their_region(platform: Platform) -> None:
    pmi(platform)
    with pytest.raises(refusals.PartnerCodeTaken):
        pmi(platform)
    with pytest.raises(OfficerOnly):
        partners.create(platform, officer(agency=None), code="x1", name="X", icon="waves")
    for act in (
        lambda: partners.seen(platform, officer("32"), "pmi"),
        lambda: partners.invite(platform, officer("32"), "pmi", label="Posko"),
        lambda: partners.set_active(platform, officer("32"), "pmi", active=False),
        lambda: partners.revoke(platform, officer("31.71"), "pmi", uuid4()),
        lambda: partners.change(platform, officer("32"), "pmi", name="Y"),
    ):
        with pytest.raises(refusals.NotYourPartner):
            act()
    assert partners.change(platform, officer(None), "pmi", name="PMI DKI", icon="users").name == "PMI DKI"
    [found] = partners.partners(platform)
    assert (found.number, found.code, found.name, found.icon, found.active) == (1, "pmi", "PMI DKI", "users", True)
    assert partners.partner_of(platform, "pmi") == found
    with pytest.raises(refusals.PartnerMissing):
        partners.partner_of(platform, "x")


def test_the_pages(client: TestClient, client_for: Clients, platform: Platform) -> None:
    desk = client_for(officer())
    page = desk.get("/bencana/meja/mitra").text
    assert "Belum ada mitra" in page
    csrf = {"csrf": value_of(page, "csrf")}
    wrong = desk.post("/bencana/meja/mitra", data=csrf | {"code": "PMI!", "name": "PMI", "icon": "waves"})
    assert (wrong.status_code, "huruf kecil" in wrong.text) == (422, True)
    made = desk.post("/bencana/meja/mitra", data=csrf | {"code": "pmi", "name": "PMI", "icon": "waves"})
    assert made.headers["location"] == "/bencana/meja/mitra/pmi?selesai=create"
    assert desk.post("/bencana/meja/mitra/pmi", data=csrf | {"do": "invite", "label": ""}).status_code == 422
    invited = desk.post("/bencana/meja/mitra/pmi", data=csrf | {"do": "invite", "label": "Posko 3"}).text
    link = re.search(r"http://localhost(/bencana/lencana/[\w-]{43})", invited)
    assert link
    badge = client.get(link[1])
    assert (badge.status_code, badge.headers["cache-control"], badge.headers["referrer-policy"]) == (
        200,
        "no-store",
        "no-referrer",
    )
    phone = Phone()
    for broken in ("", "[]", "{", json.dumps({"kty": "EC"})):
        assert client.post(link[1], data={"key": broken}).status_code == 422
    told = client.post(link[1], data={"key": json.dumps(phone.jwk)})
    assert told.status_code == 201
    assert check(platform, phone.signed(a_draft(), "pmi", UUID(told.json()["key"])))
    assert client.post(link[1], data={"key": json.dumps(Phone().jwk)}).status_code == 404
    assert client.get(link[1]).status_code == 404
    assert "Posko 3" in desk.get("/bencana/meja/mitra/pmi").text
    revoked = desk.post("/bencana/meja/mitra/pmi", data=csrf | {"do": "revoke", "key": told.json()["key"]})
    assert revoked.headers["location"].endswith("selesai=revoke")
    for do in ("suspend", "resume"):
        assert desk.post("/bencana/meja/mitra/pmi", data=csrf | {"do": do}).status_code == 303
    assert (
        desk.post("/bencana/meja/mitra/pmi", data=csrf | {"do": "change", "name": "", "icon": "waves"}).status_code == 422
    )
    for bad in ({"do": "revoke", "key": "x"}, {"do": "?"}):
        assert desk.post("/bencana/meja/mitra/pmi", data=csrf | bad).status_code == 404
    assert desk.get("/bencana/meja/mitra/x").status_code == 404
    assert client_for(officer("32", number=9)).get("/bencana/meja/mitra/pmi").status_code == 403
    assert client.get("/bencana/meja/mitra").status_code in (303, 403)


def test_a_mark_is_named_to_who_hears_the_page(client_for: Clients) -> None:
    desk = client_for(officer())
    assert set(ICON_WORDS) == set(rules.ICONS)
    for prefix, word in (("", "pengeras suara"), ("/en", "megaphone")):
        page = desk.get(f"{prefix}/bencana/meja/mitra").text
        assert f'visually-hidden">{word}</span>' in page
    assert 'visually-hidden">badge-check</span>' not in page
