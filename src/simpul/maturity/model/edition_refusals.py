"""What is refused about editions, their agencies and who assesses them."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class MinistryOnly(NotAllowed):
    """Only those who lead the evaluation at the ministry do this."""

    code = "maturity-ministry-only"
    sentence = N_("Only the ministry's evaluation team can do this.")


class EditionUnknown(NotFound):
    """There is no such edition at this node."""

    code = "maturity-edition-unknown"
    sentence = N_("There is no edition {key}.")


class EditionTaken(Conflict):
    """An edition of that key is there already."""

    code = "maturity-edition-taken"
    sentence = N_("There is an edition {key} already. Give this one another name, such as 2026-latihan.")
    field = "key"


class EditionKeyWrong(Invalid):
    """The key is no year, nor a year and a word."""

    code = "maturity-edition-key-wrong"
    sentence = N_("Name the edition by its year, or by the year and a short word, such as 2026-latihan.")
    field = "key"


class EditionInstrumentWrong(Invalid):
    """No law edition or imported instrument fits."""

    code = "maturity-edition-instrument-wrong"
    sentence = N_("Choose one of the instruments that this node knows.")
    field = "instrument"


class EditionChanged(Conflict):
    """Somebody changed the edition meanwhile."""

    code = "maturity-edition-changed"
    sentence = N_("Somebody changed this edition meanwhile. Look at it again, then repeat what you wanted.")


class EditionFixed(Conflict):
    """A published edition does not change but for deadlines."""

    code = "maturity-edition-fixed"
    sentence = N_("This edition is published. Its instrument, stages and agencies no longer change.")


class EditionNotNow(Conflict):
    """The edition's state does not allow this step."""

    code = "maturity-edition-not-now"
    sentence = N_("This step is not possible in the edition's present state.")


class EditionEmpty(Invalid):
    """An edition without agencies cannot be published."""

    code = "maturity-edition-empty"
    sentence = N_("Add the agencies first: an edition without any cannot be published.")


class DeadlineWrong(Invalid):
    """A deadline is no day, or lies before that of the stage before."""

    code = "maturity-deadline-wrong"
    sentence = N_("Give each deadline as a day, none before the deadline of the stage before it.")
    field = "deadlines"


class ParticipantUnknown(NotFound):
    """The edition does not evaluate that agency."""

    code = "maturity-participant-unknown"
    sentence = N_("This edition does not evaluate that agency.")


class ParticipantBegun(Conflict):
    """The agency's assessment has begun."""

    code = "maturity-participant-begun"
    sentence = N_("The agency's assessment has begun, so it stays in the edition.")


class SeatWrong(Invalid):
    """No such seat, or nobody chosen who may have it."""

    code = "maturity-seat-wrong"
    sentence = N_("Choose who takes the seat, among those who hold the role for it.")
    field = "account"


class SeatClash(Conflict):
    """The person must not assess this agency."""

    code = "maturity-seat-clash"
    sentence = N_("This person cannot take the seat: {why}.")
    field = "account"


class SeatTaken(Conflict):
    """Somebody has the seat already."""

    code = "maturity-seat-taken"
    sentence = N_("This seat is taken. Free it first, with the reason.")
    field = "account"


class SeatReasonMissing(Invalid):
    """Ending an assignment needs a reason."""

    code = "maturity-seat-reason-missing"
    sentence = N_("Say in 3 to 200 characters why the seat is freed.")
    field = "reason"


class InterestWrong(Invalid):
    """The declaration lacks an agency or a reason."""

    code = "maturity-interest-wrong"
    sentence = N_("Name an agency by its number and say in 3 to 200 characters what ties you to it.")
    field = "agency"


class EditionUnsure(Invalid):
    """The edition's key was not typed to confirm a step that cannot be undone."""

    code = "maturity-edition-unsure"
    sentence = N_("Type the edition's name, {key}, to confirm. This cannot be undone.")
    field = "confirm"


class ParticipantWrong(Invalid):
    """What was given of an agency does not say which one it is."""

    code = "maturity-participant-wrong"
    sentence = N_("Give the agency's name in 3 to 120 characters and choose its kind; its number has digits only.")
    field = "name"


class ParticipantThere(Conflict):
    """The agency takes part already."""

    code = "maturity-participant-there"
    sentence = N_("The edition has this agency already.")
    field = "number"


class ProposalChanged(Conflict):
    """Seats, people or declarations changed after the proposal was shown."""

    code = "maturity-proposal-changed"
    sentence = N_("Seats changed after this proposal was made. Here is a new one: look at it, then take it.")
