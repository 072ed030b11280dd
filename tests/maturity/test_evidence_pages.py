"""Pages of evidence and of signed records: each refusal at its field, nothing lost, downloads that no browser runs."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from simpul.maturity.actions import records
from simpul.maturity.rules import records as rules
from tests.maturity import evidence_files as files
from tests.maturity import makers as make
from tests.maturity.makers import ENTRY, FIRST, LEADER, STRANGER

Clients = Callable[..., TestClient]
ROOM = "/kematangan/bukti"


@pytest.fixture
def assessment(platform: Platform) -> UUID:
    return make.opened(platform)


def post(client: TestClient, path: str, *, files: Any = None, at: str = "", **fields: Any) -> Any:
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(at or path).text)
    assert token
    return client.post(path, data={"csrf": token[1], **fields}, files=files, follow_redirects=True)


def send(client: TestClient, id: UUID, content: bytes, name: str, **fields: Any) -> Any:
    given = {"level": "3", "title": "Perbup 12/2024", "note": "Pasal 4", **fields}
    path = f"{ROOM}/{id}/indikator/18?jenis=berkas"
    return post(client, path, files={"file": (name, content, "application/pdf")}, **given)


def test_a_file_is_sent_found_fetched_removed_and_taken_back(assessment: UUID, client_for: Clients) -> None:
    client = client_for(ENTRY)
    page = send(client, assessment, files.PDF, "Perbup “12”.pdf")
    assert page.status_code == 200
    assert "Data dukung tersimpan." in page.text
    assert "Perbup 12/2024" in page.text
    link = re.search(rf'href="({ROOM}/{assessment}/berkas/[0-9a-f-]+)"', page.text)
    assert link
    got = client.get(link[1])
    assert got.content == files.PDF
    assert got.headers["content-disposition"].startswith('attachment; filename="bukti-18.pdf"')
    assert "%E2%80%9C12%E2%80%9D.pdf" in got.headers["content-disposition"]
    assert got.headers["x-content-type-options"] == "nosniff"
    evidence = link[1].rsplit("/", 1)[1]
    here = f"{ROOM}/{assessment}/indikator/18"
    gone = post(client, f"{here}/satu", at=here, evidence=evidence, do="remove")
    assert "Data dukung dihapus." in gone.text
    back = post(client, f"{here}/satu", at=here, evidence=evidence, do="undo")
    assert "Data dukung dikembalikan." in back.text
    assert "Perbup 12/2024" in back.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (files.word(), "Perbup.pdf", "isinya lain: DOCX (Word)"),
        (files.bomb(900), "SK.docx", "mengembang menjadi 901 MB"),
        (files.PDF_LOCKED, "Perbup.pdf", "terkunci kata sandi"),
        (b"", "Perbup.pdf", "Pilih berkas"),
        (b"x" * (40 * 1024 * 1024 + 1), "besar.pdf", "lebih besar dari 40 MB"),
    ],
    ids=["another kind", "bomb", "locked", "empty", "too large"],
)
def test_a_file_that_is_not_taken_says_why_and_keeps_the_words(
    assessment: UUID, client_for: Clients, content: bytes, name: str, words: str
) -> None:
    page = send(client_for(ENTRY), assessment, content, name)
    assert page.status_code == 422
    assert words in page.text
    assert 'href="#file"' in page.text
    assert 'value="Perbup 12/2024"' in page.text
    assert "Pasal 4" in page.text


def test_forty_megabytes_are_taken(assessment: UUID, client_for: Clients) -> None:
    content = files.PDF[:-6] + b"%" + b"x" * (40 * 1024 * 1024 - len(files.PDF) - 2) + b"\n%%EOF\n"
    assert len(content) == 40 * 1024 * 1024
    page = send(client_for(ENTRY), assessment, content, "pindai.pdf")
    assert page.status_code == 200
    assert "40,0 MB" in page.text or "40 MB" in page.text


def test_a_missing_level_and_a_wrong_address_are_told_at_their_fields(assessment: UUID, client_for: Clients) -> None:
    path = f"{ROOM}/{assessment}/indikator/18?jenis=tautan"
    page = post(client_for(ENTRY), path, link="javascript:alert(1)", level="3", title="Situs")
    assert page.status_code == 422
    assert 'href="#link"' in page.text
    assert 'href="javascript' not in page.text
    page = post(client_for(ENTRY), path, link="https://jdih.example.go.id/1", title="Situs")
    assert 'href="#level"' in page.text


def test_a_measurement_is_chosen_attached_and_flagged_where_it_does_not_fit(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    make.answer(platform, ENTRY, assessment, {"18": 4})
    client, here = client_for(ENTRY), f"{ROOM}/{assessment}/indikator/18?jenis=pengukuran"
    form = client.get(here)
    assert "Layanan di penghubung" in form.text
    assert "Hasil pengukuran tidak sejalan dengan tingkat ini" in form.text
    assert "Kemungkinan lain:" in form.text
    page = post(client, here, measured="exchange.services", level="3")
    assert page.status_code == 200
    assert "Layanan terdaftar" in page.text
    assert post(client, here, measured="nonsense", level="3").status_code == 422
    whole = client.get(f"{ROOM}/{assessment}/pengukuran")
    assert "Yang tidak sejalan dengan tingkat yang dinyatakan" in whole.text


def test_a_file_missing_on_the_disk_is_told_and_never_an_error(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    client = client_for(ENTRY)
    page = send(client, assessment, files.PDF, "Perbup.pdf")
    link = re.search(rf'href="({ROOM}/{assessment}/berkas/[0-9a-f-]+)"', page.text)
    assert link
    with platform.database.reading() as unit:
        name = unit.connection.scalar(text("SELECT file FROM maturity_evidence"))
    platform.files.remove(str(name))
    assert client.get(link[1]).status_code == 404
    assert "tidak ada lagi di penyimpanan" in client.get(link[1]).text
    for path in (f"{ROOM}/{assessment}", f"{ROOM}/{assessment}?tampil=hilang", f"{ROOM}/{assessment}/indikator/18"):
        assert "Berkas tidak ada lagi di penyimpanan." in client.get(path).text
    assert client.get(f"{ROOM}/{assessment}/daftar.csv").text.splitlines()[1].endswith(",0")
    make.to_stage(platform, assessment, "document")
    closed = client.get(f"{ROOM}/{assessment}/indikator/18")
    assert "Kirim ulang berkas yang hilang" in closed.text
    assert "Data dukung tersimpan." in send(client, assessment, files.PDF, "lain.pdf").text
    assert client.get(link[1]).content == files.PDF


@pytest.mark.parametrize("where", ["", "/indikator/18", "/pengukuran", "/daftar.csv", "/berita-acara"])
def test_another_agency_finds_nothing(assessment: UUID, client_for: Clients, where: str) -> None:
    assert client_for(STRANGER).get(f"{ROOM}/{assessment}{where}").status_code == 404


def test_the_way_back_leads_nowhere_else(assessment: UUID, client_for: Clients) -> None:
    client = client_for(ENTRY)
    for bad in ("https://evil.example/", "//evil.example", "/kematangan/..\\evil", "/akun"):
        page = client.get(f"{ROOM}/{assessment}/indikator/18", params={"kembali": bad})
        assert 'href="https://evil' not in page.text
        assert 'name="kembali" value="/kematangan/penilaian/' in page.text
        assert f'href="/kematangan/penilaian/{assessment}/indikator/18"' in page.text


# Signed records


def test_anybody_checks_a_record_and_only_its_people_read_it(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    make.to_stage(platform, assessment, "document")
    record = records.all_of(platform, LEADER, assessment)[0]
    visitor, path = client_for(), f"/kematangan/berita-acara/{record.id}"
    found = visitor.get("/kematangan/berita-acara", params={"q": " ".join(record.digest)}, follow_redirects=True)
    assert found.url.path == path
    assert "Berita acara ini sah" in found.text
    assert "Pimpinan" in found.text
    assert record.digest[:8] in found.text
    assert "3" not in re.sub(r"<[^>]+>", "", found.text).split("Tingkat per indikator")[1:]
    assert visitor.get(f"{path}/pdf").status_code in {303, 401, 403}
    assert client_for(STRANGER).get(f"{path}/pdf").status_code == 403
    told = client_for(FIRST).get(f"{path}/pesan.json")
    assert rules.digest(json.loads(told.content)) == record.digest
    made = client_for(LEADER).get(f"{path}/pdf")
    assert made.headers["content-type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    assert f"{record.number}.pdf" in made.headers["content-disposition"]
    assert record.number in client_for(LEADER).get(f"{ROOM}/{assessment}/berita-acara").text


def test_a_record_that_was_changed_says_so(platform: Platform, assessment: UUID, client_for: Clients) -> None:
    make.to_stage(platform, assessment, "document")
    record = records.all_of(platform, LEADER, assessment)[0]
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(text("UPDATE maturity_record SET message = jsonb_set(message, '{levels,1}', '\"5\"')"))
    page = client_for().get(f"/kematangan/berita-acara/{record.id}")
    assert "Berita acara ini tidak sah" in page.text
    assert "isinya telah diubah" in page.text


@pytest.mark.parametrize(
    ("asked", "status", "words"), [("x", 422, "64 karakter"), ("0" * 64, 404, "Tidak ada berita acara")]
)
def test_what_is_no_record_is_told(client_for: Clients, asked: str, status: int, words: str) -> None:
    page = client_for().get("/kematangan/berita-acara", params={"q": asked})
    assert page.status_code == status
    assert words in page.text
    assert f'value="{asked}"' in page.text
