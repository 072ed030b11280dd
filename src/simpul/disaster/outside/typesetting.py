"""Situation reports, both languages at once, and situation maps as PDF; nothing issued when they cannot be made."""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model.incident_refusals import TypesettingUnavailable
from simpul.kernel import typesetting
from simpul.kernel.typesetting import Documents

_TEMPLATE = ("simpul.disaster", "sitrep.typ")
_SHEET = ("simpul.disaster", "situation-map.typ")


def pdfs(documents: Documents) -> dict[str, bytes]:
    """Each document as PDF, by its name; TypesettingUnavailable when they cannot be made in time."""
    try:
        return {name: made[0] for name, made in typesetting.papers(*_TEMPLATE, documents).items()}
    except typesetting.PaperUnavailable:
        raise TypesettingUnavailable() from None


def pages(documents: Documents) -> dict[str, list[bytes]]:
    """Each document's pages as PNG: how it looks in print."""
    return typesetting.papers(*_TEMPLATE, documents, "png")


def situation_map(document: Mapping[str, Any]) -> bytes:
    """A situation map on A4 as PDF; PaperUnavailable when it takes too long."""
    return typesetting.pdf(*_SHEET, document)
