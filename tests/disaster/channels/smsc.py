"""An SMS centre that speaks SMPP 3.4 over TCP, written from the standard's own tables and from nothing of the node's.

It takes binds, enquire_link, submit_sm (joined from parts) and unbind; it delivers what phones write, and wants to know
that it was heard.
"""

import itertools
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

BIND_RECEIVER, BIND_TRANSMITTER, SUBMIT, DELIVER, UNBIND, BIND_TRANSCEIVER, ENQUIRE = 1, 2, 4, 5, 6, 9, 0x15
RESPONSE = 0x80000000
OK, INVALID_PASSWORD, INVALID_DESTINATION, THROTTLED = 0, 0x0E, 0x0B, 0x58
PAYLOAD, SAR_REF, SAR_TOTAL, SAR_NUMBER = 0x0424, 0x020C, 0x020E, 0x020F
SYSTEM_ID, PASSWORD, RESIDENT = "bpbd", "rahasia", "628777888999"
GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


class Pdu(NamedTuple):
    """A PDU on the wire."""

    command: int
    status: int
    sequence: int
    body: bytes

    def wire(self) -> bytes:
        return struct.pack(">IIII", 16 + len(self.body), self.command, self.status, self.sequence) + self.body


@dataclass
class Centre:
    """The centre; `taken` is what phones received: number and text."""

    port: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    throttled: int = 0
    acknowledged: dict[int, int] = field(default_factory=dict)
    binds: list[int] = field(default_factory=list)
    sequences: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    changed: threading.Condition = field(default_factory=threading.Condition)
    ears: list[socket.socket] = field(default_factory=list)
    joined: dict[tuple[str, int], dict[int, bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smpp://{SYSTEM_ID}@127.0.0.1:{self.port}"

    def texts(self, to: str = RESIDENT) -> list[str]:
        return [text for number, text in self.taken if number == to]

    # Phones write

    def write(self, words: str, *, sender: str = RESIDENT, coding: int = 0, way: str = "short") -> list[int]:
        """The text is delivered: as one short_message, in parts by `udh`, `udh16` or `sar`, or as message_payload."""
        octets = words.encode("utf-16-be") if coding == 8 else gsm(words)
        if way == "payload":
            return [self.deliver(sender, b"", coding, more=_tlv(PAYLOAD, octets))]
        if way == "short":
            return [self.deliver(sender, octets, coding)]
        size = 132 if coding == 8 else 152
        pieces = [octets[at : at + size] for at in range(0, len(octets), size)]
        return [self._part(sender, (way, n, len(pieces)), piece, coding) for n, piece in enumerate(pieces, 1)]

    def _part(self, sender: str, which: tuple[str, int, int], piece: bytes, coding: int) -> int:
        way, n, total = which
        if way == "sar":
            more = _tlv(SAR_REF, struct.pack(">H", 7)) + _tlv(SAR_TOTAL, bytes([total])) + _tlv(SAR_NUMBER, bytes([n]))
            return self.deliver(sender, piece, coding, more=more)
        header = bytes([6, 8, 4, 0, 7, total, n]) if way == "udh16" else bytes([5, 0, 3, 7, total, n])
        return self.deliver(sender, header + piece, coding, kind=0x40)

    def deliver(self, sender: str, octets: bytes, coding: int, *, kind: int = 0, more: bytes = b"") -> int:
        """The number of the deliver_sm that went to whoever is bound to hear."""
        body = b"\0" + bytes([1, 1]) + sender.encode() + b"\0" + bytes([3, 0]) + b"3883\0" + bytes([kind, 0, 0]) + b"\0\0"
        body += bytes([0, 0, coding, 0, len(octets)]) + octets + more
        number = next(self.sequences)
        with self.changed:
            assert self.changed.wait_for(lambda: self.ears, 10), "nobody is bound"
            self.ears[-1].sendall(Pdu(DELIVER, 0, number, body).wire())
        return number

    def heard(self, number: int, seconds: float = 10) -> int:
        """The status with which the node answered this deliver_sm."""
        with self.changed:
            assert self.changed.wait_for(lambda: number in self.acknowledged, seconds), "not acknowledged"
            return self.acknowledged[number]

    def received(self, count: int, seconds: float = 10) -> list[tuple[str, str]]:
        """What phones received, once it is at least so many."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.taken) >= count, seconds), self.taken
            return list(self.taken)

    def hang_up(self) -> None:
        """Every connection breaks off."""
        with self.changed:
            for one in self.ears:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self.ears.clear()

    # The wire

    def serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while (pdu := _read(connection)) and self._answer(connection, pdu):
                    pass
            except OSError:
                return
            finally:
                with self.changed:
                    if connection in self.ears:
                        self.ears.remove(connection)

    def _answer(self, connection: socket.socket, pdu: Pdu) -> bool:
        """Whether the connection goes on."""
        if pdu.command & RESPONSE:
            with self.changed:
                self.acknowledged[pdu.sequence] = pdu.status
                self.changed.notify_all()
            return True
        status, body = OK, b""
        if pdu.command in (BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER):
            status, body = self._bind(pdu), SYSTEM_ID.encode() + b"\0"
        elif pdu.command == SUBMIT:
            status, body = self._take(pdu.body), b"id1\0"
        connection.sendall(Pdu(pdu.command | RESPONSE, status, pdu.sequence, body if status == OK else b"").wire())
        if pdu.command in (BIND_RECEIVER, BIND_TRANSCEIVER) and status == OK:
            with self.changed:
                self.ears.append(connection)
                self.changed.notify_all()
        return pdu.command != UNBIND and (status == OK or pdu.command == SUBMIT)

    def _bind(self, pdu: Pdu) -> int:
        self.binds.append(pdu.command)
        system_id, password = pdu.body.split(b"\0")[:2]
        return OK if (system_id.decode(), password.decode()) == (SYSTEM_ID, PASSWORD) else INVALID_PASSWORD

    def _take(self, body: bytes) -> int:
        number, kind, coding, octets = _submitted(body)
        if self.throttled:
            self.throttled -= 1
            return THROTTLED
        if number in self.gone:
            return INVALID_DESTINATION
        with self.changed:
            self._receive(number, kind, coding, octets)
            self.changed.notify_all()
        return OK

    def _receive(self, number: str, kind: int, coding: int, octets: bytes) -> None:
        assert len(octets) <= 140 if coding == 8 else len(octets) <= 160
        total = 1
        if kind & 0x40:
            size, (ref, total, n) = octets[0], octets[3:6]
            waiting = self.joined.setdefault((number, ref), {})
            waiting[n] = octets[size + 1 :]
            if len(waiting) < total:
                return
            octets = b"".join(part for _, part in sorted(self.joined.pop((number, ref)).items()))
        self.parts.append(total)
        self.taken.append((number, octets.decode("utf-16-be") if coding == 8 else from_gsm(octets)))


def gsm(words: str) -> bytes:
    return bytes(GSM.index(letter) for letter in words)


def from_gsm(octets: bytes) -> str:
    return "".join(GSM[octet] for octet in octets)


def _tlv(tag: int, value: bytes) -> bytes:
    return struct.pack(">HH", tag, len(value)) + value


def _submitted(body: bytes) -> tuple[str, int, int, bytes]:
    """Number, esm_class, data_coding and octets of a submit_sm."""
    at = body.index(b"\0") + 3
    at = body.index(b"\0", at) + 3
    end = body.index(b"\0", at)
    number, kind = body[at:end].decode(), body[end + 1]
    at = body.index(b"\0", end + 4) + 1
    at = body.index(b"\0", at) + 1
    coding, size = body[at + 2], body[at + 4]
    return number, kind, coding, body[at + 5 : at + 5 + size]


def _read(connection: socket.socket) -> Pdu | None:
    head = _exactly(connection, 16)
    if head is None:
        return None
    size, command, status, sequence = struct.unpack(">IIII", head)
    body = _exactly(connection, size - 16) if size > 16 else b""
    return None if body is None else Pdu(command, status, sequence, body)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    found = b""
    while len(found) < size:
        piece = connection.recv(size - len(found))
        if not piece:
            return None
        found += piece
    return found


@contextmanager
def smsc() -> Iterator[Centre]:
    """The centre, which listens at `url`."""
    centre = Centre()
    with socket.create_server(("127.0.0.1", 0)) as server:
        centre.port = server.getsockname()[1]
        threading.Thread(target=_accept, args=(server, centre), daemon=True).start()
        yield centre
        centre.hang_up()


def _accept(server: socket.socket, centre: Centre) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=centre.serve, args=(connection,), daemon=True).start()
