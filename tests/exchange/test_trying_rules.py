"""What may be sent from the console, how a shell would send it, how an answer is shown; and who may try at all."""

import json
import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.catalogue_rooms import AUDITOR, INTEGRATOR, PORTAL, STEWARD, STRANGER

from simpul.exchange.model.services import Authentication
from simpul.exchange.model.trying_refusals import (
    TryingBodyNotFit,
    TryingHeaderNotFit,
    TryingIntegratorsOnly,
    TryingPathNotFit,
    TryingPlaceLeft,
    TryingQueryNotFit,
)
from simpul.exchange.rules.permissions import permit_try
from simpul.exchange.rules.trying import SHOWN_MOST, Attempt, curl, fault_in, headers_in, path_in, query_in, ready, shown
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Invalid

pytestmark = pytest.mark.rules
SERVICE = "ID/GOV/6000/BPBD/reports"


@pytest.mark.parametrize(
    ("who", "home", "may"),
    [
        (INTEGRATOR, PORTAL, True),
        (INTEGRATOR, "ID/GOV/6000/BPBD", False),
        (INTEGRATOR, "", False),
        (STEWARD, PORTAL, False),
        (AUDITOR, PORTAL, False),
        (STRANGER, PORTAL, False),
        (Actor.ANONYMOUS, PORTAL, False),
        (Actor.SYSTEM, PORTAL, False),
        (Actor(None, "x", agency=PORTAL, roles=frozenset({"node.admin", "exchange.operator"})), PORTAL, False),
    ],
)
def test_only_integrators_of_the_nodes_own_agency_try_calls(who, home, may):
    if may:
        permit_try(who, home)
    else:
        with pytest.raises(TryingIntegratorsOnly):
            permit_try(who, home)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("", ""),
        ("  ", ""),
        ("/reports/17", "/reports/17"),
        ("/a b", TryingPathNotFit),
        ("/kota/Jayapura–Barat", "/kota/Jayapura%E2%80%93Barat"),
        ("/a%20b", "/a%20b"),
        ("reports", TryingPathNotFit),
        ("/a?b=1", TryingPathNotFit),
        ("/a#b", TryingPathNotFit),
        ("/a\\b", TryingPathNotFit),
        ("/a\r\nX: y", TryingPathNotFit),
        ("/a\u202eb", TryingPathNotFit),
        ("/" + "a" * 3000, TryingPathNotFit),
        ("/reports/{number}", TryingPlaceLeft),
    ],
)
def test_a_path_is_sent_as_written_or_not_at_all(said, sent):
    if isinstance(sent, str):
        assert path_in(said) == sent
    else:
        with pytest.raises(sent):
            path_in(said)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("", ""),
        ("?year=2026", "?year=2026"),
        ("q=banjir rob&x=a%20b", "?q=banjir%20rob&x=a%20b"),
        ("a=1#x", None),
        ("a=1\nb", None),
        ("a=" + "x" * 5000, None),
    ],
)
def test_a_query_likewise(said, sent):
    if sent is None:
        with pytest.raises(TryingQueryNotFit):
            query_in(said)
    else:
        assert query_in(said) == sent


@pytest.mark.parametrize(
    "line",
    [
        "no colon",
        ": empty",
        "A B: c",
        "X-Road-Client: A/B/C",
        "x-road-id: 1",
        "X_Road_Client: A/B/C",
        "Host: evil",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "Simpul-Authorization: Bearer x",
        "X-GovStack-Client: a",
        "A: \u2026",
        "A: b\x0bC: d",
        "A: " + "x" * 5000,
        "\n".join(f"X-{n}: 1" for n in range(31)),
    ],
)
def test_headers_that_are_none_or_are_not_the_callers_to_set_are_refused(line):
    with pytest.raises(TryingHeaderNotFit):
        headers_in(line)


def test_headers_keep_their_order_spelling_and_repetition():
    assert headers_in("X-A: 1\n\nx-b:2\r\nX-A:  3  ") == (("X-A", "1"), ("x-b", "2"), ("X-A", "3"))


def test_a_body_says_what_it_is_where_nobody_else_did():
    as_json = ready(Attempt(SERVICE, method="POST", path="/x", body='{"a": 1}'))
    assert dict(as_json.headers)["Content-Type"] == "application/json"
    assert dict(ready(Attempt(SERVICE, method="PUT", body="halo")).headers)["Content-Type"].startswith("text/plain")
    own = ready(Attempt(SERVICE, method="POST", body="<a/>", headers="content-type: text/xml\nAccept: text/xml"))
    assert own.headers == (("content-type", "text/xml"), ("Accept", "text/xml"))
    assert (as_json.rest, as_json.body) == ("/x", b'{"a": 1}')


