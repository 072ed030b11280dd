"""Who may claim a subsystem in `X-Road-Client`: by certificate, token or machine. PROTOCOL §1 "Listener"; §2."""

import hashlib
import re
import ssl
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.exchange import handmade
from tests.exchange.protocol import REPORTS, asked, town_of, written
from tests.exchange.world import BPBD, PORTAL

from simpul.exchange.gateway import consuming
from simpul.exchange.gateway.proving import Shown
from simpul.exchange.outside.keyring import keyring_of

NOT_PROVED = "Server.ClientProxy.SslAuthenticationFailed"
TOKEN = "rahasia-yang-panjang"
DIGEST = hashlib.sha256(TOKEN.encode()).digest()
MTLS = "UPDATE exchange_client SET authentication = 'mtls', certificate = $1, secret = NULL"


@pytest.fixture(scope="module")
def secure(server_url, template, tmp_path_factory):
    """The same two nodes, TLS on all four listeners."""
    with town_of(server_url, template, tmp_path_factory.mktemp("secure"), exchange_tls=True) as found:
        yield found


class Papers:
    """A certificate with its key, made by itself or by `issuer`; as files too, for Python's ssl."""

    def __init__(self, folder, name, issuer=None, *, ca=False):
        self.key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder().subject_name(subject).public_key(self.key.public_key())
        made = made.issuer_name(issuer.certificate.subject if issuer else subject).serial_number(
            x509.random_serial_number()
        )
        made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        self.certificate = made.sign((issuer or self).key, hashes.SHA256())
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)
        private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.files = folder / f"{name}.crt", folder / f"{name}.key"
        self.files[0].write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        self.files[1].write_bytes(self.key.private_bytes(*private))


def tls(files=None):
    """A client's TLS that shows this certificate, and believes any server: what is judged here is the client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if files is not None:
        context.load_cert_chain(*files)
    return context


def call(town, *headers, files=None):
    """The portal's answer over TLS to a call as PORTAL."""
    return asked(town.portal.consumer, written("GET", REPORTS, [("X-Road-Client", PORTAL), *headers]), tls(files))


def refused(answer, words):
    assert (answer.status, answer.one("x-road-error")) == (500, NOT_PROVED)
    assert re.fullmatch(rf"Client \(SUBSYSTEM:{PORTAL}\) specifies .*{words}.*", answer.json["message"])


@pytest.mark.parametrize("issued", [False, True], ids=["made by itself", "issued by an authority"])
def test_a_client_is_its_pinned_certificate(secure, tmp_path, issued):
    """PROTOCOL §1 "Listener": `mtls` is a pinned client certificate; whoever issued it."""
    root = Papers(tmp_path, "root", ca=True) if issued else None
    papers, other = Papers(tmp_path, "portal", root), Papers(tmp_path, "other", root)
    secure.sql(secure.portal, f"{MTLS} WHERE subsystem = $2", papers.der, PORTAL)
    secure.sql(
        secure.portal, "INSERT INTO exchange_client VALUES ('ID/GOV/2060/X', 'mtls', NULL, $1, true, now())", other.der
    )
    with secure.watched() as leaves:
        assert call(secure, files=papers.files).status == 200
    assert leaves == ["consumer received", "consumer answered 200", "provider received", "provider answered 200"]
    with secure.watched() as leaves:
        refused(call(secure), "HTTPS but did not supply TLS certificate")
        refused(call(secure, files=other.files), "HTTPS but supplied another TLS certificate")
    assert leaves == []
    secure.sql(secure.portal, "DELETE FROM exchange_client WHERE subsystem = 'ID/GOV/2060/X'")


def test_a_certificate_of_nobody_reaches_nothing(secure, tmp_path):
    """PROTOCOL §1, error table: "wrong certificate". One that nobody pinned already fails in TLS: no call is made."""
    secure.sql(secure.portal, f"{MTLS} WHERE subsystem = $2", Papers(tmp_path, "portal").der, PORTAL)
    with secure.watched() as leaves, pytest.raises((ssl.SSLError, ConnectionError, IndexError)):
        call(secure, files=Papers(tmp_path, "nobody").files)
    assert leaves == []


def test_a_nodes_own_certificate_may_be_a_clients_too(secure):
    """PROTOCOL §1 "Listener": a pinned certificate is a pinned certificate, wherever else it is known."""
    keyring = keyring_of(secure.bpbd.settings)
    files, der = (
        keyring.tls(BPBD, "127.0.0.1", datetime.now(UTC)),
        keyring.certificate(BPBD, "127.0.0.1", datetime.now(UTC)),
    )
    secure.sql(secure.portal, f"{MTLS} WHERE subsystem = $2", der, PORTAL)
    assert call(secure, files=files).status == 200


def test_a_renewed_certificate_of_the_same_name_takes_over(secure, tmp_path):
    """PROTOCOL §1 "Listener": the pinned certificate counts, not what it is called."""
    old, new = Papers(tmp_path, "same"), Papers(tmp_path, "same")
    for papers in (old, new):
        secure.sql(secure.portal, f"{MTLS} WHERE subsystem = $2", papers.der, PORTAL)
    assert call(secure, files=new.files).status == 200


def test_a_client_without_a_certificate_on_file_proves_nothing(secure, tmp_path):
    """PROTOCOL §1 "Listener": whoever has not proved to be the subsystem may not claim it."""
    papers = Papers(tmp_path, "portal")
    secure.sql(secure.portal, f"{MTLS} WHERE subsystem = $2", papers.der, PORTAL)
    secure.sql(secure.portal, "UPDATE exchange_client SET certificate = NULL WHERE subsystem = $1", PORTAL)
    refused(call(secure, files=papers.files), "HTTPS but supplied another TLS certificate")


