"""SMS over SMPP 3.4: one bound session hears and sends; another process only sends, over a session of its own."""

import itertools
import logging
import ssl
import struct
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from simpul.disaster.model.channels import AddressGone, ChannelBusy, NotTaken, Outgoing
from simpul.disaster.outside.channels.sms_pdu import Part, part_of
from simpul.disaster.outside.waiting import ready
from simpul.disaster.rules.sms_text import fitted, parts
from simpul.kernel.errors import Unavailable
from simpul.kernel.settings import Settings

ANSWERED_WITHIN, ALIVE_EVERY, IDLE = 10.0, 30.0, 60.0
"""Seconds: for an answer, between signs of life, and after which a session that only sends is let go."""
_LOOK = 0.5
_PDU_LEAST, _PDU_MOST = 16, 128 * 1024
"""Bytes of what a centre sends at once: at least a header, at most the longest message with all that may hang on it."""
_TEMPORARY = consts.SMPP_ESME_RX_T_APPN
_BUSY = frozenset({consts.SMPP_ESME_RMSGQFUL, consts.SMPP_ESME_RTHROTTLED})
_GONE = frozenset({consts.SMPP_ESME_RINVDSTADR, consts.SMPP_ESME_RINVDSTTON, consts.SMPP_ESME_RINVDSTNPI})
_WRONG = frozenset({consts.SMPP_ESME_RINVMSGLEN, consts.SMPP_ESME_RINVESMCLASS})
_LOG = "simpul.disaster.smpp"
logging.getLogger(_LOG).setLevel(logging.CRITICAL)  # the library's lines hold what people wrote
_BROKEN = (
    *(exceptions.ConnectionError, exceptions.PDUError, exceptions.UnknownCommandError),
    *(OSError, TimeoutError, ValueError, AttributeError, LookupError, struct.error),
)
"""How smpplib says that a connection is gone, closed by another thread too, or that what came is no SMPP."""
_references = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Centre:
    """An SMS centre: where it is, who we are there, and the number or name that messages come from."""

    host: str
    port: int
    tls: bool
    system_id: str
    password: str
    sender: str
    alphabet: str


def centre_of(settings: Settings) -> Centre | None:
    """The SMS centre that the operator set; None without one, or with an address that is none."""
    parts = urlsplit(settings.disaster_sms_smpp)
    if parts.scheme not in ("smpp", "smpps") or not parts.hostname:
        return None
    tls, who = parts.scheme == "smpps", unquote(parts.username or "")
    more = settings.disaster_sms_smpp_password, settings.disaster_sms_sender, settings.disaster_sms_smpp_alphabet
    return Centre(parts.hostname, parts.port or (3550 if tls else 2775), tls, who, *more)


class Hearing(Protocol):
    """Who is told what an SMS centre delivers."""

    def part(self, part: Part) -> bool:
        """Whether the part is heard for good, so that the centre may forget it."""
        ...

    def acknowledged(self) -> None:
        """The centre was told that the last part was heard."""
        ...


