"""Passports and addresses of nominees, sealed under the node's key: not readable in the database or a backup of it.

Each record is sealed by itself (AES-256-GCM, a nonce of its own) and bound to its person, so that no seal opens beside
another's name. What is erased leaves the database; a backup holds the seal until that backup is gone.
"""

import hashlib
import hmac
import os
from datetime import date
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.cooperation.model.documents import Passport
from simpul.kernel.keys import Keys

_PASSPORT, _EMAIL, _LINK = "cooperation.documents.passport", "cooperation.nominations.email", "cooperation.documents.link"
_NONCE = 12


def sealed_passport(keys: Keys, nomination: UUID, passport: Passport) -> bytes:
    """The passport's five fields, sealed for this person."""
    born, expires = passport.born.isoformat(), passport.expires.isoformat()
    plain = orjson.dumps([passport.number, passport.name, passport.nationality, born, expires])
    return _sealed(keys.derive(_PASSPORT), nomination, plain)


def opened_passport(keys: Keys, nomination: UUID, seal: bytes) -> Passport | None:
    """The passport; None where the seal was not made for this person by this node."""
    plain = _opened(keys.derive(_PASSPORT), nomination, seal)
    if not plain:
        return None
    number, name, nationality, born, expires = orjson.loads(plain)
    return Passport(number, name, nationality, date.fromisoformat(born), date.fromisoformat(expires))


def sealed_email(keys: Keys, nomination: UUID, email: str) -> bytes | None:
    """The address, sealed for this person; None for no address."""
    return _sealed(keys.derive(_EMAIL), nomination, email.encode()) if email else None


def opened_email(keys: Keys, nomination: UUID, seal: bytes) -> str:
    """The address; nothing where the seal was not made for this person by this node."""
    return _opened(keys.derive(_EMAIL), nomination, seal).decode()


def link_hash(keys: Keys, secret: str) -> bytes:
    """The keyed hash by which a link's secret is found; the secret itself is kept nowhere."""
    return hmac.new(keys.derive(_LINK), secret.encode(), hashlib.sha256).digest()


def _sealed(key: bytes, person: UUID, plain: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, person.bytes)


def _opened(key: bytes, person: UUID, seal: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(seal[:_NONCE], seal[_NONCE:], person.bytes)
    except (InvalidTag, ValueError):
        return b""
