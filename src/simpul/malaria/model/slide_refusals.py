"""What is refused about slides, readings and training, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed
from simpul.kernel.i18n import N_


class ReadersOnly(NotAllowed):
    """Second readings are the cross-checker's, who judges nobody."""

    code = "malaria-readers-only"
    sentence = N_(
        "Second readings are for cross-checkers, who do not see first readings. Ask your administrator for the role."
    )


class OwnSlides(NotAllowed):
    """Nobody reads the own slides a second time."""

    code = "malaria-own-slides"
    sentence = N_("These slides were read first by you. Another cross-checker reads them.")


class NotAdmitted(NotAllowed):
    """Nobody reads slides again before the desk has said which of them may not be read by that person."""

    code = "malaria-not-admitted"
    sentence = N_(
        "The malaria desk first says which slides are your own. Ask on the page of second readings; they settle it."
    )


class RoundClosed(Conflict):
    """The round is closed; its readings stand."""

    code = "malaria-round-closed"
    sentence = N_("This round is closed, and its readings stand.")


class RoundOpen(Conflict):
    """Readings are shown when the round is closed, so that nobody is told too early."""

    code = "malaria-round-open"
    sentence = N_("Slides of this round are still to be read. Results are shown when all were read.")


class ReadingChanged(Conflict):
    """The slide was read in the meantime."""

    code = "malaria-reading-changed"
    sentence = N_("Somebody has recorded a reading of this slide in the meantime. Look at it as it is now.")


class ReadingWrong(Invalid):
    """A reading is negative, or positive with a species; a density is a whole number."""

    code = "malaria-reading-wrong"
    sentence = N_("Choose negative, or positive with a species. A density is a whole number up to 500,000.")
    field = "seen"


class NothingToDraw(Conflict):
    """The reader has no slide of that month that was not drawn before."""

    code = "malaria-nothing-to-draw"
    sentence = N_("There is no slide of this reader and month that was not drawn before.")


class SlideLineWrong(Invalid):
    """A line of slides cannot be read."""

    code = "malaria-slide-line-wrong"
    sentence = N_("Line {line} cannot be read: {why}. Nothing was kept; correct it and send all lines again.")
    field = "lines"


class NameNeeded(Invalid):
    """A name has 2 to 80 characters."""

    code = "malaria-name-needed"
    sentence = N_("Give a name of 2 to 80 characters.")
    field = "name"


class CertificateWithdrawn(Conflict):
    """A certificate that was withdrawn is not given again by a new result."""

    code = "malaria-certificate-withdrawn"
    sentence = N_("This certificate was withdrawn and stays so. After another training this person gets a new one.")


class CourseWrong(Invalid):
    """A course has a title, a day and a place."""

    code = "malaria-course-wrong"
    sentence = N_("Give the training a title, a day that is not in the future, and a place.")
    field = "title"


class AttendanceWrong(Invalid):
    """A result is somebody's, and passed or failed; a score is 0 to 100."""

    code = "malaria-attendance-wrong"
    sentence = N_("Choose who it is, and passed or not passed; a score is a whole number from 0 to 100.")
    field = "result"


class AttendanceChanged(Conflict):
    """Who attended, or a result, was changed by somebody else after the page was opened."""

    code = "malaria-attendance-changed"
    sentence = N_("Somebody has changed this line in the meantime. Look at it as it is now, then do it again.")


class AlreadyThere(Conflict):
    """Who is in the course already is not added twice."""

    code = "malaria-already-there"
    sentence = N_("This person is in the training already.")
