"""Between nodes with mutual TLS: another node's certificate, another's key, none at all. PROTOCOL §2."""

import ssl
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.exchange.handmade import letter
from tests.exchange.protocol import REPORTS, Line, asked, town_of
from tests.exchange.siege import sheet
from tests.exchange.world import BPBD, DINKES, PORTAL

from simpul.exchange.gateway import serving
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import statements as say

__all__ = ["sheet"]


@pytest.fixture(scope="module")
def secure(server_url, template, tmp_path_factory):
    """Three nodes whose listeners speak TLS."""
    folder = tmp_path_factory.mktemp("secure")
    with town_of(server_url, template, folder, (PORTAL, BPBD, DINKES), exchange_tls=True) as found:
        yield found


def showing(site=None):
    """TLS that believes anybody, and shows a site's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if site is not None:
        context.load_cert_chain(*keyring_of(site.settings).tls(site.path, "127.0.0.1", site.clock.now()))
    return context


def called(town):
    """The portal's answer to a call to BPBD."""
    data = f"GET {REPORTS} HTTP/1.1\r\nHost: x\r\nX-Road-Client: {PORTAL}\r\n\r\n".encode()
    return asked(town.portal.consumer, data, showing())


@contextmanager
def served_by(town, site):
    """At BPBD's address another node listens, with its own certificate and all else in order."""
    port = town.bpbd.gateway.ports[1]
    known = town.portal.gateway.holder.now.trust.nodes
    at = datetime.now(UTC).replace(microsecond=0)
    moved = replace(known[BPBD], address=f"https://127.0.0.1:{site.gateway.ports[1]}")
    town.run(town.world.publish([say.said_node(moved, at)]))
    yield
    town.run(town.world.publish([say.said_node(replace(moved, address=f"https://127.0.0.1:{port}"), at)]))


def test_a_call_goes_through_where_everybody_is_who_they_are(secure):
    assert called(secure).status == 200


def test_a_node_that_shows_another_nodes_certificate_is_not_spoken_to(secure, sheet):
    """It has a certificate of the register, only not BPBD's: the connection ends before anything is said."""
    with served_by(secure, secure.world.sites[DINKES]):
        answer = called(secure)
    assert (answer.status, answer.one("X-Road-Error")) == (500, "Server.ClientProxy.NetworkError")
    assert called(secure).status == 200


@pytest.mark.parametrize("who", [DINKES, BPBD, None], ids=["another node's", "the provider's own", "none"])
def test_a_letter_handed_in_by_another_node_is_refused(secure, sheet, who):
    """Signed by the portal, and shown with a certificate that is not its node's: taken from the wire, and played."""
    one = letter(secure).addressed().signed()
    answer = asked(secure.bpbd.node, one.bytes(), showing(None if who is None else secure.world.sites[who]))
    assert (answer.status, answer.one("x-road-error")) == (500, "server.serverproxy.invalid_signature_value")
    assert "certificate" in answer.json["message"]
    assert asked(secure.bpbd.node, one.bytes(), showing(secure.portal)).status == 200


def test_plain_http_to_a_listener_that_speaks_tls_says_nothing(secure):
    for port in (secure.bpbd.node, secure.portal.consumer):
        line = Line(port)
        line.send(b"GET /log/checkpoint HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.is_closed
        line.close()
    assert called(secure).status == 200


def test_a_greeting_that_never_comes_does_not_hold_up_others(secure, monkeypatch):
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.5)
    lines = [Line(secure.bpbd.node) for _ in range(50)]
    begun = time.monotonic()
    assert called(secure).status == 200
    assert time.monotonic() - begun < 2
    for line in lines:
        line.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_tls_is_not_spoken(secure, version):
    context = showing(secure.portal)
    context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        asked(secure.bpbd.node, b"", context)
