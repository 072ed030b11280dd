"""What the disaster module refuses, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class HazardUnknown(Invalid):
    """No hazard of this name is known to this node."""

    code = "hazard-unknown"
    sentence = N_("Choose what you want to report.")
    field = "hazard"


class PlaceMissing(Invalid):
    """Nobody said where."""

    code = "place-missing"
    sentence = N_("Say where it is: use your location, tap on the map, or search for the place by name.")
    field = "place"


class PlaceUncertain(Invalid):
    """A place's name was given, and no place was chosen among those it may mean."""

    code = "place-uncertain"
    sentence = N_("Choose one of the places found, or search again with another name.")
    field = "place"


class AnswerMissing(Invalid):
    """A question of the card was not answered; `name` is the question's field."""

    code = "answer-missing"
    sentence = N_("Answer this question: choose what comes closest.")

    def __init__(self, *, name: str = "", **facts: object) -> None:
        super().__init__(name=name, **facts)
        self.field = name or None


class AnswerUnreadable(AnswerMissing):
    """An answer is none that the question takes."""

    code = "answer-unreadable"
    sentence = N_("This answer cannot be read. Choose one of the answers, or give a number such as 60.")


class AnswerOutOfRange(AnswerMissing):
    """An answer lies outside what the question takes."""

    code = "answer-out-of-range"
    sentence = N_("The answer must lie between {least} and {most}.")


class CardUnreadable(Invalid):
    """The card holds a field that this hazard does not have, or lacks one."""

    code = "card-unreadable"
    sentence = N_("The card does not fit the hazard: {name}.")
    field = "card"


class TextTooLong(Invalid):
    """More text than a report may hold."""

    code = "text-too-long"
    sentence = N_("Shorten the description to {most} characters.")
    field = "text"


class FilledByProgram(Invalid):
    """A field that people cannot see was filled in."""

    code = "filled-by-program"
    sentence = N_("This looks as if a program had filled in the form. Leave the hidden field empty and send again.")
    field = "website"


class FormUnreadable(Invalid):
    """The form lacks its own number."""

    code = "form-unreadable"
    sentence = N_("The form was not complete. Please check it and send it again.")


class PhotoTooLarge(Invalid):
    """More bytes than a photograph may have."""

    code = "photo-too-large"
    sentence = N_("The photo is larger than 10 MB. Choose a smaller one, or send the report without it.")
    field = "photo"


class PhotoWrongType(Invalid):
    """The file is no photograph of a kind we read."""

    code = "photo-wrong-type"
    sentence = N_("This file is not a photo. Choose a JPEG, PNG, WebP or HEIC picture, or send the report without it.")
    field = "photo"


class PhotoBroken(Invalid):
    """The photograph ends early or cannot be decoded."""

    code = "photo-broken"
    sentence = N_("The photo is damaged or not complete. Choose another one, or send the report without it.")
    field = "photo"


class PhotoTooManyPixels(Invalid):
    """Decoding the picture would take more memory than any photograph needs."""

    code = "photo-too-many-pixels"
    sentence = N_("The picture has too many pixels (at most 50 million). Choose another one.")
    field = "photo"


class PhotoAnimated(Invalid):
    """The picture moves."""

    code = "photo-animated"
    sentence = N_("Moving pictures cannot be sent. Choose a photo that stands still.")
    field = "photo"


class ReportMissing(NotFound):
    """No report has this number, or it is hidden from this actor."""

    code = "report-missing"
    sentence = N_("There is no report with this number, or it was hidden.")


class OfficerOnly(NotAllowed):
    """Only an officer on duty decides about reports."""

    code = "officer-only"
    sentence = N_("Only officers of the disaster agency decide about reports.")


class NotYourRegion(NotAllowed):
    """The report lies outside the region that the officer's agency answers for."""

    code = "not-your-region"
    sentence = N_("This report lies outside the region of your agency.")


class StepNotAllowed(Conflict):
    """The report's status does not allow this step."""

    code = "step-not-allowed"
    sentence = N_("This cannot be done with the report as it is now. Look at its status and decide again.")


class ChangedMeanwhile(Conflict):
    """Somebody else decided about the report since this page was opened."""

    code = "changed-meanwhile"
    sentence = N_("Somebody else changed this report in the meantime. Below is how it stands now; what you wrote is kept.")


class UndoTooLate(Conflict):
    """The step is older than it may be to be undone, or nothing of it is left to undo."""

    code = "undo-too-late"
    sentence = N_("This can no longer be undone. Decide anew instead.")


class ReasonMissing(Invalid):
    """A report is hidden only with a reason."""

    code = "reason-missing"
    sentence = N_("Say why the report is hidden.")
    field = "reason"


class ReasonTooLong(Invalid):
    """The reason is longer than it may be."""

    code = "reason-too-long"
    sentence = N_("Shorten the reason to {most} characters.")
    field = "reason"


class SimilarReport(Conflict):
    """The same device reported the same hazard here a few minutes ago; `number` names that report."""

    code = "similar-report"
    sentence = N_("You reported this place a few minutes ago: report {number}. Say whether this is news of the same flood.")
