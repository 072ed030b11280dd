"""The steps of an assessment for programs: handed in, signed, harmonised, confirmed, reviewed, objected to, made final.

Each answers where the assessment stands afterwards. A step that is somebody else's answers 403, one that is not possible
now 409; of an assessment in which the caller has no part nothing is told (404).
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.kernel.web.api import Asking
from simpul.maturity.actions import (
    finalising,
    handing_over,
    harmonising,
    interviewing,
    objecting,
    opening,
    reviewing,
    submitting,
)
from simpul.maturity.api import assessment_forms as forms
from simpul.maturity.api.assessment_forms import AnswerIn, AnswerOut, AssessmentOut, Id, Indicator
from simpul.maturity.api.stage_forms import (
    AppointIn,
    DifferenceOut,
    FindingIn,
    GeneralIn,
    ObjectionAnswerIn,
    ObjectionIn,
    ObjectionOut,
    ReasonIn,
    ReopenIn,
    ReviewOut,
    SubmitIn,
    difference,
    objection,
    wanted,
)
from simpul.maturity.model.assessing import Finding, NewObjection

router = APIRouter(prefix="/maturity")
Account = Annotated[UUID, Path(description="An account of the agency.")]
ObjectionId = Annotated[UUID, Path(description="The objection's id.")]
Plain = Literal[
    "withdraw",
    "sign",
    "close-harmonising",
    "confirm",
    "send-back",
    "accept",
    "no-further-objections",
    "end-objecting",
    "close-objections",
    "finalise",
]
_PLAIN: Mapping[str, Callable[[Platform, Actor, UUID], Any]] = {
    "withdraw": submitting.withdraw,
    "sign": submitting.sign,
    "close-harmonising": harmonising.close,
    "confirm": submitting.confirm,
    "send-back": reviewing.send_back,
    "accept": reviewing.accept,
    "no-further-objections": objecting.done,
    "end-objecting": objecting.end,
    "close-objections": objecting.close,
    "finalise": finalising.finalise,
}
"""Steps that need no more than who takes them."""


def _now(request: Asking, id: UUID) -> AssessmentOut:
    return forms.assessment(opening.one(request.platform, request.actor, id))


@router.post("/assessments/{id}/submit")
def submit(request: Asking, id: Id, body: SubmitIn) -> AssessmentOut:
    """The caller's part of the stage is handed in; 409 with the number of indicators that are empty."""
    submitting.submit(request.platform, request.actor, id, unfilled_too=body.unfilled_too)
    return _now(request, id)


@router.post("/assessments/{id}/steps/{step}")
def step(request: Asking, id: Id, step: Plain) -> AssessmentOut:
    """The step is done; `may` of the assessment says under which names the caller may do which."""
    _PLAIN[step](request.platform, request.actor, id)
    return _now(request, id)


@router.post("/assessments/{id}/give-back")
def give_back(request: Asking, id: Id, body: ReasonIn) -> AssessmentOut:
    """The coordinator gives the self-assessment back to the data-entry officer."""
    submitting.send_back(request.platform, request.actor, id, reason=body.reason)
    return _now(request, id)


@router.post("/assessments/{id}/skip")
def skip(request: Asking, id: Id, body: ReasonIn) -> AssessmentOut:
    """The visit is left out, for this reason: the values carry over."""
    interviewing.skip(request.platform, request.actor, id, reason=body.reason)
    return _now(request, id)


@router.post("/assessments/{id}/reopen")
def reopen(request: Asking, id: Id, body: ReopenIn) -> AssessmentOut:
    """The stage is open again, for a reason that stays on record."""
    finalising.reopen(request.platform, request.actor, id, stage=body.stage, reason=body.reason)
    return _now(request, id)


@router.put("/assessments/{id}/general")
def general(request: Asking, id: Id, body: GeneralIn) -> AssessmentOut:
    """The edition's general questions are answered; 409 where somebody changed the assessment meanwhile."""
    opening.answer_general(request.platform, request.actor, id, body.answers, body.version)
    return _now(request, id)


@router.put("/assessments/{id}/entry/{account}")
def hand_over(request: Asking, id: Id, account: Account) -> AssessmentOut:
    """The account is the agency's data-entry officer from now on."""
    handing_over.hand_over(request.platform, request.actor, id, account=account)
    return _now(request, id)


@router.put("/assessments/{id}/respondents/{account}", status_code=204)
def appoint(request: Asking, id: Id, account: Account, body: AppointIn) -> None:
    """The account answers for these indicators too."""
    handing_over.appoint(request.platform, request.actor, id, indicators=tuple(body.indicators), account=account)


@router.delete("/assessments/{id}/respondents/{account}/{indicator}", status_code=204)
def remove(request: Asking, id: Id, account: Account, indicator: Indicator) -> None:
    """The account no longer answers for the indicator."""
    handing_over.remove(request.platform, request.actor, id, indicator=indicator, account=account)


@router.get("/assessments/{id}/differences")
def differences(request: Asking, id: Id) -> list[DifferenceOut]:
    """Where the two assessors' values differ, or what a review sent back to both, and what they agreed on."""
    return [difference(one) for one in harmonising.differences(request.platform, request.actor, id)]


@router.put("/assessments/{id}/differences/{indicator}")
def agree(request: Asking, id: Id, indicator: Indicator, body: AnswerIn) -> AnswerOut:
    """The joint answer as it is kept; 409 where the other assessor was faster."""
    kept = harmonising.agree(request.platform, request.actor, id, forms.saying(indicator, body))
    return forms.answer(kept)


@router.get("/assessments/{id}/reviews")
def reviews(request: Asking, id: Id) -> list[ReviewOut]:
    """What the reviewer found; nothing for the agency."""
    found = reviewing.of(request.platform, request.actor, id).values()
    return [ReviewOut.model_validate(one, from_attributes=True) for one in found]


@router.put("/assessments/{id}/reviews", status_code=204)
def judge(request: Asking, id: Id, body: FindingIn) -> None:
    """These indicators have this verdict."""
    given = Finding(body.verdict, body.note)
    reviewing.judge(request.platform, request.actor, id, indicators=tuple(body.indicators), given=given)


@router.get("/assessments/{id}/objections")
def objections(request: Asking, id: Id) -> list[ObjectionOut]:
    """The agency's objections, the oldest first."""
    return [objection(one) for one in objecting.of(request.platform, request.actor, id)]


@router.post("/assessments/{id}/objections", status_code=201)
def object_(request: Asking, id: Id, body: ObjectionIn) -> forms.OpenedOut:
    """The agency objects to the value of an indicator."""
    given = NewObjection(body.indicator, wanted(body.wanted), body.reason)
    return forms.OpenedOut(id=objecting.object_(request.platform, request.actor, id, given))


@router.delete("/objections/{objection}", status_code=204)
def withdraw_objection(request: Asking, objection: ObjectionId) -> None:
    """The objection is withdrawn."""
    objecting.withdraw(request.platform, request.actor, objection)


@router.put("/objections/{objection}/answer", status_code=204)
def answer_objection(request: Asking, objection: ObjectionId, body: ObjectionAnswerIn) -> None:
    """The objection is answered; a granted one changes the value."""
    objecting.answer(request.platform, request.actor, objection, verdict=body.verdict, answer=body.answer)
