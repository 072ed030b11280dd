"""What every page of an agency's assessment stands in: the assessment as the actor may see it, and its instrument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from simpul.kernel.i18n import N_
from simpul.kernel.web import Request
from simpul.maturity.actions import answering, handing_over, instruments, opening
from simpul.maturity.model.assessing import JOINT, OBJECTION, Assessment
from simpul.maturity.model.editions import Edition
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.model.maturity_refusals import AssessmentUnknown
from simpul.maturity.pages import agency_rows
from simpul.maturity.pages.agency_rows import SheetAsked, SheetRow
from simpul.maturity.pages.parts import SELF, id_of

LONGEST = 20_000
"""Characters of facts, of analysis and of a reason."""
UTC_NOON = 4

STEPS: Mapping[str, str] = {
    "opened": N_("Begun"),
    "handed_over": N_("Entry handed over"),
    "submitted": N_("Submitted"),
    "withdrawn": N_("Taken back"),
    "signed": N_("Signed"),
    "harmonised": N_("The assessors agreed"),
    "confirmed": N_("Confirmed by the assessors"),
    "skipped": N_("Stage left out"),
    "returned": N_("Sent back by the review"),
    "accepted": N_("Found valid by the review"),
    "objected": N_("Objection made"),
    "final": N_("Made final"),
    "reopened": N_("Reopened by the ministry"),
    "given_back": N_("Given back by the SPBE coordinator"),
    "general": N_("General questions answered"),
    "closed": N_("Stage closed by an assessor"),
    "objection_withdrawn": N_("Objection withdrawn"),
    "objection_granted": N_("Objection granted"),
    "objection_refused": N_("Objection not granted"),
    "done_objecting": N_("No further objection from the agency"),
    "objecting_ended": N_("Time to object ended by the ministry"),
    "objections_closed": N_("Objections closed"),
}
"""What happened, in words."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An assessment of one's own agency, its edition, and the edition's instrument."""

    assessment: Assessment
    edition: Edition
    instrument: Instrument

    @property
    def to(self) -> str:
        """The address of the assessment's page."""
        return f"{SELF}/{self.assessment.id}"

    @property
    def context(self) -> dict[str, Any]:
        """What every page of the assessment is given."""
        one = self.assessment
        return {
            "self_path": SELF,
            "assessment": one,
            "title": one.edition_title,
            "agency_name": one.participant.name,
            "entry_name": one.row.entry_name,
            "synthetic": one.row.synthetic,
            "has_objections": OBJECTION in one.stages,
            "has_questions": bool(self.edition.questions),
            "last_day": noon(one.deadline),
        }


def framed(request: Request) -> Frame:
    """The assessment that the address names; AssessmentUnknown where the actor does not speak for its agency."""
    one = opening.one(request.platform, request.actor, id=id_of(request.path_params["id"]))
    if one.seat_of_actor != JOINT:
        raise AssessmentUnknown()
    edition = opening.edition_of(request.platform, one.edition)
    return Frame(one, edition, instruments.get(request.platform, one.instrument))


def noon(day: date | None) -> datetime | None:
    """The day as a time that is the same day in every zone of Indonesia."""
    return None if day is None else datetime(day.year, day.month, day.day, UTC_NOON, tzinfo=UTC)


def rows_of(request: Request, stands: Frame) -> list[SheetRow]:
    """Every indicator of the assessment with what is known of it."""
    at = {"id": stands.assessment.id}
    lines = answering.overview(request.platform, request.actor, **at)
    people = handing_over.respondents(request.platform, request.actor, **at)
    names = {key: [one.name for one in found] for key, found in people.items()}
    return agency_rows.rows(stands.instrument, lines, names)


def question(request: Request, stands: Frame) -> SheetAsked:
    """What the address asks for of the list of indicators."""
    return agency_rows.asked_of(request.query_params, stands.instrument)
