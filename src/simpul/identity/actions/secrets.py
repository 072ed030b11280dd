"""Password hashing: argon2id with OWASP's parameters (19 MiB, two passes, one lane), a bounded number at once."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from simpul.identity.rules import folded

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
_AT_ONCE = BoundedSemaphore(8)
"""Each hash takes 19 MiB: a flood of attempts waits in line instead of filling the memory."""


def hashed(password: str) -> str:
    """The hash to keep: parameters, salt and digest in one text."""
    with _AT_ONCE:
        return _HASHER.hash(folded(password))


def matches(hash: str, password: str) -> bool:
    """Whether `hash` was made of `password`."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(hash, folded(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(hash: str) -> bool:
    """Whether the hash was made with other parameters than ours of today."""
    return _HASHER.check_needs_rehash(hash)


NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$wmgNcc4FqUwCKrlLPo2p0A$gdofrpc9BC4jwAPbBJcZ+bR11uwHN1HY4xfiS01KeHM"
"""Fits no password anybody knows. Checked where there is no account, so that the answer takes as long."""
