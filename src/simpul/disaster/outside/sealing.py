"""What a channel calls a person, sealed under the node's key: readable for the node, not in the database or a backup of it.

A card's id is used for one seal only, so it serves as the nonce, and binds the seal to its card.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.kernel.keys import Keys

_PURPOSE = "disaster.cards.person"


@dataclass(frozen=True, slots=True)
class Person:
    """A channel's words for somebody: a user's name or number, and where to answer them. Empty when it is not known."""

    username: str = ""
    chat: Mapping[str, str] = field(default_factory=dict)


def sealed(keys: Keys, card: UUID, person: Person) -> bytes:
    """The person, encrypted for this card (AES-256-GCM)."""
    words = orjson.dumps([person.username, dict(person.chat)])
    return AESGCM(keys.derive(_PURPOSE)).encrypt(card.bytes[:12], words, card.bytes)


def opened(keys: Keys, card: UUID, seal: bytes | None) -> Person:
    """The person; nobody where the seal was erased, or was not made for this card by this node."""
    if seal is None:
        return Person()
    try:
        username, chat = orjson.loads(AESGCM(keys.derive(_PURPOSE)).decrypt(card.bytes[:12], seal, card.bytes))
    except InvalidTag:
        return Person()
    return Person(username, chat)
