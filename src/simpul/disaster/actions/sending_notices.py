"""The queue's other end: notices that are due are made into messages and carried, each once, in the pace of its channel."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from sqlalchemy import Connection

from simpul import regions
from simpul.disaster.actions import carrying, warnings
from simpul.disaster.model.channels import AddressGone, ChannelBusy, NotTaken
from simpul.disaster.model.notices import Message
from simpul.disaster.model.subscriptions import Notice, NoticeState, Subscriber, Telling
from simpul.disaster.model.warnings import HazardWarning, WarningState
from simpul.disaster.outside.sealing_addresses import opened_address
from simpul.disaster.rules import noticing as rules
from simpul.disaster.rules import noticing_words as words
from simpul.disaster.rules import subscribing
from simpul.disaster.store import notices as store
from simpul.disaster.store import subscribers as people
from simpul.kernel.errors import NotFound, Refusal, Unavailable
from simpul.kernel.platform import Platform

PATH = "/bencana/langganan"
SECRET_OF = "disaster.subscriptions.token"  # noqa: S105 (a purpose, no secret)
"""The purpose of the key that seals the secret part of a subscription's addresses."""
MOST, AT_ONCE = 200, 16
_CANCEL_LASTS, _DAY = timedelta(hours=24), 86_400
_log = structlog.get_logger("simpul.disaster.notices")


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that one subscriber is told now, in one message."""

    subscriber: Subscriber
    notices: tuple[Notice, ...]
    message: Message

    @property
    def keys(self) -> list[store.Key]:
        """The notices' keys."""
        return [key_of(one) for one in self.notices]


def key_of(notice: Notice) -> store.Key:
    """By what the queue knows the notice."""
    return notice.alarm.subject, notice.alarm.version, notice.subscriber.id


def base(platform: Platform) -> str:
    """The node's address as people outside reach it."""
    settings = platform.settings
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


def address_of(platform: Platform, path: str, language: str) -> str:
    """A page's whole address in a subscriber's language."""
    prefix = "" if language == platform.settings.language else f"/{language}"
    return f"{base(platform)}{prefix}{path}"


def token_of(platform: Platform, who: Subscriber) -> str:
    """The secret part of the addresses that manage and end this subscription."""
    return subscribing.token(platform.keys.derive(SECRET_OF), who.id, who.person, who.turn)


def send_due(platform: Platform, channel: str) -> int:
    """How many messages left on this channel in one go, at most a second's worth, after which the channel rests."""
    taken = _taken(platform, channel)
    if not taken:
        return 0
    parcels, sent = _parcels(platform, taken), 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"notices-{channel}") as pool:
        for first in range(0, len(parcels), 2 * AT_ONCE):
            some = parcels[first : first + 2 * AT_ONCE]
            results = list(pool.map(lambda one: _carried(platform, one), some))
            _settle(platform, channel, list(zip(some, results, strict=True)))
            sent += sum(result is None for result in results)
    return sent


def _taken(platform: Platform, channel: str) -> list[Notice]:
    """The notices to tell of now; what may not be told now is put off or dropped."""
    with platform.database.writing() as unit:
        unit.unaudited("the queue keeps its own account")
        now, connection = unit.clock.now(), unit.connection
        if not store.pace(connection, channel, now):
            return []
        rate = carrying.rate(platform, channel)
        keys = store.take(connection, channel, min(MOST, max(1, int(rate))), now)
        if not keys:
            return []
        store.rest(connection, channel, now + timedelta(seconds=len(keys) / rate))
        keys += store.take_with(connection, {key[2] for key in keys}, now)
        found = store.read(connection, keys)
        store.settle(connection, sorted(set(keys) - {key_of(one) for one in found}), NoticeState.DROPPED, now)
        return [one for one in found if _may_go(unit.connection, one, now)]


def _may_go(connection: Connection, notice: Notice, now: datetime) -> bool:
    who = notice.subscriber
    if who.left_at is not None or (who.paused_until is not None and who.paused_until > now):
        store.settle(connection, [key_of(notice)], NoticeState.DROPPED, now)
        return False
    due = rules.due(who.wish, notice.alarm, now, who.told_at)
    if due > now:
        store.put_off(connection, [key_of(notice)], due, tried=False)
    return due <= now


def _parcels(platform: Platform, taken: Sequence[Notice]) -> list[Parcel]:
    """A message for each subscriber who has something to be told; what is no longer so is dropped."""
    known = _warnings(platform, taken)
    dropped = [one for one in taken if not _holds(one, known.get(one.alarm.subject), platform.clock.now())]
    if dropped:
        with platform.database.writing() as unit:
            unit.unaudited("the queue keeps its own account")
            store.settle(unit.connection, [key_of(one) for one in dropped], NoticeState.DROPPED, unit.clock.now())
    gone = {key_of(one) for one in dropped}
    left = sorted((one for one in taken if key_of(one) not in gone), key=lambda one: one.subscriber.id)
    grouped = groupby(left, key=lambda one: one.subscriber.id)
    return [_parcel(platform, tuple(group), known) for _, group in grouped]


