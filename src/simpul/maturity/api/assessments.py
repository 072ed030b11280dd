"""Assessments for programs: listed, opened, read indicator by indicator, answered, with whom they wait for.

Each call does what the page does, by the same rules: what nobody may do there is refused here. A refusal because somebody
was faster, or because the stage is closed, keeps what was sent as the account's draft.
"""

from fastapi import APIRouter

from simpul.kernel.web.api import Asking
from simpul.maturity.actions import answering, handing_over, opening
from simpul.maturity.api import assessment_forms as forms
from simpul.maturity.api.assessment_forms import (
    AnswerIn,
    AnswerOut,
    AssessmentOut,
    DraftOut,
    Id,
    Indicator,
    IndicatorOut,
    LineOut,
    OpenedOut,
    OpenIn,
    PersonOut,
    SheetOut,
    StepOut,
)

router = APIRouter(prefix="/maturity")


@router.get("/assessments")
def listed(request: Asking) -> list[LineOut]:
    """The assessments that the caller has work in: the own agency's, those assigned; all of them for the ministry."""
    return [forms.line(one) for one in opening.mine(request.platform, request.actor)]


@router.post("/assessments", status_code=201)
def begin(request: Asking, body: OpenIn) -> OpenedOut:
    """The agency's assessment in the edition has begun with the self-assessment."""
    return OpenedOut(id=opening.open_(request.platform, request.actor, edition=body.edition, agency=body.agency))


@router.get("/assessments/{id}")
def one(request: Asking, id: Id) -> AssessmentOut:
    """Where the assessment stands, and what the caller may do now."""
    return forms.assessment(opening.one(request.platform, request.actor, id))


@router.get("/assessments/{id}/indicators")
def overview(request: Asking, id: Id) -> list[IndicatorOut]:
    """Every indicator in order, as the caller may see it."""
    return [forms.indicator(line) for line in answering.overview(request.platform, request.actor, id)]


@router.get("/assessments/{id}/indicators/{indicator}")
def sheet(request: Asking, id: Id, indicator: Indicator) -> SheetOut:
    """All that the caller may see of the indicator; assessors see each other's value once both have submitted."""
    return forms.sheet(answering.sheet(request.platform, request.actor, id, indicator=indicator))


@router.put("/assessments/{id}/indicators/{indicator}")
def keep(request: Asking, id: Id, indicator: Indicator, body: AnswerIn) -> AnswerOut:
    """The answer as it is kept; 409 where somebody was faster or the stage is closed, and the words are kept as a draft."""
    kept = answering.keep(request.platform, request.actor, id, forms.saying(indicator, body))
    return forms.answer(kept)


@router.put("/assessments/{id}/indicators/{indicator}/draft")
def draft(request: Asking, id: Id, indicator: Indicator, body: AnswerIn) -> DraftOut:
    """The words are the caller's draft; they count nowhere and nobody else sees them."""
    return DraftOut(at=answering.autosave(request.platform, request.actor, id, forms.saying(indicator, body)))


@router.get("/assessments/{id}/steps")
def steps(request: Asking, id: Id) -> list[StepOut]:
    """What happened, the newest first."""
    return [
        StepOut.model_validate(each, from_attributes=True) for each in opening.steps(request.platform, request.actor, id)
    ]


@router.get("/assessments/{id}/people")
def people(request: Asking, id: Id) -> list[PersonOut]:
    """The agency's accounts that can be given work here, with the indicators that they answer for; for the agency alone."""
    given = handing_over.respondents(request.platform, request.actor, id)
    found = handing_over.people(request.platform, request.actor, id)
    return [
        PersonOut(
            account=one.account,
            name=one.name,
            roles=sorted(one.roles),
            indicators=[key for key, each in given.items() if any(who.account == one.account for who in each)],
        )
        for one in found
    ]
