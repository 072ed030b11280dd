"""An innovation as a form holds it: one text a language, one line a figure or a source."""

from collections.abc import Mapping
from typing import Any

from simpul.cooperation.model.programmes import Told
from simpul.cooperation.model.showcase import Innovation
from simpul.cooperation.rules import showcase as rules

LANGUAGES = rules.LANGUAGES
MOST = rules.MOST
"""How many characters each text may have; the form's order."""
NEXT_RANK = "100"
LONG = frozenset({"problem", "does", "who", "serves"})


def fields() -> tuple[str, ...]:
    """The names of all fields of the form."""
    words = tuple(f"{name}_{language}" for name in MOST for language in LANGUAGES)
    return ("slug", "rank", *words, "service", "figures", "sources")


def read(given: Mapping[str, str], *, slug: str, version: int, shown: bool) -> Innovation:
    """The innovation that a form says; refusals of its lines and its place in the order. The rest is checked when kept."""

    def told(name: str) -> Told:
        return {language: given.get(f"{name}_{language}", "").replace("\n", " ") for language in LANGUAGES}

    words: dict[str, Any] = {name: told(name) for name in MOST}
    return Innovation(
        slug=slug,
        **words,
        service=given.get("service", ""),
        figures=rules.figure_names(given.get("figures", "")),
        sources=rules.sources(given.get("sources", "")),
        rank=rules.rank(given.get("rank", "")),
        shown=shown,
        version=version,
    )


def written(one: Innovation) -> dict[str, str]:
    """The innovation in the form's fields."""
    words = {f"{name}_{language}": (getattr(one, name) or {}).get(language, "") for name in MOST for language in LANGUAGES}
    lines = {"figures": rules.figure_lines(one.figures), "sources": rules.source_lines(one.sources)}
    return {"slug": one.slug, "rank": str(one.rank), "service": one.service, **words, **lines}


def empty() -> dict[str, str]:
    """The form of a new innovation."""
    return dict.fromkeys(fields(), "") | {"rank": NEXT_RANK}
