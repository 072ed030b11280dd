"""SQL about evidence: added, removed, taken back, counted, erased when due."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from simpul.maturity.model.evidence import Evidence, EvidenceKind, MeasuredFigure, Measurement
from simpul.maturity.model.instruments import Words
from simpul.maturity.store.assessment_tables import assessments, respondents
from simpul.maturity.store.evidence_tables import evidence
from simpul.maturity.store.tables import assignments, editions

_c = evidence.c
_SEATS = (1, 2)
_HOLD = text("SELECT pg_advisory_xact_lock(hashtext('simpul.maturity_evidence' || :digest))")


def responds(connection: Connection, assessment: UUID, indicator: str, account: UUID | None) -> bool:
    """Whether the account is a respondent of the indicator."""
    r = respondents.c
    wanted = select(r.account).where(r.assessment == assessment, r.indicator == indicator, r.account == account)
    return connection.execute(wanted).first() is not None


def assessors(connection: Connection, edition: str, agency: str) -> frozenset[UUID]:
    """The accounts that assess the agency, or did in this edition."""
    c = assignments.c
    wanted = select(c.account).where(c.edition == edition, c.agency == agency, c.seat.in_(_SEATS))
    return frozenset(connection.scalars(wanted))


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Evidence | None:
    """The evidence, removed or not, if there is such."""
    wanted = select(evidence).where(_c.id == id)
    row = connection.execute(wanted.with_for_update() if to_change else wanted).first()
    return None if row is None else _evidence(row)


def of(connection: Connection, assessment: UUID, indicator: str = "", *, removed: bool = False) -> list[Evidence]:
    """What was added to the assessment, or to that indicator: by indicator, level and time; or what was removed of it."""
    wanted = select(evidence).where(_c.assessment == assessment, _c.removed_at.is_not(None) if removed else _present())
    if indicator:
        wanted = wanted.where(_c.indicator == indicator)
    return [_evidence(row) for row in connection.execute(wanted.order_by(_c.indicator, _c.level, _c.at, _c.id))]


def counts(connection: Connection, assessment: UUID) -> dict[str, int]:
    """By indicator, how many pieces of evidence there are."""
    wanted = select(_c.indicator, func.count()).where(_c.assessment == assessment, _present()).group_by(_c.indicator)
    return {row[0]: row[1] for row in connection.execute(wanted)}


def same_file(connection: Connection, new: Evidence) -> Evidence | None:
    """What holds the same file for the same level of the indicator already."""
    wanted = select(evidence).where(
        _c.assessment == new.assessment,
        _c.indicator == new.indicator,
        _c.level == new.level,
        _c.digest == new.digest,
        _c.kind == EvidenceKind.FILE.value,
        _present(),
    )
    row = connection.execute(wanted.limit(1)).first()
    return None if row is None else _evidence(row)


def of_digest(connection: Connection, assessment: UUID, digest: str) -> list[Evidence]:
    """What holds a file of this content in the assessment."""
    wanted = select(evidence).where(_c.assessment == assessment, _c.digest == digest, _c.file != "", _present())
    return [_evidence(row) for row in connection.execute(wanted.order_by(_c.at))]


def add(connection: Connection, new: Evidence) -> None:
    """The evidence is kept."""
    values = {name: getattr(new, name) for name in _PLAIN}
    connection.execute(insert(evidence).values(kind=new.kind.value, measured=kept(new.measured), **values))


def set_removed(connection: Connection, id: UUID, at: datetime | None, by: str) -> None:
    """It is removed since then, or is back where `at` is None."""
    connection.execute(update(evidence).where(_c.id == id).values(removed_at=at, removed_by=by))


def hold(connection: Connection, assessment: UUID) -> None:
    """The assessment's stage and state stay as they are until the transaction ends."""
    a = assessments.c
    connection.execute(select(a.id).where(a.id == assessment).with_for_update(read=True))


def hold_file(connection: Connection, digest: str) -> None:
    """Nobody else adds or erases a file of this content until the transaction ends."""
    connection.execute(_HOLD, {"digest": digest})


def is_held(connection: Connection, file: str) -> bool:
    """Whether evidence holds the file."""
    return connection.execute(select(_c.id).where(_c.file == file).limit(1)).first() is not None


def due(connection: Connection, removed_before: datetime, closed_before: datetime) -> list[str]:
    """Evidence removed before then, and all of editions closed before then, is gone.

    The files it held, which other evidence may hold too.
    """
    old = select(assessments.c.id).join(editions, editions.c.key == assessments.c.edition)
    old = old.where(editions.c.closed_at < closed_before)
    over = (_c.removed_at < removed_before) | _c.assessment.in_(old)
    gone = set(connection.scalars(delete(evidence).where(over).returning(_c.file)))
    return sorted(name for name in gone if name)


def _present() -> Any:
    return _c.removed_at.is_(None)


_PLAIN = (
    "id", "assessment", "stage", "indicator", "level", "evidence_key", "title", "note", "file", "name", "media", "size",
    "digest", "link", "by", "by_name", "at", "removed_at", "removed_by",
)  # fmt: skip


def _evidence(row: Row[Any]) -> Evidence:
    values = {name: getattr(row, name) for name in _PLAIN}
    return Evidence(kind=EvidenceKind(row.kind), measured=measurement(row.measured), **values)


def kept(measured: Measurement | None) -> dict[str, Any] | None:
    """The measurement as JSON."""
    if measured is None:
        return None
    return {
        "key": measured.key,
        "title": _words(measured.title),
        "figures": [
            {"key": one.key, "title": _words(one.title), "value": one.value, "unit": _words(one.unit)}
            for one in measured.figures
        ],
        "at": measured.at.isoformat(),
        "query": _words(measured.query),
        "source": _words(measured.source),
    }


def measurement(said: dict[str, Any] | None) -> Measurement | None:
    """The measurement that the JSON holds."""
    if said is None:
        return None
    return Measurement(
        key=said["key"],
        title=Words(**said["title"]),
        figures=tuple(_figures(said["figures"])),
        at=datetime.fromisoformat(said["at"]),
        query=Words(**said["query"]),
        source=Words(**said["source"]),
    )


def _figures(said: Iterable[dict[str, Any]]) -> Iterable[MeasuredFigure]:
    for one in said:
        yield MeasuredFigure(one["key"], Words(**one["title"]), one["value"], Words(**one["unit"]))


def _words(words: Words) -> dict[str, str]:
    return {"id": words.id, "en": words.en}
