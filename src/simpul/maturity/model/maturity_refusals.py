"""What is refused in an assessment, and why."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_
from simpul.maturity.model.assessing import Answer


class AssessmentUnknown(NotFound):
    """There is no such assessment, or not for who asks."""

    code = "maturity-assessment-unknown"
    sentence = N_("There is no such assessment for you.")


class IndicatorUnknown(NotFound):
    """The instrument has no such indicator."""

    code = "maturity-indicator-unknown"
    sentence = N_("The instrument has no indicator {indicator}.")


class StepNotYours(NotAllowed):
    """Somebody else does this; each of its kinds says who."""

    code = "maturity-step-not-yours"
    sentence = N_("This step belongs to somebody else.")


class StepOfEntry(StepNotYours):
    """It is a step of the agency's data-entry officer."""

    code = "maturity-step-of-entry"
    sentence = N_("This step belongs to the agency's data-entry officer.")


class StepOfCoordinator(StepNotYours):
    """It is a step of the agency's SPBE coordinator."""

    code = "maturity-step-of-coordinator"
    sentence = N_("This step belongs to the agency's SPBE coordinator.")


class StepOfAgency(StepNotYours):
    """It is a step of the agency's coordinator or data-entry officer."""

    code = "maturity-step-of-agency"
    sentence = N_("This step belongs to the agency's SPBE coordinator or data-entry officer.")


class StepOfFiller(StepNotYours):
    """It is a step of whoever fills in the stage."""

    code = "maturity-step-of-filler"
    sentence = N_("This step belongs to the data-entry officer or the assessors, each for their own part.")


class StepOfAssessors(StepNotYours):
    """It is a step of the assessors."""

    code = "maturity-step-of-assessors"
    sentence = N_("This step belongs to the assessors of this agency.")


class StepOfReviewer(StepNotYours):
    """It is a step of the reviewer."""

    code = "maturity-step-of-reviewer"
    sentence = N_("This step belongs to the reviewer of this agency.")


class StepOfMinistry(StepNotYours):
    """It is a step of the ministry."""

    code = "maturity-step-of-ministry"
    sentence = N_("This step belongs to the ministry's evaluation team.")


class StepOfAnswerers(StepNotYours):
    """It is a step of those who answer."""

    code = "maturity-step-of-answerers"
    sentence = N_("Indicators are answered by the agency and the assessors; you may read them.")


class StepNotNow(Conflict):
    """The assessment is at another stage."""

    code = "maturity-step-not-now"
    sentence = N_("This step is not possible at the present stage.")


class EditingClosed(Conflict):
    """The stage or the assessment is closed. What was typed is kept as a draft."""

    code = "maturity-editing-closed"
    sentence = N_("This is closed and no longer changes. What you typed is kept as your draft; nobody else sees it.")


class IndicatorLocked(Conflict):
    """The review sent back others, not this one."""

    code = "maturity-indicator-locked"
    sentence = N_("Only the indicators that the review sent back may change now, and this is none of them.")


class NotYourIndicator(NotAllowed):
    """A respondent answers for the indicators given to them."""

    code = "maturity-not-your-indicator"
    sentence = N_("The data-entry officer has not given you this indicator.")


class AnswerChanged(Conflict):
    """Somebody kept another version meanwhile; `theirs` is it. What was typed is kept as a draft."""

    code = "maturity-answer-changed"
    sentence = N_("Somebody else changed this indicator meanwhile. Yours is not lost: compare both and keep the right one.")

    def __init__(self, theirs: Answer) -> None:
        self.theirs = theirs
        super().__init__()


class AssessmentChanged(Conflict):
    """Somebody moved the assessment on meanwhile."""

    code = "maturity-assessment-changed"
    sentence = N_("Somebody moved this assessment on meanwhile. Look at it again.")


class LevelWrong(Invalid):
    """The level is none of the instrument's scale."""

    code = "maturity-level-wrong"
    sentence = N_("The level must lie between {min} and {max}.")
    field = "level"


class LevelStepWrong(Invalid):
    """The scale knows whole levels only."""

    code = "maturity-level-step-wrong"
    sentence = N_("This instrument knows whole levels only.")
    field = "level"


class CriteriaMissing(Invalid):
    """An assessor's level presupposes those below it."""

    code = "maturity-criteria-missing"
    sentence = N_("A level presupposes all below it. Tick their criteria, or say in the justification why they hold.")
    field = "met"


