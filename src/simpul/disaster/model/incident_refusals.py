"""What is refused about incidents, and the sentence that tells an officer what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from simpul.kernel.i18n import N_


class IncidentMissing(NotFound):
    """No incident has this number, or it is not for this actor."""

    code = "incident-missing"
    sentence = N_("There is no incident with this number.")


class SituationReportMissing(NotFound):
    """The incident has no such edition, or it was not published."""

    code = "situation-report-missing"
    sentence = N_("There is no situation report with this number.")


class NotYourIncident(NotAllowed):
    """The incident reaches beyond the region that the officer's agency answers for, or lies outside it."""

    code = "not-your-incident"
    sentence = N_("This incident reaches beyond the region of your agency: the agency of the larger region leads it.")


class IncidentChangedMeanwhile(Conflict):
    """Somebody else changed the incident since this page was opened."""

    code = "incident-changed-meanwhile"
    sentence = N_("Somebody else changed this incident meanwhile. Below is how it stands now; what you wrote is kept.")


class StageNotAllowed(Conflict):
    """The incident's stage does not lead to that one."""

    code = "stage-not-allowed"
    sentence = N_("This step does not follow from the incident's stage. Look at the stage and decide again.")
    field = "stage"


class ReopenTooLate(Conflict):
    """The incident was closed too long ago to go on."""

    code = "reopen-too-late"
    sentence = N_("This incident was closed more than {days} days ago. Open a new one, so that the two are counted apart.")
    field = "stage"


class ClosedAlready(Conflict):
    """A closed incident takes no more of this."""

    code = "incident-closed"
    sentence = N_("This incident is closed. Reopen it first.")


class IncidentUndoTooLate(Conflict):
    """The last step is too old to be undone, is none that can be, or others have gone on from it."""

    code = "incident-undo-too-late"
    sentence = N_("This can no longer be undone, or somebody has gone on from it. Decide anew instead.")


class StepReasonMissing(Invalid):
    """A step back is taken only with a reason."""

    code = "step-reason-missing"
    sentence = N_("Say why: this step is one that others will ask about.")
    field = "reason"


class ReportsMissing(Invalid):
    """No report was named, or one that there is not."""

    code = "reports-missing"
    sentence = N_("Choose at least one report that there is.")
    field = "reports"


class NoneVerified(Conflict):
    """An incident rests on verified reports, and none of these is."""

    code = "none-verified"
    sentence = N_("Verify at least one of these reports first: an incident rests on what an officer has verified.")
    field = "reports"


class ReportElsewhere(Conflict):
    """The report belongs to another incident already."""

    code = "report-elsewhere"
    sentence = N_("Report {report} belongs to another incident. Take it out there first, or merge the two.")
    field = "reports"


class ReportUnfit(Conflict):
    """The report is hidden, of another hazard, or an exercise among real ones."""

    code = "report-unfit"
    sentence = N_("Report {report} does not fit: it is hidden, of another hazard, or an exercise among real reports.")
    field = "reports"


class NotInIncident(Conflict):
    """The report does not belong to this incident."""

    code = "not-in-incident"
    sentence = N_("Report {report} does not belong to this incident. Look again which reports do.")
    field = "reports"


class ReportsLeft(Conflict):
    """Nothing verified would be left."""

    code = "reports-left"
    sentence = N_("An incident keeps at least one verified report. Close it or merge it instead.")
    field = "reports"


class MergeUnfit(Conflict):
    """The two cannot be one: the same incident, another hazard, or an exercise and a real one."""

    code = "merge-unfit"
    sentence = N_("These two cannot be one incident: they must be two, of one hazard, and both open.")
    field = "other"


class IncidentNameMissing(Invalid):
    """An incident needs a name."""

    code = "incident-name-missing"
    sentence = N_("Give the incident a name, for example “Banjir Kampung Melayu”.")
    field = "name"


class WordsTooLong(Invalid):
    """More text than the field may hold."""

    code = "words-too-long"
    sentence = N_("Shorten this text to {most} characters.")

    def __init__(self, *, most: int = 0, name: str = "") -> None:
        super().__init__(most=most, name=name)
        self.field = name or None


class NoteMissing(Invalid):
    """The log entry is empty."""

    code = "note-missing"
    sentence = N_("Write what happened.")
    field = "note"


class FigureUnreadable(Invalid):
    """A figure is no whole number that can be."""

    code = "figure-unreadable"
    sentence = N_("Give each figure as a whole number from 0 to {most}, or leave it empty.")

    def __init__(self, *, most: int = 0, name: str = "") -> None:
        super().__init__(most=most, name=name)
        self.field = name or None


class FiguresMissing(Invalid):
    """No figure was given."""

    code = "figures-missing"
    sentence = N_("Give at least one figure.")
    field = "people"


class FigureSourceMissing(Invalid):
    """A figure without its source is a rumour."""

    code = "figure-source-missing"
    sentence = N_("Say whose figures these are, for example “Camat Jatinegara” or “TRC BPBD”.")
    field = "source"


class FigureTimeUnreadable(Invalid):
    """The time of the figures cannot be read or lies ahead."""

    code = "figure-time-unreadable"
    sentence = N_("Say as of when the figures are: a time that is not ahead of now.")
    field = "at"


class TypesettingUnavailable(Unavailable):
    """The PDF could not be made in the time it may take."""

    code = "typesetting-unavailable"
    sentence = N_("The PDF could not be made just now. Nothing was issued; please try again in a minute.")
