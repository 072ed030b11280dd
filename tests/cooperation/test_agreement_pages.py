"""The pages of agreements and budgets: what each shows and does, in three languages, and what it says when it refuses."""

import re
from collections.abc import Callable
from typing import Any

from simpul.cooperation.actions import demo_agreements
from simpul.cooperation.store import budgets
from simpul.kernel.platform import Platform
from tests.cooperation.agreement_makers import ANNEX, FORM, LINE_FORM, MOU, PDF, cooperating
from tests.cooperation.people import CENTRE, DGCC, EGCC, KEEPER, KOREAN, OTHER, READER, STRANGER

Clients = Callable[..., Any]
Posted = Callable[..., Any]
AT = "/en/kerja-sama/perjanjian"
BUDGET = "/en/kerja-sama/anggaran"
PATHS = (
    "perjanjian",
    "perjanjian?keadaan=ending&q=nota",
    "perjanjian?q=tidak-ada",
    f"perjanjian/{MOU.id}",
    f"perjanjian/{ANNEX.id}",
    f"perjanjian/{MOU.id}/ubah",
    "perjanjian/baru",
    f"perjanjian/baru?dari={MOU.id}&jenis=extension",
    "anggaran",
    f"anggaran?program={EGCC}&mata_uang=IDR",
    f"anggaran?program={DGCC}",
    "anggaran/kurs",
)


def test_pages_open_in_three_languages(platform: Platform, client_for: Clients) -> None:
    cooperating(platform)
    centre = client_for(CENTRE)
    for seeded in (False, True):
        if seeded:
            demo_agreements.seed(platform)
        for path in PATHS:
            for lang in ("", "/en", "/ko"):
                assert centre.get(f"{lang}/kerja-sama/{path}").status_code == 200, (lang, path)
    assert client_for(READER).get(f"{AT}/baru").status_code == 404
    assert client_for(STRANGER).get(BUDGET).status_code == 200


def test_the_list_says_what_ends_soon_and_filters(platform: Platform, client_for: Clients) -> None:
    cooperating(platform)
    page = client_for(KEEPER).get(AT).text
    assert "in 48 days, and nothing on record extends it" in page
    assert "(inferred)" in page
    assert "No agreement has this" in client_for(KEEPER).get(f"{AT}?keadaan=running").text
    assert client_for(KEEPER).get(f"{AT}?program={DGCC}&hal=x&keadaan=%00").status_code == 200
    sheet = client_for(READER).get(f"{AT}.csv").text
    assert "Nota Kesepahaman" in sheet
    for who in (OTHER, STRANGER):
        assert "Memorandum" not in client_for(who).get(AT).text
        assert client_for(who).get(f"{AT}/{MOU.id}").status_code == 404


def test_a_keeper_writes_down_changes_ends_and_resumes(platform: Platform, client_for: Clients, post: Posted) -> None:
    cooperating(platform)
    keeper = client_for(KEEPER)
    made = post(keeper, f"{AT}/baru", **FORM)
    assert "The agreement is on record" in made.text
    here = made.url.path
    kept = post(keeper, f"{here}/ubah", **FORM | {"version": "1", "title_en": "New <b>memorandum</b>"})
    assert "New &lt;b&gt;memorandum" in kept.text
    stale = post(keeper, f"{here}/ubah", **FORM | {"version": "1", "title_en": "Kept in the form"})
    assert (stale.status_code, "Kept in the form" in stale.text) == (409, True)
    late = post(keeper, here, lakukan="akhiri", version="2", ended_on="2030-01-01")
    assert (late.status_code, 'href="#ended_on"' in late.text) == (422, True)
    assert "You can take this back" in post(keeper, here, lakukan="akhiri", version="2", ended_on="2026-05-01").text
    assert post(keeper, here, lakukan="lanjutkan", version="2").status_code == 409
    assert "has its term again" in post(keeper, here, lakukan="lanjutkan", version="3").text
    assert post(keeper, here, lakukan="hapus", version="4").status_code == 404


def test_a_wrong_form_keeps_what_was_written(platform: Platform, client_for: Clients, post: Posted) -> None:
    cooperating(platform)
    keeper = client_for(KEEPER)
    for wrong, field in (
        ({"title_id": ""}, "title_id"),
        ({"since": "2026-13-40"}, "since"),
        ({"until": "2020-01-01"}, "until"),
        ({"korea_signatory": ""}, "indonesia_signatory"),
        ({"instrument": "annex"}, "parent"),
        ({"instrument": "treaty"}, "instrument"),
        ({"parent": "x"}, "parent"),
    ):
        page = post(keeper, f"{AT}/baru", **FORM | wrong | {"signed_at": "Kept in the form"})
        assert (page.status_code, f'href="#{field}"' in page.text) == (422, True), wrong
        assert "Kept in the form" in page.text
    assert post(keeper, f"{AT}/baru", **FORM | {"programme": DGCC}).status_code == 404
    assert post(client_for(READER), f"{AT}/{MOU.id}/ubah", **FORM | {"version": "1"}).status_code == 403


