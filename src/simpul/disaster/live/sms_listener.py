"""The node's ear at the SMS centre: one process binds to it, what comes is heard before the centre may forget it."""

import hashlib
import threading
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from simpul.disaster.actions.channels.hearing import hear
from simpul.disaster.outside.channels import sms_smpp
from simpul.disaster.outside.channels.sms_http import digits, heard
from simpul.disaster.outside.channels.sms_pdu import Joining, Part, Whole
from simpul.disaster.outside.channels.sms_smpp import Centre, Session
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform

LOCK = 0x53494D504C534D53
"""The advisory lock that the process holds which is bound."""
AGAIN, LONGEST = 1.0, 60.0
"""Seconds before a lost centre is tried again: one, then twice as long each time, at most a minute."""
_KEY = "disaster.sms"
_NAMES_KEPT = timedelta(minutes=10)
_ALIVE = text("SELECT 1")
_TRY, _FREE = text("SELECT pg_try_advisory_lock(:key)"), text("SELECT pg_advisory_unlock(:key)")
_log = structlog.get_logger("simpul.disaster.sms")


def start(platform: Platform) -> None:
    """Where the operator set an SMS centre, a thread of this process listens to it unless another process does."""
    centre = sms_smpp.centre_of(platform.settings)
    if centre is None:
        return
    listener = Listener(platform, centre)
    platform.state[_KEY] = listener
    listener.start()


def stop(platform: Platform) -> None:
    """The thread has ended, or been given up on after five seconds."""
    listener: Listener | None = platform.state.pop(_KEY, None)
    if listener is not None:
        listener.stop()


class Listener:
    """A thread that is bound to the SMS centre while it holds the lock."""

    def __init__(self, platform: Platform, centre: Centre) -> None:
        self._platform = platform
        self._centre = centre
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sms-listener", daemon=True)
        self._ear = Ear(platform, centre.alphabet)

    def start(self) -> None:
        """It listens until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """It has ended, or been given up on after five seconds."""
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        pause = AGAIN
        while not self._stopping.is_set():
            try:
                self._listened()
                pause = AGAIN
            except (Unavailable, SQLAlchemyError):
                _log.warning("sms.unreachable", seconds=pause)
                pause = min(pause * 2, LONGEST)
            except Exception:  # noqa: BLE001 (the thread goes on, whatever one session raises)
                _log.exception("sms.failed")
                pause = LONGEST
            self._stopping.wait(pause)

    def _listened(self) -> None:
        """Another process holds the lock; or this one held it, and was bound until the connection or the lock was lost."""
        with self._platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.scalar(_TRY, {"key": LOCK}):
                try:
                    self._bound(connection)
                finally:
                    connection.scalar(_FREE, {"key": LOCK})

    def _bound(self, connection: Connection) -> None:
        session = Session(self._centre, self._ear)
        session.open()
        _log.info("sms.bound")
        sms_smpp.bound(session)
        session.run(_Going(self, connection).on)

    @property
    def ending(self) -> bool:
        """Whether the thread is to end."""
        return self._stopping.is_set()

    def look(self, connection: Connection) -> None:
        """What waited too long was heard, and the lock's connection is alive; SQLAlchemyError otherwise."""
        self._ear.overdue()
        connection.execute(_ALIVE)


class _Going:
    """Whether a bound session goes on: not when the thread is to end, nor without the lock, which its connection holds."""

    def __init__(self, listener: Listener, connection: Connection) -> None:
        self._listener, self._connection = listener, connection
        self._looked = 0

    def on(self, _quiet: float) -> bool:
        """Whether to go on; every tenth time the connection is looked at."""
        self._looked += 1
        if self._looked % 10 == 0:
            self._listener.look(self._connection)
        return not self._listener.ending


class Ear:
    """Parts as they come become messages that are heard; the same message given again before it was acknowledged is one."""

    def __init__(self, platform: Platform, alphabet: str) -> None:
        self._platform = platform
        self._joining = Joining(alphabet)
        self._names: dict[bytes, tuple[str, datetime]] = {}
        self._last = b""

    def part(self, part: Part) -> bool:
        """Whether the part is done with: heard, or kept until the others come. False for the centre to give it again."""
        whole = self._joining.add(part, self._platform.clock.now())
        return whole is None or self._hear(part, whole)

    def acknowledged(self) -> None:
        """The centre knows that the last message was heard: the same words again are another message."""
        self._names.pop(self._last, None)

    def overdue(self) -> None:
        """What waited too long for its other parts was heard as it is."""
        for part, whole in self._joining.overdue(self._platform.clock.now()):
            if self._hear(part, whole):
                self.acknowledged()

    def _hear(self, part: Part, whole: Whole) -> bool:
        person, now = digits(whole.source), self._platform.clock.now()
        if person:  # from a name, not a number, nobody can be answered
            try:
                hear(self._platform, [heard(self._name(whole, now), person, whole.text, now)])
            except Unavailable:
                self._last = b""  # it may be kept for all we know: given again, it has the same name
                return False
            except Exception:  # noqa: BLE001 (one message must not end the session for all others: it is given again)
                _log.exception("sms.not_heard")
                self._last = b""
                self._joining.done(part)
                return False
        self._joining.done(part)
        return True

    def _name(self, whole: Whole, now: datetime) -> str:
        """The message's name. SMPP gives none: the same words before they were acknowledged are the same message."""
        self._last = hashlib.sha256(f"{whole.source}\x00{whole.text}".encode()).digest()
        self._names = {key: kept for key, kept in self._names.items() if now - kept[1] < _NAMES_KEPT}
        return self._names.setdefault(self._last, (self._platform.ids.random(), now))[0]
