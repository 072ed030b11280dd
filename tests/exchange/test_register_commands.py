"""`simpul exchange …`, as whoever runs the machine types it."""

import re
from contextlib import contextmanager
from datetime import timedelta

import orjson
import pytest
import typer
from tests.exchange.register_nodes import BPBD, PORTAL, change, join, nodes, take
from typer.testing import CliRunner

from simpul.exchange.actions import clients, deciding, founding, grants, joining, services, trust
from simpul.exchange.commands import GROUPS
from simpul.exchange.commands.base import day_of, lasting
from simpul.exchange.model.joining import CandidateState
from simpul.exchange.model.offer_refusals import EndpointNotFit, ServiceNotFound
from simpul.exchange.model.refusals import KeyNotFound, OperatorUnreachable, RequestMalformed, WhyMissing
from simpul.exchange.outside.keyring import keyring_of
from simpul.kernel.actor import Actor
from simpul.kernel.context import opening_by


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made


@pytest.fixture
def operator(made):
    return made(PORTAL)


@pytest.fixture
def bpbd(made):
    return made(BPBD, exchange_operator="http://127.0.0.1:1")


def typed(platform, line, *, answer=""):
    """The exit code and output of `simpul exchange LINE` on that platform; raises the refusal it ended in."""
    cli = typer.Typer()
    cli.add_typer(GROUPS["exchange"], name="exchange")

    @contextmanager
    def opener():
        yield platform

    words = ["exchange", *(line.split() if isinstance(line, str) else line)]
    with opening_by(opener):
        result = CliRunner(env={"COLUMNS": "400"}).invoke(cli, words, input=answer)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def said(platform, line, **more):
    code, output = typed(platform, line, **more)
    assert code == 0, output
    return output


@pytest.fixture
def joined(operator, bpbd):
    said(operator, "init")
    join(operator, bpbd)
    return bpbd


def test_an_exchange_begins_with_two_commands_and_a_telephone_call(operator, bpbd, tmp_path):
    settings = dict(re.findall(r"SIMPUL_(\w+)=(\S+)", said(operator, "init --address http://portal.example:8091")))
    assert settings["EXCHANGE_OPERATOR"] == "http://portal.example:8091"
    assert settings["EXCHANGE_REGISTER_KEY"] == founding.register_key(operator)
    change(bpbd, exchange_register_key=settings["EXCHANGE_REGISTER_KEY"])
    file = tmp_path / "permohonan.json"
    told = said(bpbd, ["join", "--to", str(file), "--subsystem", f"{BPBD}=BPBD DKI", "--address", "http://bpbd.example:1"])
    mark = told.strip().splitlines()[-1].strip()
    assert mark.replace(" ", "") == keyring_of(bpbd.settings).member.thumbprint
    assert "waiting" in said(operator, ["receive", str(file)])
    listed = said(operator, "requests")
    assert mark in listed
    assert BPBD in listed
    (candidate,) = deciding.all_requests(operator, Actor.SYSTEM)
    code, output = typed(operator, f"approve {candidate.id}", answer="n\n")
    assert code == 1
    assert mark in output
    assert "takes part" in said(operator, f"approve {candidate.id}", answer="y\n")
    take(operator, bpbd)
    status = said(bpbd, "status")
    assert re.search(r"Takes part +yes", status)
    assert "without the operator this node may go on for 3 days" in status
    assert "BPBD DKI" in said(bpbd, "members dki")
    assert "Nobody fits" in said(bpbd, "members xyz")
    assert "No request waits" in said(operator, "requests")
    assert "approved" in said(operator, "requests --all")


def test_status_says_what_is_missing_and_what_has_expired(operator, bpbd, made, clock):
    bare = made(BPBD, agency_code="")
    assert "SIMPUL_AGENCY_CODE is not set" in said(bare, "status")
    assert "none yet" in said(bpbd, "status")
    said(operator, "init")
    assert "this node" in said(operator, "status")
    join(operator, bpbd)
    clock.advance(timedelta(hours=71, minutes=30))
    assert "may go on for 30 minutes" in said(bpbd, "status")
    clock.advance(timedelta(minutes=30))
    assert "EXPIRED" in said(bpbd, "status")


def test_an_operator_that_is_not_there_is_named(bpbd, operator):
    said(operator, "init")
    change(bpbd, exchange_register_key=founding.register_key(operator))
    for line in ("fetch", "join", "maintenance istirahat"):
        with pytest.raises(OperatorUnreachable):
            typed(bpbd, line)


def test_bad_input_is_a_usage_error_or_a_refusal_and_never_a_stack_trace(operator, tmp_path):
    said(operator, "init")
    file = tmp_path / "x.json"
    file.write_bytes(b"bukan json")
    for line in (
        "approve x",
        "refuse x --reason y",
        f"receive {file}",
        "grant revoke x",
        "client add",
        "service change a/b",
    ):
        assert typed(operator, line)[0] == 2, line
    file.write_bytes(b"{}")
    with pytest.raises(RequestMalformed):
        typed(operator, f"receive {file}")


def test_a_request_is_refused_with_a_reason(operator, bpbd):
    said(operator, "init")
    request = joining.request_to_join(bpbd, Actor.SYSTEM, introduction=founding.introduction_of(bpbd.settings))
    candidate = joining.receive(operator, request)
    with pytest.raises(WhyMissing):
        typed(operator, ["refuse", str(candidate.id), "--reason", " "])
    said(operator, ["refuse", str(candidate.id), "--reason", "Belum ada surat"])
    assert deciding.look(operator, Actor.SYSTEM, id=candidate.id).candidate.state is CandidateState.REFUSED


