"""What an officer's form says, as a plan for a warning; each answer that does not fit is refused at its field."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from simpul.disaster.model.warning_refusals import WarningChoiceMissing, WarningCircleUnfit, WarningEndUnfit
from simpul.disaster.model.warnings import (
    Certainty,
    Circle,
    HazardWarning,
    Origin,
    Response,
    Urgency,
    WarningPlan,
    WarningSeverity,
)
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.warnings import LONGEST, RADIUS_MOST
from simpul.kernel.i18n import ZONES, zone_of

LANGUAGES = ("id", "en", "jv")
HOURS = (1, 2, 3, 6, 12, 24, 48, 72, 168)
NEAR = timedelta(days=90)
"""A warning begins so near at most: another date was mistyped."""
KEEP = "keep"
"""The answer of an update that leaves the end as it is."""
TEXTS = ("headline", "description", "instruction")
FIELDS = (
    *("hazard", "severity", "urgency", "certainty", "response", "hours", "onset", "exercise", "origin", "origin_ref"),
    *("longitude", "latitude", "radius", "contact"),
    *(f"{text}_{language}" for text in TEXTS for language in LANGUAGES),
)
"""The answers of one value; `regions` has several."""
NOTES = tuple(f"note_{language}" for language in LANGUAGES)
"""Why a warning ends."""
CONTACT_MOST = 200
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
E = TypeVar("E", bound=StrEnum)


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without characters that no text holds (control characters), and nothing that was not asked."""
    texts = {name: _UNFIT.sub("", str(values[name])) for name in (*FIELDS, *NOTES) if values.get(name)}
    return texts | {"regions": [_UNFIT.sub("", str(code))[:13] for code in values.get("regions", ())]}


def mark(values: Mapping[str, Any]) -> str:
    """By what answers are known: others have another mark."""
    return hashlib.sha256(repr(sorted(values.items())).encode("utf-8", "replace")).hexdigest()[:16]


def plan_of(values: Mapping[str, Any], now: datetime, before: HazardWarning | None = None) -> WarningPlan:
    """The plan that the answers make at `now`; a warning that is changed keeps its hazard, origin and status."""
    regions = tuple(sorted({str(code) for code in values.get("regions", ())}))
    onset = _onset(values, regions, now, before)
    return WarningPlan(
        hazard=before.hazard if before else _hazard(values),
        severity=_choice(values, "severity", WarningSeverity),
        urgency=_choice(values, "urgency", Urgency),
        certainty=_choice(values, "certainty", Certainty),
        response=_choice(values, "response", Response),
        regions=regions,
        headline=_texts(values, "headline"),
        description=_texts(values, "description"),
        instruction=_texts(values, "instruction"),
        onset=onset,
        expires=_expires(values, max(onset, now), before),
        circle=_circle(values),
        exercise=before.exercise if before else values.get("exercise") == "1",
        origin=before.origin if before else _origin(values),
        origin_ref=before.origin_ref if before else _text(values, "origin_ref")[:100],
        contact=_text(values, "contact")[:CONTACT_MOST],
    )


def values_of(warning: HazardWarning) -> dict[str, Any]:
    """The answers that would make the warning as it stands: what an update begins with."""
    circle = warning.circle
    found: dict[str, Any] = {
        "hazard": warning.hazard,
        "severity": warning.severity.value,
        "urgency": warning.urgency.value,
        "certainty": warning.certainty.value,
        "response": warning.response.value,
        "regions": list(warning.regions),
        "hours": KEEP,
        "onset": "",
        "exercise": "1" if warning.exercise else "",
        "origin": warning.origin.value,
        "origin_ref": warning.origin_ref,
        "longitude": str(circle.longitude) if circle else "",
        "latitude": str(circle.latitude) if circle else "",
        "radius": str(circle.radius_km) if circle else "",
        "contact": warning.contact,
    }
    for text in TEXTS:
        for language in LANGUAGES:
            found[f"{text}_{language}"] = getattr(warning, text).get(language, "")
    return found


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()


def _texts(values: Mapping[str, Any], name: str) -> dict[str, str]:
    found = {language: _text(values, f"{name}_{language}").replace("\r\n", "\n") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def _choice(values: Mapping[str, Any], name: str, kind: type[E]) -> E:
    try:
        return kind(_text(values, name))
    except ValueError:
        raise WarningChoiceMissing(name=name) from None


def _origin(values: Mapping[str, Any]) -> Origin:
    given = _text(values, "origin")
    return Origin(given) if given in set(Origin) else Origin.DESK


def _hazard(values: Mapping[str, Any]) -> str:
    given = _text(values, "hazard")
    if given not in {one.slug for one in LISTED}:
        raise WarningChoiceMissing(name="hazard")
    return given


def _onset(values: Mapping[str, Any], regions: tuple[str, ...], now: datetime, before: HazardWarning | None) -> datetime:
    """When it begins: as written, in the clocks of its place; else as it was, or now."""
    given = _text(values, "onset")
    if not given:
        return before.onset if before else now
    try:
        local = datetime.fromisoformat(given)
    except ValueError:
        raise WarningEndUnfit(days=LONGEST.days) from None
    onset = local if local.tzinfo else local.replace(tzinfo=ZONES[zone_of(regions[0] if regions else "")])
    if abs(onset - now) > NEAR:
        raise WarningEndUnfit(days=LONGEST.days)
    return onset


def _expires(values: Mapping[str, Any], start: datetime, before: HazardWarning | None) -> datetime:
    given = _text(values, "hours")
    if given == KEEP and before:
        return before.expires
    if given not in {str(one) for one in HOURS}:
        raise WarningChoiceMissing(name="hours")
    return start + timedelta(hours=int(given))


def _circle(values: Mapping[str, Any]) -> Circle | None:
    given = [_text(values, name).replace(",", ".") for name in ("longitude", "latitude", "radius")]
    if not any(given):
        return None
    try:
        longitude, latitude, radius = (float(one) for one in given)
    except ValueError:
        raise WarningCircleUnfit(most=RADIUS_MOST) from None
    return Circle(longitude, latitude, radius)
