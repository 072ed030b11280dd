"""What the description and the life cycle of a service refuse, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid
from simpul.kernel.i18n import N_


class ContactNotFit(Invalid):
    """The contact is no line of text."""

    code = "service-contact-not-fit"
    sentence = N_("Write on one line of at most 200 characters whom callers may ask: an office, a telephone, an e-mail.")
    field = "contact"


class PromiseNotFit(Invalid):
    """The promised availability, answer time or hours cannot be read."""

    code = "service-promise-not-fit"
    sentence = N_(
        "Write the availability as a percentage such as 99.5, the answer time in milliseconds, the hours on one line."
    )
    field = "availability"


class SunsetNotFit(Invalid):
    """The last day of a service is missing or past."""

    code = "service-sunset-not-fit"
    sentence = N_("Choose a day to come as the last one of the service.")
    field = "sunset_at"


class SuccessorNotFit(Invalid):
    """What is named as successor is no service, or the service itself."""

    code = "service-successor-not-fit"
    sentence = N_("Write the other service's whole path, such as ID/GOV/6000/BPBD/reports.")
    field = "successor"


class LifecycleNotSo(Conflict):
    """The service stands there already."""

    code = "service-lifecycle-not-so"
    sentence = N_("The service is in that state already.")
    field = "to"
