"""Files people sent (photographs): kept by content address in the data directory, written whole or not at all."""

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import IO

from simpul.kernel.errors import NotFound

_PIECE = 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")


class Files:
    """A folder of immutable files named by the SHA-256 of what they hold."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes, suffix: str) -> str:
        """The name under which `content` is kept, durable when this returns. The same content has the same name."""
        name = f"{hashlib.sha256(content).hexdigest()}.{suffix}"
        target = self.path(name)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{secrets.token_hex(8)}")
            try:
                _written(fresh, content)
                fresh.rename(target)
            finally:
                fresh.unlink(missing_ok=True)
            _entered(target.parent)
        return name

    def keep(self, source: IO[bytes], suffix: str) -> str:
        """As `put`, of a file read from its beginning piece by piece: the whole is never in memory."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f".{secrets.token_hex(8)}"
        try:
            name = f"{_copied(source, fresh)}.{suffix}"
            target = self.path(name)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                fresh.rename(target)
                _entered(target.parent)
        finally:
            fresh.unlink(missing_ok=True)
        return name

    def path(self, name: str) -> Path:
        """Where the file of this name lies or would lie; NotFound for what is not such a name."""
        if not _NAME.fullmatch(name):
            raise NotFound()
        return self._folder / name[:2] / name

    def read(self, name: str) -> bytes:
        """What the file holds; NotFound if it is not kept."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound() from None

    def remove(self, name: str) -> None:
        """The file is gone, whether or not it was there."""
        self.path(name).unlink(missing_ok=True)


def _written(path: Path, content: bytes) -> None:
    """The bytes are on the disk."""
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _copied(source: IO[bytes], path: Path) -> str:
    """The bytes are on the disk; their SHA-256."""
    digest = hashlib.sha256()
    source.seek(0)
    with path.open("wb") as out:
        while piece := source.read(_PIECE):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _entered(folder: Path) -> None:
    """The folder's list of names is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
