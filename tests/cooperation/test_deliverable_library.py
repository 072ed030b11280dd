"""The library of results: who sees what, how files come in and go out, where a result leads, in three languages."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from simpul.cooperation.actions import deliverables, demo_projects
from simpul.cooperation.model.projects import Became
from simpul.cooperation.rules.history import key_id
from simpul.cooperation.store import deliverables as store
from simpul.kernel.platform import Platform
from tests.cooperation.governance_makers import RESULT, project_there
from tests.cooperation.people import KEEPER, KOREAN, NOW, OTHER, READER, programmes_there
from tests.cooperation.test_deliverable_files import DOCX, PDF

Clients = Callable[..., Any]
ONE = f"/kerja-sama/hasil/{RESULT.id}"
HIDDEN = replace(RESULT, id=UUID(int=0x501), public=False, title={"id": "Hasil tertutup"})


@pytest.fixture(autouse=True)
def _records(platform: Platform) -> None:
    programmes_there(platform)
    project_there(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        store.add(unit.connection, HIDDEN, NOW)


@pytest.fixture
def send(platform: Platform, post: Clients) -> Clients:
    """Sends a file as the page's form does."""

    def sent(client: Any, name: str, content: bytes, language: str = "id") -> Any:
        post(client, ONE)  # a device mark, and nothing done
        token = client.get(ONE).text.split('name="csrf" value="')[1].split('"')[0]
        form = {"csrf": token, "language": language}
        return client.post(
            f"{ONE}/berkas", data=form, files={"file": (name, content, "application/pdf")}, follow_redirects=True
        )

    return sent


def test_everybody_sees_what_is_public_and_nothing_else(client_for: Clients) -> None:
    for lang, title in (("", "Indeks e-government"), ("/en", "E-government index"), ("/ko", "전자정부 지수")):
        page = client_for().get(f"{lang}/kerja-sama/hasil").text
        assert title in page
        assert "Hasil tertutup" not in page
        assert title in client_for().get(f"{lang}{ONE}").text
    for who in (None, OTHER):
        assert client_for(who).get(f"/kerja-sama/hasil/{HIDDEN.id}").status_code == 404
        assert "Hasil tertutup" not in client_for(who).get("/kerja-sama/hasil.csv").text
        assert len(client_for(who).get("/api/v1/cooperation/deliverables").json()) == 1
        assert client_for(who).get(f"/api/v1/cooperation/deliverables/{HIDDEN.id}").status_code == 404
    assert "Hasil tertutup" in client_for(READER).get("/kerja-sama/hasil").text


def test_a_file_comes_in_with_its_digest_and_goes_out_as_a_download(client_for: Clients, send: Clients) -> None:
    page = send(client_for(KEEPER), "보고서 akhir.pdf", PDF, "ko")
    assert sha256(PDF).hexdigest() in page.text
    file = client_for().get("/api/v1/cooperation/deliverables?language=ko").json()[0]["files"][0]
    got = client_for().get(file["path"])
    assert got.content == PDF
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%EB%B3%B4" in got.headers["content-disposition"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert client_for().get(file["path"], headers={"if-none-match": got.headers["etag"]}).status_code == 304
    assert "tidak ada hasil" in client_for().get("/kerja-sama/hasil?bahasa=en").text.lower()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"<script>"), ("a.pdf", b""), ("a.pdf", DOCX), ("a.pdf", b"%PDF-1.7 half"), ("a.exe", b"MZ")],
)
def test_what_is_no_document_does_not_come_in(
    client_for: Clients, send: Clients, platform: Platform, name: str, content: bytes
) -> None:
    page = send(client_for(KEEPER), name, content)
    assert page.status_code == 422
    assert 'href="#file"' in page.text
    assert deliverables.seen(platform, KEEPER, RESULT.id).files == ()


def test_who_does_not_keep_the_programme_sends_nothing(client_for: Clients, post: Clients) -> None:
    for who in (READER, OTHER):
        client = client_for(who)
        assert post(client, f"{ONE}/berkas", language="id").status_code in {403, 404, 422}
        assert post(client, ONE, lakukan="jadi", where="/kematangan", name_id="x", version="1").status_code in {403, 404}
        assert post(client, f"{ONE}/ubah", kind="plan", title_id="x", version="1").status_code in {403, 404}
        assert client.get(f"{ONE}/ubah").status_code in {403, 404}


