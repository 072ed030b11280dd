"""The words of warnings: how bad, how soon, how sure, what to do. Each is translated where it is shown."""

from collections.abc import Mapping

from simpul.disaster.model.warnings import (
    Certainty,
    MessageKind,
    Origin,
    Response,
    Urgency,
    WarningSeverity,
    WarningState,
)
from simpul.kernel.i18n import N_

SEVERITIES: Mapping[WarningSeverity, str] = {
    WarningSeverity.MINOR: N_("Minor"),
    WarningSeverity.MODERATE: N_("Moderate"),
    WarningSeverity.SEVERE: N_("Severe"),
    WarningSeverity.EXTREME: N_("Extreme"),
}
SEVERITY_HINTS: Mapping[WarningSeverity, str] = {
    WarningSeverity.MINOR: N_("little danger to people and houses"),
    WarningSeverity.MODERATE: N_("possible danger"),
    WarningSeverity.SEVERE: N_("grave danger"),
    WarningSeverity.EXTREME: N_("danger to life"),
}
URGENCIES: Mapping[Urgency, str] = {
    Urgency.IMMEDIATE: N_("At once"),
    Urgency.EXPECTED: N_("Within the hour"),
    Urgency.FUTURE: N_("Later"),
    Urgency.PAST: N_("No longer"),
}
CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.OBSERVED: N_("Observed: it is happening"),
    Certainty.LIKELY: N_("Likely: more than half"),
    Certainty.POSSIBLE: N_("Possible: less than half"),
    Certainty.UNLIKELY: N_("Unlikely"),
}
RESPONSES: Mapping[Response, str] = {
    Response.EVACUATE: N_("Leave the place"),
    Response.SHELTER: N_("Take shelter where you are"),
    Response.PREPARE: N_("Get ready"),
    Response.AVOID: N_("Keep away from the danger"),
    Response.MONITOR: N_("Follow the news"),
    Response.ALL_CLEAR: N_("Nothing more to do"),
}
STATES: Mapping[WarningState, str] = {
    WarningState.IN_FORCE: N_("In force"),
    WarningState.CANCELLED: N_("Ended early"),
    WarningState.EXPIRED: N_("Expired"),
}
KINDS: Mapping[MessageKind, str] = {
    MessageKind.ALERT: N_("Given out"),
    MessageKind.UPDATE: N_("Updated"),
    MessageKind.CANCEL: N_("Ended"),
}
ORIGINS: Mapping[Origin, str] = {
    Origin.DESK: N_("The officer’s own judgement"),
    Origin.INCIDENT: N_("Incident"),
    Origin.AREA: N_("Affected areas"),
    Origin.GAUGE: N_("Water gauge"),
    Origin.EARTHQUAKE: N_("Earthquake"),
    Origin.VOLCANO: N_("Volcano"),
}
LANGUAGES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English", "jv": "Basa Jawa"}
TONES: Mapping[WarningSeverity, str] = {
    WarningSeverity.MINOR: "info",
    WarningSeverity.MODERATE: "warn",
    WarningSeverity.SEVERE: "bad",
    WarningSeverity.EXTREME: "bad",
}
