"""Where a registered address may not lead: this machine, private networks, metadata services. PROTOCOL §2 "Addresses".

An agency that registers services could otherwise make its node, or another's, ask for what only that machine can reach.
"""

import asyncio
import socket

import pytest
from tests.exchange.protocol import asked, closed_port, town_of, written
from tests.exchange.siege import sheet, tells_nothing
from tests.exchange.world import BPBD, offer

from simpul.exchange.gateway.guard import Guard, NameUnknown, PlaceRefused

__all__ = ["sheet"]
EVERYTHING = ("0.0.0.0/0", "::/0")
NEVER = [
    *(
        "169.254.169.254",
        "169.254.0.1",
        "2852039166",
        "0xa9fea9fe",
        "0xA9.0xFE.0xA9.0xFE",
        "0251.0376.0251.0376",
        "169.16689662",
    ),
    *(
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "fe80::1",
    ),
    *("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16", "0.0.0.0", "0", "0x0", "::", "::ffff:0.0.0.0"),
    *("192.0.0.192", "224.0.0.1", "ff02::1", "2001:0:a9fe:a9fe::1"),
]
UNLESS_LISTED = [
    *(
        "127.0.0.1",
        "127.8.8.8",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "localhost",
        "::1",
    ),
    *(
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "10.0.0.1",
        "10.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
    ),
    *(
        "240.0.0.1",
        "255.255.255.255",
        "0.1.2.3",
        "fc00::1",
        "fec0::1",
        "::ffff:10.0.0.1",
        "192.0.0.8",
        "192.88.99.1",
        "::8.8.8.8",
        "2001:db8::1",
    ),
]


def led(host, allowed=()):
    """The numeric address that a host leads to."""
    return asyncio.run(Guard(allowed).address(host, 80))


def resolves(host):
    try:
        socket.getaddrinfo(host, 80)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", NEVER)
def test_some_places_are_refused_whatever_the_operator_lists(host):
    for allowed in ((), EVERYTHING, ("169.254.0.0/16", "fd00::/8", "100.64.0.0/10", "168.63.0.0/16", "0.0.0.0/8")):
        with pytest.raises((PlaceRefused, NameUnknown)):
            led(host, allowed)


@pytest.mark.parametrize("host", UNLESS_LISTED)
def test_this_machine_and_private_networks_are_refused_unless_they_are_listed(host):
    with pytest.raises((PlaceRefused, NameUnknown)):
        led(host)
    if resolves(host):
        assert led(host, EVERYTHING)


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888", "1.1.1.1", "::ffff:8.8.8.8", "134744072"])
def test_a_public_address_is_let_through(host):
    if resolves(host):
        assert led(host)


@pytest.mark.parametrize("host", ["", "a" * 300, "no.such.name.invalid", "\xad", "..", "xn--a\x00b"])
def test_a_name_that_is_none_is_unknown(host):
    with pytest.raises((NameUnknown, PlaceRefused)):
        led(host)


def test_a_name_that_leads_to_several_places_leads_to_a_public_one_or_nowhere(monkeypatch):
    """What was checked is what is connected to: the number, not the name once more."""

    async def found(self, host, port, **_):
        return [(0, 0, 0, "", (place, port)) for place in answers]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", found)
    answers = ["127.0.0.1", "169.254.169.254", "8.8.8.8"]
    assert led("evil.example") == "8.8.8.8"
    answers = ["::1", "fe80::1%eth0", "::ffff:10.0.0.1"]
    with pytest.raises(PlaceRefused):
        led("evil.example")


@pytest.fixture(scope="module")
def strict(server_url, template, tmp_path_factory):
    """One node whose operator lists no private network."""
    folder = tmp_path_factory.mktemp("strict")
    with town_of(server_url, template, folder, (BPBD,), exchange_private_networks="") as found:
        yield found


URLS = [
    *(
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]:{port}",
        "http://0.0.0.0:{port}",
        "http://localhost:{port}",
    ),
    *(
        "http://127.0.0.1:{port}",
        "http://2130706433:{port}",
        "http://0x7f000001:{port}",
        "http://127.1:{port}",
        "http://[::1]:{port}",
    ),
    *(
        "https://127.0.0.1:{port}",
        "http://public.example@127.0.0.1:{port}",
        "http://127.0.0.1:{port}#@public.example",
        "http://0:{port}",
    ),
    *(
        "http://[64:ff9b::7f00:1]:{port}",
        "http://[fe80::1%25lo]:{port}",
        "http://localhost.:{port}",
        "http://LOCALHOST:{port}",
    ),
]


@pytest.mark.parametrize("number", range(len(URLS)), ids=URLS)
def test_a_service_at_such_a_place_is_a_clear_error_on_record_and_nobody_is_asked(strict, sheet, number):
    """PROTOCOL §1: `server.serverproxy.network_error`; the call had its right, so both moments are on record."""
    strict.rough.got.clear()
    strict.run(offer(strict.bpbd, URLS[number].format(port=strict.rough.port), code=f"u{number}", subject=BPBD))
    with strict.watched() as leaves:
        answer = asked(strict.bpbd.consumer, written("GET", f"/r1/{BPBD}/u{number}", [("X-Road-Client", BPBD)]))
    assert (answer.status, answer.one("X-Road-Error")) == (500, "Server.ServerProxy.NetworkError")
    assert "not a public address" in answer.json["message"] or "not known" in answer.json["message"], answer.json
    tells_nothing(answer.body)
    assert strict.rough.got == []
    assert leaves[0] == "local received"
    assert leaves[1].startswith("local answered 500 server.serverproxy.")


def test_the_lists_exception_is_for_what_it_names_alone(town):
    """The same places by the same names are reached where 127.0.0.0/8 is listed; the rest is refused there too."""
    for host in ("127.0.0.1", "127.1", "localhost", "[::ffff:127.0.0.1]"):
        assert town.ask(town.offer(f"http://{host}:{town.rough.port}")).status == 200
    for host in ("169.254.169.254", "0.0.0.0", "10.0.0.1", "[::1]"):
        told = town.ask(town.offer(f"http://{host}:{town.rough.port}"))
        assert told.one("X-Road-Error") == "Server.ServerProxy.NetworkError"
        assert "not a public address" in told.json["message"]


def test_a_redirect_to_such_a_place_is_handed_on_and_not_followed(town):
    town.rough.says = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    answer = town.ask(town.offer())
    assert (answer.status, answer.one("Location")) == (302, "http://169.254.169.254/")


def test_a_closed_port_is_told_without_what_is_behind_it(town):
    answer = town.ask(town.offer(f"http://127.0.0.1:{closed_port()}"))
    assert answer.one("X-Road-Error") == "Server.ServerProxy.NetworkError"
    tells_nothing(answer.body)