def test_the_same_file_twice_and_out_and_back(
    client_for: Clients, post: Clients, send: Clients, platform: Platform
) -> None:
    client = client_for(KOREAN)
    assert send(client, "a.pdf", PDF).status_code == 200
    assert send(client, "b.pdf", PDF).status_code == 409
    file = deliverables.seen(platform, KOREAN, RESULT.id).files[0]
    post(client, ONE, lakukan="cabut", berkas=str(file.id))
    assert client_for().get(f"{ONE}/berkas/{file.id}").status_code == 404
    assert "a.pdf" not in client_for().get(ONE).text
    assert "Kembalikan" in client.get(ONE).text
    post(client, ONE, lakukan="kembali", berkas=str(file.id))
    assert client_for().get(f"{ONE}/berkas/{file.id}").content == PDF


def test_a_file_whose_bytes_changed_on_the_disk_is_not_given_out(
    client_for: Clients, send: Clients, platform: Platform
) -> None:
    send(client_for(KEEPER), "a.pdf", PDF)
    file = deliverables.seen(platform, KEEPER, RESULT.id).files[0]
    platform.files.path(file.file).write_bytes(PDF + b"x")
    try:
        assert client_for().get(f"{ONE}/berkas/{file.id}").status_code == 404
    finally:
        platform.files.remove(file.file)


def test_where_its_subject_is_served_and_that_this_is_the_editors_word(client_for: Clients, post: Clients) -> None:
    client = client_for(KEEPER)
    page = post(client, ONE, lakukan="jadi", where="javascript:alert(1)", name_id="x", version="1")
    assert page.status_code == 422
    assert 'href="javascript' not in page.text
    page = post(client, ONE, lakukan="jadi", where="/penghubung", name_id="Penghubung", name_ko="연계", version="1")
    page = post(client, ONE, lakukan="jadi", where="/kematangan", name_id="Kematangan", version="2")
    assert post(client, ONE, lakukan="lepas", where="/penghubung", version="1").status_code == 409
    public = client_for().get(f"/ko{ONE}").text
    assert 'href="/ko/penghubung"' in public
    assert "비롯되었다는 뜻은 아닙니다" in public
    assert 'href="/ko/kematangan"' not in public  # this node does not run it, and says so
    assert "이 노드에 없음" in public
    page = post(client, ONE, lakukan="lepas", where="/penghubung", version="3")
    assert "Tautan dilepas" in page.text


def test_a_result_is_written_down_changed_and_published(client_for: Clients, post: Clients, platform: Platform) -> None:
    client = client_for(KEEPER)
    path = f"/kerja-sama/proyek/{RESULT.project}/hasil-baru"
    assert 'href="#kind"' in post(client, path, title_id="Standar").text
    assert "Hasil sudah dicatat" in post(client, path, kind="standard", title_id="Standar").text
    made = next(one for one in deliverables.listed(platform, KEEPER, deliverables.ResultsWanted(kind="standard")))
    key = made.deliverable.id
    assert client_for().get(f"/kerja-sama/hasil/{key}").status_code == 404
    fields = {"kind": "standard", "title_id": "Standar", "on": "2026-11-30", "public": "ya", "version": "1"}
    assert 'href="#on"' in post(client, f"/kerja-sama/hasil/{key}/ubah", **fields).text
    assert post(client, f"/kerja-sama/hasil/{key}/ubah", **{**fields, "on": "2026-11-20"}).status_code == 200
    assert client_for().get(f"/kerja-sama/hasil/{key}").status_code == 200
    assert post(client, f"/kerja-sama/hasil/{key}/ubah", **{**fields, "on": ""}).status_code == 409


def test_the_demos_links_are_set_once_and_never_over_others(platform: Platform) -> None:
    roadmap = replace(RESULT, id=key_id("deliverable", "roadmap-delivered"))
    mine = Became("/penghubung", {"id": "Punya kami"})
    kept = replace(RESULT, id=key_id("deliverable", "documents-delivered"), became=(mine,))
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        store.add(unit.connection, roadmap, NOW)
        store.add(unit.connection, kept, NOW)
    demo_projects.seed(platform)
    demo_projects.seed(platform)
    assert [one.where for one in deliverables.seen(platform, KEEPER, roadmap.id).deliverable.became] == [
        "/kematangan/instrumen/SPBE-2020/indikator/12"
    ]
    assert deliverables.seen(platform, KEEPER, kept.id).deliverable.became == (mine,)
