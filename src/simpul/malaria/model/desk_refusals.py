"""What the malaria desk refuses, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class DeskOnly(NotAllowed):
    """The desk is for the programme's officers and supervisors."""

    code = "malaria-desk-only"
    sentence = N_("This is for officers and supervisors of the malaria programme. Ask your administrator for the role.")


class SupervisorOnly(NotAllowed):
    """Devices are given, and differences settled, by supervisors."""

    code = "malaria-supervisor-only"
    sentence = N_("Only a malaria supervisor may do this. Ask the supervisor of the Puskesmas.")


class NotYourVillage(NotAllowed):
    """The village lies outside the region of the actor's agency."""

    code = "malaria-not-your-village"
    sentence = N_("This village is not in the region of your agency.")


class DeskNothing(NotFound):
    """There is no such worker, device, case or check, or it is not in the actor's region."""

    code = "malaria-nothing-here"
    sentence = N_("There is nothing here, or it is not in the region of your agency.")


class DeskReasonMissing(Invalid):
    """The step needs a reason of 3 to 200 characters."""

    code = "malaria-reason-missing"
    sentence = N_("Say why, in 3 to 200 characters.")
    field = "reason"


class SettledAlready(Conflict):
    """Somebody settled the check, or undid the merge, before."""

    code = "malaria-settled-already"
    sentence = N_("Somebody else settled this in the meantime. Look at the list again.")


class NotConfirmed(Invalid):
    """The box that confirms the step was not ticked."""

    code = "malaria-not-confirmed"
    sentence = N_("Tick the box to confirm that you want this.")
    field = "sure"


class FileMissing(Invalid):
    """No file was chosen, or it is empty or larger than a form takes."""

    code = "malaria-file-missing"
    sentence = N_("Choose the file that the device made: its name ends in .smp, and it has at most 10 MB.")
    field = "file"


class HowMissing(Invalid):
    """None of the ways in which this check can be settled was chosen."""

    code = "malaria-how-missing"
    sentence = N_("Choose which of them is right.")
    field = "choice"


class VillageMissing(Invalid):
    """No village was chosen."""

    code = "malaria-village-missing"
    sentence = N_("Choose the village.")
    field = "village"


class FinalAlready(Conflict):
    """A chosen value is taken back by choosing another one on a device, not at the desk."""

    code = "malaria-final"
    sentence = N_("This cannot be taken back here: have the worker correct it on her phone.")
