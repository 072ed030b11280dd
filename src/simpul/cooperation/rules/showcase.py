"""What an innovation of the showcase must have before visitors see it, and how lines of a form are read."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from simpul.cooperation.model.programmes import Told
from simpul.cooperation.model.showcase import (
    FigureName,
    FigureNamesWrong,
    Innovation,
    InnovationWordsMissing,
    RankWrong,
    ServiceWrong,
    SlugWrong,
    Source,
    SourcesWrong,
)

LANGUAGES = ("id", "en", "ko")
MOST = {"name": 80, "tagline": 160, "problem": 1200, "does": 1200, "who": 600, "serves": 600, "award": 160}
"""How many characters a text may have in each language; those before `award` are needed."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SERVICE = re.compile(r"[A-Z]{2}(/[A-Za-z0-9._-]{1,40}){4}")
_WEB = re.compile(r"https?://[^\s|<>\"]{3,300}")
FIGURES_MOST, SOURCES_MOST, RANK_MOST = 6, 10, 999
TAKEN = frozenset({"layar", "kontak", "baru", "qr.svg"})
"""Addresses below the showcase that are pages of their own."""


def checked(one: Innovation) -> Innovation:
    """The innovation without blanks around its words; the first thing that is wrong is raised."""
    if not _SLUG.fullmatch(one.slug) or len(one.slug) > 40 or one.slug in TAKEN:
        raise SlugWrong()
    words: dict[str, Any] = {name: _all(name, getattr(one, name)) for name in MOST if name != "award"}
    award = _all("award", one.award) if one.award and any(one.award.values()) else None
    if one.service and not _SERVICE.fullmatch(one.service):
        raise ServiceWrong()
    if not 1 <= one.rank <= RANK_MOST:
        raise RankWrong()
    if not one.sources:
        raise SourcesWrong()
    return replace(one, **words, award=award)


def _all(name: str, told: Told) -> Told:
    fit = {language: " ".join(told.get(language, "").split(" ")).strip() for language in LANGUAGES}
    wrong = next((code for code, text in fit.items() if not text or len(text) > MOST[name]), None)
    if wrong:
        raise InnovationWordsMissing(f"{name}_{wrong}", MOST[name])
    return fit


def figure_names(lines: str) -> tuple[FigureName, ...]:
    """The figures of a form, one a line: key | Indonesian | English | Korean; FigureNamesWrong."""
    found = [[part.strip() for part in line.split("|")] for line in lines.splitlines() if line.strip()]
    if len(found) > FIGURES_MOST or any(len(parts) != 4 or not all(parts) or max(map(len, parts)) > 100 for parts in found):
        raise FigureNamesWrong()
    return tuple(FigureName(key, dict(zip(LANGUAGES, rest, strict=True))) for key, *rest in found)


def figure_lines(names: Sequence[FigureName]) -> str:
    """The same, as a form shows it."""
    return "\n".join(" | ".join((one.key, *(one.label[code] for code in LANGUAGES))) for one in names)


def sources(lines: str) -> tuple[Source, ...]:
    """The sources of a form, one a line: who published it | address; SourcesWrong."""
    found = [[part.strip() for part in line.split("|")] for line in lines.splitlines() if line.strip()]
    if not 1 <= len(found) <= SOURCES_MOST:
        raise SourcesWrong()
    return tuple(_source(parts) for parts in found)


def _source(parts: Sequence[str]) -> Source:
    by, url = (*parts, "")[:2]
    if not by or len(by) > 160 or len(parts) > 2 or (url and not _WEB.fullmatch(url)):
        raise SourcesWrong()
    return Source(by, url)


def source_lines(given: Sequence[Source]) -> str:
    """The same, as a form shows it."""
    return "\n".join(f"{one.by} | {one.url}" if one.url else one.by for one in given)


def rank(given: str) -> int:
    """The place in the order; RankWrong."""
    if not (given.isascii() and given.isdigit() and len(given) <= 3):
        raise RankWrong()
    return int(given)


def in_order(many: Sequence[Innovation]) -> list[Innovation]:
    """As visitors see them: by place in the order, then by address."""
    return sorted(many, key=lambda one: (one.rank, one.slug))
