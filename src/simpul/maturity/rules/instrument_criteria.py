"""Criteria that an instrument's file brings with it: `[indicator.1]` and what is below, as the law tables have them."""

from collections.abc import Mapping
from typing import Any

from simpul.maturity.model.instruments import EvidenceKind, IndicatorCriteria, LevelCriteria
from simpul.maturity.rules.instrument_fields import Fields

TABLE = "indicator"


def criteria_in(fields: Fields, given: Mapping[str, Any]) -> Mapping[int, IndicatorCriteria]:
    """The criteria by the indicator's number, in order; none where the file has none. Flaws are noted in `fields`."""
    fields.at("", 0)
    part = given.get(TABLE, {})
    if not isinstance(part, dict):
        fields.note(TABLE, f"{TABLE} must be a table by the indicator's number")
        return {}
    draft = given.get("status") == "draft"
    found = [_indicator(fields, key, one, draft) for key, one in part.items() if _numbered(fields, key, one)]
    return {one.number: one for one in sorted(found, key=lambda one: one.number)}


def _numbered(fields: Fields, key: str, one: object) -> bool:
    fields.at(f"{TABLE}.{key}", 0)
    if key.isascii() and key.isdigit() and len(key) <= 4 and isinstance(one, dict):
        return True
    fields.note("", f"{TABLE}.{key} must be a table, named by the indicator's number")
    return False


def _indicator(fields: Fields, key: str, one: Mapping[str, Any], draft: bool) -> IndicatorCriteria:
    table = f"{TABLE}.{key}"
    fields.at(table, 0)
    words = {name: fields.words(fields.part(one, name), key=name) for name in ("question", "about", "judged")}
    article, evidence, levels = fields.text(one, "article"), fields.items(one, "evidence"), fields.part(one, "level")
    return IndicatorCriteria(
        number=int(key),
        article=article,
        **words,
        evidence=tuple(_evidence(fields, table, kind) for kind in evidence),
        levels={int(level): _level(fields, table, level, said) for level, said in levels.items() if _whole(level)},
        draft=draft,
    )


def _evidence(fields: Fields, table: str, kind: object) -> EvidenceKind:
    fields.at(table, 0)
    given = kind if isinstance(kind, dict) else {}
    return EvidenceKind(fields.text(given, "key"), fields.words(given, key="evidence"))


def _level(fields: Fields, table: str, level: str, said: object) -> LevelCriteria:
    fields.at(f"{table}.level.{level}", 0)
    given = said if isinstance(said, dict) else {}
    both = [fields.words(given.get(name), key=name) for name in ("criteria", "evidence")]
    return LevelCriteria(int(level), *both)


def _whole(level: str) -> bool:
    return level.isascii() and level.isdigit() and len(level) <= 2
