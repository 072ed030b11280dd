"""What the programme's record refuses."""

from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_


class EventWrong(Invalid):
    """An event of the desk is not what its kind must be; `part` names the key."""

    code = "malaria-event-wrong"
    sentence = N_("This cannot be recorded as it is ({part}). Look again at what you filled in.")
