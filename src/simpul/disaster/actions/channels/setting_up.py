"""What an operator needs to know of channels, and what Telegram needs to know of this node."""

from dataclasses import dataclass

from simpul.disaster.model.channels import Channel
from simpul.disaster.outside.channels import ADAPTERS, telegram
from simpul.disaster.rules.conversing.voice import COMMANDS, Voice
from simpul.disaster.store import channels as store
from simpul.kernel.errors import Conflict
from simpul.kernel.i18n import N_
from simpul.kernel.platform import Platform

WEBHOOK = "/api/v1/disaster/channels/{channel}"


class AddressMissing(Conflict):
    """The node does not know by which address the internet reaches it."""

    code = "address-missing"
    sentence = N_("Set SIMPUL_PUBLIC_URL to this node's address (https://...) first: Telegram calls nothing else.")


class BotMissing(Conflict):
    """The node has no bot's token, or no secret by which Telegram proves itself."""

    code = "bot-missing"
    sentence = N_("Set SIMPUL_DISASTER_TELEGRAM_TOKEN and SIMPUL_DISASTER_TELEGRAM_SECRET first.")


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel: whether it is set up, where its webhook is, how many messages wait and how many were given up."""

    channel: str
    ready: bool
    webhook: str
    waiting: int
    given_up: int


def set_up(platform: Platform) -> list[ChannelState]:
    """Every conversation's channel as it stands now."""
    base = platform.settings.public_url.rstrip("/")
    with platform.database.reading() as unit:
        counted = store.count_outgoing(unit.connection)
    return [
        ChannelState(
            channel=name.value,
            ready=found.configured(platform.settings),
            webhook=base + WEBHOOK.format(channel=name.value) if base else "",
            waiting=counted.get((name.value, store.WAITING), 0),
            given_up=counted.get((name.value, store.GIVEN_UP), 0),
        )
        for name, found in ADAPTERS.items()
    ]


def register_telegram(platform: Platform) -> str:
    """The address to which Telegram brings messages from now on; AddressMissing, BotMissing, Unavailable."""
    settings = platform.settings
    if not settings.secure:
        raise AddressMissing()
    if not ADAPTERS[Channel.TELEGRAM].configured(settings):
        raise BotMissing()
    address = settings.public_url.rstrip("/") + WEBHOOK.format(channel="telegram")
    telegram.register(settings, address)
    for language in ("", "id", "en", "jv"):
        voice = Voice(language or settings.language)
        named = [{"command": word, "description": voice.t.gettext(what)} for word, what in COMMANDS]
        telegram.show_commands(settings, named, language)
    return address
