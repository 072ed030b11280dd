"""What is refused about alerts, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid
from simpul.kernel.i18n import N_


class AlertChanged(Conflict):
    """Somebody else changed the alert after the page was opened."""

    code = "malaria-alert-changed"
    sentence = N_("Somebody else has judged this alert in the meantime. Look at it as it is now, then decide.")


class AlertStepUnknown(Invalid):
    """An alert is seen, confirmed, dismissed or opened again."""

    code = "malaria-alert-step-unknown"
    sentence = N_("Choose what to do with this alert.")
    field = "step"
