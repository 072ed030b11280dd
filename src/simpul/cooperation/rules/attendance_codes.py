"""Codes of attendance: the room's, which changes every 30 seconds; a person's own; the word of a day. Pure: keys come in.

Nothing of it is kept: a code is what it says and a keyed hash of that (HMAC-SHA256, cut to 80 bits; a number to 39, which
is asked for only beside a room's code, and only so often).
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from simpul.cooperation.model.attendance import PresenceUnknown, RoomCodeOld

SECONDS = 30
"""So long is a room's code on the screen; the one before it is taken too, for who scanned it a moment ago."""
GRANTED = 300
"""So long has a person who scanned in time to type their number."""
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_MAC = 10


@dataclass(frozen=True, slots=True)
class Room:
    """What a room's code says: of which activity, which day, and in which 30 seconds it was shown."""

    activity: UUID
    day: date
    window: int


def window(now: datetime) -> int:
    """The number of the 30 seconds that run."""
    return int(now.timestamp()) // SECONDS


def room_code(key: bytes, room: Room) -> str:
    """The code for the room's screen."""
    said = room.activity.bytes + struct.pack(">II", room.day.toordinal(), room.window)
    return _text(said + _mac(key, b"room", said))


def room_of(key: bytes, code: str, now: datetime) -> Room:
    """What a room's code says, if it is on the screen now or was just before; RoomCodeOld for every other."""
    said = _said(key, b"room", code, 24)
    if said is None:
        raise RoomCodeOld()
    ordinal, shown = struct.unpack(">II", said[16:])
    if not window(now) - 1 <= shown <= window(now):
        raise RoomCodeOld()
    return Room(UUID(bytes=said[:16]), date.fromordinal(ordinal), shown)


def grant(key: bytes, room: Room, device: str, now: datetime) -> str:
    """What a device that scanned in time sends with the number: for this room, this device and five minutes."""
    said = room.activity.bytes + struct.pack(">II", room.day.toordinal(), int(now.timestamp()))
    return _text(said + _mac(key, b"grant" + device.encode(), said))


def granted(key: bytes, given: str, device: str, now: datetime) -> Room:
    """The room for which this device scanned the code not five minutes ago; RoomCodeOld."""
    said = _said(key, b"grant" + device.encode(), given, 24)
    if said is None:
        raise RoomCodeOld()
    ordinal, at = struct.unpack(">II", said[16:])
    if not 0 <= int(now.timestamp()) - at <= GRANTED:
        raise RoomCodeOld()
    return Room(UUID(bytes=said[:16]), date.fromordinal(ordinal), at // SECONDS)


def person_key(key: bytes, nomination: UUID) -> str:
    """The secret of a person's own link and badge."""
    return _text(nomination.bytes + _mac(key, b"person", nomination.bytes))


def person_of(key: bytes, given: str) -> UUID:
    """Whose link this is; PresenceUnknown."""
    said = _said(key, b"person", given, 16)
    if said is None:
        raise PresenceUnknown()
    return UUID(bytes=said)


def number(key: bytes, nomination: UUID) -> str:
    """The number that a person types: eight letters and digits, in two halves."""
    found = _letters(_mac(key, b"number", nomination.bytes), 8)
    return f"{found[:4]}-{found[4:]}"


def same_number(given: str, known: str) -> bool:
    """Whether what was typed is this number, however it is spaced."""
    typed = "".join(one for one in given.upper() if one.isascii() and one.isalnum())
    return hmac.compare_digest(typed.encode(), known.replace("-", "").encode())


def day_word(key: bytes, activity: UUID, day: date) -> str:
    """The word that is shown in the session of this day, for who takes part from afar."""
    return _letters(_mac(key, b"word", activity.bytes + struct.pack(">I", day.toordinal())), 6)


def same_word(given: str, known: str) -> bool:
    """Whether the word is this one, in whatever case it was written."""
    return hmac.compare_digest("".join(given.split()).upper().encode(), known.encode())


def _letters(from_: bytes, many: int) -> str:
    """Letters and digits that nobody takes for another."""
    whole, out = int.from_bytes(from_, "big"), []
    for _ in range(many):
        whole, place = divmod(whole, len(_LETTERS))
        out.append(_LETTERS[place])
    return "".join(out)


def _mac(key: bytes, purpose: bytes, said: bytes) -> bytes:
    return hmac.new(key, purpose + b"\0" + said, hashlib.sha256).digest()[:_MAC]


def _text(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=").lower()


def _said(key: bytes, purpose: bytes, code: str, length: int) -> bytes | None:
    """What the code says; None where it was not made by this key for this purpose."""
    if len(code) > 100 or not code.isascii():
        return None
    try:
        content = base64.b32decode(code.upper() + "=" * (-len(code) % 8))
    except (binascii.Error, ValueError):
        return None
    said, mac = content[:length], content[length:]
    fits = len(said) == length and hmac.compare_digest(mac, _mac(key, purpose, said))
    return said if fits and _text(content) == code.lower() else None