class JustificationMissing(Invalid):
    """An assessor says why."""

    code = "maturity-justification-missing"
    sentence = N_("Say why, in at least ten characters.")
    field = "justification"


class SaidTooLong(Invalid):
    """A text is too long."""

    code = "maturity-said-too-long"
    sentence = N_("Shorten the text to {most} characters.")
    field = "facts"


class NotFilled(Conflict):
    """Indicators are not filled."""

    code = "maturity-not-filled"
    sentence = N_("{count} indicators are not filled. They would count 0. Fill them, or confirm that they stay empty.")
    field = "unfilled"


class NotAssessed(Conflict):
    """The agency gave a level that the assessor has said nothing of."""

    code = "maturity-not-assessed"
    sentence = N_("{count} indicators that the agency filled in have no level of yours. Give each of them one.")
    field = "unfilled"


class NotHarmonised(Conflict):
    """Values still differ."""

    code = "maturity-not-harmonised"
    sentence = N_("{count} indicators still have two values. Agree on each first.")


class NotReviewed(Conflict):
    """Indicators have no verdict."""

    code = "maturity-not-reviewed"
    sentence = N_("{count} indicators have no verdict yet.")


class NothingToSendBack(Conflict):
    """All was found valid."""

    code = "maturity-nothing-to-send-back"
    sentence = N_("No indicator was found not valid, so there is nothing to send back.")


class SomeNotValid(Conflict):
    """Not all was found valid."""

    code = "maturity-some-not-valid"
    sentence = N_("{count} indicators were found not valid. Send them back first.")


class VerdictWrong(Invalid):
    """No verdict was chosen."""

    code = "maturity-verdict-wrong"
    sentence = N_("Choose a verdict.")
    field = "verdict"


class NoteMissing(Invalid):
    """What is sent back needs a note."""

    code = "maturity-note-missing"
    sentence = N_("Say in 3 to 1,000 characters what is not right.")
    field = "note"


class StepReasonMissing(Invalid):
    """The step needs a reason."""

    code = "maturity-reason-missing"
    sentence = N_("Give a reason of 3 to 1,000 characters.")
    field = "reason"


class ObjectionReasonMissing(Invalid):
    """An objection needs a reason."""

    code = "maturity-objection-reason-missing"
    sentence = N_("Say in 10 to 2,000 characters why the value is not right.")
    field = "reason"


class ObjectionAnswerMissing(Invalid):
    """An answer to an objection needs words."""

    code = "maturity-objection-answer-missing"
    sentence = N_("Answer in 10 to 2,000 characters.")
    field = "answer"


class ObjectionThere(Conflict):
    """There is an objection to this indicator."""

    code = "maturity-objection-there"
    sentence = N_("There is an objection to this indicator already.")


class ObjectionSettled(Conflict):
    """The objection was answered or withdrawn."""

    code = "maturity-objection-settled"
    sentence = N_("This objection has been answered or withdrawn.")


class ObjectingOver(Conflict):
    """The last day for objections has passed."""

    code = "maturity-objecting-over"
    sentence = N_("The last day for objections has passed. The ministry can set a later one.")


class VisitBegun(Conflict):
    """Values were entered at the visit: the other assessor confirms them, so that it cannot be left out."""

    code = "maturity-visit-begun"
    sentence = N_(
        "Values were entered at this visit, so the other assessor must confirm them. Submit the visit, or empty them first."
    )


class ObjectionsWait(Conflict):
    """Objections wait for an answer."""

    code = "maturity-objections-wait"
    sentence = N_("{count} objections wait for an answer.")


class AssessmentThere(Conflict):
    """The agency's assessment in this edition has begun."""

    code = "maturity-assessment-there"
    sentence = N_("The agency's assessment in this edition has begun already.")


class EditionNotOpen(Conflict):
    """The edition is not published, or closed."""

    code = "maturity-edition-not-open"
    sentence = N_("The edition is not open.")


class NotOfAgency(Invalid):
    """The account cannot be given this work."""

    code = "maturity-not-of-agency"
    sentence = N_("Choose an account of the agency with the role for it.")
    field = "account"


class StageWrong(Invalid):
    """No such stage to reopen."""

    code = "maturity-stage-wrong"
    sentence = N_("Choose a stage of this edition.")
    field = "stage"
