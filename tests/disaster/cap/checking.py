"""Whether a document is CAP 1.2: by the schema, and by what the standard says in words that no schema can."""

from functools import cache
from pathlib import Path

import xmlschema

from simpul.disaster.model.cap import CapAlert
from simpul.disaster.rules.cap import reading


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(Path(__file__).with_name("cap12.xsd")))


@cache
def checked(document: bytes) -> CapAlert:
    """The alert of a document that breaks nothing; AssertionError otherwise."""
    faults = [error.reason for error in schema().iter_errors(document.decode())]
    assert not faults, f"{faults}\n{document.decode()}"
    alert = reading.read(document)
    assert alert.type == "Alert" or alert.references, "an update or a cancellation names what it stands in for"
    assert alert.type != "Alert" or not alert.references
    assert len({info.language for info in alert.infos}) == len(alert.infos), "an info for each language"
    for info in alert.infos:
        assert 0 < len(info.headline) <= 160
        assert info.areas
        assert all(area.words for area in info.areas)
        assert all(area.polygons or area.circles or area.geocodes for area in info.areas)
        assert info.expires is not None
        assert info.effective is not None
        for area in info.areas:
            assert all(_on_earth(latitude, longitude) for ring in area.polygons for latitude, longitude in ring)
    return alert


def _on_earth(latitude: float, longitude: float) -> bool:
    """In Indonesia, in fact: latitude and longitude the wrong way round would lie elsewhere."""
    return -15 < latitude < 10 and 90 < longitude < 145
