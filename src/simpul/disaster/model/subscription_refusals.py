"""What subscribing may be refused for."""

from simpul.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from simpul.kernel.i18n import N_


class SubscriptionMissing(NotFound):
    """No subscription has this secret link, or it was ended and erased."""

    code = "subscription-missing"
    sentence = N_("This link belongs to no subscription. It may have been ended already.")


class PlaceNotChosen(Invalid):
    """A subscription needs a place."""

    code = "subscription-place-missing"
    sentence = N_("Choose at least one place, or your position.")
    field = "q"


class PlacesTooMany(Invalid):
    """More regions than one subscription may have."""

    code = "subscription-places-many"
    sentence = N_("Choose up to {most} places. A province stands for all that lies in it.")
    field = "q"


class PlaceUnclear(Invalid):
    """No region, or several, have this name; `candidates` are the likely ones."""

    code = "subscription-place-unclear"
    sentence = N_("Which place do you mean? Write the name of a village, district, city or regency.")
    field = "q"

    def __init__(self, candidates: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__()
        self.candidates = candidates


class QuietUnreadable(Invalid):
    """Quiet hours that are no times, or that begin when they end."""

    code = "subscription-quiet-unreadable"
    sentence = N_("Give quiet hours as two different times, such as 21:00 and 05:00.")
    field = "quiet_from"


class ChannelUnknown(Invalid):
    """No such way to be told is set up on this node."""

    code = "subscription-channel-unknown"
    sentence = N_("Choose how you want to be told.")
    field = "channel"


class AddressUnreadable(Invalid):
    """The address is none of this channel."""

    code = "subscription-address-unreadable"
    sentence = N_("This address cannot be read. Check it: an e-mail address, or a number such as 0812…")
    field = "address"


class CodeWrong(Invalid):
    """The code is not the one that was sent."""

    code = "subscription-code-wrong"
    sentence = N_("This is not the code that was sent. Look again; it has six digits.")
    field = "code"


class CodeSpent(Conflict):
    """The code was tried too often, or has waited too long."""

    code = "subscription-code-spent"
    sentence = N_("This code can no longer be used. Begin again to get a new one.")


class CannotTell(Unavailable):
    """The code could not be sent there now."""

    code = "subscription-cannot-tell"
    sentence = N_("No message could be sent to this address just now. Check it, or try again in a few minutes.")
    field = "address"
