"""What a warning says before an officer has changed a word: texts by hazard and language (`data/warnings.toml`)."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from simpul.disaster.model.warnings import Certainty, Origin, Proposal, Response, Urgency, WarningSeverity
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.warnings import HEADLINE_MOST

LANGUAGES = ("id", "en", "jv")
_PLACE_MOST = 110
_FILE: Mapping[str, Any] = tomllib.loads(files("simpul.disaster").joinpath("data/warnings.toml").read_text("utf-8"))
TEXTS: Mapping[str, Mapping[str, Any]] = _FILE["hazard"]
FACTS: Mapping[str, Mapping[str, str]] = _FILE["fact"]
ENDINGS: Mapping[str, Mapping[str, str]] = _FILE["ending"]
"""Why a warning ends, by a name that a form knows."""
RESPONSES: Mapping[WarningSeverity, Response] = {
    WarningSeverity.MINOR: Response.MONITOR,
    WarningSeverity.MODERATE: Response.PREPARE,
    WarningSeverity.SEVERE: Response.AVOID,
    WarningSeverity.EXTREME: Response.EVACUATE,
}
URGENCIES: Mapping[WarningSeverity, Urgency] = {
    WarningSeverity.MINOR: Urgency.FUTURE,
    WarningSeverity.MODERATE: Urgency.EXPECTED,
    WarningSeverity.SEVERE: Urgency.EXPECTED,
    WarningSeverity.EXTREME: Urgency.IMMEDIATE,
}
_TSUNAMI = "tsunami"


def fitting(values: Mapping[str, Any], place: str) -> dict[str, str]:
    """The texts that these answers (hazard, severity) begin with, for this place; none for a hazard of no list."""
    texts = TEXTS.get(str(values.get("hazard")))
    if texts is None:
        return {}
    short = place if len(place) <= _PLACE_MOST else f"{place[: _PLACE_MOST - 1].rstrip(' ,;(')}…"
    found = {f"headline_{one}": texts["headline"][one].format(place=short)[:HEADLINE_MOST] for one in LANGUAGES}
    found |= {f"description_{one}": texts["description"][one].format(place=short) for one in LANGUAGES}
    return found | {f"instruction_{one}": texts["instruction"][one] for one in LANGUAGES}


def answers(proposal: Proposal, place: str) -> dict[str, Any]:
    """The form's answers that a proposal begins with; an officer looks at each of them."""
    severity, acute = proposal.severity, proposal.hazard == _TSUNAMI
    texts = fitting({"hazard": proposal.hazard}, place)
    facts = FACTS.get(proposal.origin.value)
    if facts:
        for one in LANGUAGES:
            texts[f"description_{one}"] = f"{facts[one].format(**proposal.facts)} {texts[f'description_{one}']}"
    response = Response.EVACUATE if acute else RESPONSES[severity]
    leave = TEXTS[proposal.hazard].get("leave") if response is Response.EVACUATE else None
    if leave:
        for one in LANGUAGES:
            texts[f"instruction_{one}"] = f"{leave[one]} {texts[f'instruction_{one}']}"
    circle = proposal.circle
    return {
        **texts,
        "hazard": proposal.hazard,
        "severity": severity.value,
        "urgency": (Urgency.IMMEDIATE if acute else URGENCIES[severity]).value,
        "certainty": proposal.certainty.value,
        "response": response.value,
        "regions": list(proposal.regions),
        "hours": str(TEXTS[proposal.hazard]["hours"]),
        "exercise": "1" if proposal.training else "",
        "origin": proposal.origin.value,
        "origin_ref": proposal.ref,
        "longitude": f"{circle.longitude:.4f}" if circle else "",
        "latitude": f"{circle.latitude:.4f}" if circle else "",
        "radius": f"{circle.radius_km:g}" if circle else "",
    }


def blank(region: str, place: str, hazard: str = "") -> dict[str, Any]:
    """The answers of a warning that rests on nothing yet: for the officer's region, likely, six hours."""
    found: dict[str, Any] = {
        "hazard": hazard,
        "severity": WarningSeverity.MODERATE.value,
        "urgency": Urgency.EXPECTED.value,
        "certainty": Certainty.LIKELY.value,
        "response": Response.PREPARE.value,
        "regions": [region] if region else [],
        "hours": str(TEXTS[hazard]["hours"]) if hazard in TEXTS else "6",
        "origin": Origin.DESK.value,
    }
    return found | fitting(found, place)


def ending(name: str, more: str, more_en: str) -> dict[str, str]:
    """Why a warning ends, by language: the named reason, and what the officer adds to it; empty for no known reason."""
    said = ENDINGS.get(name)
    if said is None:
        return {language: text for language, text in (("id", more), ("en", more_en)) if text}
    added = {"id": more, "en": more_en, "jv": more}
    return {one: f"{said[one]} {added[one]}".strip() for one in LANGUAGES}


assert set(TEXTS) == {one.slug for one in LISTED}, "every hazard that people report has its warning's texts"