def test_keys_are_rotated_listed_and_revoked(operator, clock):
    said(operator, "init")
    clock.advance(timedelta(minutes=1))
    first = keyring_of(operator.settings).member.thumbprint
    assert "three minutes" in said(operator, "rotate-key")
    clock.advance(trust.SPREAD)
    assert "new key" in said(operator, "fetch")
    listed = said(operator, f"keys {PORTAL}")
    assert first in listed
    assert keyring_of(operator.settings).member.thumbprint in listed
    assert "revoked" in said(operator, ["revoke", first, "--reason", "Diganti"])


def test_a_key_that_begins_with_a_hyphen_is_taken_for_a_key(operator):
    said(operator, "init")
    with pytest.raises(KeyNotFound):
        typed(operator, ["revoke", "-" + "b" * 42, "--reason", "x"])


def test_the_operator_keeps_groups_and_takes_members_out(operator, joined):
    said(operator, ["group", "set", "instansi", "Semua", "--member", BPBD, "--member", PORTAL])
    assert "instansi" in said(operator, "group list")
    said(operator, "maintenance Pindah")
    assert "Pindah" in said(operator, "members")
    said(operator, "maintenance")
    said(operator, ["remove", "node", BPBD, "--reason", "Pindah"])
    assert BPBD not in trust.trust(operator).nodes


URL = "https://backend.example/api"
PUBLISH = ["service", "publish", "reports", URL, "--title", "Laporan", "--endpoint", "GET /a/*"]
WORDS = ["--purpose", "Portal", "--legal-basis", "Perpres 39/2019"]


def test_a_service_is_published_changed_disabled_and_removed(joined):
    assert "Published" in said(joined, PUBLISH)
    said(joined, ["service", "change", f"{BPBD}/reports", "--title", "Laporan warga"])
    said(joined, ["service", "bounds", "reports", "--timeout", "5", "--hidden", "--body-limit", "1024"])
    one = services.find(joined, service=(BPBD, "reports"))
    assert (one.title, one.timeout, one.public, one.body_limit) == ("Laporan warga", timedelta(seconds=5), False, 1024)
    said(joined, ["service", "disable", "reports", "--notice", "Besok"])
    assert "disabled: Besok" in said(joined, "service list")
    said(joined, "service enable reports")
    said(joined, "service remove reports")
    assert "offers no service yet" in said(joined, "service list")
    with pytest.raises(ServiceNotFound):
        typed(joined, "service enable reports")
    with pytest.raises(EndpointNotFit):
        typed(joined, [*PUBLISH[:-1], "SEND /"])


def test_a_service_is_described_by_a_file(joined, tmp_path):
    openapi = tmp_path / "openapi.json"
    openapi.write_bytes(orjson.dumps({"openapi": "3.1.0", "paths": {"/x": {"get": {}}}}))
    said(joined, ["service", "publish", "x", "module:disaster", "--title", "X", "--description", str(openapi)])
    said(joined, ["service", "change", "x", "--description", str(openapi)])
    openapi.write_bytes(b"\xff")
    assert typed(joined, ["service", "change", "x", "--description", str(openapi)])[0] == 2


def test_an_access_right_is_given_with_its_terms_listed_and_revoked(joined):
    said(joined, PUBLISH)
    more = ["--with", "tier=high", "--with", "until=2027-06-30", "--with", "endpoint=GET /a/*", "--with", "agreement=PKS 1"]
    said(joined, ["grant", "give", "reports", PORTAL, *WORDS, *more])
    (given,) = grants.grants(joined)
    assert (given.tier, given.agreement, f"{given.expires_at:%F}") == ("high", "PKS 1", "2027-07-01")
    assert "Perpres 39/2019" in said(joined, "grant list")
    assert typed(joined, ["grant", "give", "reports", PORTAL, *WORDS, "--with", "warna=biru"])[0] == 2
    assert typed(joined, ["grant", "give", "reports", PORTAL, *WORDS, "--with", "until=besok"])[0] == 2
    said(joined, f"grant revoke {given.id}")
    assert "Nobody may call" in said(joined, "grant list")


def test_a_group_of_the_node_is_given_an_access_right(joined):
    said(joined, PUBLISH)
    said(joined, ["local-group", "set", "mitra", "Mitra", "--member", PORTAL])
    said(joined, ["grant", "give", "reports", "local:mitra", *WORDS])
    assert "local:mitra" in said(joined, "grant list reports")
    said(joined, "local-group remove mitra")
    assert "no group" in said(joined, "local-group list")


def test_clients_are_added_shown_and_stopped(joined, tmp_path, clock):
    assert "No subsystem calls" in said(joined, "client list")
    token = said(joined, "client add --token").split()[-1]
    assert clients.find(joined, subsystem=BPBD).secret == clients.digest(token)
    fresh = said(joined, "client rotate-token").split()[-1]
    assert clients.find(joined, subsystem=BPBD).secret == clients.digest(fresh)
    said(joined, "client deactivate")
    assert "may not call" in said(joined, "client list")
    said(joined, "client activate")
    pem, _ = keyring_of(joined.settings).tls(BPBD, "x", clock.now())
    assert "mtls" in said(joined, ["client", "add", BPBD, "--certificate", str(pem)])
    change(joined, demo=True)
    assert "plain" in said(joined, "client add --plain")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "less than a minute"),
        (timedelta(seconds=61), "1 minute"),
        (timedelta(hours=1, minutes=5), "1 hour 5 minutes"),
        (timedelta(days=2, hours=4, minutes=30), "2 days 4 hours"),
        (timedelta(days=1), "1 day"),
    ],
)
def test_a_length_of_time_in_words(span, words):
    assert lasting(span) == words


def test_no_day_is_no_end():
    assert day_of("") is None
