"""Who asks the centre something, sealed under the node's key: not readable in the database or a backup of it.

Each seal carries a nonce of its own and is bound to its request; the link back is kept as a digest alone.
"""

import hashlib
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.cooperation.model.contacts import Visitor
from simpul.kernel.ids import Ids
from simpul.kernel.keys import Keys

_PURPOSE = "cooperation.contact.visitor"
_NONCE = 12


def sealed(keys: Keys, ids: Ids, owner: UUID, who: Visitor) -> bytes:
    """The visitor and their message, encrypted (AES-256-GCM) for this request."""
    nonce = UUID(ids.random()).bytes[-_NONCE:]
    words = orjson.dumps([who.name, who.institution, who.country, who.mail, who.message])
    return nonce + AESGCM(keys.derive(_PURPOSE)).encrypt(nonce, words, owner.bytes)


def opened(keys: Keys, owner: UUID, seal: bytes) -> Visitor:
    """The visitor; an empty one where the seal is none of this node's for this request."""
    try:
        words = AESGCM(keys.derive(_PURPOSE)).decrypt(seal[:_NONCE], seal[_NONCE:], owner.bytes)
    except (InvalidTag, ValueError):
        return Visitor("", "", "", "", "")
    return Visitor(*orjson.loads(words))


def link_digest(secret: str) -> str:
    """What is kept of the secret of a visitor's link."""
    return hashlib.sha256(secret.encode()).hexdigest()
