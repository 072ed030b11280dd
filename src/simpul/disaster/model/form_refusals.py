"""What a resident's form refuses beyond what every report must be like."""

from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_


class PhotoOrTextMissing(Invalid):
    """Neither a photograph nor a word says what was seen."""

    code = "photo-or-text-missing"
    sentence = N_("Say in a few words what you see, or go back and add a photo: one of the two is needed.")
    field = "text"


class DirectionMissing(Invalid):
    """Something was seen from afar, and nobody said where from here."""

    code = "direction-missing"
    sentence = N_("Choose the direction and how far away it is, or choose the place itself.")
    field = "place"
