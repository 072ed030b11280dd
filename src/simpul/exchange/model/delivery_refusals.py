"""What receiving and delivering events refuse, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from simpul.kernel.i18n import N_


class OnlyThroughExchange(NotAllowed):
    """The address takes events that the exchange brings, and nobody else's."""

    code = "only-through-exchange"
    sentence = N_("This address takes events only through the exchange: signed, permitted and recorded.")


class EventsMalformed(Invalid):
    """The body is no CloudEvent, and no batch of them."""

    code = "events-malformed"
    sentence = N_("Send CloudEvents 1.0 in JSON, one or a batch of them. What does not fit: {place}.")


class EventReadersOnly(NotAllowed):
    """Only stewards, integrators and auditors of the agency that runs the node see its events."""

    code = "event-readers-only"
    sentence = N_("Stewards, integrators and auditors of the agency that runs this node see its events.")


class SubscriptionUnknown(NotFound):
    """Nobody has that subscription to an event type of this node."""

    code = "subscription-unknown"
    sentence = N_("This node has no such subscription. It may have ended meanwhile.")


class DeadLetterUnknown(NotFound):
    """There is no such dead letter."""

    code = "dead-letter-unknown"
    sentence = N_("There is no such undelivered event.")


class DeadLetterSettled(Conflict):
    """The dead letter is on its way again, was sent, or was dropped."""

    code = "dead-letter-settled"
    sentence = N_("This event is on its way again already, or was dropped. The list shows what became of it.")


class OwnerDoesNotAnswer(Unavailable):
    """The event type's owner cannot be asked right now."""

    code = "event-owner-silent"
    sentence = N_("The owner's node, or this node's own data path, does not answer. Try again; `simpul check` tells more.")


class OwnerRefused(Conflict):
    """The event type's owner refused; its own words stand in `words`."""

    code = "event-owner-refused"
    sentence = N_("The owner {owner} refused: {words}")
