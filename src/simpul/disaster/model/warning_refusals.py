"""What is refused about warnings, and the sentence that tells an officer what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class WarningMissing(NotFound):
    """No warning, message or draft has this number or identifier."""

    code = "warning-missing"
    sentence = N_("There is no warning with this number.")


class WarningNotYours(NotAllowed):
    """The warning is for places outside the region that the officer's agency answers for."""

    code = "warning-not-yours"
    sentence = N_("Your agency does not answer for every place of this warning. Ask the agency that does to give it out.")


class WarnersOnly(NotAllowed):
    """Only duty officers give out warnings."""

    code = "warners-only"
    sentence = N_("Only duty officers may give out warnings.")


class SecondOfficerNeeded(NotAllowed):
    """This node wants two officers for a warning, and one cannot be both."""

    code = "second-officer-needed"
    sentence = N_("A second officer must confirm this warning. Send them the address of this page.")


class WarningChangedMeanwhile(Conflict):
    """Somebody else changed the warning since this draft was begun."""

    code = "warning-changed-meanwhile"
    sentence = N_("Somebody else changed this warning meanwhile. Look at how it stands now, and begin again from there.")


class WarningOver(Conflict):
    """A warning that was cancelled or has expired is not changed any more."""

    code = "warning-over"
    sentence = N_("This warning is over. Give out a new one.")


class WarningUnchanged(Conflict):
    """An update that says nothing new."""

    code = "warning-unchanged"
    sentence = N_("Nothing in this update differs from the warning as it stands. Change something, or leave it.")


class WarningPlaceMissing(Invalid):
    """No region was given."""

    code = "warning-place-missing"
    sentence = N_("Say where: choose at least one region.")
    field = "regions"


class WarningPlacesMany(Invalid):
    """More regions than a warning may name."""

    code = "warning-places-many"
    sentence = N_("Name at most {most} regions. Take the larger region that holds them.")
    field = "regions"


class WarningChoiceMissing(Invalid):
    """A choice was left open, or is none that there is."""

    code = "warning-choice-missing"
    sentence = N_("Choose one of the answers.")

    def __init__(self, *, name: str = "") -> None:
        super().__init__(name=name)
        self.field = name or None


class WarningTextMissing(Invalid):
    """A text is missing in one of the languages that every warning speaks."""

    code = "warning-text-missing"
    sentence = N_("Write this text: every warning says it in Indonesian and in English.")

    def __init__(self, *, name: str = "") -> None:
        super().__init__(name=name)
        self.field = name or None


class WarningTextLong(Invalid):
    """A text is longer than what phones and aggregators show."""

    code = "warning-text-long"
    sentence = N_("Shorten this text to {most} characters.")

    def __init__(self, *, most: int = 0, name: str = "") -> None:
        super().__init__(most=most, name=name)
        self.field = name or None


class WarningEndUnfit(Invalid):
    """The warning would end before it begins, or stand for too long."""

    code = "warning-end-unfit"
    sentence = N_("Let the warning end after it begins, and within {days} days. You can extend it by an update.")
    field = "expires"


class WarningCircleUnfit(Invalid):
    """The circle is none that can be drawn in Indonesia."""

    code = "warning-circle-unfit"
    sentence = N_("Give the circle as longitude, latitude and a radius from 0.1 to {most} km, or leave it empty.")
    field = "circle"


class CancelReasonMissing(Invalid):
    """A warning is taken back only with a reason, which everybody may read."""

    code = "cancel-reason-missing"
    sentence = N_("Say why the warning ends: those who were told will read it.")
    field = "note"


class CapUnreadable(Invalid):
    """The document is no CAP 1.2 alert, or breaks a rule of the standard."""

    code = "cap-unreadable"
    sentence = N_("This is not a CAP 1.2 message: {reason}.")
