"""Who asked and who gives are told by SMS what the other did, where the node can send any: at most five times a day.

The number was given for this and nothing else; the message names nobody, and its link is the person's own.
"""

from dataclasses import dataclass
from datetime import timedelta

from simpul.disaster.actions.channels import telling
from simpul.disaster.model.channels import Channel, Outgoing
from simpul.disaster.model.needs import Contact, Need
from simpul.disaster.outside.channels import adapter
from simpul.disaster.outside.sealing_addresses import person_hash, sealed_address
from simpul.disaster.store import channels as store
from simpul.kernel import limits
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import TooMany
from simpul.kernel.i18n import N_, translator
from simpul.kernel.platform import Platform

MOST, PER = 5, timedelta(days=1)
PROMISED = N_("Somebody wants to bring what you asked for (request {number}). See who, and agree:")
ACCEPTED = N_("They agree. Where to bring it (request {number}), and the code to ask for:")
DECLINED = N_("What you wanted to bring to request {number} is no longer needed. Thank you.")
QUIET = N_("Is your request for help {number} still needed? Nobody has given for five days. Answer here:")


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody is told of a need: the message, the path of their own page, and a key by which it is told once."""

    words: str
    need: Need
    path: str
    key: str


def tell(platform: Platform, unit: Unit, to: Contact, said: Word) -> None:
    """The person is told, once for each key, after the unit has committed; nothing where the node sends no SMS."""
    if not to.phone or adapter(platform.settings, Channel.SMS) is None:
        return
    person = person_hash(platform.keys, Channel.SMS, to.phone)
    seal = sealed_address(platform.keys, Channel.SMS, to.phone)
    try:
        limits.spend(unit, f"disaster.need.sms:{person}", most=MOST, per=PER)
    except TooMany:
        return
    store.claim(unit.connection, Channel.SMS, person, seal, unit.clock.now())
    link = platform.settings.public_url.rstrip("/") + said.path if platform.settings.public_url else ""
    message = Outgoing(translator(said.need.language).gettext(said.words, number=said.need.number), link=link)
    telling.queue(unit, platform.keys, (Channel.SMS, person), [message], key=f"need:{said.key}")
