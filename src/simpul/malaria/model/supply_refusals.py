"""What the rooms of stock and resupply refuse, and the sentence that says so."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class StoreOfficerOnly(NotAllowed):
    """The kabupaten's store is its officer's."""

    code = "malaria-store-officer-only"
    sentence = N_("Only the malaria officer of the kabupaten may do this. Ask her to do it.")


class SupplyNothing(NotFound):
    """There is no such resupply or village, or it is not in the actor's region."""

    code = "malaria-supply-nothing"
    sentence = N_("There is no such stock or resupply in the region of your agency.")


class ResupplyMoved(Conflict):
    """The resupply is not in the state that this step begins from."""

    code = "malaria-resupply-moved"
    sentence = N_("This resupply has gone a step further in the meantime. Look at it again.")


class NothingWanted(Invalid):
    """No quantity is above zero."""

    code = "malaria-nothing-wanted"
    sentence = N_("Give at least one quantity above zero.")
    field = "quantity"


class QuantityWrong(Invalid):
    """A quantity is not a whole number from 0 to 100,000."""

    code = "malaria-quantity-wrong"
    sentence = N_("Give quantities as whole numbers from 0 to 100,000.")
    field = "quantity"


class StoreShort(Conflict):
    """The store has less of a lot than is to leave it."""

    code = "malaria-store-short"
    sentence = N_("The store has only {left} of lot {lot}. Send less, or count the store first.")


class LotExpired(Conflict):
    """A lot that has expired may not be sent."""

    code = "malaria-lot-expired"
    sentence = N_("Lot {lot} has expired. Take another one, and write this one off.")


class LotWrong(Invalid):
    """The lot's number is missing or has signs that no lot has."""

    code = "malaria-lot-wrong"
    sentence = N_("Give the lot’s number as it is printed: letters, digits, dot, slash, dash, at most 40.")
    field = "lot"


class ExpiryWrong(Invalid):
    """The day of expiry is missing or not a day."""

    code = "malaria-expiry-wrong"
    sentence = N_("Give the day on which the lot expires.")
    field = "expires"


class ProductWrong(Invalid):
    """No product was chosen."""

    code = "malaria-product-wrong"
    sentence = N_("Choose what it is.")
    field = "product"
