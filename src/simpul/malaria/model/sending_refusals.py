"""What is refused when figures or records are to leave, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed
from simpul.kernel.i18n import N_


class NotEntitled(NotAllowed):
    """The artefact is for others, or of another region."""

    code = "malaria-not-entitled"
    sentence = N_("You may not take this file: it is for other roles of the programme, or of another region.")


class PurposeMissing(Invalid):
    """Rows about people leave only for a stated purpose."""

    code = "malaria-purpose-missing"
    sentence = N_("Choose what the file is for. It is kept with your name.")
    field = "purpose"


class MonthWrong(Invalid):
    """The month cannot be read, or has not begun."""

    code = "malaria-month-wrong"
    sentence = N_("Choose a month from the list.")
    field = "bulan"


class AreaWrong(Invalid):
    """No kabupaten was chosen, or one outside the actor's region."""

    code = "malaria-area-wrong"
    sentence = N_("Choose a kabupaten of your region.")
    field = "wilayah"


class OrganizationUnknown(Conflict):
    """A place has no number of an Organization in SATUSEHAT."""

    code = "malaria-organization-unknown"
    sentence = N_("SATUSEHAT’s Organization number of {area} is not set. Set it under “Numbers in other systems” first.")


class NothingCounted(Conflict):
    """There is nothing to send: no test of the month is counted."""

    code = "malaria-nothing-counted"
    sentence = N_("No test was counted in this month, so there is nothing to send. Choose another month.")


class CodesUnreadable(Invalid):
    """A line of the list of numbers cannot be read."""

    code = "malaria-codes-unreadable"
    sentence = N_("Line {line} cannot be read: write a region code of your region, a comma, and the number there.")
    field = "codes"
