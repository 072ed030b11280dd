"""Registrars check, face to face, whose identifier an account's owner has; and end a check that was wrong. UU 27/2022."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from simpul.exchange.model.persons import (
    AccountDisabled,
    AccountSeen,
    Check,
    CheckedBefore,
    CheckedPerson,
    CheckSearch,
    Document,
    IdentifierHeld,
    Look,
    NotChecked,
    People,
    PersonNotFound,
)
from simpul.exchange.rules import persons as rules
from simpul.exchange.rules import readers
from simpul.exchange.rules.permissions import permit_check_person, permit_see_persons
from simpul.exchange.store import persons as store
from simpul.kernel import limits
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

PER_PAGE = 25
PER_HOUR = 60
"""Identifiers a registrar may type in an hour; nobody queues faster, and guessing takes longer."""


@dataclass(frozen=True, slots=True)
class Known:
    """An account with what is on record of its check; `account` is None once it is gone."""

    id: UUID
    account: AccountSeen | None
    check: CheckedPerson | None
    officer: AccountSeen | None = None
    looks: tuple[Look, ...] = ()


def found(platform: Platform, actor: Actor, *, q: str) -> list[Known]:
    """At most 25 accounts whose name or login holds `q`, each with its check."""
    permit_see_persons(actor, platform.settings.agency_code)
    if not q.strip():
        return []
    people = platform.port(People).accounts_found(platform, q.strip()[:100], PER_PAGE)
    with platform.database.reading() as unit:
        checks = store.checks_of(unit.connection, [one.id for one in people])
    return [Known(one.id, one, checks.get(one.id)) for one in people]


def checks(platform: Platform, actor: Actor, *, search: CheckSearch, most: int = PER_PAGE) -> tuple[list[Known], int]:
    """The page of checks that the search asks for, and how many there are in all."""
    permit_see_persons(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        page, count = store.checks(unit.connection, search, most), store.count_checks(unit.connection, search)
    people = named(platform, {one.account for one in page} | {one.checked_by for one in page})
    return [Known(one.account, people.get(one.account), one, people.get(one.checked_by)) for one in page], count


def officers(platform: Platform, actor: Actor) -> list[tuple[UUID, str]]:
    """Whoever checked anybody who is on record, by name; those whose account is gone have none."""
    permit_see_persons(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        ids = store.officers(unit.connection)
    people = named(platform, ids)
    return sorted(
        ((one, people[one].name if one in people else "") for one in ids), key=lambda one: (one[1].casefold(), one[0])
    )


def known(platform: Platform, actor: Actor, *, account: UUID) -> Known:
    """The account as a registrar may see it; PersonNotFound."""
    permit_see_persons(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        check = store.check(unit.connection, account)
    people = named(platform, {account} | ({check.checked_by} if check else set()))
    if account not in people:
        raise PersonNotFound()
    return Known(account, people[account], check, people.get(check.checked_by) if check else None)


def check_person(platform: Platform, actor: Actor, *, account: UUID, check: Check) -> CheckedPerson:
    """The account's owner has this identifier, checked face to face; it is kept as a keyed hash alone.

    PersonNotFound, AccountDisabled, CheckedBefore, IdentifierHeld, TooMany, or what the form lacks.
    """
    permit_check_person(actor, platform.settings.agency_code, account)
    person = known(platform, actor, account=account).account
    if person is None or not person.active:
        raise AccountDisabled()
    document, identifier = rules.judged(check)
    _count(platform, actor)
    key = rules.hashed(platform.keys.derive(rules.KEY), identifier)
    held = _kept(platform, actor, account, (document, key))
    if isinstance(held, UUID):
        with platform.database.writing(actor) as unit:
            unit.audit("exchange.person.contest", subject=str(account), after={"held_by": str(held)})
        raise IdentifierHeld(held)
    return held


def end_check(platform: Platform, actor: Actor, *, account: UUID, why: str) -> CheckedPerson:
    """The check counts no longer and its hash is gone; the person reads why. NotChecked, ReasonMissing."""
    permit_check_person(actor, platform.settings.agency_code, account)
    return _ended(platform, actor, account, readers.reason(why))


def end_own(platform: Platform, actor: Actor) -> CheckedPerson:
    """The actor's own check counts no longer; NotChecked."""
    if actor.id is None:
        raise PersonNotFound()
    return _ended(platform, actor, actor.id, "")


def forget(platform: Platform) -> None:
    """What is due is erased: calls' hashes with their records' words, ended checks, all that belongs to accounts gone."""
    days = timedelta(days=platform.settings.exchange_record_days)
    with platform.database.reading() as unit:
        accounts = store.accounts(unit.connection)
    gone = accounts - platform.port(People).accounts_of(platform, accounts).keys()
    with platform.database.writing() as unit:
        now, connection = unit.clock.now(), unit.connection
        readings = store.erase_readings(connection, now - days)
        ended, orphans = store.erase_ended(connection, now - readers.ENDED_KEPT), store.erase_accounts(connection, gone)
        if readings or ended or orphans:
            unit.audit("exchange.person.erase", subject="due", after={"calls": readings, "checks": ended, "gone": orphans})
        else:
            unit.unaudited("nothing was due")


def named(platform: Platform, ids: Collection[UUID]) -> Mapping[UUID, AccountSeen]:
    """Whose these accounts are, as far as they exist."""
    return platform.port(People).accounts_of(platform, ids) if ids else {}


def _count(platform: Platform, actor: Actor) -> None:
    with platform.database.writing(actor) as unit:
        unit.unaudited("a counter against guessing; what is typed is audited where it takes effect")
        limits.spend(unit, f"exchange.person.check:{actor.id}", most=PER_HOUR, per=timedelta(hours=1))


def _kept(platform: Platform, actor: Actor, account: UUID, what: tuple[Document, bytes]) -> CheckedPerson | UUID:
    """The check, in force; or the other account that has this identifier, and nothing was changed."""
    document, key = what
    with platform.database.writing(actor) as unit:
        store.lock(unit.connection)
        held, before = store.holder(unit.connection, key), store.check(unit.connection, account)
        if before is not None and before.ended_at is None:
            raise CheckedBefore()
        if held is not None:
            unit.unaudited("nothing was changed")
            return held
        new = CheckedPerson(account, document, unit.clock.now(), actor.id or account)
        store.keep_check(unit.connection, new, key)
        unit.audit("exchange.person.check", subject=str(account), after={"document": document.value})
    return new


def _ended(platform: Platform, actor: Actor, account: UUID, why: str) -> CheckedPerson:
    with platform.database.writing(actor) as unit:
        ended = store.end_check(unit.connection, account, unit.clock.now(), actor.id or account, why)
        if ended is None:
            raise NotChecked()
        before = {"document": ended.document.value}
        unit.audit("exchange.person.end", subject=str(account), before=before, after={"why": why})
    return ended
