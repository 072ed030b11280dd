"""Refusals about evidence: what is wrong with a file or link, and what helps."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class EvidenceUnknown(NotFound):
    """There is no such evidence, or this actor may not see the assessment."""

    code = "maturity-evidence-unknown"
    sentence = N_("There is no such evidence.")


class EvidenceFileGone(NotFound):
    """The entry is there, its file is not on the disk any more."""

    code = "maturity-evidence-file-gone"
    sentence = N_(
        "This file is not on the node’s disk any more. Its entry and checksum are kept: whoever has it can send the same"
        " file again."
    )


class EvidenceNotYours(NotAllowed):
    """Only who answers the indicator now may add evidence to it or remove it."""

    code = "maturity-evidence-not-yours"
    sentence = N_("Evidence is added and removed by those who answer this indicator now.")


class EvidenceClosed(Conflict):
    """The stage does not take evidence of this indicator now."""

    code = "maturity-evidence-closed"
    sentence = N_("This indicator takes no evidence now. What has been added before stays as it is.")


class EvidenceTooMuch(Conflict):
    """The indicator holds as many pieces of evidence as it may."""

    code = "maturity-evidence-too-much"
    sentence = N_(
        "One indicator holds at most {most} pieces of evidence. Remove one that is not needed, or put several together."
    )


class EvidenceTwice(Conflict):
    """The same file serves the same level already."""

    code = "maturity-evidence-twice"
    sentence = N_("The same file has been added to this level already. Nothing was added.")
    field = "file"


class EvidenceUndoneTooLate(Conflict):
    """The removal is too old to be taken back."""

    code = "maturity-evidence-undone-too-late"
    sentence = N_("This was removed more than {days} days ago and its file is erased. Add it again.")


class EvidenceFileMissing(Invalid):
    """No file was chosen, or it is empty."""

    code = "maturity-evidence-file-missing"
    sentence = N_("Choose a file; the one that came was empty or none.")
    field = "file"


class EvidenceFileTooLarge(Invalid):
    """The file is larger than the limit."""

    code = "maturity-evidence-file-too-large"
    sentence = N_("The file is larger than {most} MB. Divide it, scan it with fewer dots per inch, or add a link to it.")
    field = "file"


class EvidenceFileStrange(Invalid):
    """The file is of no kind that is taken."""

    code = "maturity-evidence-file-strange"
    sentence = N_("This kind of file is not taken. Send PDF, JPEG or PNG, DOCX, XLSX, PPTX, ODT, ODS, ODP, or plain text.")
    field = "file"


class EvidenceFileLies(Invalid):
    """The file's name says another kind than its content is."""

    code = "maturity-evidence-file-lies"
    sentence = N_("The name ends in .{said}, but the file holds {found}. Save it again from the program it was made with.")
    field = "file"


class EvidenceFileOld(Invalid):
    """The file has an old format of office programs, which may hold macros."""

    code = "maturity-evidence-file-old"
    sentence = N_("This is an old office format (.doc, .xls, .ppt). Save it as DOCX, XLSX, PPTX or PDF and send that.")
    field = "file"


class EvidenceFileMacros(Invalid):
    """The document holds macros."""

    code = "maturity-evidence-file-macros"
    sentence = N_("The document holds macros (small programs), which are not taken. Save it without macros, or as PDF.")
    field = "file"


class EvidenceFileLocked(Invalid):
    """The document is encrypted."""

    code = "maturity-evidence-file-locked"
    sentence = N_(
        "The document is locked with a password or encrypted, so that assessors could not open it. Send a copy without it."
    )
    field = "file"


class EvidenceFileBomb(Invalid):
    """The document would unpack to far more than it seems to be."""

    code = "maturity-evidence-file-bomb"
    sentence = N_("The document would unpack to {size} MB, which no computer should open. Save it again, or as PDF.")
    field = "file"


class EvidenceFileBroken(Invalid):
    """The file is cut off or damaged."""

    code = "maturity-evidence-file-broken"
    sentence = N_("The file is damaged or cut off. Open it on your computer, save it again, and send that.")
    field = "file"


class EvidenceLinkWrong(Invalid):
    """The address is none that others could open."""

    code = "maturity-evidence-link-wrong"
    sentence = N_("Write the whole address, beginning with https://, of a page that assessors can open.")
    field = "link"


class EvidenceTitleMissing(Invalid):
    """The evidence has no title, or too long a one."""

    code = "maturity-evidence-title-missing"
    sentence = N_("Write what this is, such as name and number of the document, with at most {most} characters.")
    field = "title"


class EvidenceNoteLong(Invalid):
    """The note is too long."""

    code = "maturity-evidence-note-long"
    sentence = N_("The note may have at most {most} characters.")
    field = "note"


class EvidenceLevelUnknown(Invalid):
    """The indicator has no such level."""

    code = "maturity-evidence-level-unknown"
    sentence = N_("Choose the level whose criterion this serves.")
    field = "level"


class MeasurementUnknown(Invalid):
    """Nothing of the kind is measured of this agency at this node."""

    code = "maturity-measurement-unknown"
    sentence = N_("Choose one of the measurements offered.")
    field = "measured"
