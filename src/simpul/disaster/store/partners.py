"""Partners, their keys and invitations. What of it is personal data: `desk_tables`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model.partners import Badge, Partner, PartnerKey
from simpul.disaster.store.desk_tables import invitations, partner_keys, partners


def all_partners(connection: Connection) -> list[Partner]:
    """Every partner, active or not, by name."""
    rows = connection.execute(select(partners).order_by(partners.c.name, partners.c.code)).mappings()
    return [_partner(row) for row in rows]


def get(connection: Connection, code: str) -> Partner | None:
    """The partner of this code."""
    row = connection.execute(select(partners).where(partners.c.code == code)).mappings().first()
    return _partner(row) if row else None


def _partner(row: RowMapping) -> Partner:
    names = ("code", "name", "icon", "active", "created_at", "region", "number")
    return Partner(**{name: row[name] for name in names})


def keep(connection: Connection, partner: Partner, by: UUID | None) -> bool:
    """Whether the partner is kept; False when its code is taken."""
    row = {name: getattr(partner, name) for name in ("code", "name", "icon", "active", "created_at", "region")}
    fresh = insert(partners).values(**row, created_by=by).on_conflict_do_nothing().returning(partners.c.code)
    return connection.execute(fresh).first() is not None


def change(connection: Connection, partner: Partner) -> None:
    """Name, icon and standing of the partner are as given."""
    values = {"name": partner.name, "icon": partner.icon, "active": partner.active}
    connection.execute(update(partners).where(partners.c.code == partner.code).values(values))


def keys_of(connection: Connection, code: str) -> list[PartnerKey]:
    """The partner's keys, revoked ones too, the newest first."""
    found = select(partner_keys).where(partner_keys.c.partner == code).order_by(partner_keys.c.created_at.desc())
    return [_key(row) for row in connection.execute(found).mappings()]


def valid_keys(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, PartnerKey]:
    """Those of these keys that are not revoked and belong to an active partner, by id."""
    joined = partner_keys.join(partners, partner_keys.c.partner == partners.c.code)
    valid = and_(partner_keys.c.id.in_(list(ids)), partner_keys.c.revoked_at.is_(None), partners.c.active)
    rows = connection.execute(select(partner_keys).select_from(joined).where(valid)).mappings()
    return {row["id"]: _key(row) for row in rows}


def _key(row: RowMapping) -> PartnerKey:
    return PartnerKey(row["id"], row["partner"], row["label"], row["public"], row["created_at"], row["revoked_at"])


def keep_key(connection: Connection, key: PartnerKey) -> bool:
    """Whether the key is kept; False when the same key is registered already."""
    names = ("id", "partner", "label", "public", "created_at")
    row = insert(partner_keys).values({name: getattr(key, name) for name in names})
    return connection.execute(row.on_conflict_do_nothing().returning(partner_keys.c.id)).first() is not None


def revoke_key(connection: Connection, code: str, id: UUID, at: datetime, by: UUID | None) -> bool:
    """Whether the partner's key of this id was revoked now."""
    ours = and_(partner_keys.c.id == id, partner_keys.c.partner == code, partner_keys.c.revoked_at.is_(None))
    return connection.execute(update(partner_keys).where(ours).values(revoked_at=at, revoked_by=by)).rowcount > 0


def keep_invitation(connection: Connection, digest: bytes, badge: Badge, by: UUID | None) -> None:
    """The invitation whose secret has this digest is kept."""
    names = ("partner", "label", "created_at", "expires_at")
    row = {name: getattr(badge, name) for name in names}
    connection.execute(insert(invitations).values(**row, digest=digest, created_by=by))


def invitation(connection: Connection, digest: bytes, now: datetime) -> Badge | None:
    """The invitation of this digest, while it can be used."""
    usable = _usable(digest, now)
    row = connection.execute(select(invitations).where(usable)).mappings().first()
    return _badge(row) if row else None


def use_invitation(connection: Connection, digest: bytes, now: datetime) -> Badge | None:
    """The invitation of this digest, used from now on; None when it was used, has expired or is unknown."""
    used = update(invitations).where(_usable(digest, now)).values(used_at=now).returning(invitations)
    row = connection.execute(used).mappings().first()
    return _badge(row) if row else None


def _usable(digest: bytes, now: datetime) -> Any:
    return and_(invitations.c.digest == digest, invitations.c.used_at.is_(None), invitations.c.expires_at > now)


def waiting(connection: Connection, code: str, now: datetime) -> list[Badge]:
    """The partner's invitations that can be used still, the newest first."""
    usable = and_(invitations.c.partner == code, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
    found = select(invitations).where(usable).order_by(invitations.c.created_at.desc())
    return [_badge(row) for row in connection.execute(found).mappings()]


def withdraw_invitations(connection: Connection, code: str, now: datetime) -> int:
    """How many invitations of the partner can be used no more."""
    ours = and_(invitations.c.partner == code, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
    return connection.execute(update(invitations).where(ours).values(expires_at=now)).rowcount


def _badge(row: RowMapping) -> Badge:
    return Badge(row["partner"], row["label"], row["created_at"], row["expires_at"], row["used_at"])


def forget_invitations(connection: Connection, before: datetime) -> int:
    """How many invitations that were used or expired before `before` were erased."""
    due = or_(invitations.c.used_at < before, invitations.c.expires_at < before)
    return connection.execute(delete(invitations).where(due)).rowcount
