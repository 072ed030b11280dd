"""Time stamps, RFC 3161: an authority made of openssl, whose `ts -verify` and our check accept and refuse the same."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.exchange.outside_log.authority import Tsa

from simpul.exchange.log import notes, stamps
from simpul.exchange.log.notes import Checkpoint
from simpul.exchange.log.stamps import StampBroken

pytestmark = pytest.mark.rules

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOTE = notes.signed(Checkpoint("simpul.log/ID/GOV/6000/BPBD", 5, bytes(32)).text, "simpul.log/ID/GOV/6000/BPBD", KEY)


@pytest.fixture(scope="module", params=["ec", "rsa"])
def tsa(request, tmp_path_factory):
    return Tsa(tmp_path_factory.mktemp("tsa"), request.param)


@pytest.fixture(scope="module")
def stamp(tsa):
    return stamps.fetch(NOTE, url="http://tsa.example/", post=tsa.post, roots=[tsa.root])


def test_openssl_and_we_accept_the_stamp(tsa, stamp):
    assert tsa.accepts(stamp, NOTE)
    found = stamps.check(stamp, NOTE, roots=[tsa.root])
    assert found.authority == "CN=Authority of the test"
    assert found.at.tzinfo is not None
    assert len(found.roots[0]) == 64


def test_openssl_and_we_refuse_it_for_another_note(tsa, stamp):
    other = NOTE.replace("\n5\n", "\n6\n")
    assert not tsa.accepts(stamp, other)
    with pytest.raises(StampBroken, match="Mismatch"):
        stamps.check(stamp, other, roots=[tsa.root])


def test_every_flipped_byte_is_refused_by_us(tsa, stamp):
    """Also in the few that a signature does not cover: versions, names of algorithms."""
    for at in range(len(stamp)):
        for mask in (0x01, 0x80) if at % 4 == 0 else (0x01,):
            changed = stamp[:at] + bytes([stamp[at] ^ mask]) + stamp[at + 1 :]
            with pytest.raises(StampBroken):
                stamps.check(changed, NOTE, roots=[tsa.root])


def test_a_flipped_byte_is_refused_by_openssl_too(tsa, stamp):
    for part in (0.3, 0.5, 0.97):
        at = int(len(stamp) * part)
        assert not tsa.accepts(stamp[:at] + bytes([stamp[at] ^ 1]) + stamp[at + 1 :], NOTE)


def test_another_root_is_not_believed(tsa, stamp, tmp_path):
    other = Tsa(tmp_path, "ec")
    with pytest.raises(StampBroken):
        stamps.check(stamp, NOTE, roots=[other.root])
    with pytest.raises(StampBroken, match="not signed by itself"):
        stamps.check(stamp, NOTE, roots=[tsa.root[:-1] + bytes([tsa.root[-1] ^ 1])])
    with pytest.raises((StampBroken, ValueError)):
        stamps.check(stamp, NOTE, roots=[])


def test_an_answer_to_another_request_is_refused(tsa):
    """The nonce: an authority cannot hand out an old stamp as new."""
    old = tsa.post("", stamps.request(NOTE)[0])
    with pytest.raises(StampBroken, match="Nonce"):
        stamps.fetch(NOTE, url="", post=lambda _url, _body: old, roots=[tsa.root])


@pytest.mark.parametrize(
    "answer",
    [b"", b"x", b"<html>busy</html>", bytes.fromhex("30053003020102"), b"0" * 100_000, bytes.fromhex("3005300302010a")],
)
def test_what_is_no_stamp_is_refused(tsa, answer):
    with pytest.raises(StampBroken):
        stamps.fetch(NOTE, url="", post=lambda _url, _body: answer, roots=[tsa.root])
