"""What the flood watch refuses, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid
from simpul.kernel.i18n import N_


class HabitatMissing(Invalid):
    """No village was chosen, or it is none of the programme's."""

    code = "malaria-habitat-missing"
    sentence = N_("Choose a village of the programme.")
    field = "village"


class HabitatSettled(Conflict):
    """The village is marked already, or is not."""

    code = "malaria-habitat-settled"
    sentence = N_("Somebody did this before you. Look at the list again.")


class WatchSettled(Conflict):
    """The watch is closed already, or is not."""

    code = "malaria-watch-settled"
    sentence = N_("Somebody closed or reopened this watch before you. Look at it again.")


class WatchRuleWrong(Invalid):
    """Lag and length are whole days within bounds."""

    code = "malaria-watch-rule-wrong"
    sentence = N_("Write whole days: 0 to 180 after the flood, 7 to 180 in length.")
    field = "lag"