def test_a_body_goes_with_few_methods_and_is_bounded():
    for method in ("GET", "DELETE", "HEAD", "strange"):
        with pytest.raises(TryingBodyNotFit):
            ready(Attempt(SERVICE, method=method, body="x"))
    with pytest.raises(TryingBodyNotFit):
        ready(Attempt(SERVICE, method="POST", body="x" * 70_000))
    assert ready(Attempt(SERVICE, method="POST")).body == b""
    assert ready(Attempt(SERVICE, method="CONNECT")).method == "GET"


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b'{"a":1}', "application/json", ("json", '{\n  "a": 1\n}')),
        (b'{"a":1}', "application/geo+json; charset=utf-8", ("json", '{\n  "a": 1\n}')),
        (b'{"a":1}', "", ("json", '{\n  "a": 1\n}')),
        (b"{broken", "application/json", ("text", "{broken")),
        (b"halo", "text/plain", ("text", "halo")),
        (b"", "application/json", ("none", "")),
        (b"\x89PNG\x00", "image/png", ("binary", "")),
        (b"\xff\xfe\xff\xff\xff", "text/plain", ("binary", "")),
        ("teks \u202eterbalik\x1b[31m".encode(), "text/plain", ("text", "teks \ufffdterbalik\ufffd[31m")),
        (b"[" * 2000, "application/json", ("text", "[" * 2000)),
    ],
)
def test_answers_are_shown_as_people_can_read_them(body, kind, told):
    found = shown(body, kind)
    assert (found.kind, found.text) == told


def test_a_long_answer_is_cut_between_signs():
    found = shown("é".encode() * SHOWN_MOST, "text/plain")
    assert (found.cut, found.size) == (True, 2 * SHOWN_MOST)
    assert "\ufffd" not in found.text
    assert shown(b'{"a":1}', "application/json", cut=True).kind == "text", "half a document is no document"


def test_the_exchanges_own_errors_are_told_from_the_services():
    assert fault_in([("X-Road-Error", "Server.ServerProxy.AccessDenied")]) == "server.serverproxy.accessdenied"
    assert fault_in([("x-road-error", "server.serverproxy.access_denied")]) == "server.serverproxy.accessdenied"
    assert fault_in([("Content-Type", "text/plain")]) == ""


def run(command):
    """What a real shell makes of the command: the words curl would get."""
    script = "curl() { printf '%s\\0' \"$@\"; }\n" + command
    out = subprocess.run(["bash", "-c", script], capture_output=True, check=True, env={"TOKEN": "rahasia"})
    return out.stdout.decode().split("\0")[:-1]


@given(
    st.text(max_size=40).filter(lambda s: "\x00" not in s),
    st.text(max_size=40).filter(lambda s: "\x00" not in s),
    st.text(max_size=40).filter(lambda s: "\x00" not in s),
)
def test_no_words_of_a_description_become_a_command(path, query, body):
    """The sample is copied into a shell: `$(…)`, quotes and line ends in another agency's description stay words."""
    attempt = Attempt(SERVICE, PORTAL, "POST", path, query, "", body)
    words = run(curl("http://127.0.0.1:8090", attempt, None))
    assert words[:3] == ["--globoff", "--request", "POST"]
    assert words[-1].startswith(f"http://127.0.0.1:8090/r1/{SERVICE}")
    assert words[-1].isascii()
    assert not body or words[words.index("--data-raw") + 1] == body


def test_a_hostile_path_stays_in_its_word():
    command = curl("http://n", Attempt(SERVICE, PORTAL, "GET", "/$(reboot)`x`';\n{id}", "a=$(b)&c='d"), None)
    assert run(command)[-1] == f"http://n/r1/{SERVICE}/$(reboot)%60x%60';{{id}}?a=$(b)&c='d"


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Authentication.PLAIN, []),
        (None, []),
        (Authentication.TOKEN, ["--header", "Simpul-Authorization: Bearer rahasia"]),
        (Authentication.MTLS, ["--cert", "client.pem", "--key", "client.key", "--cacert", "node.pem"]),
    ],
)
def test_the_sample_proves_the_client_in_its_own_way(way, words):
    command = curl("http://n", Attempt(SERVICE, PORTAL, "GET", "/x", headers="X-A: it's"), way)
    assert run(command) == [
        "--globoff",
        *words,
        "--header",
        f"X-Road-Client: {PORTAL}",
        "--header",
        "X-A: it's",
        f"http://n/r1/{SERVICE}/x",
    ]
    assert shlex.split(command.replace("\\\n", " "))[0] == "curl"


@given(st.text(), st.text(), st.text(), st.text(), st.sampled_from(["GET", "POST", "x"]))
def test_whatever_is_written_is_ready_or_refused(path, query, headers, body, method):
    try:
        found = ready(Attempt(SERVICE, method=method, path=path, query=query, headers=headers, body=body))
    except Invalid:
        return
    assert found.rest.isascii()
    assert found.rest.isprintable()
    assert all(name.isascii() and value.isprintable() for name, value in found.headers)
    assert json.dumps(found.rest)
