"""What a push to a web hook signs: RFC 9421 with derived components that any library computes. docs/protocol/events.md."""

from base64 import b64encode
from dataclasses import dataclass

from simpul.exchange.wire.signing import ALGORITHM, LIFE

TAG = "simpul-webhook-v1"
COMPONENTS = '"@method" "@target-uri" "content-digest" "content-type" "simpul-message" "simpul-owner"'


@dataclass(frozen=True, slots=True)
class Hook:
    """A push before it is signed: the hook's URL, and the headers that are covered."""

    url: str
    digest: bytes
    kind: bytes
    message: bytes
    owner: bytes


def parameters(created: int, nonce: bytes, keyid: str) -> str:
    """The signature's parameters."""
    return (
        f'({COMPONENTS});created={created};expires={created + LIFE};nonce="{b64encode(nonce).decode()}"'
        f';alg="{ALGORITHM}";keyid="{keyid}";tag="{TAG}"'
    )


def base(hook: Hook, given: str) -> bytes:
    """The text that is signed."""
    return (
        f'"@method": POST\n"@target-uri": {hook.url}\n"content-digest": {hook.digest.decode()}\n'
        f'"content-type": {hook.kind.decode()}\n"simpul-message": {hook.message.decode()}\n'
        f'"simpul-owner": {hook.owner.decode()}\n"@signature-params": {given}'
    ).encode()


def sent(hook: Hook, given: str, signature: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of the signed push; `signature` as `:base64:`."""
    return [
        (b"content-type", hook.kind),
        (b"content-digest", hook.digest),
        (b"simpul-message", hook.message),
        (b"simpul-owner", hook.owner),
        (b"signature-input", f"simpul={given}".encode()),
        (b"signature", b"simpul=" + signature),
    ]
