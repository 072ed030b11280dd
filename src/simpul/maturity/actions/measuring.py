"""What the modules of this node measure of an agency, in both languages and as it was at that moment."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from simpul.kernel.i18n import translator
from simpul.kernel.measuring import Figure, Measured, Measuring
from simpul.kernel.platform import Platform
from simpul.maturity.model.evidence import MeasuredFigure, Measurement
from simpul.maturity.model.instruments import Words


def measure(
    platform: Platform, connection: Connection, agency: str, keys: frozenset[str] | None = None
) -> list[Measurement]:
    """What is measured of the agency of this code now; of `keys` alone where given. Nothing where no module measures."""
    if keys is not None and not keys:
        return []
    port = platform.ports.get(Measuring)
    return [] if port is None else [_kept(one) for one in port.measure(platform, connection, agency, keys)]


def _kept(one: Measured) -> Measurement:
    return Measurement(
        key=one.key,
        title=_words(one.title, one.facts),
        figures=tuple(_figure(figure) for figure in one.figures),
        at=one.at,
        query=_words(one.query, one.facts),
        source=_words(one.source, one.facts),
    )


def _figure(one: Figure) -> MeasuredFigure:
    return MeasuredFigure(one.key, _words(one.title, {}), one.value, _words(one.unit, {}))


def _words(message: str, facts: Mapping[str, Any]) -> Words:
    if not message:
        return Words("", "")
    return Words(translator("id").gettext(message, **facts), translator("en").gettext(message, **facts))
