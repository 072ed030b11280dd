"""Who may post what from where: the truth table of Sec-Fetch-Site, Origin, session and token."""

import pytest

SAME, FOREIGN = "http://node.test", "https://evil.example"
PASSES, REFUSED = 200, 403

# who,       Sec-Fetch-Site, Origin,  token,    outcome
TABLE = [
    # nobody is signed in: the browser's own word decides; a machine that says nothing may post
    ("", None, None, "none", PASSES),
    ("", "same-origin", None, "none", PASSES),
    ("", "same-origin", SAME, "none", PASSES),
    ("", "none", None, "none", PASSES),
    ("", "same-site", None, "none", REFUSED),
    ("", "cross-site", None, "none", REFUSED),
    ("", "cross-site", SAME, "none", REFUSED),
    ("", "nonsense", None, "none", REFUSED),
    ("", "same-origin", FOREIGN, "none", PASSES),  # Fetch Metadata cannot be set by a page; Origin may be a proxy's
    ("", None, SAME, "none", PASSES),
    ("", None, FOREIGN, "none", REFUSED),
    ("", None, "null", "none", REFUSED),
    ("", None, "nonsense", "none", REFUSED),
    # somebody is signed in: the token of this device besides
    ("officer", None, None, "own", PASSES),
    ("officer", "same-origin", SAME, "own", PASSES),
    ("officer", "same-origin", SAME, "none", REFUSED),
    ("officer", "same-origin", SAME, "another's", REFUSED),
    ("officer", "same-origin", SAME, "é", REFUSED),
    ("officer", "same-origin", SAME, "", REFUSED),
    ("officer", None, None, "none", REFUSED),
    ("officer", "cross-site", None, "own", REFUSED),
    ("officer", None, FOREIGN, "own", REFUSED),
    ("officer", None, "null", "own", REFUSED),
    # a session that ended is nobody
    ("ended", "same-origin", None, "none", PASSES),
    ("ended", "cross-site", None, "none", REFUSED),
]


@pytest.mark.parametrize(("who", "fetch", "origin", "token", "outcome"), TABLE)
@pytest.mark.parametrize("kind", ["urlencoded", "multipart", "text"])
def test_who_may_post_from_where(ask, who, fetch, origin, token, outcome, kind):
    client = ask(who)
    own = client.get("/whoami").json()["csrf"]
    data = {"a": "1"} if token == "none" else {"a": "1", "csrf": own if token == "own" else token}
    headers = {k: v for k, v in {"Sec-Fetch-Site": fetch, "Origin": origin}.items() if v is not None}
    if kind == "multipart":
        answer = client.post("/whoami", data=data, files={"f": b"x"}, headers=headers)
    elif kind == "urlencoded":
        answer = client.post("/whoami", data=data, headers=headers)
    else:  # text/plain, with which any page may post across sites: no form is read, so no token is found
        answer = client.post("/whoami", content="a=1", headers={**headers, "Content-Type": "text/plain"})
        outcome = REFUSED if who == "officer" else outcome
    assert answer.status_code == outcome, answer.text[:200]
    if outcome == REFUSED:
        assert "Traceback" not in answer.text


def test_a_token_is_of_one_device_and_outlives_a_session_on_it(ask):
    """A form that was open when the session ended can still be sent after signing in again."""
    officer, resident, elsewhere = ask("officer"), ask("resident"), ask("officer")
    token = officer.get("/whoami").json()["csrf"]
    resident.cookies.set("simpul_uji_device", officer.cookies["simpul_uji_device"])
    assert resident.get("/whoami").json()["csrf"] == token
    assert elsewhere.get("/whoami").json()["csrf"] != token
    assert ask().get("/whoami").json()["csrf"] == ""


def test_a_bearer_token_posts_without_a_form_and_not_from_a_foreign_page(ask):
    headers = {"Authorization": "Bearer officer"}
    assert ask().post("/api/v1/thing", json={}, headers=headers).status_code == PASSES
    assert ask().post("/api/v1/thing", json={}, headers={**headers, "Sec-Fetch-Site": "cross-site"}).status_code == REFUSED


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer officer"}, {"X-API-Key": "officer"}])
@pytest.mark.parametrize("path", ["/whoami", "/compat/other/whoami"])
def test_a_token_may_come_as_an_api_key(ask, headers, path):
    assert ask().get(path, headers=headers).json()["name"] == "Petugas"


def test_another_programs_interface_is_open_to_every_site_and_to_no_session(ask):
    """No cookie speaks for anybody there, so that no other site can act in somebody's name."""
    answer = ask("officer").post("/compat/other/whoami", json={"a": 1}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert answer.json()["name"] == "anonymous"
    keyed = ask("officer").post("/compat/other/whoami", headers={"X-API-Key": "officer", "Sec-Fetch-Site": "cross-site"})
    assert keyed.json()["name"] == "Petugas"


def test_a_cookie_alone_never_writes_through_the_json_interface(ask):
    assert ask("officer").post("/api/v1/thing", json={}).status_code == REFUSED


@pytest.mark.parametrize("kind", ["Multipart/Form-Data; boundary=BatasBesar", "APPLICATION/X-WWW-FORM-URLENCODED"])
def test_a_forms_kind_may_be_written_in_capitals(ask, kind):
    body = (
        b'--BatasBesar\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--BatasBesar--\r\n'
        if "art" in kind
        else b"a=1"
    )
    answer = ask().post("/whoami", content=body, headers={"Content-Type": kind})
    assert answer.json()["form"] == {"a": ["1"]}


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"a=%FF", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense", 400),
        ("multipart/form-data", b"--x--", 400),
    ],
)
def test_a_form_that_cannot_be_read_is_an_honest_page(ask, kind, body, status):
    answer = ask().post("/whoami", content=body, headers={"Content-Type": kind, "Accept": "text/html"})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
