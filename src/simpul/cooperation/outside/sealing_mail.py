"""People's mail addresses, sealed under the node's key: not readable in the database or a backup of it."""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.kernel.ids import Ids
from simpul.kernel.keys import Keys

_PURPOSE = "cooperation.mail.address"
_NONCE = 12


def sealed(keys: Keys, ids: Ids, account: UUID, address: str) -> bytes:
    """The address, encrypted (AES-256-GCM) for this account, with a nonce of its own."""
    nonce = UUID(ids.random()).bytes[-_NONCE:]
    return nonce + AESGCM(keys.derive(_PURPOSE)).encrypt(nonce, address.encode(), account.bytes)


def opened(keys: Keys, account: UUID, seal: bytes) -> str:
    """The address; nothing where this node did not seal it for this account."""
    try:
        return AESGCM(keys.derive(_PURPOSE)).decrypt(seal[:_NONCE], seal[_NONCE:], account.bytes).decode()
    except InvalidTag:
        return ""
