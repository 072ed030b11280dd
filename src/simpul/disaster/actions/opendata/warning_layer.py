"""Warnings in force as a layer: the outline that each holds for, or its place where none can be drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from simpul import regions
from simpul.disaster.actions import warnings
from simpul.disaster.model.warnings import HazardWarning
from simpul.disaster.rules import warning_layer
from simpul.kernel.i18n import in_language
from simpul.kernel.platform import Platform


def of_warnings(platform: Platform) -> Sequence[Mapping[str, Any]]:
    """The warnings in force; exercises are never among them."""
    return [_warning(platform, one) for one in warnings.current(platform)]


def _warning(platform: Platform, one: HazardWarning) -> Mapping[str, Any]:
    geometry = warning_layer.shape(one, _point(platform, one))
    told = {
        "number": one.number,
        "version": one.version,
        "hazard": one.hazard,
        "severity": one.severity.value,
        "urgency": one.urgency.value,
        "certainty": one.certainty.value,
        "condition": one.state.value,
        "headline_id": in_language(one.headline, "id"),
        "headline_en": in_language(one.headline, "en"),
        "onset": one.onset,
        "expires": one.expires,
        "regions": " ".join(one.regions),
        "updated_at": one.sent,
    }
    return {"type": "Feature", "id": one.number, "geometry": geometry, "properties": told}


def _point(platform: Platform, one: HazardWarning) -> tuple[float, float] | None:
    """The middle of the first region whose place is known."""
    for code in one.regions:
        try:
            known = regions.get(platform, code)
        except regions.RegionUnknown:
            continue
        if known.longitude is not None and known.latitude is not None:
            return known.longitude, known.latitude
    return None
