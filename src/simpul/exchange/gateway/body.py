"""Bodies on their way: in memory up to 256 KiB, beyond that sealed part by part in an unnamed file."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IN_MEMORY = 256 * 1024
_ABOUT = b"simpul exchange body"


class BodyTooLong(Exception):
    """The body is longer than it may be."""


class Vault:
    """Seals bodies for the spool and for keeping (AES-256-GCM under a key of their own)."""

    def __init__(self, key: bytes, folder: Path) -> None:
        self._cipher = AESGCM(key)
        self._folder = folder

    def seal(self, plain: bytes) -> bytes:
        """Nonce and ciphertext."""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, plain, _ABOUT)

    def opened(self, sealed: bytes) -> bytes:
        """What was sealed; cryptography's InvalidTag if it was changed."""
        return self._cipher.decrypt(sealed[:12], sealed[12:], _ABOUT)

    def file(self) -> IO[bytes]:
        """An empty file without a name, gone with the process."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=self._folder)


class Body:
    """A whole body: `size`, `sha256`, and its bytes, in memory or sealed on disk."""

    __slots__ = ("_file", "_lengths", "_sha512", "_vault", "memory", "sha256", "size")

    def __init__(self, memory: bytes, sha256: bytes = b"") -> None:
        self.memory = memory
        self.size = len(memory)
        self.sha256 = sha256 or hashlib.sha256(memory).digest()
        self._sha512 = b""
        self._file: IO[bytes] | None = None
        self._lengths: list[int] = []
        self._vault: Vault | None = None

    @classmethod
    def spooled(cls, spool: "_Spool", vault: Vault) -> "Body":
        """The body that `spool` holds."""
        body = cls(b"", spool.sha256.digest())
        body.size, body._sha512 = spool.size, spool.sha512.digest()
        body._file, body._lengths, body._vault = spool.file, spool.lengths, vault
        return body

    @property
    def sha512(self) -> bytes | None:
        """SHA-512 of the body; None for an empty one."""
        if self._sha512 or not self.size:
            return self._sha512 or None
        return hashlib.sha512(self.memory).digest()

    @property
    def is_spooled(self) -> bool:
        """Whether the bytes lie on disk."""
        return self._file is not None

    def sealed_parts(self) -> Iterator[bytes]:
        """The sealed parts of a spooled body, in order."""
        if self._file is None:
            return
        self._file.seek(0)
        for length in self._lengths:
            yield self._file.read(length)

    def chunks(self) -> Iterator[bytes]:
        """The bytes, 256 KiB at a time."""
        if self._vault is None:
            yield self.memory
            return
        for sealed in self.sealed_parts():
            yield self._vault.opened(sealed)

    def whole(self) -> bytes:
        """All bytes in memory."""
        return self.memory if self._vault is None else b"".join(self.chunks())


class _Spool:
    """A growing sealed file with its digests."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.file = vault.file()
        self.sha256, self.sha512 = hashlib.sha256(), hashlib.sha512()
        self.lengths: list[int] = []
        self.size = 0

    def add(self, part: bytes) -> None:
        self.sha256.update(part)
        self.sha512.update(part)
        self.size += len(part)
        sealed = self.vault.seal(part)
        self.lengths.append(len(sealed))
        self.file.write(sealed)


class Intake:
    """Takes a body in as it arrives; BodyTooLong once it exceeds `limit` bytes."""

    __slots__ = ("_held", "_limit", "_parts", "_size", "_spool", "_vault")

    def __init__(self, vault: Vault, limit: int) -> None:
        self._vault = vault
        self._limit = limit
        self._parts: list[bytes] = []
        self._held = 0
        self._size = 0
        self._spool: _Spool | None = None

    def feed(self, data: bytes) -> None:
        """These bytes are taken too."""
        self._size += len(data)
        if self._size > self._limit:
            raise BodyTooLong
        self._parts.append(data)
        self._held += len(data)
        if self._held > IN_MEMORY:
            self._spill()

    def _spill(self) -> None:
        if self._spool is None:
            self._spool = _Spool(self._vault)
        held = b"".join(self._parts)
        whole = len(held) - len(held) % IN_MEMORY
        for start in range(0, whole, IN_MEMORY):
            self._spool.add(held[start : start + IN_MEMORY])
        self._parts, self._held = [held[whole:]], len(held) - whole

    def body(self) -> Body:
        """The whole body."""
        if self._spool is None:
            return Body(self._parts[0] if len(self._parts) == 1 else b"".join(self._parts))
        if self._held:
            self._spool.add(b"".join(self._parts))
        return Body.spooled(self._spool, self._vault)


EMPTY = Body(b"")
