"""What a file of reports is refused for, and why a row of one is left out."""

from collections.abc import Mapping

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class ImportMissing(NotFound):
    """No import has this id, or another agency's region sent it."""

    code = "import-missing"
    sentence = N_("This file is not known any more.")


class ImportFileMissing(Invalid):
    """No file was chosen."""

    code = "import-file-missing"
    sentence = N_("Choose the file with the reports.")
    field = "file"


class ImportTooLarge(Invalid):
    """More bytes than an import takes."""

    code = "import-too-large"
    sentence = N_("The file is larger than {megabytes} MB. Divide it into parts.")
    field = "file"


class ImportUnreadable(Invalid):
    """The file is neither CSV with a heading nor GeoJSON."""

    code = "import-unreadable"
    sentence = N_("This is neither CSV with a heading line nor GeoJSON. Save the table as CSV (UTF-8) and try again.")
    field = "file"


class ImportEmpty(Invalid):
    """There is a heading, and nothing below it."""

    code = "import-empty"
    sentence = N_("The file holds no row below its heading.")
    field = "file"


class ImportTooLong(Invalid):
    """More rows than an import takes."""

    code = "import-too-long"
    sentence = N_("The file holds more than {most} rows. Divide it into parts.")
    field = "file"


class ColumnMissing(Invalid):
    """No column says where the rows are."""

    code = "import-column-missing"
    sentence = N_("Say which columns hold latitude and longitude, or the region’s code.")
    field = "latitude"


class SourceMissing(Invalid):
    """Nobody said whose numbers these are."""

    code = "import-source-missing"
    sentence = N_("Say in at most {most} characters where these reports come from, for example “Posko Jatinegara”.")
    field = "source"


class ImportElsewhere(Conflict):
    """The import is not in a state in which this can be done."""

    code = "import-elsewhere"
    sentence = N_("The file is not at this step any more. Look again.")


class ImportUndoTooLate(Conflict):
    """More than an hour went by since the file was taken in."""

    code = "import-undo-too-late"
    sentence = N_("A file can be taken back within an hour. Hide single reports at the desk instead.")


class ImportGivenUp(Conflict):
    """A worker died on this file again and again."""

    code = "import-given-up"
    sentence = N_("The file could not be worked on in three attempts. Divide it, or send it again later.")


WHYS: Mapping[str, str] = {
    "cells": N_("The row has more cells than the heading has columns."),
    "latitude": N_("The latitude is no number of degrees between −90 and 90."),
    "longitude": N_("The longitude is no number of degrees between −180 and 180."),
    "place-missing": N_("Neither coordinates nor a region’s code say where it was."),
    "swapped": N_("Latitude and longitude seem to be swapped."),
    "region": N_("No region has this code."),
    "abroad": N_("The place lies outside Indonesia."),
    "at-sea": N_("The place lies at sea."),
    "elsewhere": N_("The place lies outside the region your agency answers for."),
    "time": N_("The time cannot be read. Write it like 2026-11-26 08:15."),
    "future": N_("The time lies in the future."),
    "too-old": N_("The time lies before the year 2000."),
    "hazard": N_("This is no hazard that can be reported."),
    "kind": N_("The hazard has no such kind of report."),
    "answer": N_("The answer cannot be read."),
    "range": N_("The answer is smaller or larger than can be."),
    "text": N_("The description is longer than 2,000 characters."),
    "twice": N_("The number stands in an earlier row of the file already."),
    "taken": N_("Another report of this source has the same number, at another place or of another hazard."),
}
"""Why a row is left out, in words."""

PROBLEMS: Mapping[str, str] = {
    one.code: one.sentence for one in (ImportGivenUp, ImportUnreadable, ImportEmpty, ImportTooLong, ColumnMissing)
}
"""What ended the work on a file, in words."""
