"""How a report is put into words: its answers, its severity, its place's name, how long it stays."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simpul import regions
from simpul.disaster.model import Hazard, Where
from simpul.disaster.rules import summary
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.severity import depth_of, reached
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, Translator
from simpul.kernel.platform import Platform

SEVERITIES = (N_("minor"), N_("moderate"), N_("severe"), N_("extreme"))
"""In rising order; each is its own message."""
_DAY = timedelta(days=1)


def headline_words(slug: str, card: Mapping[str, Any], lang: str) -> str:
    """The answer that tells most: "60 cm (lutut)", "Roboh seluruhnya"; empty for a card that no question fits any more."""
    try:
        return summary.headline(HAZARDS[slug], card, lang) if slug in HAZARDS else ""
    except Refusal:
        return ""


def answer_lines(slug: str, card: Mapping[str, Any], lang: str) -> tuple[tuple[str, str], ...]:
    """Each question that was answered, with its answer in words; none for a card that no question fits any more."""
    try:
        return summary.lines(HAZARDS[slug], card, lang) if slug in HAZARDS else ()
    except Refusal:
        return ()


def hazard_label(slug: str, lang: str) -> str:
    """The hazard's name; the slug itself for one that is gone."""
    return HAZARDS[slug].label[lang] if slug in HAZARDS else slug


def deck_label(slug: str, card: Mapping[str, Any], lang: str) -> str:
    """What kind of report it is, where its hazard has several: "Kerusakan jalan"; else empty."""
    hazard = HAZARDS.get(slug)
    if hazard is None or len(hazard.decks) == 1:
        return ""
    return next((deck.label[lang] for deck in hazard.decks if deck.report_type == card.get("report_type")), "")


def stays_words(hazard: Hazard, t: Translator) -> str:
    """How long a report of it stays on the map: 3 jam, 7 hari."""
    if hazard.live_for >= 2 * _DAY:
        return t.ngettext("{n} day", "{n} days", hazard.live_for // _DAY)
    return t.ngettext("{n} hour", "{n} hours", int(hazard.live_for.total_seconds() // 3600))


def depth_words(card: Mapping[str, Any], lang: str) -> str:
    """The part of a body that water of this depth reaches, in the page's language; empty below the ankle."""
    step = reached(HAZARDS["flood"].decks[0].fields[0], depth_of(card))
    return step.label[lang] if step else ""


def place_words(platform: Platform, where: Where) -> str:
    """What people call the place; its coordinates where its code is no longer in force."""
    try:
        return regions.name_path(platform, where.region)
    except regions.RegionUnknown:
        return f"{where.latitude:.5f}, {where.longitude:.5f}"


def depth_swatch(depth: int | None) -> int:
    """Which of the four depth colours: up to 10, 70, 150 cm, and above."""
    return 1 + sum((depth or 0) > bound for bound in (10, 70, 150))
