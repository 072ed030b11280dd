"""Whose an account is, for other modules, which ask by a port and have said for whom."""

from collections.abc import Collection, Mapping
from uuid import UUID

from simpul.identity import store
from simpul.identity.model import Account, Search
from simpul.kernel.holders import Holder
from simpul.kernel.platform import Platform

HOLDERS_MOST = 10_000


def accounts_of(platform: Platform, ids: Collection[UUID]) -> Mapping[UUID, Account]:
    """The accounts of these ids, as far as they exist."""
    with platform.database.reading() as unit:
        return {found.id: found for found in store.accounts_of(unit.connection, ids)}


def accounts_found(platform: Platform, q: str, most: int) -> list[Account]:
    """At most so many accounts whose name or login holds `q`, by name."""
    with platform.database.reading() as unit:
        return store.accounts(unit.connection, Search(q), most=most)


def holders(platform: Platform, role: str, agency: str = "") -> list[Holder]:
    """The active accounts with the role, of that agency alone where one is named, by name."""
    with platform.database.reading() as unit:
        asked = Search(status="active", role=role, agency=agency)
        found = store.accounts(unit.connection, asked, most=HOLDERS_MOST)
    return [Holder(one.id, one.name, one.agency.code, one.agency.name, one.agency.region) for one in found]