def given(client: Any, post: Posted, path: str, name: str, content: bytes, field: str = "file", **more: str) -> Any:
    """The answer to a file that is sent."""
    token = post(client, "/en/kerja-sama/tidak-ada")  # the device's mark is set by the first post
    assert token.status_code == 404
    page = client.get(f"{AT}/{MOU.id}").text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    return client.post(path, data={"csrf": csrf, **more}, files={field: (name, content)}, follow_redirects=True)


def test_a_text_is_kept_compared_and_downloaded_by_readers_only(
    platform: Platform, client_for: Clients, post: Posted
) -> None:
    cooperating(platform)
    keeper, here = client_for(KEEPER), f"{AT}/{MOU.id}"
    page = given(keeper, post, f"{here}/naskah", "../nota\x00 baik.pdf", PDF, language="id").text
    assert "Its SHA-256 stands below" in page
    link = page.split(f'href="{here}/naskah/')[1].split('"')[0]
    answer = client_for(KOREAN).get(f"{here}/naskah/{link}")
    assert (answer.content, answer.headers["content-disposition"].startswith("attachment")) == (PDF, True)
    for who in (OTHER, STRANGER):
        assert client_for(who).get(f"{here}/naskah/{link}").status_code == 404
    same = given(keeper, post, f"{here}/periksa", "x.pdf", PDF, "banding").text
    assert "This file is the text, byte for byte" in same
    assert "This file is none of the texts" in given(keeper, post, f"{here}/periksa", "x.pdf", PDF + b" ", "banding").text
    assert post(keeper, f"{here}/periksa").status_code == 422


def test_the_budget_adds_strikes_restores_and_says_what_it_leaves_out(
    platform: Platform, client_for: Clients, post: Posted
) -> None:
    cooperating(platform)
    keeper = client_for(KEEPER)
    page = keeper.get(BUDGET).text
    assert "Both sides pledged the same: USD\u00a01,000,000 each" in page
    assert "2 amounts are left out of these sums" in page
    assert "The amount is in the budget" in post(keeper, f"{BUDGET}/{EGCC}", lakukan="tambah", **LINE_FORM).text
    twice = post(keeper, f"{BUDGET}/{EGCC}", lakukan="tambah", **LINE_FORM)
    assert (twice.status_code, 'value="Pelatihan"' in twice.text) == (409, True)
    wrong = post(keeper, f"{BUDGET}/{EGCC}", lakukan="tambah", **LINE_FORM | {"amount": "1.000"})
    assert (wrong.status_code, 'href="#amount"' in wrong.text) == (422, True)
    with platform.database.reading() as unit:
        [one] = [each for each in budgets.of_programme(unit.connection, EGCC) if each.category == "pelatihan"]
    saw = {"id": str(one.id), "version": "1"}
    assert "counts no more" in post(keeper, f"{BUDGET}/{EGCC}", lakukan="coret", **saw).text
    assert post(keeper, f"{BUDGET}/{EGCC}", lakukan="coret", **saw).status_code == 409
    assert "counts again" in post(keeper, f"{BUDGET}/{EGCC}", lakukan="pulihkan", **saw | {"version": "2"}).text
    for bad in ({"id": "x"}, {"id": str(MOU.id)}, {"lakukan": "hapus"}):
        assert post(keeper, f"{BUDGET}/{EGCC}", **{"lakukan": "coret", **saw, **bad}).status_code == 404
    assert "1000000.50,USD,Pelatihan" in client_for(KOREAN).get(f"{BUDGET}/{EGCC}/anggaran.csv").text
    assert client_for(OTHER).get(f"{BUDGET}/{EGCC}/anggaran.csv").status_code == 404
    assert client_for(OTHER).get(f"{BUDGET}?program={EGCC}").status_code == 404


