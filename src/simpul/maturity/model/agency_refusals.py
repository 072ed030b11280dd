"""What the agency's own pages refuse before anything is asked of the assessment."""

from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_


class LevelUnreadable(Invalid):
    """What was written as a level is no number."""

    code = "maturity-level-unreadable"
    sentence = N_("Write the level as a number such as 3 or 3.25, or leave it empty.")
    field = "level"


class WantedUnreadable(Invalid):
    """What was written as the level wanted is no number."""

    code = "maturity-wanted-unreadable"
    sentence = N_("Write the level that would be right as a number such as 3.")
    field = "wanted"


class SureMissing(Invalid):
    """The box that says one knows what one does was not ticked."""

    code = "maturity-sure-missing"
    sentence = N_("Tick the box to go on.")
    field = "sure"


class PersonMissing(Invalid):
    """No person was chosen."""

    code = "maturity-person-missing"
    sentence = N_("Choose a person.")
    field = "account"


class SuccessorMissing(Invalid):
    """No new data-entry officer was chosen."""

    code = "maturity-successor-missing"
    sentence = N_("Choose who takes over.")
    field = "successor"


class IndicatorsMissing(Invalid):
    """No indicator was chosen."""

    code = "maturity-indicators-missing"
    sentence = N_("Choose at least one indicator.")
    field = "indicator"
