"""Where people's mail goes, in which language, and sending what waits: each mail by one worker, each occasion once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from sqlalchemy import Connection

from simpul.cooperation.actions.following import seats_today
from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.governance import Addressed, MailAddress, Reminder
from simpul.cooperation.model.governance_refusals import MailAddressWrong, MailLanguageWrong
from simpul.cooperation.model.programmes import CENTRE, PARTNER, NotYourProgramme, Seat, Standing
from simpul.cooperation.outside import sealing_mail as sealing
from simpul.cooperation.store import mail_addresses as store
from simpul.cooperation.store import programmes
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Unavailable
from simpul.kernel.holders import Holders
from simpul.kernel.i18n import PARTNERS_LANGUAGES
from simpul.kernel.mailer import MailRefused
from simpul.kernel.platform import Platform

Compose = Callable[[Platform, Reminder, Addressed], tuple[str, str] | None]
"""Makes subject and text of a mail when it goes out; None when nothing is left to tell."""
LEASE = timedelta(minutes=5)
_FAILURES = 3
"""After so many failures in a row the server is away: the next call goes on."""
_KEPT = timedelta(days=365)
_TRIED = timedelta(days=7)
_MOST = 200
_log = structlog.get_logger("simpul.cooperation.mail")


@dataclass(frozen=True, slots=True)
class MailSeen:
    """Whether this node sends mail, and where one's own goes; `refused`: the mail server says that nobody is there."""

    there: bool
    address: str
    language: str
    refused: bool


def _permit(who: Standing) -> UUID:
    """Who works in the cooperation has a place for mail: the centre's staff and who has a seat; NotYourProgramme."""
    if who.account is None or not (CENTRE in who.roles or (PARTNER in who.roles and who.seats)):
        raise NotYourProgramme()
    return who.account


def own(platform: Platform, actor: Actor) -> MailSeen:
    """Where the actor's mail goes; NotYourProgramme for who has no work here."""
    with platform.database.reading() as unit:
        account = _permit(standing(unit.connection, actor, unit.clock.now()))
        found = store.of_account(unit.connection, account)
    there = platform.mailer.there
    if found is None:
        return MailSeen(there, "", "", refused=False)
    return MailSeen(
        there,
        sealing.opened(platform.keys, found.account, found.seal),
        found.language,
        refused=found.refused_at is not None,
    )


def keep(platform: Platform, actor: Actor, *, address: str, language: str) -> None:
    """The actor's mail goes there; MailAddressWrong, MailLanguageWrong, NotYourProgramme."""
    fit = checked(address)
    if language not in PARTNERS_LANGUAGES:
        raise MailLanguageWrong()
    with platform.database.writing(actor) as unit:
        account = _permit(standing(unit.connection, actor, unit.clock.now()))
        seal = sealing.sealed(platform.keys, platform.ids, account, fit)
        store.keep(unit.connection, MailAddress(account, actor.name, language, seal, unit.clock.now()))
        unit.audit("cooperation.mail.keep", subject=str(account), after={"language": language})


def remove(platform: Platform, actor: Actor) -> bool:
    """Whether the actor had an address here, which is erased."""
    with platform.database.writing(actor) as unit:
        gone = store.remove(unit.connection, actor.id) if actor.id else False
        unit.audit("cooperation.mail.remove", subject=str(actor.id))
    return gone


def checked(given: str) -> str:
    """The address as it was given; MailAddressWrong for what is none, or more than one."""
    fit = given.strip()
    _name, found = parseaddr(fit)
    local, at, host = fit.rpartition("@")
    odd = any(one.isspace() or ord(one) < 33 or one in '<>()[],;:\\"' for one in fit)
    if found != fit or not (local and at) or "." not in host or "@" in local or odd or len(fit) > _MOST:
        raise MailAddressWrong()
    return fit


def seated(platform: Platform, programme: str) -> dict[UUID, Addressed]:
    """Whom mail reaches of a programme: active accounts with a seat today, and the centre's staff."""
    active = _active(platform)
    with platform.database.reading() as unit:
        seats = seats_today(unit.connection, programme, today_of(unit.clock.now()))
        wanted = ({one.account for one in seats} & active[PARTNER]) | active[CENTRE]
        return _reached(platform, unit.connection, wanted)


