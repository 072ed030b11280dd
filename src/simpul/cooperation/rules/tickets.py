"""A ticket's code: 24 letters and digits (120 bits), made from the node's key, found by its digest."""

import base64
import hashlib
import hmac
import re
from uuid import UUID

_CODE = re.compile(r"[A-Z2-7]{24}")


def code_of(key: bytes, registration: UUID) -> str:
    """The code of this registration's ticket: always the same, and not to be guessed without the key."""
    return base64.b32encode(hmac.new(key, registration.bytes, hashlib.sha256).digest()[:15]).decode()


def digest(code: str) -> bytes:
    """What is kept of a code: its SHA-256."""
    return hashlib.sha256(code.encode()).digest()


def normal(given: str) -> str:
    """The code in its one spelling, as typed, scanned, or out of a ticket's link; nothing if it is none."""
    last = given[:300].strip().rstrip("/").rpartition("/")[2]
    code = re.sub(r"[\s\-]+", "", last).upper().replace("0", "O").replace("1", "I").replace("8", "B")
    return code if _CODE.fullmatch(code) else ""


def grouped(code: str) -> str:
    """The code for people: six groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def person(key: bytes, event: UUID, staff_number: str) -> bytes:
    """The keyed hash of a staff number for one event: two events do not know that it is one person."""
    return hmac.new(key, event.bytes + staff_number.encode(), hashlib.sha256).digest()[:16]


def form_key(key: bytes, given: str) -> bytes | None:
    """The keyed hash of a form's own key; None without one."""
    return hmac.new(key, given.encode("utf-8", "replace"), hashlib.sha256).digest()[:16] if given else None
