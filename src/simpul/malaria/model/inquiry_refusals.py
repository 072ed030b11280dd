"""What investigations and foci refuse, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed
from simpul.kernel.i18n import N_


class OfficerOnly(NotAllowed):
    """Limits, states and the closing of foci are the programme officer's."""

    code = "malaria-officer-only"
    sentence = N_("Only the programme’s officer of the kabupaten may do this. Ask the health office.")


class ChangedMeanwhile(Conflict):
    """Somebody else saved a newer version after this page was opened."""

    code = "malaria-changed-meanwhile"
    sentence = N_(
        "Somebody else saved this while you were writing. Your words still stand below: compare, then save again."
    )


class NothingToUndo(Conflict):
    """The step was taken back before, another came after it, or what stood before was erased."""

    code = "malaria-nothing-to-undo"
    sentence = N_("This step can no longer be taken back: another step came after it. Look at the history.")


class DayWrong(Invalid):
    """A day that is no day, lies before the case or in the future."""

    code = "malaria-day-wrong"
    sentence = N_("Write the day as 2026-01-31, not before the test and not after today.")

    def __init__(self, field: str = "") -> None:
        super().__init__()
        self.field = field


class AnswerWrong(Invalid):
    """An answer of the form that does not fit its field."""

    code = "malaria-answer-wrong"
    sentence = N_("Check this answer: it does not fit what is asked.")

    def __init__(self, field: str = "") -> None:
        super().__init__()
        self.field = field


class OriginMissing(Invalid):
    """No classification was chosen."""

    code = "malaria-origin-missing"
    sentence = N_("Choose where the case was caught.")
    field = "origin"


class InvestigationDayMissing(Invalid):
    """A case is classified after it was investigated."""

    code = "malaria-investigation-day-missing"
    sentence = N_("Write the day of the investigation first: a case is classified after it was investigated.")
    field = "investigated_on"


class LimitsWrong(Invalid):
    """The limits must be whole days in ascending order."""

    code = "malaria-limits-wrong"
    sentence = N_("Write whole days from 1 to 60, none smaller than the one before it.")
    field = "notify"


class NotIndigenous(Invalid):
    """A focus opens from a case that was caught here."""

    code = "malaria-not-indigenous"
    sentence = N_("A focus opens from a case that was classified as indigenous or introduced. Classify the case first.")


class FocusThere(Conflict):
    """The case belongs to a focus already."""

    code = "malaria-focus-there"
    sentence = N_("This case belongs to a focus already.")


class OutlineWrong(Invalid):
    """The outline of a part of a village does not close a surface."""

    code = "malaria-outline-wrong"
    sentence = N_("Write at least three points, one a line: latitude, longitude. They must lie within 50 km of each other.")
    field = "outline"


class FocusNameWrong(Invalid):
    """A focus has a name of 3 to 80 characters."""

    code = "malaria-focus-name-wrong"
    sentence = N_("Give the focus a name of 3 to 80 characters.")
    field = "name"


class StateMissing(Invalid):
    """No state was chosen."""

    code = "malaria-state-missing"
    sentence = N_("Choose the state of the focus.")
    field = "state"


class StateTooEarly(Conflict):
    """The years without an indigenous case that the state asks for have not gone by."""

    code = "malaria-state-too-early"
    sentence = N_("Too early: this state needs {days} days without an indigenous case here; {gone} have gone by.")


class FocusClosed(Conflict):
    """The focus is closed; only reopening changes it."""

    code = "malaria-focus-closed"
    sentence = N_("This focus is closed. Reopen it before you change it.")


class FocusOpen(Conflict):
    """The focus is open already."""

    code = "malaria-focus-open"
    sentence = N_("This focus is open already.")


class ClosingMissing(Invalid):
    """Why a focus closes was not chosen."""

    code = "malaria-closing-missing"
    sentence = N_("Choose why the focus is closed.")
    field = "how"


class FigureWrong(Invalid):
    """A number of the response is no whole number, or more were found than looked at."""

    code = "malaria-figure-wrong"
    sentence = N_("Write whole numbers from 0 to 99,999; no part may be larger than its whole.")
    field = "figures"


class ActionSettled(Conflict):
    """The action was done or dropped before."""

    code = "malaria-action-settled"
    sentence = N_("This action was settled in the meantime. Look at the list again.")


class ActionMissing(Invalid):
    """No kind of action was chosen."""

    code = "malaria-action-missing"
    sentence = N_("Choose what will be done.")
    field = "kind"
