"""Criteria and editions read from the law tables. They are ours, not a stranger's: what is missing stops the program."""

import tomllib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from simpul.maturity.model.instruments import (
    Basis,
    EvidenceKind,
    IndicatorCriteria,
    LawEdition,
    LevelCriteria,
    Question,
    Words,
)


def read(text: str) -> Iterator[IndicatorCriteria]:
    """Each indicator's criteria in this file; KeyError where a part is missing."""
    given = tomllib.loads(text)
    draft = given.get("status", "") == "draft"
    for number, one in given["indicator"].items():
        yield IndicatorCriteria(
            number=int(number),
            article=one["article"],
            question=_words(one["question"]),
            about=_words(one["about"]),
            judged=_words(one["judged"]),
            evidence=tuple(EvidenceKind(kind["key"], _words(kind)) for kind in one["evidence"]),
            levels=MappingProxyType({int(level): _level(int(level), said) for level, said in one["level"].items()}),
            draft=draft,
        )


def _level(level: int, given: Mapping[str, Any]) -> LevelCriteria:
    return LevelCriteria(level, _words(given["criteria"]), _words(given["evidence"]))


def _words(given: Mapping[str, str]) -> Words:
    return Words(given["id"], given["en"])


def editions(given: Mapping[str, Any]) -> Iterator[LawEdition]:
    """Each edition of the table, with its questions; KeyError where one asks what is not written."""
    questions = {one["key"]: Question(one["key"], _words(one)) for one in given["question"]}
    for one in given["edition"]:
        yield LawEdition(
            year=one["year"],
            instrument=one["instrument"],
            guideline=one["guideline"],
            basis=Basis(one["basis"]),
            stages=tuple(one["stages"]),
            questions=tuple(questions[key] for key in one["questions"]),
            source=one["source"],
            doubt=one["doubt"],
        )