def read(platform: Platform, account: UUID, codes: Collection[str]) -> set[str]:
    """Which of these programmes somebody whom mail reaches still reads: a seat may end while their mail waits."""
    return {code for code in codes if account in seated(platform, code)}


def reached(platform: Platform) -> dict[UUID, Addressed]:
    """Whom mail reaches of all programmes: active accounts with a role here, as they gave an address."""
    active = _active(platform)
    with platform.database.reading() as unit:
        return _reached(platform, unit.connection, active[PARTNER] | active[CENTRE])


def _active(platform: Platform) -> dict[str, set[UUID]]:
    port = platform.port(Holders)
    return {role: {one.id for one in port.holders(platform, role)} for role in (PARTNER, CENTRE)}


def staff(platform: Platform) -> tuple[UUID, ...]:
    """The centre's active staff."""
    return tuple(sorted(_active(platform)[CENTRE]))


def _reached(platform: Platform, connection: Connection, wanted: Collection[UUID]) -> dict[UUID, Addressed]:
    found = {}
    for account, one in store.all_(connection).items():
        address = sealing.opened(platform.keys, account, one.seal)
        if account in wanted and address and one.refused_at is None:
            found[account] = Addressed(account, one.name, address, one.language)
    return found


def send_waiting(platform: Platform, topic: str, compose: Compose) -> list[Reminder]:
    """The mails of this topic that went out in this call; none where the node sends no mail: what waits goes on waiting."""
    gone: list[Reminder] = []
    failed = 0
    while platform.mailer.there and failed < _FAILURES and (one := _leased(platform, topic)) is not None:
        try:
            if _handed_over(platform, one, compose):
                gone.append(one)
            failed = 0
        except Unavailable:
            failed += 1  # one address that the server puts off does not hold up the others; its lease ends in a while
            _log.warning("mail.waits", topic=topic)
    return gone


def _leased(platform: Platform, topic: str) -> Reminder | None:
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("which worker has a mail in hand is no act of anybody")
        now = unit.clock.now()
        return store.lease(unit.connection, topic, now, now + LEASE)


def _handed_over(platform: Platform, one: Reminder, compose: Compose) -> bool:
    """Whether the mail went out; if not it never will: nobody is there any more, or nothing is to be told any more."""
    to = reached(platform).get(one.account)
    if to is None or platform.clock.now() - one.at > _TRIED:
        return _dropped(platform, one, "nobody" if to is None else "old")
    said = compose(platform, one, to)
    if said is None:
        return _dropped(platform, one, "nothing")
    host = urlsplit(platform.settings.public_url).hostname or "localhost"
    try:
        platform.mailer.send(to=to.address, subject=said[0], text=said[1], headers={"Message-ID": f"<{one.id}@{host}>"})
    except MailRefused:
        return _dropped(platform, one, "refused")
    with platform.database.writing(Actor.SYSTEM) as unit:
        store.sent(unit.connection, one.id, unit.clock.now())
        after = {"topic": one.topic, "account": str(one.account), "told": len(one.keys)}
        unit.audit("cooperation.mail.send", subject=str(one.id), after=after)
    return True


def _dropped(platform: Platform, one: Reminder, why: str) -> bool:
    with platform.database.writing(Actor.SYSTEM) as unit:
        store.dropped(unit.connection, one.id, why)
        if why == "refused":
            store.refused(unit.connection, one.account, unit.clock.now())
        unit.audit("cooperation.mail.drop", subject=str(one.id), after={"why": why})
    return False


def forget_due(platform: Platform) -> None:
    """The job: as `forget`."""
    forget(platform)


def forget(platform: Platform) -> int:
    """How many mails older than a year, and addresses of people without work here, were erased."""
    active = _active(platform)
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        now = unit.clock.now()
        gone = store.forget(unit.connection, now - _KEPT)
        seats = {
            one.account for each in programmes.listed(unit.connection) for one in _seats(unit.connection, each.code, now)
        }
        left = [one for one in store.all_(unit.connection) if one not in active[CENTRE] | (seats & active[PARTNER])]
        return gone + sum(store.remove(unit.connection, one) for one in left)


def _seats(connection: Connection, programme: str, now: datetime) -> list[Seat]:
    return seats_today(connection, programme, today_of(now))
