"""Who may warn of what, and what a warning must hold before it goes out. Law: UU 24/2007 art. 46; OASIS CAP 1.2."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from simpul.disaster.model.warning_refusals import (
    CancelReasonMissing,
    WarnersOnly,
    WarningChangedMeanwhile,
    WarningCircleUnfit,
    WarningEndUnfit,
    WarningNotYours,
    WarningOver,
    WarningPlaceMissing,
    WarningPlacesMany,
    WarningTextLong,
    WarningTextMissing,
    WarningUnchanged,
)
from simpul.disaster.model.warnings import (
    HazardWarning,
    Response,
    Urgency,
    WarningPlan,
    WarningSeverity,
    WarningState,
    WarningStatus,
)
from simpul.disaster.rules.hazards import hazard_of
from simpul.kernel.actor import Actor

OFFICER = "disaster.officer"
HEADLINE_MOST = 160
"""CAP 1.2: some devices show no more of a headline."""
TEXT_MOST = 2_000
NOTE_MOST = 300
REGIONS_MOST = 60
RADIUS_MOST = 1_000
LONGEST = timedelta(days=7)
LANGUAGES = ("id", "en")
RANKS = {severity: rank for rank, severity in enumerate(WarningSeverity)}


@dataclass(frozen=True, slots=True)
class Issuing:
    """What a new warning is called, and who gives it out, to programs and to people."""

    id: UUID
    number: int
    sender: str
    sender_name: str
    area: str
    approximate: bool = False


def permit_warn(actor: Actor, regions: tuple[str, ...] = ()) -> None:
    """WarnersOnly, WarningNotYours: an officer warns the places that their agency answers for, and no others."""
    if not actor.has(OFFICER):
        raise WarnersOnly()
    mine = actor.region or ""
    if mine and not all(code == mine or code.startswith(f"{mine}.") for code in regions):
        raise WarningNotYours()


def check(plan: WarningPlan, now: datetime) -> None:
    """WarningPlaceMissing and the other refusals: what is wrong with the plan first."""
    hazard_of(plan.hazard)
    _check_place(plan)
    _check_texts("headline", plan.headline, HEADLINE_MOST)
    _check_texts("description", plan.description, TEXT_MOST)
    _check_texts("instruction", plan.instruction, TEXT_MOST)
    if not plan.onset < plan.expires or plan.expires <= now or plan.expires > max(plan.onset, now) + LONGEST:
        raise WarningEndUnfit(days=LONGEST.days)


def _check_place(plan: WarningPlan) -> None:
    if not plan.regions:
        raise WarningPlaceMissing()
    if len(plan.regions) > REGIONS_MOST:
        raise WarningPlacesMany(most=REGIONS_MOST)
    circle = plan.circle
    if circle is None:
        return
    in_indonesia = 92 <= circle.longitude <= 145 and -15 <= circle.latitude <= 10
    if not in_indonesia or not 0.1 <= circle.radius_km <= RADIUS_MOST:
        raise WarningCircleUnfit(most=RADIUS_MOST)


def _check_texts(name: str, texts: Mapping[str, str], most: int) -> None:
    for language in LANGUAGES:
        if not texts.get(language, "").strip():
            raise WarningTextMissing(name=f"{name}_{language}")
    for language, text in texts.items():
        if len(text) > most:
            raise WarningTextLong(most=most, name=f"{name}_{language}")


def issued(plan: WarningPlan, made: Issuing, now: datetime) -> HazardWarning:
    """The warning that the plan becomes at `now`, at its first version."""
    hazard = hazard_of(plan.hazard)
    return HazardWarning(
        id=made.id,
        number=made.number,
        version=1,
        hazard=plan.hazard,
        event=hazard.cap_event,
        status=WarningStatus.EXERCISE if plan.exercise else WarningStatus.ACTUAL,
        state=WarningState.IN_FORCE,
        sender=made.sender,
        sender_name=made.sender_name,
        category=hazard.cap_category,
        origin=plan.origin,
        origin_ref=plan.origin_ref,
        issued_at=now,
        **_said(plan, made, now),
    )


def updated(before: HazardWarning, plan: WarningPlan, made: Issuing, now: datetime) -> HazardWarning:
    """The warning as the plan changes it; WarningOver, WarningUnchanged. Its hazard and status stay what they were."""
    permit_change(before)
    after = replace(before, version=before.version + 1, **_said(plan, made, now))
    same = replace(after, version=before.version, sent=before.sent)
    if same == before:
        raise WarningUnchanged()
    return after


def _said(plan: WarningPlan, made: Issuing, now: datetime) -> dict[str, Any]:
    return {
        "severity": plan.severity,
        "urgency": plan.urgency,
        "certainty": plan.certainty,
        "response": plan.response,
        "regions": tuple(sorted(set(plan.regions))),
        "polygon": plan.polygon,
        "circle": plan.circle,
        "headline": dict(plan.headline),
        "description": dict(plan.description),
        "instruction": dict(plan.instruction),
        "onset": plan.onset,
        "expires": plan.expires,
        "contact": plan.contact,
        "area": made.area,
        "approximate": made.approximate,
        "sent": now,
    }


def cancelled(before: HazardWarning, why: Mapping[str, str], now: datetime) -> HazardWarning:
    """The warning, taken back for this reason (by language); WarningOver, CancelReasonMissing, WarningTextLong."""
    permit_change(before)
    if not all(why.get(language, "").strip() for language in LANGUAGES):
        raise CancelReasonMissing()
    if any(len(text) > NOTE_MOST for text in why.values()):
        raise WarningTextLong(most=NOTE_MOST, name="note")
    return replace(
        before,
        version=before.version + 1,
        state=WarningState.CANCELLED,
        urgency=Urgency.PAST,
        response=Response.ALL_CLEAR,
        description=dict(why),
        instruction={},
        sent=now,
    )


def permit_change(before: HazardWarning) -> None:
    """WarningOver for a warning that was cancelled or has expired."""
    if before.state is not WarningState.IN_FORCE:
        raise WarningOver()


def same_version(warning: HazardWarning, seen: int) -> None:
    """WarningChangedMeanwhile unless the officer saw the warning as it is."""
    if warning.version != seen:
        raise WarningChangedMeanwhile()


def matters(before: HazardWarning, after: HazardWarning) -> bool:
    """Whether those who were told should hear of the change: severity, urgency, certainty, place, what to do, or end."""
    return any(getattr(before, name) != getattr(after, name) for name in _MATTERS)


_MATTERS = ("severity", "urgency", "certainty", "regions", "circle", "onset", "expires", "response", "state")