def test_tables_are_taken_in_with_the_rows_that_were_refused(platform: Platform, client_for: Clients, post: Posted) -> None:
    cooperating(platform)
    keeper, centre = client_for(KEEPER), client_for(CENTRE)
    head = "on,kind,side,amount,currency,what_id,source\n"
    rows = "2017-01-02,spending,indonesia,5,USD,Satu,x\n2017-01-02,contribution,korea,5,USD,Dua,x\n"
    rows += "x,spending,korea,5,USD,Tiga,x\n"
    page = given(keeper, post, f"{BUDGET}/{EGCC}/impor", "a.csv", (head + rows).encode()).text
    for words in ("1 row was taken in", "This belongs to the other side", "Only a pledge may lie in the future"):
        assert words in page
    again = given(keeper, post, f"{BUDGET}/{EGCC}/impor", "a.csv", (head + rows).encode()).text
    assert "0 rows were taken in" in again
    assert given(keeper, post, f"{BUDGET}/{EGCC}/impor", "a.csv", b"\xff").status_code == 422
    rates = b"on,base,quote,value,source\n2016-01-04,USD,KRW,1200,Bank\n2016-01-04,USD,USD,1,Bank\n"
    assert "1 row was taken in" in given(centre, post, f"{BUDGET}/kurs/impor", "k.csv", rates).text
    assert given(keeper, post, f"{BUDGET}/kurs/impor", "k.csv", rates).status_code == 403
    fields = {"on": "2016-01-04", "base": "USD", "quote": "IDR", "value": "13.500", "source": "Bank"}
    assert post(centre, f"{BUDGET}/kurs", **fields).status_code == 422
    assert "counts from its day on" in post(centre, f"{BUDGET}/kurs", **fields | {"value": "13500"}).text
    assert "left out of these sums" not in keeper.get(f"{BUDGET}?program={EGCC}").text
    assert "2016-01-04,USD,IDR,13500,Bank" in keeper.get(f"{BUDGET}/kurs.csv").text
    assert client_for(STRANGER).get(f"{BUDGET}/kurs").status_code == 403


def test_what_the_demo_makes_up_is_marked_and_made_once(platform: Platform, client_for: Clients) -> None:
    cooperating(platform)
    demo_agreements.seed(platform)
    demo_agreements.seed(platform)
    with platform.database.reading() as unit:
        found = budgets.of_programme(unit.connection, EGCC)
    assert len([one for one in found if one.synthetic]) == 8
    assert "8 of these amounts are made up" in client_for(READER).get(BUDGET).text


def test_programs_read_and_add_with_amounts_as_strings(platform: Platform, client_for: Clients) -> None:
    cooperating(platform)
    korean, api = client_for(KOREAN), "/api/v1/cooperation"
    [first, second] = korean.get(f"{api}/agreements").json()
    assert {first["id"], second["id"]} == {str(MOU.id), str(ANNEX.id)}
    assert korean.get(f"{api}/agreements/{MOU.id}").json()["agreement"]["state"] == "ending"
    told = korean.get(f"{api}/budgets/{EGCC}").json()
    assert {"side": "korea", "kind": "pledge", "amount": "1000000.00", "without": 0} in told["sums"]
    assert korean.get(f"{api}/budgets/{DGCC}").status_code == 404
    assert client_for(OTHER).get(f"{api}/agreements").json() == []
    korean.headers["authorization"] = f"Bearer {KOREAN.id}"
    korean.cookies.clear()
    body = {"kind": "contribution", "side": "korea", "on": "2017-01-02", "amount": "5.50", "currency": "USD"}
    made = korean.post(f"{api}/budgets/{EGCC}/lines", json=body | {"what": {"id": "Iuran"}})
    assert (made.status_code, made.json()["amount"]) == (201, "5.50")


def test_the_language_of_a_text_begins_with_the_readers(platform: Platform, client_for: Clients) -> None:
    """A Korean who gives the Korean text files it under Korean without a further tap."""
    cooperating(platform)
    for prefix, lang in (("", "id"), ("/en", "en"), ("/ko", "ko")):
        page = client_for(KOREAN).get(f"{prefix}/kerja-sama/perjanjian/{MOU.id}").text
        assert re.search(r'name="language" type="radio" value="(\w+)" checked', page)[1] == lang


def test_the_currency_of_the_sums_stays_when_an_amount_is_added(
    platform: Platform, client_for: Clients, post: Posted
) -> None:
    cooperating(platform)
    page = client_for(KEEPER).get(f"{BUDGET}?program={EGCC}&mata_uang=KRW").text
    action = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*value="tambah"', page, re.DOTALL)
    assert action is not None
    kept = post(client_for(KEEPER), action[1].replace("&amp;", "&"), lakukan="tambah", **LINE_FORM)
    assert "mata_uang=KRW" in str(kept.url)
    assert '<option value="KRW" selected>' in kept.text
