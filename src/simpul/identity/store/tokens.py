"""SQL about API tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.identity.model import Account, Token
from simpul.identity.store.accounts import to_account, whole_accounts
from simpul.identity.store.tables import account
from simpul.identity.store.tables import token as table


def keep_token(connection: Connection, new: Token, digest: bytes) -> None:
    """The token is known by the digest of its secret."""
    row = insert(table).values(
        id=new.id,
        digest=digest,
        account=new.account,
        name=new.name,
        scopes=sorted(new.scopes),
        created_at=new.created_at,
        expires_at=new.expires_at,
    )
    connection.execute(row)


def whose_token(connection: Connection, digest: bytes) -> tuple[Token, Account] | None:
    """The token with this digest and its active account, in one query; revoked and expired ones too."""
    columns = [column.label(f"token_{column.name}") for column in table.c if column.name != "digest"]
    query = whole_accounts().add_columns(*columns).join(table, table.c.account == account.c.id)
    row = connection.execute(query.where(table.c.digest == digest, account.c.active)).first()
    if row is None:
        return None
    return _token(row, "token_"), to_account(row)


def tokens(connection: Connection, person: UUID) -> list[Token]:
    """The tokens of an account that were not revoked, the newest first."""
    own = select(table).where(table.c.account == person, table.c.revoked_at.is_(None))
    return [_token(row) for row in connection.execute(own.order_by(table.c.id.desc()))]


def note_used(connection: Connection, id: UUID, at: datetime) -> None:
    """The token was last used at `at`."""
    connection.execute(update(table).where(table.c.id == id).values(used_at=at))


def revoke_token(connection: Connection, id: UUID, person: UUID, at: datetime) -> str | None:
    """The name of the account's token that was revoked; None when it has no such token."""
    own = update(table).where(table.c.id == id, table.c.account == person, table.c.revoked_at.is_(None))
    name: str | None = connection.scalar(own.values(revoked_at=at).returning(table.c.name))
    return name


def revoke_tokens(connection: Connection, person: UUID, at: datetime) -> int:
    """How many tokens of the account were revoked: all it had."""
    own = update(table).where(table.c.account == person, table.c.revoked_at.is_(None))
    return connection.execute(own.values(revoked_at=at)).rowcount


def erase_tokens(connection: Connection, before: datetime) -> int:
    """How many tokens were erased: those that expired or were revoked before `before`."""
    over = or_(table.c.expires_at < before, table.c.revoked_at < before)
    return connection.execute(delete(table).where(over)).rowcount


def _token(row: Row[Any], prefix: str = "") -> Token:
    def of(name: str) -> Any:
        return getattr(row, prefix + name)

    return Token(
        id=of("id"),
        account=of("account"),
        name=of("name"),
        scopes=frozenset(of("scopes")),
        created_at=of("created_at"),
        expires_at=of("expires_at"),
        used_at=of("used_at"),
        revoked_at=of("revoked_at"),
    )
