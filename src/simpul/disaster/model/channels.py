"""Conversations with residents in other programs: what is heard, what is said, and what may stand in the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simpul.kernel.errors import Invalid, NotAllowed, NotFound, Unavailable
from simpul.kernel.i18n import N_


class Channel(StrEnum):
    """The ways by which residents are answered and told. The first four are conversations; the others only tell."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"


class Heard(StrEnum):
    """What came in. OTHER is what nobody here can read (a voice message); LEFT that the person blocked us or is gone."""

    TEXT = "text"
    CHOICE = "choice"
    POINT = "point"
    PHOTO = "photo"
    OTHER = "other"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person, as its channel's adapter read it and found it genuine.

    `id` is the channel's own name for it: the same message again has the same. `person` is where they are answered (a
    chat's number, a telephone number in digits); it is sealed before it is kept, and never logged. `at` is the channel's
    time; `sequence` rises from message to message where a channel numbers them, and is 0 elsewhere. `text` is also the
    caption of a PHOTO, whose bytes `media` stands for (`Adapter.fetch`). `choice` is the code of a `Choice`. `point` is
    (longitude, latitude) in degrees. `language` is what the channel knows of the person's: "id", "en", "jv" or "".
    """

    channel: Channel
    id: str
    person: str
    at: datetime
    kind: Heard
    text: str = ""
    point: tuple[float, float] | None = None
    media: str = ""
    choice: str = ""
    sequence: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that are offered: a button where there are any; everywhere its number, from 1, stands for it."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to a person. `link` is a whole address that follows the text.

    `ask_place` asks for a shared place, by a button that says `place_label` where the channel has such a one.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    link: str = ""
    ask_place: bool = False
    place_label: str = ""

    def plain(self, *, numbered: bool) -> str:
        """Everything in one text, with the choices as a numbered list where there are no buttons."""
        listed = "\n".join(f"{n} {one.label}" for n, one in enumerate(self.choices, 1)) if numbered else ""
        return "\n".join(part for part in (self.text, listed, self.link) if part)


class NotFromChannel(NotAllowed):
    """The message does not carry the channel's own proof, so nobody read it any further."""

    code = "not-from-channel"
    sentence = N_("This message was not signed by the channel it claims to come from.")


class NotAMessage(Invalid):
    """The channel's proof is right, and what it proves is no message in the form that the channel describes."""

    code = "not-a-message"
    sentence = N_("This message does not have the form that the channel describes.")


class AddressGone(NotFound):
    """The channel says for good that this person cannot be reached: they blocked us, or the number is no longer theirs."""

    code = "address-gone"
    sentence = N_("Nobody can be reached at this address any more.")


class NotTaken(Invalid):
    """The channel refuses this very message, and would refuse it again; the next one may well be taken."""

    code = "message-not-taken"
    sentence = N_("The channel did not take this message.")


class ChannelBusy(Unavailable):
    """The channel asks to be left alone for `seconds`."""

    code = "channel-busy"
    sentence = N_("The channel is busy. The message is sent again in a moment.")