class Session:
    """A connection to an SMS centre, bound; `run` reads it in one thread, any thread may `submit`."""

    def __init__(self, centre: Centre, ear: Hearing | None = None) -> None:
        self.centre = centre
        self._ear = ear
        self._client = _Client(centre, ear)
        self._client.set_message_received_handler(self._received)
        self._client.set_message_sent_handler(self._sent)
        self._client.set_error_pdu_handler(self._sent)
        self._waits: dict[int, Future[int]] = {}
        self._closed = threading.Event()

    @property
    def alive(self) -> bool:
        """Whether it is bound and nobody closed it."""
        return not self._closed.is_set()

    def open(self) -> None:
        """Bound: as transceiver where somebody hears, as transmitter elsewhere; Unavailable."""
        names = {"system_id": self.centre.system_id, "password": self.centre.password}
        try:
            self._client.connect()
            (self._client.bind_transceiver if self._ear else self._client.bind_transmitter)(**names)
        except _BROKEN as failure:
            self.close()
            raise Unavailable(part="smpp") from failure

    def run(self, going: Callable[[float], bool]) -> None:
        """Everything that comes is read, until `going` (told the seconds since anything went either way) says no."""
        quiet = alive_at = 0.0
        try:
            while self.alive and going(quiet):
                if self._client.waits(_LOOK):
                    self._client.read_once(auto_send_enquire_link=False)
                    quiet = 0.0 if self._client.real else quiet + _LOOK
                    alive_at = 0.0
                    continue
                quiet, alive_at = quiet + _LOOK, alive_at + _LOOK
                if alive_at >= ALIVE_EVERY:
                    self._client.send_pdu(smpp.make_pdu("enquire_link", client=self._client))
                    alive_at = 0.0
        except _BROKEN:
            pass  # the connection is gone, or says what nobody understands: whoever needs one opens another
        finally:
            self.close()

    def close(self) -> None:
        """The connection is closed; whoever waits for an answer learns that there is none."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._client.leave()
        for waiting in list(self._waits.values()):
            waiting.set_exception(Unavailable(part="smpp"))
        self._waits.clear()

    def submit(self, number: str, text: str) -> None:
        """The centre took every part of the text; Unavailable, ChannelBusy, AddressGone or NotTaken."""
        pieces, in_alphabet = parts(text)
        reference = next(_references) % 256
        for n, piece in enumerate(pieces, 1):
            header = bytes((5, 0, 3, reference, len(pieces), n)) if len(pieces) > 1 else b""
            status = self._submitted(
                destination_addr=number,
                esm_class=consts.SMPP_GSMFEAT_UDHI if header else 0,
                data_coding=consts.SMPP_ENCODING_DEFAULT if in_alphabet else consts.SMPP_ENCODING_ISO10646,
                short_message=header + piece,
            )
            _judge(status)

    def _submitted(self, **values: Any) -> int:
        ton, npi = _kind(self.centre.sender)
        to = {"dest_addr_ton": consts.SMPP_TON_INTL, "dest_addr_npi": consts.SMPP_NPI_ISDN}
        source = {"source_addr": self.centre.sender, "source_addr_ton": ton, "source_addr_npi": npi}
        pdu = smpp.make_pdu("submit_sm", client=self._client, **source, **to, **values)
        answer: Future[int] = Future()
        self._waits[pdu.sequence] = answer
        try:
            self._client.send_pdu(pdu)
            return answer.result(ANSWERED_WITHIN)
        except _BROKEN as failure:
            self.close()
            raise Unavailable(part="smpp") from failure
        finally:
            self._waits.pop(pdu.sequence, None)

    def _received(self, pdu: Any) -> int:
        part = part_of(pdu)
        return 0 if part is None or self._ear is None or self._ear.part(part) else _TEMPORARY

    def _sent(self, pdu: Any) -> None:
        waiting = self._waits.get(pdu.sequence)
        if waiting is not None and not waiting.done():
            waiting.set_result(int(pdu.status))


class _Client(Client):  # type: ignore[misc]  # smpplib has no types
    """smpplib's client, from any thread: what is sent is sent whole, numbers of requests are each one's own."""

    def __init__(self, centre: Centre, ear: Hearing | None) -> None:
        self._ear = ear
        self._tls = ssl.create_default_context() if centre.tls else None
        self._name = centre.host
        self._sending = threading.RLock()
        self.real = False
        super().__init__(
            centre.host,
            centre.port,
            timeout=ANSWERED_WITHIN,
            logger_name=_LOG,
            allow_unknown_opt_params=True,
        )

    def _create_socket(self) -> Any:
        plain = super()._create_socket()
        return self._tls.wrap_socket(plain, server_hostname=self._name) if self._tls else plain

    def next_sequence(self) -> int:
        """A number that no other request has."""
        with self._sending:
            return int(super().next_sequence())

    def send_pdu(self, p: Any) -> bool:
        """It was sent, whole."""
        with self._sending:
            return bool(super().send_pdu(p))

    def _message_received(self, pdu: Any) -> None:
        super()._message_received(pdu)
        if self._ear is not None:
            self._ear.acknowledged()

    def _recv_exact(self, exact_size: int) -> bytes:
        """So many bytes; PDUError where a length that came is none, before anybody waits for what it promises."""
        if exact_size != 4 and not _PDU_LEAST <= exact_size + 4 <= _PDU_MOST:
            raise exceptions.PDUError("length")
        return bytes(super()._recv_exact(exact_size))

    def read_pdu(self) -> Any:
        """What came; `real` says whether it was more than a sign of life."""
        pdu = super().read_pdu()
        self.real = not pdu.command.startswith("enquire_link")
        return pdu

    def waits(self, seconds: float) -> bool:
        """Whether something can be read within these seconds."""
        if self._socket is None:
            raise exceptions.ConnectionError()
        pending = getattr(self._socket, "pending", None)
        return bool((pending and pending()) or ready([self._socket], [], [], seconds)[0])

    def leave(self) -> None:
        """The centre was told, if it could be, and the connection is closed."""
        try:
            if self.state not in (consts.SMPP_CLIENT_STATE_OPEN, consts.SMPP_CLIENT_STATE_CLOSED):
                self.send_pdu(smpp.make_pdu("unbind", client=self))
        except _BROKEN:
            pass
        if self._socket is not None:
            self.disconnect()


def _judge(status: int) -> None:
    """Nothing, when the centre took it; else what is to be done about it."""
    if status == consts.SMPP_ESME_ROK:
        return
    if status in _BUSY:
        raise ChannelBusy(seconds=5)
    if status in _GONE:
        raise AddressGone()
    raise NotTaken(reason=status) if status in _WRONG else Unavailable(part="smpp", reason=status)


def _kind(sender: str) -> tuple[int, int]:
    """Type of number and numbering plan of who messages come from: a name, a short code, or a number."""
    if not sender.lstrip("+").isdigit():
        return consts.SMPP_TON_ALNUM, consts.SMPP_NPI_UNK
    short = len(sender) <= 6
    return (consts.SMPP_TON_NWSPEC, consts.SMPP_NPI_UNK) if short else (consts.SMPP_TON_INTL, consts.SMPP_NPI_ISDN)


_SESSIONS: dict[Centre, Session] = {}
_OPENING = threading.Lock()


def bound(session: Session) -> None:
    """This process sends by this session as long as it is alive."""
    _SESSIONS[session.centre] = session


def _session(centre: Centre) -> Session:
    """The process's session with the centre; one that only sends is opened where there is none. Unavailable."""
    with _OPENING:
        found = _SESSIONS.get(centre)
        if found is not None and found.alive:
            return found
        session = Session(centre)
        session.open()
        going: Callable[[float], bool] = lambda quiet: quiet < IDLE and _SESSIONS.get(centre) is session  # noqa: E731
        _SESSIONS[centre] = session
        threading.Thread(target=session.run, args=(going,), name="smpp-sending", daemon=True).start()
        return session


def send(settings: Settings, address: str, said: Outgoing) -> None:
    """The SMS centre took the message; Unavailable, ChannelBusy, AddressGone or NotTaken."""
    centre = centre_of(settings)
    if centre is None:
        raise Unavailable(part="smpp")
    _session(centre).submit(address, fitted(said))
