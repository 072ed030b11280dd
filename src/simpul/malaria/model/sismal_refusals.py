"""What is refused when a sheet of e-SISMAL is sent, taken in or undone, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid
from simpul.kernel.i18n import N_


class SheetMissing(Invalid):
    """No file was chosen."""

    code = "malaria-sheet-missing"
    sentence = N_("Choose the file: XLSX, XLS, ODS or CSV.")
    field = "file"


class SheetTooLarge(Invalid):
    """The file is larger than any sheet needs to be."""

    code = "malaria-sheet-too-large"
    sentence = N_("The file has more than 64 MB. Send it in parts, for example a file for each year.")
    field = "file"


class NotASheet(Invalid):
    """What came is no spreadsheet, whatever its name says."""

    code = "malaria-not-a-sheet"
    sentence = N_("This is not a spreadsheet, whatever its name says. Send the file as XLSX, XLS, ODS or CSV.")
    field = "file"


class SheetLocked(Invalid):
    """The file is encrypted with a password."""

    code = "malaria-sheet-locked"
    sentence = N_("The file is locked with a password. Save it without one and send it again.")
    field = "file"


class SheetUnreadable(Invalid):
    """The file is damaged, or unpacks to far more than a sheet needs."""

    code = "malaria-sheet-unreadable"
    sentence = N_("The file is damaged, or unpacks to far more than a sheet needs. Open it, save it anew, send it again.")
    field = "file"


class SheetWithoutHeading(Invalid):
    """No sheet of the file has the columns of e-SISMAL."""

    code = "malaria-sheet-without-heading"
    sentence = N_("No sheet of the file has the columns of e-SISMAL. The report below says which are missing.")
    field = "file"


class SheetGivenUp(Invalid):
    """Reading was begun three times and never ended."""

    code = "malaria-sheet-given-up"
    sentence = N_("The file could not be read in three attempts. Send it in smaller parts.")
    field = "file"


class ImportAreaWrong(Invalid):
    """The kabupaten chosen is not one of the agency's."""

    code = "malaria-import-area-wrong"
    sentence = N_("Choose the kabupaten that the rows are of.")
    field = "area"


class ImportNotNow(Conflict):
    """The import is not in a state in which this can be done."""

    code = "malaria-import-not-now"
    sentence = N_("This cannot be done with the import as it stands now. Look at the page again.")


class NothingToTake(Conflict):
    """Everything in the file stands already."""

    code = "malaria-nothing-to-take"
    sentence = N_("There is nothing to take in: what the file says stands already.")


class UndoneOutOfTurn(Conflict):
    """A later import changed the same rows."""

    code = "malaria-undone-out-of-turn"
    sentence = N_("A later import changed the same rows. Undo that one first.")


class UndoTooLate(Conflict):
    """What is needed for the undoing is not kept any longer."""

    code = "malaria-undo-too-late"
    sentence = N_("An import can be undone for 30 days only.")


PROBLEMS = {
    one.code: one
    for one in (NotASheet, SheetTooLarge, SheetLocked, SheetUnreadable, SheetWithoutHeading, SheetGivenUp, SheetMissing)
}
"""What may end an import while it is read."""
