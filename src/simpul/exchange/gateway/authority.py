"""A time-stamping authority over HTTP (RFC 3161), asked off the calls' path."""

import urllib.request
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from simpul.exchange.log import stamps
from simpul.kernel.settings import Settings

SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Authority:
    """Where it is asked, and the roots (DER) by which its stamps are believed."""

    url: str
    roots: tuple[bytes, ...]

    def stamp(self, note: str) -> bytes:
        """Its checked stamp over the note; OSError when it cannot be reached, ValueError when the stamp does not hold."""
        return stamps.fetch(note, url=self.url, post=_post, roots=self.roots)


def authority_of(settings: Settings) -> Authority | None:
    """The authority an operator set; None where there is none."""
    if not settings.exchange_tsa or settings.exchange_tsa_root is None:
        return None
    root = x509.load_pem_x509_certificate(settings.exchange_tsa_root.read_bytes())
    return Authority(settings.exchange_tsa, (root.public_bytes(Encoding.DER),))


def _post(url: str, body: bytes) -> bytes:
    asked = urllib.request.Request(url, body, {"Content-Type": "application/timestamp-query"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 (the operator's own setting)
        return bytes(answer.read(stamps.MOST_BYTES + 1))
