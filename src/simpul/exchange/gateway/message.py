"""A call on its way between the two sides, as bytes: what arrives at the provider, what goes back."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from simpul.exchange.gateway.body import EMPTY, Body


class Signer(Protocol):
    """The member's signing key, in a file or in a device."""

    @property
    def thumbprint(self) -> str:
        """RFC 7638, base64url without padding."""
        ...

    def sign(self, base: bytes) -> bytes:
        """R and s of ECDSA P-256 with SHA-256, 64 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it stands on the node leg: raw target, headers as sent (the leg's own among them), body.

    `local`: it came from this node's own consumer side. `certificate`: the peer's (DER); None where no TLS is used.
    """

    method: str
    target: str
    headers: list[tuple[bytes, bytes]]
    body: Body = EMPTY
    local: bool = False
    certificate: bytes | None = None


@dataclass(slots=True)
class Reply:
    """An answer as it stands on the node leg."""

    status: int
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: Body = EMPTY


Facts = dict[str, Any]
"""What records say of a call, beside what each moment adds."""


def last(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes:
    """The last value of the header of this lower-case name; empty when there is none."""
    for given, value in reversed(headers):
        if given.lower() == name:
            return value
    return b""
