"""Identity's pages as a browser without JavaScript sees them."""

from datetime import timedelta
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from simpul.app import create_app
from simpul.identity import actions
from simpul.identity.model import NewToken
from tests.identity.conftest import BPBD, DINKES, PASSWORD, acting, csrf
from tests.identity.test_signing import audited

NEW = "payung merah di tepi kali"


def cookies(answer):
    """The cookies an answer sets, by name."""
    found = {}
    for header in answer.headers.get_list("set-cookie"):
        jar = SimpleCookie(header)
        found.update(jar)
    return found


def send(client, path, **fields):
    """Posts a form with the token of the account page."""
    token = csrf(client.get("/akun/kata-sandi").text)
    return client.post(path, data={"csrf": token, **fields})


def test_signing_in_sets_two_guarded_cookies_and_goes_back_to_the_page(client, siti):
    form = client.get("/masuk?lanjut=/akun/token/baru").text
    assert 'name="lanjut" value="/akun/token/baru"' in form
    answer = client.post("/masuk", data={"login": "siti", "password": PASSWORD, "lanjut": "/akun/token/baru"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/akun/token/baru")
    set_ = cookies(answer)
    assert set(set_) == {"simpul_uji", "simpul_uji_device"}
    for cookie in set_.values():
        assert cookie["httponly"]
        assert cookie["samesite"].lower() == "lax"
        assert cookie["path"] == "/"
        assert not cookie["secure"]
    assert set_["simpul_uji"]["max-age"] == ""  # it ends with the browser
    assert "Siti" in client.get("/akun").text
    assert client.get("/masuk?lanjut=/akun/token/baru").headers["location"] == "/akun/token/baru"


def test_behind_https_the_cookies_are_marked_secure(platform, siti):
    settings = platform.settings.model_copy(update={"public_url": "https://simpul.example"})
    object.__setattr__(platform, "settings", settings)
    app = create_app(platform, background=False)
    with TestClient(app, base_url="https://simpul.example", follow_redirects=False) as client:
        answer = client.post("/masuk", data={"login": "siti", "password": PASSWORD})
        assert all(cookie["secure"] for cookie in cookies(answer).values())
        assert "Secure" in answer.headers.get_list("set-cookie")[0]


@pytest.mark.parametrize(
    "onwards", ["https://jahat.example", "//jahat.example", "/\\jahat.example", "", "javascript:alert(1)"]
)
def test_no_sign_in_leads_to_another_site(client, siti, onwards):
    answer = client.post("/masuk", data={"login": "siti", "password": PASSWORD, "lanjut": onwards})
    assert answer.headers["location"] == "/akun"


@pytest.mark.parametrize("origin", [{"sec-fetch-site": "cross-site"}, {"origin": "https://jahat.example"}])
def test_another_site_can_neither_sign_people_in_nor_out(client, enter, siti, origin):
    assert client.post("/masuk", data={"login": "siti", "password": PASSWORD}, headers=origin).status_code == 403
    inside = enter(siti)
    assert inside.post("/keluar", data={"csrf": csrf(inside.get("/akun").text)}, headers=origin).status_code == 403
    assert inside.get("/akun").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/keluar", "/akun/kata-sandi", "/akun/perangkat/keluar", "/akun/token", "/akun/pengguna", "/akun/instansi"],
)
def test_a_form_without_its_token_is_refused(enter, rina, path):
    inside = enter(rina)
    assert inside.post(path, data={"name": "x"}).status_code == 403
    assert inside.post(path, data={"name": "x", "csrf": "0" * 64}).status_code == 403


@pytest.mark.parametrize(("login", "password"), [("siti", "buk4n"), ("tiada", "buk4n"), ("", ""), ("<b>", "\x00")])
def test_a_failed_sign_in_shows_the_form_again_with_the_login(client, siti, login, password):
    page = client.post("/masuk", data={"login": login, "password": password})
    assert page.status_code == 422
    assert "Nama masuk atau kata sandi tidak benar" in page.text
    assert "<b>" not in page.text
    assert "buk4n" not in page.text
    assert f'value="{login}"'.replace("<b>", "&lt;b&gt;") in page.text
    assert page.headers["cache-control"] == "no-store"


def test_waiting_is_asked_for_in_words_and_headers(client, siti):
    for _ in range(5):
        client.post("/masuk", data={"login": "siti", "password": "salah"})
    page = client.post("/masuk", data={"login": "siti", "password": PASSWORD})
    assert page.status_code == 429
    assert "Tunggu 1 menit" in page.text
    assert 0 < int(page.headers["retry-after"]) <= 60
    assert "Wait 1 min" in client.post("/en/masuk", data={"login": "siti", "password": PASSWORD}).text


def test_a_disabled_account_is_told_so(client, siti, rina, platform):
    actions.set_active(platform, acting(rina), id=siti.id, active=False)
    page = client.post("/masuk", data={"login": "siti", "password": PASSWORD})
    assert page.status_code == 403
    assert "dinonaktifkan" in page.text


def test_an_ended_session_says_so_and_leads_back_to_the_same_page(enter, siti, platform):
    inside = enter(siti)
    platform.clock.advance(timedelta(hours=2))
    page = inside.get("/akun/token/baru")
    assert page.status_code == 403
    assert "Sesi Anda telah berakhir" in page.text or "Sesi Anda sudah berakhir" in page.text
    way = page.text.split('href="/masuk?lanjut=')[1].split('"')[0]
    assert "Sesi Anda sudah berakhir" in inside.get(f"/masuk?lanjut={way}").text
    answer = inside.post("/masuk", data={"login": "siti", "password": PASSWORD, "lanjut": way.replace("%2F", "/")})
    assert answer.headers["location"] == "/akun/token/baru"


def test_a_form_that_was_open_when_the_session_ended_can_be_sent_again(enter, siti, platform):
    inside = enter(siti)
    token = csrf(inside.get("/akun/token/baru").text)
    fields = {"csrf": token, "name": "papan", "days": "30"}
    platform.clock.advance(timedelta(hours=3))
    refused = inside.post("/akun/token", data=fields)
    assert refused.status_code == 403
    assert 'target="_blank"' in refused.text
    inside.post("/masuk", data={"login": "siti", "password": PASSWORD})
    assert inside.post("/akun/token", data=fields).status_code == 201


def test_a_hostile_device_mark_is_not_sent_back(client_for, siti):
    client = client_for()
    client.cookies.set("simpul_uji_device", '"' + "x" * 30 + '\\015\\012Set-Cookie: a=b"')
    answer = client.post("/masuk", data={"login": "siti", "password": PASSWORD})
    assert answer.status_code == 303
    assert "a=b" not in str(answer.headers)


def test_signing_out_ends_the_session_on_the_server_and_in_the_browser(enter, siti, client_for):
    inside = enter(siti)
    token = inside.cookies["simpul_uji"]
    answer = send(inside, "/keluar")
    assert answer.headers["location"] == "/masuk?selesai=1"
    assert cookies(answer)["simpul_uji"].value == ""
    assert "Anda sudah keluar" in inside.get("/masuk?selesai=1").text
    thief = client_for()
    thief.cookies.set("simpul_uji", token)
    assert thief.get("/akun").status_code == 403
    assert client_for().post("/keluar").status_code == 303


def test_a_second_tab_may_sign_out_too(enter, siti, platform, monkeypatch):
    inside = enter(siti)
    token = csrf(inside.get("/akun").text)
    find = actions.SessionKeeper.find

    def late(keeper, on, secret):
        found = find(keeper, on, secret)
        if found:
            actions.sign_out_everywhere(on, found.actor)
        return found

    monkeypatch.setattr(actions.SessionKeeper, "find", late)
    assert inside.post("/keluar", data={"csrf": token}).status_code == 303


def test_the_account_page_tells_roles_devices_and_tokens(enter, siti, platform):
    inside, other = enter(siti), enter(siti)
    page = inside.get("/akun").text
    assert "Petugas bencana" in page
    assert "Memverifikasi, memperbaiki" in page
    assert page.count("Keluarkan perangkat ini") == 1
    assert 'href="/akun/pengguna"' not in page
    assert "Disaster officer" in inside.get("/en/akun").text
    answer = send(inside, "/akun/perangkat/keluar")
    assert answer.headers["location"].startswith("/akun?beres=perangkat")
    assert other.get("/akun").status_code == 403
    assert "Perangkat sudah keluar" in inside.get("/akun?beres=perangkat").text


def test_one_device_is_signed_out_from_another(enter, siti, rina, platform):
    inside, other, rinas = enter(siti), enter(siti), enter(rina)
    ids = {s.id for s in actions.sessions_of(platform, siti.id)}
    (rinas_id,) = {s.id for s in actions.sessions_of(platform, rina.id)}
    page = inside.get("/akun").text
    (other_id,) = {one for one in ids if f"/akun/perangkat/{one}/keluar" in page}
    send(inside, f"/akun/perangkat/{rinas_id}/keluar")
    send(inside, f"/akun/perangkat/{uuid4()}/keluar")
    assert send(inside, "/akun/perangkat/bukan-id/keluar").status_code == 404
    assert rinas.get("/akun").status_code == 200
    send(inside, f"/akun/perangkat/{other_id}/keluar")
    assert other.get("/akun").status_code == 403
    (own,) = ids - {other_id}
    assert send(inside, f"/akun/perangkat/{own}/keluar").headers["location"] == "/masuk?selesai=1"
    assert inside.get("/akun").status_code == 403


def test_a_password_is_changed_in_the_browser(enter, siti, client):
    inside, other = enter(siti), enter(siti)
    assert "tidak sama" in send(inside, "/akun/kata-sandi", current=PASSWORD, password=NEW, again="lain").text
    short = send(inside, "/akun/kata-sandi", current=PASSWORD, password="x", again="x")
    assert short.status_code == 422
    assert "sedikitnya 12 karakter" in short.text
    assert send(inside, "/akun/kata-sandi", current="salah", password=NEW, again=NEW).status_code == 422
    done = send(inside, "/akun/kata-sandi", current=PASSWORD, password=NEW, again=NEW)
    assert done.headers["location"] == "/akun?beres=kata-sandi"
    assert other.get("/akun").status_code == 403
    assert client.post("/masuk", data={"login": "siti", "password": PASSWORD}).status_code == 422
    assert client.post("/masuk", data={"login": "siti", "password": NEW}).status_code == 303


def test_a_one_time_password_leads_to_a_new_one_and_then_onwards(client, siti, rina, platform):
    once = actions.reset_password(platform, acting(rina), id=siti.id)
    answer = client.post("/masuk", data={"login": "siti", "password": once, "lanjut": "/akun/token/baru"})
    assert answer.headers["location"] == "/akun/kata-sandi?lanjut=%2Fakun%2Ftoken%2Fbaru"
    assert "sekali pakai" in client.get(answer.headers["location"]).text
    assert "peran Anda belum berlaku" in client.get("/akun").text
    refused = send(client, "/akun/token", name="papan", days="3")
    assert refused.status_code == 422
    assert "Pilih dahulu kata sandi" in refused.text
    done = send(client, "/akun/kata-sandi", current=once, password=NEW, again=NEW, lanjut="/akun/token/baru")
    assert done.headers["location"] == "/akun/token/baru"


def test_a_token_is_shown_once_and_revoked(enter, siti, client_for, platform):
    inside = enter(siti)
    assert "disaster.officer" in inside.get("/akun/token/baru").text
    assert send(inside, "/akun/token", name="", days="3").status_code == 422
    assert send(inside, "/akun/token", name="papan", days="tiga").status_code == 422
    assert send(inside, "/akun/token", name="papan", days="3", scopes="node.admin").status_code == 422
    made = send(inside, "/akun/token", name="papan", days="3", scopes="disaster.officer")
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    secret = made.text.split('class="secret">')[1].split("<")[0]
    listed = inside.get("/akun").text
    assert "papan" in listed
    assert secret not in listed
    program = client_for()
    program.headers["authorization"] = f"Bearer {secret}"
    assert actions.SessionKeeper().bearer(platform, secret)
    (token,) = actions.tokens_of(platform, siti.id)
    send(inside, f"/akun/token/{token.id}/cabut")
    assert send(inside, f"/akun/token/{token.id}/cabut").status_code == 303
    assert actions.SessionKeeper().bearer(platform, secret) is None


@pytest.mark.parametrize("path", ["/akun", "/akun/kata-sandi", "/akun/token/baru"])
def test_a_program_does_not_reach_the_account(client, siti, platform, path):
    _, secret = actions.make_token(platform, acting(siti), asked=NewToken("papan", siti.roles, 3))
    answer = client.get(path, headers={"authorization": f"Bearer {secret}", "accept": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:simpul:problem:session-needed")


ADMIN_PAGES = [
    "/akun/pengguna",
    "/akun/pengguna/ekspor.csv",
    "/akun/pengguna/baru",
    "/akun/instansi",
    "/akun/instansi/baru",
]


@pytest.mark.parametrize("path", ADMIN_PAGES)
def test_only_administrators_see_the_lists(enter, client, siti, rina, path):
    assert client.get(path).status_code == 403
    assert enter(siti).get(path).status_code == 403
    page = enter(rina).get(path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"


def test_rina_adds_a_person_and_hands_over_the_password(enter, rina, client):
    inside = enter(rina)
    page = send(inside, "/akun/pengguna", name="Budi", login="budi", agency=BPBD, roles="disaster.officer")
    assert page.status_code == 201
    once = page.text.split('class="secret">')[1].split("<")[0]
    assert client.post("/masuk", data={"login": "budi", "password": once}).status_code == 303
    taken = send(inside, "/akun/pengguna", name="Budi", login="budi", agency=BPBD)
    assert taken.status_code == 422
    assert "sudah dipakai" in taken.text
    assert 'value="budi"' in taken.text
    assert send(inside, "/akun/pengguna", name="X", login="xena", agency="ID/GOV/0/X").status_code == 422


def test_yoel_sees_and_changes_his_own_agency_only(enter, yoel, siti, platform):
    inside = enter(yoel)
    page = inside.get(f"/akun/pengguna?instansi={BPBD}").text
    assert "siti" not in page.split("<main")[1]
    assert inside.get(f"/akun/pengguna/{siti.id}").status_code == 403
    for act in ("status", "peran", "kata-sandi"):
        assert send(inside, f"/akun/pengguna/{siti.id}/{act}", roles="node.admin").status_code == 403
    assert send(inside, "/akun/pengguna", name="X", login="xena", agency=BPBD).status_code == 422
    assert send(inside, "/akun/pengguna", name="Maria", login="maria").status_code == 201
    assert actions.by_login(platform, "maria").agency.code == DINKES
    assert "node.auditor" not in inside.get("/akun/pengguna/baru").text
    assert inside.get("/akun/instansi").status_code == 200
    assert "/akun/instansi/baru" not in inside.get("/akun/instansi").text
    assert inside.get("/akun/instansi/baru").status_code == 403
    assert send(inside, "/akun/instansi", name="X", code="ID/GOV/1/X").status_code == 403


def test_the_list_is_searched_filtered_and_paged_by_its_address(enter, rina, add):
    for n in range(30):
        add(f"orang{n:02}", "disaster.officer") if n < 2 else None
    inside = enter(rina)
    assert "orang01" in inside.get("/akun/pengguna?cari=orang&peran=disaster.officer&status=aktif").text
    assert "Tidak ada akun yang cocok" in inside.get("/akun/pengguna?cari=orang&status=nonaktif").text
    assert "Tidak ada akun yang cocok" in inside.get("/akun/pengguna?cari=orang&hal=99").text
    for odd in ("hal=x", "hal=-1", "hal=99999999999999999999", "status=x&peran=y", "cari=%00%25", "instansi=%27"):
        assert inside.get(f"/akun/pengguna?{odd}").status_code == 200
    exported = inside.get("/akun/pengguna/ekspor.csv?cari=orang").text.splitlines()
    assert len(exported) == 3
    assert exported[1].startswith("orang00,Orang00,ID/GOV/6000/BPBD,disaster.officer,True,")


def test_a_cell_of_the_export_is_no_formula(enter, rina, platform):
    inside = enter(rina)
    send(inside, "/akun/pengguna", name="=HYPERLINK(1)", login="budi", agency=BPBD)
    assert "'=HYPERLINK(1)" in inside.get("/akun/pengguna/ekspor.csv").text
    assert "&lt;b&gt;" in send(inside, "/akun/pengguna", name="<b>x</b>", login="cici", agency=BPBD).text


def test_roles_status_and_password_of_a_person(enter, rina, siti, platform):
    inside = enter(rina)
    answer = send(inside, f"/akun/pengguna/{siti.id}/peran", roles="node.auditor")
    assert answer.headers["location"].endswith("?beres=peran")
    assert actions.own_account(platform, acting(siti)).roles == {"node.auditor"}
    assert send(inside, f"/akun/pengguna/{siti.id}/peran", roles="x.y").status_code == 422
    assert send(inside, f"/akun/pengguna/{rina.id}/peran", roles="disaster.officer").status_code == 303
    assert actions.own_account(platform, acting(rina)).roles == {"node.admin", "disaster.officer"}
    assert send(inside, f"/akun/pengguna/{siti.id}/status", active="").headers["location"].endswith("beres=nonaktif")
    assert "dinonaktifkan" in inside.get(f"/akun/pengguna/{siti.id}?beres=nonaktif").text
    assert send(inside, f"/akun/pengguna/{siti.id}/status", active="1").headers["location"].endswith("beres=aktif")
    assert send(inside, f"/akun/pengguna/{rina.id}/status", active="").status_code == 403
    assert 'class="secret"' in send(inside, f"/akun/pengguna/{siti.id}/kata-sandi").text
    assert inside.get(f"/akun/pengguna/{uuid4()}").status_code == 404
    assert inside.get("/akun/pengguna/x").status_code == 404


def test_agencies_are_added_and_searched(enter, rina):
    inside = enter(rina)
    assert send(inside, "/akun/instansi", name="BNPB", code="bnpb").status_code == 422
    assert send(inside, "/akun/instansi", name="BNPB", code=BPBD).status_code == 422
    assert (
        send(inside, "/akun/instansi", name="BNPB", code="ID/GOV/0000/BNPB").headers["location"] == "/akun/instansi?beres=1"
    )
    assert "ID/GOV/0000/BNPB" in inside.get("/akun/instansi?cari=bnpb&beres=1").text
    assert "Tidak ada instansi yang cocok" in inside.get("/akun/instansi?cari=zzz").text
    assert "ID/GOV/0000/BNPB,BNPB,,0" in inside.get("/akun/instansi/ekspor.csv?cari=bnpb").text


def test_what_people_do_in_the_browser_is_in_the_trail_without_secrets(enter, rina, siti, platform):
    inside = enter(rina)
    send(inside, f"/akun/pengguna/{siti.id}/peran", roles="node.auditor")
    send(inside, "/akun/instansi", name="BNPB", code="ID/GOV/0000/BNPB")
    trail = audited(platform)
    assert {"identity.sign-in", "identity.role.give", "identity.role.take", "identity.agency.add"} <= {
        row[0] for row in trail
    }
    assert PASSWORD not in str(trail)


def test_no_password_reaches_the_log(client, siti, capsys):
    client.post("/masuk", data={"login": "siti", "password": "rahasia sekali kata ini"})
    client.post("/masuk", data={"login": "siti", "password": PASSWORD})
    out = "".join(capsys.readouterr())
    assert "rahasia sekali" not in out
    assert PASSWORD not in out
