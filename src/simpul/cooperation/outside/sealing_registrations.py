"""Who holds a ticket, sealed under the node's key: readable for the node, not in the database or a backup of it.

The queue's token is a form sealed the same way: whoever brings it has kept their number, and the node keeps nothing for it.
"""

import base64
import os
from datetime import UTC, datetime
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.cooperation.model.registrations import Form, Holder, QueueNumberWrong, Registration, Wish
from simpul.kernel.keys import Keys

_HOLDER, _TOKEN = "cooperation.registration.holder", "cooperation.registration.queue"
_NONCE, _LONGEST = 12, 2_000


def sealed(keys: Keys, registration: UUID, holder: Holder) -> bytes:
    """The holder, encrypted for this registration (AES-256-GCM), each time under a fresh nonce."""
    nonce = os.urandom(_NONCE)
    words = orjson.dumps([holder.name, holder.mail, holder.lang])
    return nonce + AESGCM(keys.derive(_HOLDER)).encrypt(nonce, words, registration.bytes)


def opened(keys: Keys, one: Registration) -> Holder:
    """The holder; nobody where the seal was erased, or was not made for this registration by this node."""
    if one.sealed is None:
        return Holder("")
    try:
        words = AESGCM(keys.derive(_HOLDER)).decrypt(one.sealed[:_NONCE], one.sealed[_NONCE:], one.id.bytes)
    except InvalidTag:
        return Holder("")
    return Holder(*orjson.loads(words))


def token(keys: Keys, event: UUID, number: int, at: datetime, form: Form) -> str:
    """The form and its queue number, sealed for this event; URL-safe. `at`: when the form came."""
    nonce = os.urandom(_NONCE)
    filled = [form.agency, form.staff_number, form.name, form.mail, form.wish.value, form.lang, form.key]
    words = orjson.dumps([number, int(at.timestamp() * 1000), filled])
    whole = nonce + AESGCM(keys.derive(_TOKEN)).encrypt(nonce, words, event.bytes)
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


def untoken(keys: Keys, event: UUID, given: str) -> tuple[int, datetime, Form]:
    """Number, moment and form of a token; QueueNumberWrong if this node did not make it for this event."""
    if not given.isascii() or len(given) > _LONGEST:
        raise QueueNumberWrong()
    try:
        whole = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
        words = AESGCM(keys.derive(_TOKEN)).decrypt(whole[:_NONCE], whole[_NONCE:], event.bytes)
    except (InvalidTag, ValueError):
        raise QueueNumberWrong() from None
    number, at, (agency, staff_number, name, mail, wish, lang, key) = orjson.loads(words)
    form = Form(agency, staff_number, name, mail, Wish(wish), lang, key)
    return number, datetime.fromtimestamp(at / 1000, UTC), form
