"""The dosing table is signed as exactly this version and digest, by a clinician with a licence; withdrawn with a reason."""

import hashlib
import json
from uuid import UUID

import pytest
from sqlalchemy import select

from simpul.kernel.actor import Actor
from simpul.kernel.database.schema import audit
from simpul.malaria.actions import signing
from simpul.malaria.model import signing as model
from simpul.malaria.rules.dosing_table import TABLE
from simpul.malaria.rules.signing import permit_sign

CLINICIAN = Actor(
    UUID(int=71), "dr. Uji", agency="ID/GOV/9206/DINKES", region="92.06", roles=frozenset({"malaria.clinician"})
)
OFFICER = Actor(UUID(int=72), "Pengelola Uji", region="92.06", roles=frozenset({"malaria.officer", "malaria.supervisor"}))
NOBODY = Actor(None, "anonymous", roles=frozenset({"malaria.clinician"}))
SIGNER = model.DoseSigner("dr. Uji Coba", "sip  503/123/2024", compared=True)


@pytest.mark.parametrize(
    ("actor", "may"),
    [(CLINICIAN, True), (OFFICER, False), (NOBODY, False), (Actor.SYSTEM, False), (Actor.ANONYMOUS, False)],
)
def test_only_a_clinician_signs(actor, may):
    if may:
        permit_sign(actor)
        return
    with pytest.raises(model.ClinicianOnly):
        permit_sign(actor)


def test_a_table_is_unsigned_until_a_clinician_signs_and_after_it_is_withdrawn(platform):
    assert signing.signed(platform) is None
    made = signing.sign(platform, CLINICIAN, sha256=TABLE.sha256, by=SIGNER)
    assert signing.signed(platform) == made
    assert (made.version, made.sha256, made.licence) == (TABLE.version, TABLE.sha256, "SIP 503/123/2024")
    with pytest.raises(model.SignedAlready):
        signing.sign(platform, CLINICIAN, sha256=TABLE.sha256, by=SIGNER)
    signing.withdraw(platform, CLINICIAN, reason="Baris 10 kg salah")
    assert signing.signed(platform) is None
    assert [one.withdrawn_reason for one in signing.history(platform)] == ["Baris 10 kg salah"]
    with pytest.raises(model.NotSigned):
        signing.withdraw(platform, CLINICIAN, reason="Sekali lagi")
    signing.sign(platform, CLINICIAN, sha256=TABLE.sha256, by=SIGNER)
    with platform.database.reading() as unit:
        did = list(unit.connection.execute(select(audit.c.action).order_by(audit.c.at, audit.c.id)).scalars())
    assert did == ["malaria.doses.sign", "malaria.doses.withdraw", "malaria.doses.sign"]


def test_a_signature_under_another_digest_counts_for_nothing(platform, monkeypatch):
    signing.sign(platform, CLINICIAN, sha256=TABLE.sha256, by=SIGNER)
    changed = type("Table", (), {"version": TABLE.version, "sha256": "0" * 64})
    monkeypatch.setattr(signing, "TABLE", changed)
    assert signing.signed(platform) is None


@pytest.mark.parametrize(
    ("actor", "sha256", "by", "refusal"),
    [
        (OFFICER, TABLE.sha256, SIGNER, model.ClinicianOnly),
        (CLINICIAN, "0" * 64, SIGNER, model.OtherTable),
        (CLINICIAN, TABLE.sha256, model.DoseSigner(" ", SIGNER.licence, compared=True), model.SignerMissing),
        (CLINICIAN, TABLE.sha256, model.DoseSigner("dr. Uji", "503/123/2024", compared=True), model.LicenceUnreadable),
        (CLINICIAN, TABLE.sha256, model.DoseSigner("dr. Uji", "SIP 12", compared=True), model.LicenceUnreadable),
        (CLINICIAN, TABLE.sha256, model.DoseSigner("dr. Uji", SIGNER.licence, compared=False), model.NotRead),
    ],
)
def test_what_a_signature_lacks_is_said_and_nothing_is_signed(platform, actor, sha256, by, refusal):
    with pytest.raises(refusal):
        signing.sign(platform, actor, sha256=sha256, by=by)
    assert signing.signed(platform) is None


@pytest.fixture
def malaria(platform):
    """The node also runs the malaria module."""
    modules = platform.settings.model_copy(update={"modules": ("identity", "malaria")})
    object.__setattr__(platform, "settings", modules)


def form(client, **fields):
    page = client.get("/malaria/takaran").text
    token = page.split('name="csrf" value="')[1].split('"')[0] if 'name="csrf"' in page else ""
    return client.post("/malaria/takaran", data={"csrf": token, "sha256": TABLE.sha256, **fields})


@pytest.mark.usefixtures("malaria")
def test_the_page_says_that_nobody_signed_and_shows_each_band_with_its_page(client_for):
    page = client_for().get("/malaria/takaran")
    assert page.status_code == 200
    for words in ("Menunggu tanda tangan dokter", "&gt;17–30\u00a0kg", "1½", "hlm. 11-13", TABLE.sha256):
        assert words in page.text
    assert '<form method="post"' not in page.text.split("<main")[1]
    assert "Awaiting clinical sign-off" in client_for().get("/en/malaria/takaran").text


@pytest.mark.usefixtures("malaria")
def test_the_app_fetches_what_was_signed_byte_for_byte(client_for, platform):
    answer = client_for().get("/malaria/lapangan/takaran.json")
    assert answer.json().keys() == {"table", "version", "sha256", "signed_off_by"}
    assert answer.json()["signed_off_by"] is None
    carried = json.dumps(answer.json()["table"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(carried).hexdigest() == answer.json()["sha256"] == TABLE.sha256
    tag = answer.headers["etag"]
    assert client_for().get("/malaria/lapangan/takaran.json", headers={"If-None-Match": tag}).status_code == 304
    signing.sign(platform, CLINICIAN, sha256=TABLE.sha256, by=SIGNER)
    again = client_for().get("/malaria/lapangan/takaran.json", headers={"If-None-Match": tag})
    assert again.json()["signed_off_by"] == {
        "name": "dr. Uji Coba",
        "licence": "SIP 503/123/2024",
        "at": "2026-11-23T05:00:00+00:00",
    }


@pytest.mark.usefixtures("malaria")
def test_a_clinician_signs_and_withdraws_on_the_page(client_for, platform):
    client = client_for(CLINICIAN)
    wrong = form(client, do="sign", name="dr. Uji Coba", licence="tidak ada", compared="yes")
    assert (wrong.status_code, signing.signed(platform)) == (422, None)
    assert "STR atau SIP" in wrong.text
    assert form(client, do="sign", name="dr. Uji Coba", licence="STR 31210001", compared="yes").status_code == 303
    assert "bertanggung jawab atas versi ini" in client.get("/malaria/takaran?selesai=sign").text
    assert form(client, do="withdraw", reason="").status_code == 422
    assert form(client, do="withdraw", reason="Ada baris yang salah").status_code == 303
    assert "Ada baris yang salah" in client_for().get("/malaria/takaran").text
    assert form(client, do="else").status_code == 404


@pytest.mark.usefixtures("malaria")
def test_nobody_else_reaches_the_signature(client_for, platform):
    assert form(client_for(OFFICER), do="sign", name="dr. Uji", licence="STR 31210001", compared="yes").status_code == 403
    assert form(client_for(), do="sign", name="dr. Uji", licence="STR 31210001", compared="yes").status_code in (
        303,
        401,
        403,
    )
    assert signing.signed(platform) is None
