"""SQL about innovations; those that come with the program are in `data/showcase.toml`."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.showcase import FigureName, Innovation, PublishedFact, Source
from simpul.cooperation.store.showcase_tables import innovations

_FACTS = Path(__file__).parents[1] / "data" / "showcase.toml"
_i = innovations.c
_WORDS = ("name", "tagline", "problem", "does", "who", "serves", "award")
_PLAIN = ("service", "art")


@cache
def built_in() -> Mapping[str, Innovation]:
    """The innovations that come with the program, by slug."""
    with _FACTS.open("rb") as source:
        rows = tomllib.load(source)["innovation"]
    return {row["slug"]: _read(row["slug"], row, rank=row["rank"], built_in=True) for row in rows}


def listed(connection: Connection) -> list[Innovation]:
    """Every innovation, hidden ones too."""
    kept = {row.slug: _innovation(row) for row in connection.execute(select(innovations))}
    return list((dict(built_in()) | kept).values())


def get(connection: Connection, slug: str, *, to_change: bool = False) -> Innovation | None:
    """The innovation, if there is one."""
    asked = select(innovations).where(_i.slug == slug)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _innovation(row) if row else built_in().get(slug)


def keep(connection: Connection, one: Innovation, at: datetime) -> None:
    """The innovation is as `one` says, new or changed."""
    values = {
        "body": _body(one),
        "rank": one.rank,
        "shown": one.shown,
        "synthetic": one.synthetic,
        "version": one.version,
        "changed_at": at,
    }
    row = upsert(innovations).values(slug=one.slug, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["slug"], set_=values))


def _body(one: Innovation) -> dict[str, Any]:
    words = {name: dict(told) for name in _WORDS if (told := getattr(one, name))}
    return {
        **words,
        **{name: getattr(one, name) for name in _PLAIN},
        "figures": [{"key": each.key, "label": dict(each.label)} for each in one.figures],
        "facts": [_fact_body(each) for each in one.facts],
        "sources": [{"by": each.by, "url": each.url} for each in one.sources],
    }


def _fact_body(one: PublishedFact) -> dict[str, Any]:
    told = {"period": dict(one.period), "what": dict(one.what), "value": dict(one.value)}
    source = {"by": one.source.by, "url": one.source.url}
    return told | {"source": source, "note": dict(one.note) if one.note else None}


def _innovation(row: Row[tuple[object, ...]]) -> Innovation:
    return _read(row.slug, row.body, rank=row.rank, shown=row.shown, synthetic=row.synthetic, version=row.version)


def _read(slug: str, body: Mapping[str, Any], **more: Any) -> Innovation:
    words: dict[str, Any] = {name: body.get(name) for name in _WORDS}
    plain: dict[str, Any] = {name: body.get(name, "") for name in _PLAIN}
    return Innovation(
        slug=slug,
        **words,
        **plain,
        figures=tuple(FigureName(one["key"], one["label"]) for one in body.get("figures", ())),
        facts=tuple(_fact(one) for one in body.get("facts", ())),
        sources=tuple(Source(**one) for one in body.get("sources", ())),
        **more,
    )


def _fact(said: Mapping[str, Any]) -> PublishedFact:
    return PublishedFact(said["period"], said["what"], said["value"], Source(**said["source"]), said.get("note"))
