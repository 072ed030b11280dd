"""Photographs that wait for the rest of their report, where no script can keep them on the phone.

A browser does not give a chosen file back from page to page, and a resident in the rain takes the picture once. So it is
held here, already made anew (no place, no device in it), under a secret that only the form knows; for an hour, for at most
`MOST` forms at once. When the room is full nothing is held, and the form asks for the photo again before it is sent.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simpul.disaster.model import Photo
from simpul.kernel.platform import Platform

KEPT = timedelta(hours=1)
MOST = 200
"""Of some 300 KB each: 60 MB."""


def hold(platform: Platform, photo: Photo) -> str:
    """The secret under which the photograph can be taken back for an hour; empty when there is no room for one more."""
    folder, now = _folder(platform), platform.clock.now()
    if len(erase_due(folder, now)) >= MOST:
        return ""
    secret = platform.ids.token()
    fresh = folder / f".{_name(secret)}"
    fresh.write_bytes(photo.large)
    fresh.rename(folder / f"{_name(secret)}.{int(now.timestamp())}")
    return secret


def held(platform: Platform, secret: str) -> bytes | None:
    """The photograph under this secret as JPEG; None when its hour is over or there never was one."""
    found = _found(_folder(platform), secret)
    return found.read_bytes() if found and _begun(found) + KEPT > platform.clock.now() else None


def let_go(platform: Platform, secret: str) -> None:
    """Nothing is held under this secret any more."""
    if found := _found(_folder(platform), secret):
        found.unlink(missing_ok=True)


def erase_held(platform: Platform) -> None:
    """What has waited for more than an hour is gone."""
    erase_due(_folder(platform), platform.clock.now())


def erase_due(folder: Path, now: datetime) -> list[Path]:
    """What is still held in the folder after what has waited for more than an hour was erased."""
    kept = []
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if _begun(path) + KEPT > now:
            kept.append(path)
        else:
            path.unlink(missing_ok=True)
    return kept


def _folder(platform: Platform) -> Path:
    folder = platform.settings.data_dir / "held"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _name(secret: str) -> str:
    """The file's name does not tell the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _found(folder: Path, secret: str) -> Path | None:
    return next(folder.glob(f"{_name(secret)}.*"), None) if secret else None


def _begun(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.suffix[1:] or 0), UTC)
