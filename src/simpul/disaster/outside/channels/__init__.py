"""Channels to residents: one port, an adapter for each program, and one table that says which there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from simpul.disaster.model.channels import Channel, Incoming, Outgoing
from simpul.disaster.outside.channels.messenger import Messenger
from simpul.disaster.outside.channels.sms import Sms
from simpul.disaster.outside.channels.telegram import Telegram
from simpul.disaster.outside.channels.whatsapp import WhatsApp
from simpul.kernel.settings import Settings


class Adapter(Protocol):
    """What speaks one program's language. Stateless: every method may be called from any thread of any process."""

    @property
    def per_second(self) -> float:
        """How many messages in a second the program takes from one sender."""
        ...

    def configured(self, settings: Settings) -> bool:
        """Whether the operator has given all that is needed; until then the channel does not exist."""
        ...

    def read(self, headers: Mapping[str, str], body: bytes, settings: Settings, now: datetime) -> list[Incoming]:
        """The messages in the body of a webhook, oldest first; none for what concerns nobody.

        `headers` by lower-case names. NotFromChannel, before anything of the body is read, when the proof is missing or
        wrong; NotAMessage for what cannot be read. `now` is the time of what carries none.
        """
        ...

    def challenge(self, query: Mapping[str, str], settings: Settings) -> str | None:
        """What a GET of the webhook's address is answered by a program that checks whose it is; None: there is nothing."""
        ...

    def receipt(self, body: bytes) -> bytes:
        """What the program is answered to a body that was heard: JSON, or nothing."""
        ...

    def send(self, settings: Settings, address: str, said: Outgoing) -> None:
        """The program took the message. Unavailable (ChannelBusy with `seconds`) to try again, AddressGone, NotTaken."""
        ...

    def fetch(self, settings: Settings, media: str) -> bytes:
        """The bytes that `Incoming.media` stands for, at most 10 MB; Unavailable to try again, NotTaken when gone."""
        ...


ADAPTERS: Mapping[Channel, Adapter] = {
    Channel.TELEGRAM: Telegram(),
    Channel.WHATSAPP: WhatsApp(),
    Channel.MESSENGER: Messenger(),
    Channel.SMS: Sms(),
}
"""Every conversation's adapter. Whether an operator has set it up is `configured`'s to say."""


def adapter(settings: Settings, channel: str) -> Adapter | None:
    """The adapter of the channel of this name, where the operator has set it up; None otherwise."""
    found = ADAPTERS.get(Channel(channel)) if channel in set(Channel) else None
    return found if found is not None and found.configured(settings) else None
