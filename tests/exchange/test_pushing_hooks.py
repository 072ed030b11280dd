"""Web hooks: signed so that an independent RFC 9421 library checks it, guarded, and never followed elsewhere."""

import asyncio
import json
import ssl
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureComponentResolver,
    HTTPSignatureKeyResolver,
    algorithms,
)
from tests.exchange.pushed import add_type, publish, subscribe, until
from tests.exchange.world import BPBD, PORTAL, world

from simpul.exchange.gateway.state import public_key

OWN = "ID/GOV/6000/PETA"
"""Another subsystem of BPBD's agency."""
DELIVERIES = "SELECT status, fault, message FROM exchange_delivery WHERE subscription = $1 ORDER BY at"


def paper(folder):
    """A certificate for localhost, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    certificate, secret = folder / "hook.crt", folder / "hook.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, secret


class Hook:
    """What stands at the address: remembers, and answers `status`."""

    def __init__(self):
        self.seen, self.status, self.headers, self.port = [], 204, {}, 0

    async def answer(self, request):
        self.seen.append((request.method, request.raw_path, dict(request.headers), await request.read()))
        return web.Response(status=self.status, headers=self.headers)


@asynccontextmanager
async def hooked(folder, urls, subscriber=OWN, **changes):
    """BPBD with a subscription of its agency's own to a hook, whose certificate it believes as it would a public one."""
    certificate, secret = paper(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    hook = Hook()
    server = web.Server(hook.answer, access_log=None)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0, ssl=context)
    hook.port = listening.sockets[0].getsockname()[1]
    async with world(folder, urls, **changes) as here:
        bpbd = here.sites[BPBD]
        bpbd.gateway.upstream.context.load_verify_locations(certificate)
        await add_type(bpbd)
        own = await subscribe(bpbd, subscriber=subscriber, target=f"webhook:https://localhost:{hook.port}/masuk?dari=bpbd")
        yield hook, bpbd, own
    listening.close()
    await server.shutdown(1)


class Known(HTTPSignatureKeyResolver):
    """The trust list, as a stranger's library asks it."""

    def __init__(self, state):
        self._state = state

    def resolve_public_key(self, key_id):
        found = self._state.trust.keys[key_id]
        assert found.member == BPBD.rpartition("/")[0]
        return public_key(found.point)


class Sent:
    """A request as that library reads it."""

    def __init__(self, method, url, headers, body):
        self.method, self.url, self.headers, self.body = method, url, headers, body


def test_a_push_to_a_hook_is_signed_so_that_another_library_checks_it(tmp_path, database_urls):
    async def scene():
        async with hooked(tmp_path, database_urls(2)) as (hook, bpbd, own):
            ids = await publish(bpbd, 3)
            await until(lambda: hook.seen)
            method, path, headers, body = hook.seen[0]
            assert (method, path) == ("POST", "/masuk?dari=bpbd")
            assert [one["id"] for one in json.loads(body)] == ids
            verifier = HTTPMessageVerifier(
                signature_algorithm=algorithms.ECDSA_P256_SHA256,
                key_resolver=Known(bpbd.gateway.holder.now),
                component_resolver_class=HTTPSignatureComponentResolver,
            )
            url = f"https://localhost:{hook.port}{path}"
            (found,) = verifier.verify(Sent(method, url, headers, body), expect_tag="simpul-webhook-v1")
            covered = {name.strip('"') for name in found.covered_components}
            assert {"@method", "@target-uri", "content-digest", "content-type", "simpul-message", "simpul-owner"} <= covered
            assert headers["simpul-owner"] == BPBD
            (delivery,) = await until(lambda: bpbd.fetch(DELIVERIES, own))
            assert (delivery["status"], delivery["fault"], delivery["message"]) == (204, "", headers["simpul-message"])

    asyncio.run(scene())


@pytest.mark.parametrize("status", [301, 307, 500])
def test_a_hook_that_points_elsewhere_or_fails_is_waited_for(tmp_path, database_urls, status):
    async def scene():
        async with hooked(tmp_path, database_urls(2)) as (hook, bpbd, own):
            hook.status, hook.headers = status, {"Location": "https://localhost:1/"}
            await publish(bpbd, 1)
            (delivery, *_) = await until(lambda: bpbd.fetch(DELIVERIES, own))
            assert (delivery["status"], delivery["fault"]) == (status, "")
            hook.status = 200
            await until(lambda: len(hook.seen) > 1)
            await until(lambda: bpbd.fetch("SELECT 1 FROM exchange_subscription WHERE position > 0"))

    asyncio.run(scene())


def test_a_hook_on_a_private_address_is_never_connected_to(tmp_path, database_urls):
    """The guard of registered addresses holds for hooks too: here nobody listed the loopback. PROTOCOL §2."""

    async def scene():
        async with hooked(tmp_path, database_urls(2), exchange_private_networks="10.0.0.0/8") as (hook, bpbd, own):
            await publish(bpbd, 1)
            (delivery, *_) = await until(lambda: bpbd.fetch(DELIVERIES, own))
            assert (delivery["status"], delivery["fault"]) == (0, "webhook.PlaceRefused")
            assert hook.seen == []

    asyncio.run(scene())


def test_a_guests_hook_does_not_reach_what_the_operator_opened_for_its_own_back_ends(tmp_path, database_urls):
    """The loopback is listed, and its certificate is believed: another agency's hook still may not lie there."""

    async def scene():
        async with hooked(tmp_path, database_urls(2), subscriber=PORTAL) as (hook, bpbd, guest):
            await publish(bpbd, 1)
            (delivery, *_) = await until(lambda: bpbd.fetch(DELIVERIES, guest))
            assert (delivery["status"], delivery["fault"]) == (0, "webhook.PlaceRefused")
            assert hook.seen == []

    asyncio.run(scene())


def test_a_hook_with_a_certificate_nobody_vouches_for_is_not_used(tmp_path, database_urls):
    async def scene():
        async with hooked(tmp_path, database_urls(2)) as (hook, bpbd, own):
            bpbd.gateway.upstream.context = ssl.create_default_context()
            await publish(bpbd, 1)
            (delivery, *_) = await until(lambda: bpbd.fetch(DELIVERIES, own))
            assert (delivery["status"], delivery["fault"]) == (0, "webhook.CannotConnect")
            assert hook.seen == []

    asyncio.run(scene())


def test_the_subscriber_of_a_hook_is_still_one_with_a_right(tmp_path, database_urls):
    async def scene():
        async with hooked(tmp_path, database_urls(2)) as (hook, bpbd, _):
            await bpbd.execute("UPDATE exchange_grant SET revoked_at = now() WHERE subject = $1", OWN)
            await publish(bpbd, 1)
            state = "SELECT last_error FROM exchange_subscription WHERE last_error <> ''"
            (found,) = await until(lambda: bpbd.fetch(state))
            assert (found["last_error"], hook.seen) == ("no-right", [])

    asyncio.run(scene())
