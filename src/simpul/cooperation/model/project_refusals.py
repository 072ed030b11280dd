"""What the records of projects and deliverables refuse."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class ProjectUnknown(NotFound):
    """There is no such project; or it is of a programme that this reader does not see."""

    code = "project-unknown"
    sentence = N_("There is no such project, or it is not yours to see.")


class DeliverableUnknown(NotFound):
    """There is no such deliverable; or it is not public and this reader does not see its programme."""

    code = "deliverable-unknown"
    sentence = N_("There is no such deliverable, or it is not yours to see.")


class ProjectChanged(Conflict):
    """Somebody changed the project meanwhile."""

    code = "project-changed"
    sentence = N_("Somebody changed this project meanwhile. What you wrote is still here: compare, then save again.")


class DeliverableChanged(Conflict):
    """Somebody changed the deliverable meanwhile."""

    code = "deliverable-changed"
    sentence = N_("Somebody changed this deliverable meanwhile. What you wrote is still here: compare, then save again.")


class StepMissing(Invalid):
    """No step was chosen."""

    code = "step-missing"
    sentence = N_("Choose the step that the project takes.")
    field = "after"


class StepNotPossible(Conflict):
    """From where the project is no way leads there."""

    code = "step-not-possible"
    sentence = N_("From where the project is now, this step is not possible. Look again at its stage.")


class NothingToUndo(Conflict):
    """The project took no step that could be taken back."""

    code = "nothing-to-undo"
    sentence = N_("This project took no step that could be taken back.")


class NotYourProposal(NotAllowed):
    """Somebody else's proposal, or one that was selected already."""

    code = "not-your-proposal"
    sentence = N_(
        "You may change proposals of your own side until they are selected. The rest is for who keeps the programme."
    )


class ProjectTitleMissing(Invalid):
    """A project has a title, in Indonesian at least."""

    code = "project-title-missing"
    sentence = N_("Give the project a title in Indonesian, of at most 300 characters in each language.")
    field = "title_id"


class ProjectYearWrong(Invalid):
    """The year is none of a cooperation."""

    code = "project-year-wrong"
    sentence = N_("Give the year for which it is proposed, between 1973 and ten years from now.")
    field = "year"


class ProjectSideWrong(Invalid):
    """Neither of the sides."""

    code = "project-side-wrong"
    sentence = N_("Choose which side proposes it.")
    field = "proposed_by"


class StepDayWrong(Invalid):
    """The day is none, lies ahead, or before the step before."""

    code = "step-day-wrong"
    sentence = N_("Give the day of the step: not in the future, and not before the step before it.")
    field = "on"


class StepNoteMissing(Invalid):
    """A project is declined or stopped only for a reason."""

    code = "step-note-missing"
    sentence = N_("Say why, in 5 to 500 characters. Everybody of the programme reads it.")
    field = "note"


class DeliverableTitleMissing(Invalid):
    """A deliverable has a title, in Indonesian at least."""

    code = "deliverable-title-missing"
    sentence = N_("Give the deliverable a title in Indonesian, of at most 300 characters in each language.")
    field = "title_id"


class DeliverableKindWrong(Invalid):
    """None of the kinds."""

    code = "deliverable-kind-wrong"
    sentence = N_("Choose what kind of result it is.")
    field = "kind"


class DeliverableDayWrong(Invalid):
    """The day is none, or lies ahead."""

    code = "deliverable-day-wrong"
    sentence = N_("Give the day it was handed over, not in the future, or none.")
    field = "on"


class BecameWrong(Invalid):
    """No place that a link may lead to, or no name for it."""

    code = "became-wrong"
    sentence = N_(
        "Give a page of this node such as /kematangan, or an address that begins with https://, and its name in Indonesian."
    )
    field = "where"


class BecameTooMany(Conflict):
    """More links than a page bears."""

    code = "became-too-many"
    sentence = N_("A deliverable leads to at most ten places. Take one away first.")


class FileMissing(Invalid):
    """No file was chosen, or it is empty."""

    code = "deliverable-file-missing"
    sentence = N_("Choose a file that holds something.")
    field = "file"


class FileTooLarge(Invalid):
    """More bytes than a file of the library may have."""

    code = "deliverable-file-too-large"
    sentence = N_("A file of the library may have at most 50 MB.")
    field = "file"


class FileStrange(Invalid):
    """No document of the four kinds, or one that hides something."""

    code = "deliverable-file-strange"
    sentence = N_(
        "The library takes PDF, DOCX, XLSX and PPTX, whole, without password or macros. This file is none of these."
    )
    field = "file"


class FileLies(Invalid):
    """The name says one kind, the bytes another."""

    code = "deliverable-file-lies"
    sentence = N_("The file is called .{said}, but holds {found}. Save it again in its own form.")
    field = "file"


class FileLanguageWrong(Invalid):
    """None of the three languages."""

    code = "deliverable-file-language-wrong"
    sentence = N_("Choose the language of the file.")
    field = "language"


class FileTwice(Conflict):
    """The very same file is there already."""

    code = "deliverable-file-twice"
    sentence = N_("This very file is in the library already, with this deliverable.")


class FilesTooMany(Conflict):
    """More files than a deliverable may have."""

    code = "deliverable-files-too-many"
    sentence = N_("A deliverable has at most 30 files. Take one out first.")


class FileGone(NotFound):
    """The file is not in the library, or its bytes are not what they were."""

    code = "deliverable-file-gone"
    sentence = N_("This file is not in the library any more.")
