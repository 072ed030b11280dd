"""`simpul exchange verify` and `proof`: what a bundle proves, on any machine; a bundle from a node's listener."""

import json
import ssl
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from simpul.exchange.commands.base import app, say
from simpul.exchange.log.verify import lines
from simpul.exchange.log.verify import verify as judged
from simpul.exchange.outside.keyring import keyring_of
from simpul.kernel.clock import SystemClock
from simpul.kernel.settings import Settings


@app.command("verify")
def verify(
    bundle: Annotated[Path, typer.Argument(help="A proof bundle; - reads it from standard input.")],
    register_key: Annotated[
        str, typer.Option("--register-key", help="The register's verifier key as the operator publishes it.")
    ] = "",
) -> None:
    """Say whether a proof bundle proves what it says; offline, on a machine that never saw the node. Ends with 1 if not."""
    try:
        text = sys.stdin.buffer.read() if str(bundle) == "-" else bundle.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{bundle} cannot be read: {error.strerror}") from None
    key = register_key or Settings().exchange_register_key or None
    verdict = judged(text, register_key=key, now=SystemClock().now())
    for line in lines(verdict):
        say(line)
    raise typer.Exit(0 if verdict.ok else 1)


@app.command("proof")
def proof(
    message: Annotated[str, typer.Argument(help="The message's X-Road-Id.")],
    to: Annotated[Path, typer.Option("--to", help="The file to write.")] = Path("proof.json"),
    client: Annotated[str, typer.Option("--client", help="The calling subsystem; the node's own if left out.")] = "",
    token: Annotated[str, typer.Option("--token", help="The subsystem's token, where it has one.")] = "",
    address: Annotated[str, typer.Option("--address", help="The consumer listener; this node's if left out.")] = "",
) -> None:
    """Fetch the proof bundle of a message from a node that took part in it, and write it to a file."""
    settings = Settings()
    scheme = "https" if settings.exchange_tls else "http"
    base = address or f"{scheme}://{settings.exchange_host}:{settings.exchange_port}"
    headers = {"X-Road-Client": client or settings.agency_code}
    if token:
        headers["Simpul-Authorization"] = f"Bearer {token}"
    asked = urllib.request.Request(f"{base}/proof/{quote(message, safe='')}", headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=30, context=_context(settings, address)) as answer:  # noqa: S310
            to.write_bytes(answer.read())
    except urllib.error.HTTPError as error:
        say(f"{error.code}: {_said(error.read(65536))}")
        raise typer.Exit(1) from None
    except OSError as error:
        say(f"{base} cannot be reached: {error}")
        raise typer.Exit(1) from None
    say(f"{to}: written. `simpul exchange verify {to}` checks it.")


def _context(settings: Settings, address: str) -> ssl.SSLContext | None:
    """TLS with this node's own listener: its certificate is the only one that is met, and the one that is shown."""
    if address or not settings.exchange_tls:
        return None
    certificate, key = keyring_of(settings).tls(settings.agency_code, settings.exchange_host, SystemClock().now())
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    context.load_cert_chain(certificate, key)
    return context


def _said(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, LookupError, TypeError):
        return "no proof"
