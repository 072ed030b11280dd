"""Identifiers come in by the door: UUIDv7 (RFC 9562), which sort by time."""

import random
import secrets
from typing import Protocol
from uuid import UUID

import uuid_utils
import uuid_utils.compat


class Ids(Protocol):
    """What makes identifiers and secrets."""

    def new(self) -> UUID:
        """A fresh UUIDv7."""
        ...

    def random(self) -> str:
        """A fresh UUIDv4 as text, for protocols that say so."""
        ...

    def token(self) -> str:
        """A fresh URL-safe secret of 256 bits."""
        ...


class RandomIds:
    """Identifiers from the operating system's randomness."""

    def new(self) -> UUID:
        """A fresh UUIDv7."""
        return uuid_utils.compat.uuid7()

    def random(self) -> str:
        """A fresh UUIDv4 as text, for protocols that say so."""
        return str(uuid_utils.uuid4())

    def token(self) -> str:
        """A fresh URL-safe secret of 256 bits."""
        return secrets.token_urlsafe(32)


def seeded(seed: int) -> random.Random:
    """Chance that repeats: the same seed gives the same numbers. For simulations; never for a secret."""
    return random.Random(seed)  # noqa: S311 (a simulation must be repeatable)
