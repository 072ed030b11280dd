"""Trying a call from the console: in the name of one of the node's own subsystems, by its consumer listener, signed."""

import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from simpul.exchange.actions import clients
from simpul.exchange.model.services import Authentication, Client
from simpul.exchange.model.trying_refusals import (
    TryingClientElsewhere,
    TryingClientNotFit,
    TryingPathNotFit,
    TryingTokenMissing,
)
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.outside.own_listener import Heard, OwnListener, Sent
from simpul.exchange.rules import trying as rules
from simpul.exchange.rules.permissions import permit_try
from simpul.exchange.rules.trying import Attempt, Shown
from simpul.exchange.wire.addresses import is_safe
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

PATIENCE = 20.0
"""Seconds for one answer; somebody waits before the page."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a call: status (0: this node's exchange did not answer), the error the exchange made, headers, body."""

    message: str
    status: int
    fault: str
    headers: tuple[tuple[str, str], ...]
    body: Shown
    seconds: float


def send(platform: Platform, actor: Actor, *, attempt: Attempt) -> Tried:
    """What the service answered to the call; TryingIntegratorsOnly, or which part of the attempt does not fit."""
    permit_try(actor, platform.settings.agency_code)
    ready = rules.ready(attempt)
    if not is_safe(rules.path_in(attempt.path) or "/"):
        raise TryingPathNotFit()
    client = _client(platform, attempt)
    message = f"{attempt.service.split('/', 1)[0]}-{platform.ids.random()}"
    with platform.database.writing(actor) as unit:
        facts = {"message": message, "client": client.subsystem, "method": ready.method}
        unit.audit("exchange.call.try", subject=attempt.service, after=facts)
    headers = [("X-Road-Id", message), *ready.headers]
    if client.authentication is Authentication.TOKEN:
        headers.append(("Simpul-Authorization", f"Bearer {attempt.token}"))
    listener = OwnListener(platform, patience=PATIENCE, most=rules.SHOWN_MOST)
    sent = Sent(ready.method, f"/r1/{attempt.service}{ready.rest}", headers, ready.body)
    return _tried(message, listener.call(sent, client=client.subsystem))


def callers(platform: Platform) -> list[Client]:
    """The node's own subsystems that may call, the node's own one first."""
    home = platform.settings.agency_code
    found = [one for one in clients.clients(platform) if one.active]
    return sorted(found, key=lambda one: (one.subsystem != home, one.subsystem))


def base_address(platform: Platform, host: str) -> str:
    """Where programs of the agency reach the node's consumer listener; `host` stands where it listens everywhere."""
    settings = platform.settings
    scheme = "https" if settings.exchange_tls else "http"
    own = settings.exchange_host
    if own in ("0.0.0.0", "::", ""):  # noqa: S104 (compared, not listened on)
        own = urlsplit(settings.public_url).hostname or host
    shown = f"[{own}]" if ":" in own else own
    return f"{scheme}://{shown}:{settings.exchange_port}"


def sample(platform: Platform, host: str, attempt: Attempt) -> str:
    """The attempt as a command for a shell, to this node's own listener."""
    known = {one.subsystem: one.authentication for one in clients.clients(platform)}
    return rules.curl(base_address(platform, host), attempt, known.get(attempt.client, _usual(platform)))


def _usual(platform: Platform) -> Authentication | None:
    return Authentication.MTLS if platform.settings.exchange_tls else None


def _client(platform: Platform, attempt: Attempt) -> Client:
    client = next((one for one in callers(platform) if one.subsystem == attempt.client), None)
    if client is None:
        raise TryingClientNotFit()
    if client.authentication is Authentication.TOKEN and not attempt.token.isascii():
        raise TryingTokenMissing()
    if client.authentication is Authentication.TOKEN and not (attempt.token and attempt.token.isprintable()):
        raise TryingTokenMissing()
    if client.authentication is Authentication.MTLS and client.certificate != _own_certificate(platform):
        raise TryingClientElsewhere(subsystem=client.subsystem)
    return client


def _own_certificate(platform: Platform) -> bytes:
    """The node's own TLS certificate, by which the console can prove a client; empty where there is no TLS."""
    settings = platform.settings
    if not settings.exchange_tls:
        return b""
    certificate, _ = keyring_of(settings).tls(settings.agency_code, settings.exchange_host, platform.clock.now())
    with suppress(OSError, ValueError):
        return ssl.PEM_cert_to_DER_cert(certificate.read_text())
    return b""


def _tried(message: str, heard: Heard) -> Tried:
    told = {name.lower(): value for name, value in heard.headers}
    return Tried(
        message=message,
        status=heard.status,
        fault=rules.fault_in(heard.headers),
        headers=heard.headers,
        body=rules.shown(heard.body, told.get("content-type", ""), cut=heard.cut),
        seconds=heard.seconds,
    )
