"""The front: language, sessions, roles, honest errors, headers, log lines. No stack trace is ever shown."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests.kernel.conftest import REFUSALS

from simpul.kernel.database.migrate import head
from simpul.kernel.settings import Settings
from simpul.kernel.web import security

HEADERS = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
    "x-request-id",
}
ANSWERS = [
    ("GET", "/whoami", 200),
    ("HEAD", "/whoami", 200),
    ("GET", "/goes", 303),
    ("GET", "/nowhere", 404),
    ("GET", "/forgotten", 404),
    ("GET", "/en/nowhere", 404),
    ("GET", "/whoami/", 404),
    ("PUT", "/whoami", 405),
    ("BREW", "/whoami", 405),
    ("GET", "/breaks", 500),
    ("GET", "/for/officers", 403),
    ("GET", "/health/live", 200),
    ("GET", "/health/ready", 200),
    ("GET", "/metrics", 200),
    ("GET", "/api/v1/thing/1", 200),
    ("GET", "/api/v1/thing/404", 404),
    ("GET", "/api/v1/thing/x", 422),
    ("POST", "/api/v1/thing", 403),
    ("DELETE", "/api/v1/thing", 405),
    ("GET", "/api/v1/nowhere", 404),
    ("GET", "/api/v1/forgotten", 404),
    ("GET", "/api/v1/breaks", 500),
    ("GET", "/api/v1/openapi.json", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_carries_every_security_header_and_shows_no_stack(ask, method, path, status):
    answer = ask().request(method, path)
    assert answer.status_code == status
    assert set(answer.headers) >= HEADERS
    assert UUID(answer.headers["x-request-id"]).version == 7
    for inside in ("Traceback", "RuntimeError", "rahasia", "Budi", "simpul/kernel"):
        assert inside not in answer.text
    if path.startswith("/api/") and status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path", "status"), [a for a in ANSWERS if a[2] >= 400 and "/api/" not in a[1]])
def test_an_error_is_a_page_for_people_and_a_problem_for_machines(ask, method, path, status):
    page = ask().request(method, path, headers={"Accept": "text/html,*/*"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1" in page.text
    problem = ask().request(method, path, headers={"Accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"
    told = problem.json()
    assert told["status"] == status == problem.status_code
    assert told["type"].startswith("urn:simpul:problem:")
    assert told["instance"] == problem.headers["x-request-id"]
    assert problem.headers["cache-control"] == page.headers["cache-control"] == "no-store"


def test_a_method_not_allowed_names_those_that_are(ask):
    assert ask().put("/goes").headers["allow"] == "GET, HEAD"
    assert "POST" in ask().delete("/api/v1/thing").headers["allow"]


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_refusal_is_told_in_the_pages_language(ask, code, prefix):
    expected = {"not-found": 404, "not-allowed": 403, "conflict": 409, "invalid": 422, "too-many": 429, "unavailable": 503}
    answer = ask().get(f"{prefix}/refuses/{code}", headers={"Accept": "application/json"})
    english = REFUSALS[code].sentence
    assert answer.status_code == expected[code]
    assert (answer.json()["title"] == english) == (prefix == "/en")
    assert answer.headers.get("retry-after") == ("7" if answer.status_code in (429, 503) else None)


@pytest.mark.parametrize(
    ("path", "lang", "here"),
    [
        ("/whoami", "id", "/whoami"),
        ("/en/whoami?q=1", "en", "/whoami?q=1"),
        ("/id/whoami", "id", "/whoami"),
        ("/%65n/whoami", "en", "/whoami"),
    ],
)
def test_the_language_is_the_paths_prefix(ask, path, lang, here):
    told = ask().get(path).json()
    assert (told["lang"], told["here"]) == (lang, here)


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/jv/whoami", "/whoami"),
        ("/jv/whoami?q=air%20naik", "/whoami?q=air%20naik"),
        ("/jv/nowhere", "/nowhere"),
        ("/jv//evil.example", "/evil.example"),
        ("/jv/\\evil.example", "/%5Cevil.example"),
    ],
)
def test_javanese_leads_to_the_nodes_own_language_where_a_page_is_no_residents(ask, path, where):
    answer = ask().get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, where)


@pytest.mark.parametrize("path", ["/english", "/enwhoami", "/de/whoami", "/en/en/whoami", "//whoami", "/whoami/../whoami/"])
def test_what_only_looks_like_a_prefix_is_nowhere(ask, path):
    assert ask().get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/goes?to=/bencana", "/bencana"),
        ("/en/goes?to=/bencana", "/en/bencana"),
        ("/goes?to=https://evil.example", "/"),
        ("/goes?to=//evil.example", "/"),
        ("/goes?to=/%5Cevil.example", "/"),
        ("/en/goes?to=//evil.example", "/en/"),
    ],
)
def test_a_redirect_keeps_the_language_and_stays_on_this_node(ask, path, where):
    assert ask().get(path).headers["location"] == where


DEMANDS = [
    ("/whoami", "", 200, None),
    ("/for/people/x", "", 403, "sign-in-first"),
    ("/for/people/x", "resident", 200, None),
    ("/for/people/x", "a secret nobody has", 403, "sign-in-first"),
    ("/for/officers", "", 403, "sign-in-first"),
    ("/for/officers", "resident", 403, "role-missing"),
    ("/for/officers", "officer", 200, None),
    ("/forgotten", "officer", 404, "not-found"),
]


@pytest.mark.parametrize(("path", "who", "status", "code"), DEMANDS)
def test_who_enters_where(ask, path, who, status, code):
    for client, headers in ((ask(who), {}), (ask(), {"Authorization": f"Bearer {who}"})):
        answer = client.get(path, headers={"Accept": "application/json", **headers})
        assert answer.status_code == status
        assert code is None or answer.json()["type"].endswith(code)


def test_a_session_that_ended_is_told_apart_from_none(ask):
    assert ask("ended").get("/whoami").json()["expired"] is True
    assert ask().get("/whoami").json()["expired"] is False


def test_reading_goes_on_without_a_session_while_the_database_is_away_and_writing_does_not(ask, doors):
    doors.gone = True
    client = ask("officer")
    assert client.get("/whoami").json()["name"] == "anonymous"
    assert client.post("/whoami", data={}).status_code == 503


def test_a_device_is_marked_once_and_only_as_a_hash(ask):
    client = ask()
    first = client.get("/whoami")
    assert "HttpOnly; SameSite=Lax" in first.headers["set-cookie"]
    second = client.get("/whoami")
    assert "set-cookie" not in second.headers
    assert second.json()["device"] == first.json()["device"]
    assert first.json()["device"] not in first.headers["set-cookie"]


def test_health_and_measures(ask):
    client = ask()
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json()["node"] == "uji"
    client.request("X" * 20, "/whoami")
    client.get("/for/people/Budi")
    measures = client.get("/metrics")
    assert measures.headers["content-type"].startswith("text/plain")
    assert 'route="/for/people/{name}"' in measures.text
    assert "Budi" not in measures.text
    assert "XXXX" not in measures.text


def test_not_ready_while_the_database_is_behind(ask, shared_platform):
    def stands_at(version: str) -> None:
        with shared_platform.database.writing() as unit:
            unit.unaudited("an older database")
            unit.connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": version})

    stands_at("0001")
    try:
        answer = ask().get("/health/ready", headers={"Accept": "application/json"})
    finally:
        stands_at(head())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_a_stream_that_breaks_is_not_answered_twice(ask):
    client = ask()
    client._transport.raise_server_exceptions = False
    assert client.get("/stream").status_code == 200


class Lines:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.kept: list[dict[str, object]] = []

    def info(self, event: str, **facts: object) -> None:
        self.kept.append(facts)


def test_the_log_line_of_a_request_holds_its_pattern_and_nothing_that_people_wrote(ask, monkeypatch):
    lines = Lines()
    monkeypatch.setattr("simpul.kernel.web.front._log", lines)
    ask().get("/for/people/Budi?q=rahasia", headers={"User-Agent": "telepon Budi"})
    (line,) = lines.kept
    assert (line["route"], line["method"], line["status"]) == ("/for/people/{name}", "GET", 403)
    assert "Budi" not in str(line)
    assert "rahasia" not in str(line)


@pytest.mark.rules
def test_the_policy_lets_in_an_operators_tiles_and_no_one_else():
    plain = dict(security.headers(Settings(tiles="")))[b"content-security-policy"].decode()
    tiled = dict(security.headers(Settings(tiles="https://tiles.go.id/{z}/{x}/{y}.png")))[
        b"content-security-policy"
    ].decode()
    assert "http" not in plain
    assert "unsafe" not in plain
    assert "https://tiles.go.id" in tiled
    assert tiled.replace(" https://tiles.go.id", "").replace("  ", " ") == plain.replace(" ;", ";").replace("  ", " ")


@pytest.mark.rules
def test_only_a_node_that_is_reached_by_https_demands_it():
    for url, demanded in (("", False), ("http://a.go.id", False), ("https://a.go.id", True)):
        assert (b"strict-transport-security" in dict(security.headers(Settings(public_url=url)))) is demanded


@pytest.mark.parametrize("said", [True, False], ids=["its length is said", "in chunks"])
def test_a_body_beyond_a_mebibyte_is_not_read_by_the_json_interface(client, said):
    """Whoever sends more than any report needs gets a problem, and the node does not hold it."""
    body = b'{"text": "' + b"x" * (2 * 1024 * 1024) + b'"}'
    content = body if said else (body[i : i + 65536] for i in range(0, len(body), 65536))
    answer = client.post("/api/v1/disaster/reports", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == (413 if said else 400)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "answered"),
    [
        ("/hot", "exact /hot"),
        ("/hot/", "prefix /hot/"),
        ("/hot/3.mvt", "prefix /hot/3.mvt"),
        ("/hot/er/3", "longer /hot/er/3"),
        ("/hottest", ""),
    ],
)
def test_a_hot_path_is_exact_or_a_prefix_that_ends_in_a_slash(ask, path, answered):
    answer = ask().get(path)
    assert answer.text == answered if answered else answer.status_code == 404
