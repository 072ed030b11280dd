"""Why somebody must not assess an agency, in words that end a sentence."""

from collections.abc import Mapping

from simpul.kernel.i18n import N_
from simpul.maturity.model.editions import Clash

CLASHES: Mapping[Clash, str] = {
    Clash.OWN: N_("works at this agency"),
    Clash.SAME_REGION: N_("works for a government of the same region"),
    Clash.DECLARED: N_("declared an interest in this agency"),
    Clash.SAME_INSTITUTION: N_("the other assessor is of the same institution"),
    Clash.OTHER_SEAT: N_("has another seat for this agency"),
}