def test_a_letter_comes_from_the_node_whose_key_signed_it(secure):
    """PROTOCOL §2: HTTP/1.1, mutual TLS; a key is given to a member at a node."""

    def posted(files):
        return asked(secure.bpbd.node, handmade.letter(secure).addressed().signed().bytes(), tls(files))

    theirs = keyring_of(secure.portal.settings).tls(PORTAL, "127.0.0.1", datetime.now(UTC))
    ours = keyring_of(secure.bpbd.settings).tls(BPBD, "127.0.0.1", datetime.now(UTC))
    assert posted(theirs).status == 200
    for answer in (posted(ours), posted(None)):
        assert (answer.status, answer.one("x-road-error")) == (500, "server.serverproxy.invalid_signature_value")
        assert "certificate" in answer.json["message"]


def test_mutual_tls_where_the_listener_has_none_cannot_be_proved(town):
    """PROTOCOL §1, error table: "client must use TLS and does not"."""
    town.sql(town.portal, f"{MTLS} WHERE subsystem = $2", b"der", PORTAL)
    with town.watched() as leaves:
        refused(town.ask(), "HTTPS but did not supply TLS certificate")
    town.sql(
        town.portal, "UPDATE exchange_client SET authentication = 'plain', certificate = NULL WHERE subsystem = $1", PORTAL
    )
    assert leaves == []


@pytest.fixture
def with_token(town):
    """PORTAL proves itself by a token in the meantime."""
    change = "UPDATE exchange_client SET authentication = $2, secret = $3 WHERE subsystem = $1"
    town.sql(town.portal, change, PORTAL, "token", DIGEST)
    yield town
    town.sql(town.portal, change, PORTAL, "plain", None)


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  "])
@pytest.mark.parametrize("name", ["Authorization", "Simpul-Authorization", "SIMPUL-AUTHORIZATION"])
def test_a_token_is_taken_and_goes_no_further(with_token, name, scheme):
    """PROTOCOL §1 "Listener": `token` (bearer, hashed at rest); DESIGN: never forwarded."""
    target = with_token.offer(code=f"t{with_token.number}")
    assert with_token.ask(target, (name, scheme + TOKEN), ("Cookie", "a=b")).body == b"baik"
    assert not [n for n, _ in with_token.rough.headers if "authorization" in n.lower()]
    assert TOKEN.encode() not in with_token.rough.got[-1]


def test_beside_a_token_authorization_stays_the_back_ends(with_token):
    """PROTOCOL §1 "everything else": byte for byte, Authorization and Cookie included."""
    target = with_token.offer(code="beside")
    own = ("AUTHORIZATION", "Bearer  of-the-back-end ")
    assert with_token.ask(target, own, ("Simpul-Authorization", f"Bearer {TOKEN}")).status == 200
    assert [h for h in with_token.rough.headers if "authorization" in h[0].lower()] == [
        ("AUTHORIZATION", "Bearer  of-the-back-end")
    ]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "Bearer ")],
        [("Authorization", f"Bearer {TOKEN}x")],
        [("Authorization", TOKEN)],
        [("Authorization", f"Basic {TOKEN}")],
        [("X-Token", f"Bearer {TOKEN}")],
        [("Authorization", f"Bearer {DIGEST.hex()}")],
    ],
)
def test_whoever_has_no_token_may_not_claim_the_subsystem(with_token, headers):
    """PROTOCOL §1, error table: `ssl_authentication_failed`."""
    with with_token.watched() as leaves:
        refused(with_token.ask(REPORTS, *headers), "a token but did not supply a valid one")
    assert leaves == []


def test_a_client_without_a_token_on_file_proves_nothing(with_token):
    """PROTOCOL §1 "Listener": whoever has not proved to be the subsystem may not claim it."""
    with_token.sql(with_token.portal, "UPDATE exchange_client SET secret = NULL WHERE subsystem = $1", PORTAL)
    refused(with_token.ask(REPORTS, ("Authorization", "Bearer ")), "a token")


@pytest.mark.parametrize(
    ("peer", "believed"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("10.0.0.7", False),
        ("192.0.2.1", False),
        ("2001:db8::1", False),
        ("", False),
    ],
)
def test_plain_is_for_this_machine_alone(town, monkeypatch, peer, believed):
    """PROTOCOL §1 "Listener": `plain` (loopback demo only)."""
    monkeypatch.setattr(consuming, "shown", lambda _request: Shown(b"", peer))
    answer = town.ask()
    if believed:
        assert answer.status == 200
    else:
        refused(answer, "a connection from this machine")


def test_an_address_in_a_header_is_nobodys_address(town, monkeypatch):
    """PROTOCOL §1: no X-Forwarded-For; what a caller says of itself proves nothing."""
    monkeypatch.setattr(consuming, "shown", lambda _request: Shown(b"", "192.0.2.1"))
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        refused(town.ask(REPORTS, (name, "127.0.0.1")), "a connection from this machine")


def test_what_a_connection_shows_is_its_peer():
    """PROTOCOL §1 "Listener"."""
    facts = {"peername": ("192.0.2.7", 5), "ssl_object": SimpleNamespace(getpeercert=lambda *, binary_form: b"der")}
    request = SimpleNamespace(transport=SimpleNamespace(get_extra_info=facts.get))
    assert consuming.shown(request) == Shown(b"der", "192.0.2.7")
    assert consuming.shown(SimpleNamespace(transport=None)) == Shown(b"", "")
