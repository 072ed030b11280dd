"""SQL about agreements and their texts."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from simpul.cooperation.model.agreements import Agreement, AgreementText, Instrument, Party, PartyPart, TextSignature
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store.agreement_tables import agreements, texts

_a, _t = agreements.c, texts.c


def add(connection: Connection, one: Agreement, at: datetime) -> None:
    """A new agreement is kept."""
    connection.execute(insert(agreements).values(id=one.id, programme=one.programme, **_values(one, at)))


def keep(connection: Connection, one: Agreement, at: datetime) -> None:
    """An agreement that is there is as `one` says."""
    connection.execute(update(agreements).where(_a.id == one.id).values(_values(one, at)))


def _values(one: Agreement, at: datetime) -> dict[str, Any]:
    parties = [
        {"name": each.name, "side": each.side.value, "part": each.part.value, "represented_by": each.represented_by}
        for each in one.parties
    ]
    return {
        "instrument": one.instrument.value,
        "title": dict(one.title),
        "signed_on": one.signed_on,
        "signed_at": one.signed_at,
        "since": one.since,
        "until": one.until,
        "parties": parties,
        "parent": one.parent,
        "note": dict(one.note) if one.note else None,
        "inferred": list(one.inferred),
        "sources": list(one.sources),
        "ended_on": one.ended_on,
        "synthetic": one.synthetic,
        "version": one.version,
        "changed_at": at,
    }


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Agreement | None:
    """The agreement, if there is one."""
    asked = select(agreements).where(_a.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _agreement(row) if row else None


def of_programme(connection: Connection, code: str) -> list[Agreement]:
    """The programme's agreements, the oldest signature first."""
    return listed(connection, (code,))


def listed(connection: Connection, codes: Collection[str]) -> list[Agreement]:
    """The agreements of these programmes, the oldest signature first."""
    asked = select(agreements).where(_a.programme.in_(list(codes)))
    return [_agreement(row) for row in connection.execute(asked.order_by(_a.signed_on.nulls_last(), _a.id))]


def all_(connection: Connection) -> list[Agreement]:
    """Every agreement, the oldest signature first."""
    return [_agreement(row) for row in connection.execute(select(agreements).order_by(_a.signed_on.nulls_last(), _a.id))]


def add_text(connection: Connection, one: AgreementText) -> None:
    """The text in its language is this one from now on; an earlier one stays and is marked replaced."""
    before = update(texts).where(_t.agreement == one.agreement, _t.language == one.language, _t.replaced_at.is_(None))
    connection.execute(before.values(replaced_at=one.at))
    signatures = None if one.signatures is None else [_signature_told(each) for each in one.signatures]
    connection.execute(insert(texts).values(asdict(one) | {"signatures": signatures}))


def _signature_told(one: TextSignature) -> dict[str, Any]:
    return asdict(one) | {"signed_at": one.signed_at.isoformat() if one.signed_at else None}


def texts_of(connection: Connection, agreement: UUID) -> list[AgreementText]:
    """The texts that count, by language, then the replaced ones, the newest first."""
    asked = select(texts).where(_t.agreement == agreement)
    rows = connection.execute(asked.order_by(_t.replaced_at.desc().nulls_first(), _t.language, _t.at.desc()))
    return [_text(row) for row in rows]


def text(connection: Connection, id: UUID) -> AgreementText | None:
    """A text, replaced or not."""
    row = connection.execute(select(texts).where(_t.id == id)).one_or_none()
    return _text(row) if row else None


def _agreement(row: Row[Any]) -> Agreement:
    return Agreement(
        id=row.id,
        programme=row.programme,
        instrument=Instrument(row.instrument),
        title=row.title,
        signed_on=row.signed_on,
        signed_at=row.signed_at,
        since=row.since,
        until=row.until,
        parties=tuple(
            Party(one["name"], Side(one["side"]), PartyPart(one["part"]), one["represented_by"]) for one in row.parties
        ),
        parent=row.parent,
        note=row.note,
        inferred=tuple(row.inferred),
        sources=tuple(row.sources),
        ended_on=row.ended_on,
        synthetic=row.synthetic,
        version=row.version,
    )


def _text(row: Row[Any]) -> AgreementText:
    found = None if row.signatures is None else tuple(_signature(one) for one in row.signatures)
    return AgreementText(
        id=row.id,
        agreement=row.agreement,
        language=row.language,
        file=row.file,
        name=row.name,
        bytes=row.bytes,
        sha256=row.sha256,
        by_name=row.by_name,
        at=row.at,
        replaced_at=row.replaced_at,
        media=row.media,
        signatures=found,
    )


def _signature(told: dict[str, Any]) -> TextSignature:
    at = datetime.fromisoformat(told["signed_at"]) if told["signed_at"] else None
    return TextSignature(told["signer"], at, told["intact"], told["whole"], told["trusted"])