def _warnings(platform: Platform, taken: Iterable[Notice]) -> Mapping[str, HazardWarning]:
    found: dict[str, HazardWarning] = {}
    for subject in {one.alarm.subject for one in taken}:
        number = rules.number_of(subject)
        try:
            if number is not None:
                found[subject] = warnings.get(platform, number)
        except NotFound:
            continue
    return found


def _holds(notice: Notice, warning: HazardWarning | None, now: datetime) -> bool:
    """Whether it is still worth telling: a warning in force, an end of the last day, reports of today."""
    match notice.alarm.kind:
        case Telling.REPORTS:
            return True
        case Telling.CANCEL:
            return warning is not None and now - warning.sent < _CANCEL_LASTS
        case _:
            return warning is not None and warning.state is WarningState.IN_FORCE


def _parcel(platform: Platform, group: tuple[Notice, ...], known: Mapping[str, HazardWarning]) -> Parcel:
    who, first = group[0].subscriber, group[0].alarm
    language = who.wish.language
    told = words.together([_content(platform, one, known) for one in group], language)
    token = token_of(platform, who)
    message = Message(
        about=first.subject,
        key=f"{first.subject}:{first.version}",
        title=told.title,
        text=told.text,
        link=address_of(platform, _path(first.subject, first.regions), language),
        manage=address_of(platform, f"{PATH}/{token}", language),
        leave=address_of(platform, f"{PATH}/{token}/berhenti", language),
        stop=words.stop_line(language),
        urgent=first.urgent,
        lasts=_lasts(known.get(first.subject), platform.clock.now()),
        language=language,
    )
    return Parcel(who, group, message)


def _lasts(warning: HazardWarning | None, now: datetime) -> int:
    """For how many seconds the message is worth delivering: until the warning ends, a minute at least, a day at most."""
    left = (warning.expires - now).total_seconds() if warning is not None else _DAY
    return int(min(max(left, 60), _DAY))


def _path(subject: str, places: Sequence[str]) -> str:
    number = rules.number_of(subject)
    return f"/bencana/peringatan/{number}" if number is not None else f"/bencana/daftar?q={places[0] if places else ''}"


def _content(platform: Platform, notice: Notice, known: Mapping[str, HazardWarning]) -> words.Content:
    alarm, wish = notice.alarm, notice.subscriber.wish
    if alarm.kind is Telling.REPORTS:
        return words.of_reports(alarm, regions.name_or_code(platform, alarm.regions[0]), wish.language)
    return words.of_warning(alarm, known[alarm.subject], wish.language, wish.zone)


def _carried(platform: Platform, parcel: Parcel) -> Refusal | None:
    """Why the message did not leave; None when it did."""
    who = parcel.subscriber
    address = opened_address(platform.keys, who.person, who.address)
    try:
        carrying.carry(platform, who.channel, address, parcel.message)
    except Refusal as refusal:
        return refusal
    except Exception as failure:  # noqa: BLE001 (one message that cannot be made must not hold up the others)
        _log.exception("notice.failed", channel=who.channel, error=type(failure).__name__)
        return NotTaken()
    return None


def _settle(platform: Platform, channel: str, results: Sequence[tuple[Parcel, Refusal | None]]) -> None:
    """The queue says what became of each; who is gone for good is forgotten."""
    with platform.database.writing() as unit:
        unit.unaudited("the queue keeps its own account")
        now, connection = unit.clock.now(), unit.connection
        sent = [key for parcel, result in results if result is None for key in parcel.keys]
        store.settle(connection, sent, NoticeState.SENT, now)
        for parcel, result in results:
            if result is not None:
                _failed(connection, channel, parcel, result, now)


def _failed(connection: Connection, channel: str, parcel: Parcel, why: Refusal, now: datetime) -> None:
    if isinstance(why, AddressGone):
        people.forget(connection, [parcel.subscriber.id])
    elif isinstance(why, ChannelBusy):
        seconds = why.facts.get("seconds", 30)
        until = now + min(timedelta(seconds=float(str(seconds))), store.REST_MOST)
        store.rest(connection, channel, until)
        store.put_off(connection, parcel.keys, until, tried=False)
    else:
        tries = max(one.tries for one in parcel.notices)
        again = rules.next_try(tries, now) if isinstance(why, Unavailable) else None
        if again is None:
            store.settle(connection, parcel.keys, NoticeState.FAILED, now)
        else:
            store.put_off(connection, parcel.keys, again, tried=True)


def waiting(platform: Platform, channel: str) -> bool:
    """Whether anything is due on this channel."""
    with platform.database.reading() as unit:
        return store.is_due(unit.connection, channel, unit.clock.now())


def revive(platform: Platform) -> None:
    """Notices that a process took and died over wait again."""
    with platform.database.writing() as unit:
        unit.unaudited("the queue keeps its own account")
        store.revive(unit.connection, unit.clock.now())
