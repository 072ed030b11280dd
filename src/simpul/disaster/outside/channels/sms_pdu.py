"""What an SMS centre delivers, as SMPP 3.4 writes it: parts of messages, joined again, in any of its alphabets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.rules import sms_text

WAITED = timedelta(minutes=2)
"""After so long what came of a message is taken for all of it."""
WAITING_MOST = 2_000
_UDH, _RECEIPT, _KIND = 0x40, 0x04, 0x3C
_LATIN, _UCS2 = (1, 3), 8


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message: from whom, of which message (`ref`), which one of how many; octets in the alphabet `coding`."""

    source: str
    octets: bytes
    coding: int
    ref: int = 0
    number: int = 1
    total: int = 1


@dataclass(frozen=True, slots=True)
class Whole:
    """A message as it was written, and from which number."""

    source: str
    text: str


def part_of(pdu: Any) -> Part | None:
    """The part that a deliver_sm carries; None for a receipt and for what carries nothing."""
    kind = pdu.esm_class or 0
    octets = bytes(pdu.message_payload or pdu.short_message or b"")
    source = (pdu.source_addr or b"").decode("ascii", "replace")
    if kind & _KIND == _RECEIPT or not source:
        return None
    ref, total, number = pdu.sar_msg_ref_num or 0, pdu.sar_total_segments or 1, pdu.sar_segment_seqnum or 1
    if kind & _UDH and octets:
        header, octets = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
        ref, total, number = _joined_by(header) or (ref, total, number)
    sound = 1 <= number <= total
    return Part(source, octets, pdu.data_coding or 0, ref, number if sound else 1, total if sound else 1)


def _joined_by(header: bytes) -> tuple[int, int, int] | None:
    """Reference, count and number of a part, from the header before its text; None where it is not one of several."""
    at = 0
    while at + 2 <= len(header):
        kind, size = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + size]
        if kind == 0x00 and size == 3 and len(value) == 3:
            return value[0], value[1], value[2]
        if kind == 0x08 and size == 4 and len(value) == 4:
            return int.from_bytes(value[:2], "big"), value[2], value[3]
        at += 2 + size
    return None


def words(octets: bytes, coding: int, alphabet: str) -> str:
    """The octets' text; `alphabet` says what the centre means by its default one (gsm or latin1)."""
    if coding == _UCS2:
        return octets.decode("utf-16-be", "replace")
    if coding in _LATIN or (coding == 0 and alphabet == "latin1"):
        return octets.decode("latin-1")
    return sms_text.decoded(octets)


@dataclass(slots=True)
class Joining:
    """Parts that wait for the others of their message. Bounded: what waited longest is taken as it is."""

    alphabet: str = "gsm"
    _waiting: dict[tuple[str, int, int], tuple[datetime, dict[int, Part]]] = field(default_factory=dict)

    def add(self, part: Part, now: datetime) -> Whole | None:
        """The message that this part completes, which waits on until it is `done`; None while others are missing."""
        if part.total == 1:
            return self._whole({1: part})
        _, parts = self._waiting.setdefault(_key(part), (now, {}))
        parts[part.number] = part
        return self._whole(parts) if len(parts) == part.total else None

    def done(self, part: Part) -> None:
        """The message of this part was heard."""
        self._waiting.pop(_key(part), None)

    def overdue(self, now: datetime) -> list[tuple[Part, Whole]]:
        """Messages whose missing parts did not come: one of their parts, and what is there of them, in order."""
        many = len(self._waiting) - WAITING_MOST
        due = [parts for n, (at, parts) in enumerate(self._waiting.values()) if now - at > WAITED or n < many]
        return [(next(iter(parts.values())), self._whole(parts)) for parts in due]

    def _whole(self, parts: Mapping[int, Part]) -> Whole:
        ordered = [parts[number] for number in sorted(parts)]
        octets = b"".join(one.octets for one in ordered)
        return Whole(ordered[0].source, words(octets, ordered[0].coding, self.alphabet).replace("\x00", ""))


def _key(part: Part) -> tuple[str, int, int]:
    return part.source, part.ref, part.total
