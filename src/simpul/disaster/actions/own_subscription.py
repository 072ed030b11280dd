"""What somebody is shown of their own subscription: what it is, what was sent, what is in force for them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from simpul import regions
from simpul.disaster.actions import subscribing, warnings
from simpul.disaster.actions.noticing import alarm_of
from simpul.disaster.model.subscriptions import NoticeState, Subscriber, Telling, Told
from simpul.disaster.model.warnings import HazardWarning
from simpul.disaster.outside.sealing_addresses import opened_address
from simpul.disaster.rules import noticing as rules
from simpul.disaster.rules import noticing_words as words
from simpul.disaster.rules.subscribing import masked
from simpul.kernel.errors import NotFound
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as its receiver reads it: the line that was sent, where more stands, when; or when it will be sent."""

    title: str
    path: str
    at: datetime
    sent: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A subscription for its owner. `where` is the address but for what proves nothing; `in_force` concern them now."""

    who: Subscriber
    where: str
    places: tuple[str, ...]
    told: tuple[NoticeLine, ...]
    in_force: tuple[HazardWarning, ...]
    paused: bool


def overview(platform: Platform, token: str, language: str) -> Overview:
    """The subscription of this secret; SubscriptionMissing."""
    who = subscribing.seen(platform, token)
    address = opened_address(platform.keys, who.person, who.address)
    now = platform.clock.now()
    return Overview(
        who=who,
        where=masked(who.channel, address),
        places=subscribing.place_names(platform, who.wish),
        told=tuple(_line(platform, one, language) for one in subscribing.told(platform, token)),
        in_force=tuple(_in_force(platform, who)),
        paused=who.paused_until is not None and who.paused_until > now,
    )


def _line(platform: Platform, one: Told, language: str) -> NoticeLine:
    alarm, sent = one.alarm, one.state is NoticeState.SENT
    number = rules.number_of(alarm.subject)
    if alarm.kind is Telling.REPORTS or number is None:
        place = regions.name_or_code(platform, alarm.regions[0] if alarm.regions else "")
        said = words.of_reports(alarm, place, language)
        return NoticeLine(said.title, f"/bencana/daftar?q={alarm.regions[0] if alarm.regions else ''}", one.at, sent)
    try:
        title = words.of_warning(alarm, warnings.get(platform, number), language, "WIB").title
    except NotFound:
        title = words.words_of(language).gettext("Warning {number}", number=number)
    return NoticeLine(title, f"/bencana/peringatan/{number}", one.at, sent)


def _in_force(platform: Platform, who: Subscriber) -> Sequence[HazardWarning]:
    """The warnings in force that this subscriber would be told of."""
    found = []
    chosen = [*who.wish.regions, *subscribing.near_codes(platform, who.wish.around)]
    for one in warnings.current(platform):
        alarm = alarm_of(one, one.version, Telling.ALERT)
        if rules.wants(who.wish, alarm) and any(rules.related(code, region) for code in chosen for region in one.regions):
            found.append(one)
    return found
