"""After the report: thanks for one that came by the card's page, the question whether it is still so, its photograph."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import RowMapping

from simpul.disaster import store as reports
from simpul.disaster.actions.card_photos import add_photo
from simpul.disaster.actions.channels import looking_up, telling
from simpul.disaster.actions.channels.hearing import CHAT, thanks_key
from simpul.disaster.actions.following_up import ask_due
from simpul.disaster.model import Report
from simpul.disaster.model.channels import NotTaken
from simpul.disaster.outside import sealing
from simpul.disaster.outside.channels import adapter
from simpul.disaster.outside.sealing_addresses import person_hash
from simpul.disaster.rules.conversing import machine, outcomes, patience
from simpul.disaster.rules.conversing.voice import Voice
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.store import channel_cards
from simpul.disaster.store import channels as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.i18n import N_, RESIDENTS_LANGUAGES, Language
from simpul.kernel.platform import Platform
from simpul.regions import name_or_code

_log = structlog.get_logger("simpul.disaster.channels")
THANKED_WITHIN = timedelta(hours=1)
PHOTO_ADDED = N_("Your photo is with report {number}. It is shown once an officer has verified the report.")
PHOTO_LOST = N_("Your photo could not be added to the report; the report itself is on the map.")


def ask_and_thank(platform: Platform) -> None:
    """Who is to be asked whether it is still so was asked; who reported by a card's page was thanked in their chat."""
    ask_due(platform, partial(_ask, platform))
    with platform.database.reading() as unit:
        since = unit.clock.now() - THANKED_WITHIN
        found = channel_cards.used_since(unit.connection, since)
    for one in found:
        with platform.database.writing() as unit:
            unit.unaudited("thanks decide nothing")
            _thank(platform, unit, one)


def _chat(platform: Platform, unit: Unit, row: RowMapping) -> store.Chat | None:
    """The chat of whom the card was opened for; None for another program's card, or where they left it."""
    sealed, channel = row["person"], row["network"]
    kept = None if sealed is None else bytes(sealed)
    address = sealing.opened(platform.keys, row["id"], kept).chat.get(CHAT, "")
    return store.find(unit.connection, channel, person_hash(platform.keys, channel, address)) if address else None


def _ask(platform: Platform, unit: Unit, row: RowMapping, secret: UUID) -> bool:
    """Whether the card was opened in a chat, and the question is on its way there."""
    chat = _chat(platform, unit, row)
    report = reports.get(unit.connection, row["number"]) if chat else None
    if chat is None or report is None:
        return False
    voice = Voice(_language(platform, chat))
    said = voice.still(report.number, hazard_of(report.hazard), _place(platform, report))
    offered = {"stage": "idle", "offered": [one.code for one in said.choices]}
    state = chat.state if chat.state and chat.seen_at > unit.clock.now() - machine.FORGOTTEN else offered
    store.change(unit.connection, chat.channel, chat.person, follow=secret, state=state)
    telling.queue(unit, platform.keys, (chat.channel, chat.person), [said], key=f"still:{secret}")
    return True


def _language(platform: Platform, chat: store.Chat) -> Language:
    wanted = chat.language or platform.settings.language
    return next((one for one in RESIDENTS_LANGUAGES if one == wanted), "id")


def _place(platform: Platform, report: Report) -> str:
    return name_or_code(platform, report.where.region)


def _thank(platform: Platform, unit: Unit, used: channel_cards.Used) -> None:
    """Thanks for a report that came by the page of a card; said once."""
    chat = store.find(unit.connection, used.channel, used.person)
    if chat is None:
        return
    language = _language(platform, chat)
    link = looking_up.page_of(platform, language)(outcomes.MAP.format(number=used.report))
    said = Voice(language).thanks(used.report, link)
    if telling.queue(unit, platform.keys, (chat.channel, chat.person), [said], key=thanks_key(used.card)):
        store.change(unit.connection, chat.channel, chat.person, report=used.report, state=None)


def fetch_photos(platform: Platform, channel: str) -> int:
    """How many photographs of reports were fetched from the channel now, or given up."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("a picture on its way decides nothing; the report that gets it has its row")
        taken = store.take_photos(unit.connection, channel, now=now, lease=now + telling.LEASE, most=4)
    return sum(_fetched(platform, one) for one in taken)


def _fetched(platform: Platform, one: store.Fetching) -> bool:
    from simpul.disaster.outside.photo import remade  # Pillow loads at the first photograph, not at every start

    found = adapter(platform.settings, one.channel)
    media = sealing.opened(platform.keys, one.card, one.media).username
    try:
        if found is None or not media:
            raise NotTaken()
        report = add_photo(platform, Actor.ANONYMOUS, one.card, remade(found.fetch(platform.settings, media)))
    except Unavailable:
        if platform.clock.now() - one.at < patience.PHOTO_FOR:
            return _again(platform, one)
        return _photo_done(platform, one, None)
    except Refusal:
        return _photo_done(platform, one, None)
    except Exception:  # noqa: BLE001 (whatever a picture does to a decoder: the others are fetched, and its sender is told)
        _log.exception("channel.photo_failed", channel=one.channel)
        return _photo_done(platform, one, None)
    return _photo_done(platform, one, report)


def _again(platform: Platform, one: store.Fetching) -> bool:
    with platform.database.writing() as unit:
        unit.unaudited("a picture that waits decides nothing")
        store.photo_later(unit.connection, one.card, unit.clock.now() + patience.wait(one.tries))
    return False


def _photo_done(platform: Platform, one: store.Fetching, report: Report | None) -> bool:
    with platform.database.writing() as unit:
        unit.unaudited("the report that got the picture has its row")
        store.photo_done(unit.connection, one.card)
        chat = store.find(unit.connection, one.channel, one.person)
        if chat is not None:
            voice = Voice(_language(platform, chat))
            said = voice.say(PHOTO_ADDED, number=report.number) if report else voice.say(PHOTO_LOST)
            telling.queue(unit, platform.keys, (one.channel, one.person), [said], key=f"photo:{one.card}")
    return True


def forget_idle(platform: Platform) -> None:
    """What somebody began to tell half an hour ago, and did not send, is forgotten."""
    with platform.database.writing() as unit:
        unit.unaudited("what was never sent is nobody's record")
        store.empty_states(unit.connection, unit.clock.now() - machine.FORGOTTEN)


def erase_due_chats(platform: Platform) -> None:
    """Personal data of conversations whose time has come is erased; `store.channels` says when that is."""
    now = platform.clock.now()
    before = {"silent": now - patience.SILENT, "heard_before": now - patience.HEARD_FOR}
    with platform.database.writing() as unit:
        gone = store.forget(unit.connection, **before, sent_before=now - patience.SAID_FOR)
        unit.audit("disaster.erase", subject="disaster_chat", after=gone)
