"""SQL about calendar addresses and invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.calendars import Feed, Invitation
from simpul.cooperation.store.attendance_tables import feeds, invitations

_f, _i = feeds.c, invitations.c


def set_feed(connection: Connection, one: Feed, secret: bytes) -> None:
    """The seat's calendar has this address from now on; an earlier one opens nothing any more."""
    values = {"secret": secret, "at": one.at}
    made = upsert(feeds).values(programme=one.programme, account=one.account, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["programme", "account"], set_=values))


def drop_feed(connection: Connection, programme: str, account: UUID) -> bool:
    """Whether the seat's calendar had an address, which opens nothing any more."""
    gone = delete(feeds).where(_f.programme == programme, _f.account == account)
    return bool(connection.execute(gone).rowcount)


def feed_of(connection: Connection, secret: bytes) -> Feed | None:
    """The calendar of this secret's hash, if there is one."""
    row = connection.execute(select(feeds).where(_f.secret == secret)).one_or_none()
    return Feed(row.programme, row.account, row.at) if row else None


def feeds_of(connection: Connection, account: UUID) -> dict[str, datetime]:
    """Since when an account's calendars have their addresses, by programme."""
    found = connection.execute(select(feeds).where(_f.account == account))
    return {row.programme: row.at for row in found}


def invitation(connection: Connection, nomination: UUID) -> Invitation | None:
    """The newest invitation that the person was sent, if any."""
    row = connection.execute(select(invitations).where(_i.nomination == nomination)).one_or_none()
    return Invitation(row.nomination, row.sequence, row.said, row.method, row.sent_at) if row else None


def keep_invitation(connection: Connection, one: Invitation) -> None:
    """This is the newest invitation that the person was sent."""
    values = {"sequence": one.sequence, "said": one.said, "method": one.method, "sent_at": one.sent_at}
    made = upsert(invitations).values(nomination=one.nomination, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["nomination"], set_=values))
