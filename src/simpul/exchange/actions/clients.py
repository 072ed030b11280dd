"""Clients: the consumer subsystems of this node, and how each proves that it is itself. PROTOCOL §1, "Listener"."""

import hashlib
from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from simpul.exchange.actions.services import own_subsystem
from simpul.exchange.model.offer_refusals import CertificateNotFit, ClientNotFound, ClientWithoutToken, PlainForbidden
from simpul.exchange.model.services import Authentication, Client
from simpul.exchange.rules.permissions import permit_offer
from simpul.exchange.store import services as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

PEM_MOST = 64 * 1024


def add_client(
    platform: Platform, actor: Actor, *, subsystem: str, authentication: Authentication, certificate: bytes = b""
) -> tuple[Client, str]:
    """The client may call from this node, proved in that way, and its token (empty for the other ways), known here only.

    A client that was there is replaced. `certificate` is a PEM file; NotOurSubsystem, CertificateNotFit, PlainForbidden.
    """
    permit_offer(actor, platform.settings.agency_code)
    own_subsystem(platform, subsystem)
    token = ""
    match authentication:
        case Authentication.MTLS:
            made = Client(subsystem, authentication, certificate=_der(certificate))
        case Authentication.TOKEN:
            token = platform.ids.token()
            made = Client(subsystem, authentication, secret=digest(token))
        case Authentication.PLAIN:
            if not platform.settings.demo:
                raise PlainForbidden()
            made = Client(subsystem, authentication)
    _keep(platform, actor, made, "exchange.client.add")
    return made, token


def rotate_token(platform: Platform, actor: Actor, *, subsystem: str) -> str:
    """The client's new token, known here only; the former no longer counts. ClientNotFound, ClientWithoutToken."""
    permit_offer(actor, platform.settings.agency_code)
    known = find(platform, subsystem=subsystem)
    if known.authentication is not Authentication.TOKEN:
        raise ClientWithoutToken(subsystem=subsystem)
    token = platform.ids.token()
    _keep(platform, actor, replace(known, secret=digest(token)), "exchange.client.rotate")
    return token


def set_active(platform: Platform, actor: Actor, *, subsystem: str, active: bool) -> Client:
    """The client may call, or may not; ClientNotFound."""
    permit_offer(actor, platform.settings.agency_code)
    kept = replace(find(platform, subsystem=subsystem), active=active)
    _keep(platform, actor, kept, "exchange.client.activate" if active else "exchange.client.deactivate")
    return kept


def find(platform: Platform, *, subsystem: str) -> Client:
    """The client; ClientNotFound."""
    with platform.database.reading() as unit:
        found = store.client(unit.connection, subsystem)
    if found is None:
        raise ClientNotFound(subsystem=subsystem[:200])
    return found


def clients(platform: Platform) -> list[Client]:
    """The consumer subsystems of this node, those that may not call at present among them."""
    with platform.database.reading() as unit:
        return store.clients(unit.connection)


def digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256; the token has 256 bits of chance, so that no salt is needed."""
    return hashlib.sha256(token.encode()).digest()


def _der(pem: bytes) -> bytes:
    try:
        if len(pem) > PEM_MOST:
            raise CertificateNotFit()
        return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    except ValueError:
        raise CertificateNotFit() from None


def _keep(platform: Platform, actor: Actor, kept: Client, action: str) -> None:
    with platform.database.writing(actor) as unit:
        store.keep_client(unit.connection, kept, unit.clock.now())
        unit.audit(action, subject=kept.subsystem, after={"authentication": kept.authentication, "active": kept.active})
        unit.ring("exchange")
