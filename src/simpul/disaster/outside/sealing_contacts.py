"""How people who ask and give are reached, sealed under the node's key: not readable in the database or a backup of it.

Each seal carries a nonce of its own, which the node's source of chance made, and is bound to its need or gift.
"""

from dataclasses import replace
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.disaster.model.needs import Contact
from simpul.kernel.ids import Ids
from simpul.kernel.keys import Keys

_PURPOSE = "disaster.needs.contact"
_NONCE = 12


def sealed(keys: Keys, ids: Ids, owner: UUID, person: Contact) -> bytes:
    """The contact, encrypted (AES-256-GCM) for this need or gift."""
    nonce = UUID(ids.random()).bytes[-_NONCE:]
    words = orjson.dumps([person.name, person.phone, person.address, person.longitude, person.latitude, person.link])
    return nonce + AESGCM(keys.derive(_PURPOSE)).encrypt(nonce, words, owner.bytes)


def opened(keys: Keys, owner: UUID, seal: bytes | None) -> Contact:
    """The contact without their link; an empty one where the seal was erased, or is none of this node's for this owner."""
    return replace(opened_whole(keys, owner, seal), link="")


def opened_whole(keys: Keys, owner: UUID, seal: bytes | None) -> Contact:
    """As `opened`, with the link to the person's own page: for a message to them, and nobody else."""
    if not seal:
        return Contact()
    try:
        words = AESGCM(keys.derive(_PURPOSE)).decrypt(seal[:_NONCE], seal[_NONCE:], owner.bytes)
    except InvalidTag:
        return Contact()
    return Contact(*orjson.loads(words))
