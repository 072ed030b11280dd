"""Telephone numbers of who wants to be told, sealed under the node's key: not readable in the database or a backup of it.

A number has one keyed hash, which serves as the seal's nonce and binds it: one nonce never seals two numbers, and a seal
tells no more than the hash beside it, namely which rows are one person's.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.kernel.keys import Keys

HASHED, _SEALED = "disaster.subscriptions.person", "disaster.subscriptions.number"


def sealed_number(keys: Keys, person: str, number: str) -> bytes:
    """The number, encrypted (AES-256-GCM) for the person whose hash (32 hexadecimal digits) this is."""
    return AESGCM(keys.derive(_SEALED)).encrypt(bytes.fromhex(person)[:12], number.encode(), person.encode())


def opened_number(keys: Keys, person: str, seal: bytes) -> str:
    """The number; nothing where the seal was not made for this person by this node."""
    try:
        return AESGCM(keys.derive(_SEALED)).decrypt(bytes.fromhex(person)[:12], seal, person.encode()).decode()
    except InvalidTag:
        return ""
