"""What is shown of a node's figures: in this showcase's own words, with their age, and nothing once they are too old."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simpul.cooperation.model.programmes import Told
from simpul.cooperation.model.showcase import (
    FigureName,
    Heard,
    Innovation,
    LiveFigure,
    LiveFigures,
    ToldFigure,
    ToldService,
)

FRESH = timedelta(minutes=5)
"""Up to this age figures are those of now: they are asked for every minute."""
GONE = timedelta(hours=24)
"""Older figures are not shown any more, whatever the reason for the silence."""
NOT_YET = "not-yet"


def live(one: Innovation, told: ToldService | None, now: datetime) -> LiveFigures:
    """The innovation's figures as they may be shown now."""
    if not one.service:
        return LiveFigures(Heard.NO_SERVICE)
    agency = told.agency if told else "/".join(one.service.split("/")[:-1])
    if told is None or told.trouble == NOT_YET:
        return LiveFigures(Heard.NOT_YET, one.service, agency)
    if told.at is None or not told.figures or now - told.at >= GONE:
        return LiveFigures(Heard.SILENT, one.service, agency)
    heard = Heard.NOW if now - told.at < FRESH else Heard.EARLIER
    return LiveFigures(heard, one.service, agency, told.at, told.message, _chosen(one.figures, told.figures))


def _chosen(names: Sequence[FigureName], figures: Sequence[ToldFigure]) -> tuple[LiveFigure, ...]:
    """The figures that the showcase names, in its order; all of them where it names none."""
    if not names:
        return tuple(_figure(one, _words(one)) for one in figures)
    by_key = {one.key: one for one in figures}
    return tuple(_figure(by_key[name.key], name.label) for name in names if name.key in by_key)


def _words(one: ToldFigure) -> Told:
    """The node's own words; where it has none for a language, the English ones."""
    plain = one.labels.get("en") or one.key
    return {language: one.labels.get(language) or plain for language in ("id", "en", "ko")}


def _figure(one: ToldFigure, label: Told) -> LiveFigure:
    return LiveFigure(one.key, one.value, label, one.url, one.synthetic)
