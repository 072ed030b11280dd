"""Webhooks' secrets, sealed under the node's key: readable for the node, not in the database or a backup of it."""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.disaster.model.webhooks import WebhookMissing
from simpul.kernel.keys import Keys

_PURPOSE = "disaster.webhooks.secret"
_NONCE = 12


def sealed(keys: Keys, webhook: UUID, secret: bytes, nonce: bytes) -> bytes:
    """The secret, encrypted for this webhook (AES-256-GCM); `nonce` is fresh chance, its first twelve bytes are used."""
    first = nonce[:_NONCE]
    return first + AESGCM(keys.derive(_PURPOSE)).encrypt(first, secret, webhook.bytes)


def opened(keys: Keys, webhook: UUID, seal: bytes) -> bytes:
    """The secret; WebhookMissing where the seal was not made for this webhook by this node."""
    try:
        return AESGCM(keys.derive(_PURPOSE)).decrypt(seal[:_NONCE], seal[_NONCE:], webhook.bytes)
    except InvalidTag:
        raise WebhookMissing() from None
