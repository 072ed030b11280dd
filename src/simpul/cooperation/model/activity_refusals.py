"""What the rules of activities, experts and nominations say no to."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class ActivityUnknown(NotFound):
    """There is no such activity, or it is not this reader's to know of."""

    code = "activity-unknown"
    sentence = N_("There is no such activity, or it is not yours to see.")


class ActivityChanged(Conflict):
    """Somebody changed the activity meanwhile."""

    code = "activity-changed"
    sentence = N_("Somebody changed this activity meanwhile. What you wrote is still here: compare, then save again.")


class ActivityMoveWrong(Conflict):
    """The activity is not in a state from which this follows."""

    code = "activity-move-wrong"
    sentence = N_("This does not follow from how far the activity is. Look at its page again.")


class ActivityNotOver(Conflict):
    """It is said to have been held before its first day."""

    code = "activity-not-over"
    sentence = N_("This activity has not begun yet. Say that it took place afterwards.")


class ActivityTitleMissing(Invalid):
    """An activity has a title, in Indonesian at least."""

    code = "activity-title-missing"
    sentence = N_("Give the activity a title in Indonesian, of at most 200 characters in each language.")
    field = "title_id"


class ActivityKindWrong(Invalid):
    """The kind is none."""

    code = "activity-kind-wrong"
    sentence = N_("Choose what kind of activity it is.")
    field = "kind"


class ActivityDaysWrong(Invalid):
    """The days are none, or the last lies before the first."""

    code = "activity-days-wrong"
    sentence = N_("Give the first day, and a last day that is not before it.")
    field = "since"


class ActivityHoursWrong(Invalid):
    """The hours are none, or do not lie within the days."""

    code = "activity-hours-wrong"
    sentence = N_("Give the hours as 09:00. The end comes after the beginning.")
    field = "begins"


class ActivityProgrammeWrong(Invalid):
    """The programme is none that this person keeps."""

    code = "activity-programme-wrong"
    sentence = N_("Choose a programme whose records you keep.")
    field = "programme"


class ActivityDocumentsWrong(Invalid):
    """Passports are asked for where no side could keep them."""

    code = "activity-documents-wrong"
    sentence = N_("Passports are asked for in activities of a programme only: its sides keep them.")
    field = "documents"


class ActivityCountWrong(Invalid):
    """The number of participants is none."""

    code = "activity-count-wrong"
    sentence = N_("Give the number of participants as digits, or leave it empty.")
    field = "participants"


class ActivityLinkWrong(Invalid):
    """The address for who takes part from afar is none."""

    code = "activity-link-wrong"
    sentence = N_("Give the address of the remote room as https://…, or leave it empty.")
    field = "remote"


class QuotaWrong(Invalid):
    """The quota is none."""

    code = "activity-quota-wrong"
    sentence = N_("Give the agency's code and name, and from 0 to 5,000 places.")
    field = "agency"


class QuotaInUse(Conflict):
    """People are nominated on this quota."""

    code = "quota-in-use"
    sentence = N_("People are nominated on this quota. Set it to 0 to close it, or withdraw them first.")


class NominationUnknown(NotFound):
    """There is no such nomination, or it is not this reader's to know of."""

    code = "nomination-unknown"
    sentence = N_("There is no such nomination, or it is not yours to see.")


class NominationChanged(Conflict):
    """Somebody decided meanwhile."""

    code = "nomination-changed"
    sentence = N_("Somebody changed this nomination meanwhile. Look again and repeat if it is still right.")


class NominationsClosed(Conflict):
    """The activity does not take nominations now."""

    code = "nominations-closed"
    sentence = N_("This activity does not take nominations now.")


class NotYourAgency(NotAllowed):
    """An agency's people are named by that agency, or by the keepers of its side."""

    code = "activity-not-your-agency"
    sentence = N_("Only this agency's liaison and the keepers of its side nominate its people.")


class NominationMoveWrong(Conflict):
    """The nomination is not in a state from which this follows."""

    code = "nomination-move-wrong"
    sentence = N_("This does not follow from how far the nomination is: who waits has no place yet, who withdrew is out.")


class NominationTwice(Conflict):
    """The agency has named this person already."""

    code = "nomination-twice"
    sentence = N_("This agency has nominated a person of this name already.")


class NomineeNameWrong(Invalid):
    """The name is missing or too long."""

    code = "nominee-name-wrong"
    sentence = N_("Give the person's name, of at most 120 characters.")
    field = "name"


class NomineeAgencyWrong(Invalid):
    """The agency is none."""

    code = "nominee-agency-wrong"
    sentence = N_("Give the agency's code, such as ID/GOV/8205/SPBE, and its name.")
    field = "agency"


class NomineeEmailWrong(Invalid):
    """The address is none."""

    code = "nominee-email-wrong"
    sentence = N_("Give an e-mail address such as nama@contoh.go.id, or leave it empty.")
    field = "email"


class DeclineReasonMissing(Invalid):
    """Who declines says why."""

    code = "decline-reason-missing"
    sentence = N_("Say why, in 5 to 300 characters: the agency and the person read it.")
    field = "reason"


class ExpertUnknown(NotFound):
    """There is no such expert, or they are not this reader's to know of."""

    code = "expert-unknown"
    sentence = N_("There is no such expert, or the programme is not yours to see.")


class ExpertChanged(Conflict):
    """Somebody changed the expert meanwhile."""

    code = "expert-changed"
    sentence = N_("Somebody changed this expert's record meanwhile. What you wrote is still here: compare and save again.")


class ExpertWrong(Invalid):
    """The expert has no name or no field."""

    code = "expert-wrong"
    sentence = N_("Give the expert's name and their field in Indonesian, each of at most 200 characters.")
    field = "name"


class ExpertSideWrong(Invalid):
    """The side is none."""

    code = "expert-side-wrong"
    sentence = N_("Choose the side that sends the expert.")
    field = "side"


class SecondmentWrong(Invalid):
    """The secondment lacks its first day, its host, or ends before it begins."""

    code = "secondment-wrong"
    sentence = N_("A secondment has a host, a first day and a last day after it, or none yet. Else leave all three empty.")
    field = "host"
