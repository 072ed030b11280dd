"""How what other nodes say is read for showing: figures, subsystems, services; nothing of it may break or flood a page."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.exchange.model.listing import RemoteFigure, Trouble
from simpul.exchange.model.services import Endpoint
from simpul.exchange.rules import listing as rules

pytestmark = pytest.mark.rules
AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LABEL = {"id": "laporan", "en": "reports"}


def told(*figures: object) -> bytes:
    return json.dumps({"at": "2026-11-23T05:00:00Z", "figures": figures}).encode()


def figure(**changes: object) -> dict[str, object]:
    return {"key": "reports_3h", "value": 3, "label": LABEL, "path": "/x", "url": "https://bpbd/x"} | changes


def test_figures_are_read_as_they_are_told():
    assert rules.figures_in(told(figure())) == (RemoteFigure("reports_3h", 3, LABEL, "https://bpbd/x"),)


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "//evil", "/x", 7, "https://" + "x" * 600])
def test_only_a_web_address_of_sane_length_becomes_a_link(url):
    assert rules.figures_in(told(figure(url=url)))[0].url == ""


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'{"figures": 7}', b'{"figures": []}', b"[" * 100_000, told(7), told(figure(value="3"))]
    + [told(figure(value=value)) for value in (-1, True, 1.5, 10**13, None)]
    + [told(figure(label=label)) for label in (None, {"id": "x"}, {"id": 1, "en": "x"}, "x")],
)
def test_what_is_no_figure_gives_none(body):
    assert rules.figures_in(body) == ()


def test_a_page_is_not_flooded():
    many = rules.figures_in(told(*[figure(label={"id": "x" * 900, "en": "a\n b"})] * 50))
    assert len(many) == 6
    assert len(many[0].labels["id"]) == 80
    assert many[0].labels["en"] == "a b"


def entry(kind: str = "SUBSYSTEM", **changes: object) -> dict[str, object]:
    own = {
        "object_type": kind,
        "xroad_instance": "ID",
        "member_class": "GOV",
        "member_code": "6000",
        "subsystem_code": "BPBD",
    }
    return {"id": own | changes, "name": "Pemprov DKI Jakarta", "subsystem_name": "BPBD"}


def test_subsystems_are_those_of_list_clients():
    body = json.dumps({"member": [entry(), entry("MEMBER"), entry(subsystem_code="A B")]}).encode()
    found = ("ID/GOV/6000/A%20B", "ID/GOV/6000/BPBD")
    assert rules.subsystems_in(body) == [(path, "BPBD", "Pemprov DKI Jakarta") for path in found]


def test_services_are_those_of_list_methods():
    own = {"service_code": "reports", "service_type": "REST", "endpoint_list": [{"method": "GET", "path": "/figures"}]}
    body = json.dumps({"service": [own, own | {"service_code": "maps", "service_type": "OPENAPI"}]}).encode()
    first, second = rules.services_in(body, "ID/GOV/6000/BPBD", "BPBD", AT)
    assert (first.service, first.title, first.code) == ("ID/GOV/6000/BPBD/reports", "", "reports")
    assert first.endpoints == (Endpoint("GET", "/figures"),)
    assert (second.kind, second.subsystem, second.agency, second.seen_at) == ("OPENAPI", "ID/GOV/6000/BPBD", "BPBD", AT)


def test_a_title_is_that_of_the_description():
    assert rules.title_in(b'{"info": {"title": " Laporan  bencana "}}') == "Laporan bencana"
    for body in (b"", b"[]", b'{"info": {}}', b'{"info": {"title": 3}}'):
        assert rules.title_in(body) == ""


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_no_answer_breaks_the_reading(said):
    for body in (json.dumps(said).encode(), json.dumps({"member": said, "service": said, "figures": said}).encode()):
        rules.figures_in(body)
        for read in (rules.subsystems_in, lambda b: rules.services_in(b, "ID/GOV/6000/BPBD", "BPBD", AT)):
            with suppress(ValueError):
                read(body)


@pytest.mark.parametrize(
    ("status", "type", "trouble"),
    [
        (0, "", Trouble.HERE),
        (403, "Server.ServerProxy.AccessDenied", Trouble.REFUSED),
        (403, "server.serverproxy.access_denied", Trouble.REFUSED),
        (503, "Server.ServerProxy.ServiceDisabled", Trouble.THERE),
        (500, "Client.UnknownMember", Trouble.THERE),
        (404, "", Trouble.THERE),
    ],
)
def test_an_error_is_told_by_who_has_to_do_something(status, type, trouble):
    assert rules.trouble_of(status, json.dumps({"type": type}).encode()) is trouble
    assert rules.trouble_of(502, b"<html>") is Trouble.THERE


@pytest.mark.parametrize("count", [0, 1, 3, 50, 51, 600])
def test_everybody_has_a_turn_and_no_run_asks_more_than_it_may(count):
    everybody, every = list(range(count)), timedelta(seconds=30)
    rounds = max(1, -(-count // 50))
    asked = [rules.turn(everybody, most=50, at=AT + n * every, every=every) for n in range(rounds)]
    assert sorted(one for run in asked for one in run) == everybody
    assert all(len(run) <= 50 for run in asked)
