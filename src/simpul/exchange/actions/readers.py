"""Who read my data: for the person it is about, and for an auditor whom that person sees. UU 27/2022 art. 5 and 32."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from simpul.exchange.actions import services, trust
from simpul.exchange.actions.persons import Known, known, named
from simpul.exchange.model.persons import AccountSeen, CheckedPerson, Look, Reading, ReadingSearch
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.model.register import Node, TrustList
from simpul.exchange.rules import readers as rules
from simpul.exchange.rules.offers import path_of
from simpul.exchange.rules.permissions import permit_look, permit_own_readers
from simpul.exchange.store import persons as store
from simpul.exchange.store import readers as readings_store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

PER_PAGE = 25
EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class ToldReading:
    """A call with names instead of codes: agency and subsystem from the trust list, the service's title."""

    call: Reading
    agency: str
    subsystem: str
    service: str
    outcome: rules.Outcome


@dataclass(frozen=True, slots=True)
class Readers:
    """A person's list. `check` is None where nobody checked; `unread`: calls of the time asked for that named nobody."""

    check: CheckedPerson | None
    rows: tuple[ToldReading, ...] = ()
    count: int = 0
    agencies: tuple[tuple[str, str, int], ...] = ()
    unread: int = 0
    looks: tuple[tuple[Look, AccountSeen | None], ...] = ()
    officer: AccountSeen | None = None

    @property
    def in_force(self) -> bool:
        """Whether an officer's check counts."""
        return self.check is not None and self.check.ended_at is None

    @property
    def total(self) -> int:
        """How many calls there are, whatever was asked for."""
        return sum(calls for _, _, calls in self.agencies)


def own(platform: Platform, actor: Actor, *, by_session: bool, search: ReadingSearch, most: int = PER_PAGE) -> Readers:
    """Who read the actor's own data at this node, and who looked at this list; PersonOnly, OneTimePassword."""
    me = named(platform, [actor.id]).get(actor.id) if actor.id is not None else None
    permit_own_readers(actor, by_session=by_session and me is not None, one_time=me is not None and me.must_change)
    return _readers(platform, actor.id or UUID(int=0), search, most)


def begin_look(platform: Platform, actor: Actor, *, account: UUID, why: str) -> Look:
    """The auditor may see the person's list for half an hour; the person sees that. ReasonMissing, PersonNotFound."""
    permit_look(actor, platform.settings.agency_code)
    words = rules.reason(why)
    known(platform, actor, account=account)
    with platform.database.writing(actor) as unit:
        new = Look(platform.ids.new(), account, actor.id or account, actor.agency or "", words, unit.clock.now())
        store.keep_look(unit.connection, new)
        unit.audit("exchange.person.look", subject=str(account), after={"look": str(new.id), "why": words})
    return new


def looked(
    platform: Platform, actor: Actor, *, look: tuple[UUID, UUID], search: ReadingSearch, most: int = PER_PAGE
) -> tuple[Known, Readers]:
    """The person and their list, under a look (account, look) that this auditor began; LookOver, AuditorOnly."""
    permit_look(actor, platform.settings.agency_code)
    account, which = look
    with platform.database.reading() as unit:
        found = store.look(unit.connection, which)
    rules.check_look(found, actor.id, account, platform.clock.now())
    return known(platform, actor, account=account), _readers(platform, account, search, most)


def other_nodes(platform: Platform) -> list[Node]:
    """The other nodes of the exchange, by name: each shows its own."""
    found = [one for one in _trust(platform).nodes.values() if one.id != platform.settings.agency_code]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def services_about_persons(platform: Platform) -> list[str]:
    """Titles of this node's services whose calls name a person."""
    return [one.title for one in services.services(platform) if one.person_in]


def _readers(platform: Platform, account: UUID, search: ReadingSearch, most: int) -> Readers:
    listed, titles = _trust(platform), _titles(platform)
    wanted = _wanted(search, listed, titles)
    with platform.database.reading() as unit:
        connection = unit.connection
        check, key = store.check(connection, account), store.key_of(connection, account)
        looks = store.looks(connection, account)
        rows = readings_store.readings(connection, key, wanted, most) if key else []
        count = readings_store.count_readings(connection, key, wanted) if key else 0
        agencies = readings_store.agencies(connection, key) if key else []
        unread = readings_store.unread(connection, search.since, search.until)
    people = named(platform, {one.by for one in looks} | ({check.checked_by} if check else set()))
    return Readers(
        check,
        tuple(_told(row, listed, titles) for row in rows),
        count,
        tuple((member, _member(listed, member), calls) for member, calls in agencies),
        unread,
        tuple((one, people.get(one.by)) for one in looks),
        people.get(check.checked_by) if check else None,
    )


def _wanted(search: ReadingSearch, listed: TrustList, titles: Mapping[str, str]) -> readings_store.Wanted:
    """The search with what its words mean: whoever and whatever has a name that holds them."""
    words = search.words.casefold()
    if not words:
        return readings_store.Wanted(search)
    members = tuple(one.id for one in listed.members.values() if words in one.name.casefold())
    return readings_store.Wanted(
        search, members, tuple(path for path, title in titles.items() if words in title.casefold())
    )


def _told(call: Reading, listed: TrustList, titles: Mapping[str, str]) -> ToldReading:
    subsystem = listed.subsystems.get(call.client)
    agency = _member(listed, rules.member_of(call.client))
    outcome = rules.outcome(call.status, call.fault)
    return ToldReading(call, agency, subsystem.name if subsystem else "", titles.get(call.service, call.service), outcome)


def _member(listed: TrustList, member: str) -> str:
    found = listed.members.get(member)
    return found.name if found else member


def _trust(platform: Platform) -> TrustList:
    try:
        return trust.trust(platform)
    except NoTrustList:
        return TrustList()


def _titles(platform: Platform) -> Mapping[str, str]:
    return {path_of(one.subsystem, one.code): one.title for one in services.services(platform)}
