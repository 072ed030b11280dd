"""What requests for access are refused for, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, Unavailable
from simpul.kernel.i18n import N_


class IntegratorOnly(NotAllowed):
    """Access is asked for by those whom the agency that runs the node trusts with it."""

    code = "exchange-integrator-only"
    sentence = N_("Integrators of the agency that runs this node ask for access.")


class AccessReadersOnly(NotAllowed):
    """Who may call what, and who asked for it, is the business of the agency that runs the node."""

    code = "exchange-access-readers-only"
    sentence = N_("Stewards and auditors of the agency that runs this node see this.")


class OwnRequestsReadersOnly(NotAllowed):
    """What this agency asked others for is seen by its own people."""

    code = "exchange-own-requests-readers-only"
    sentence = N_("Integrators, stewards and auditors of the agency that runs this node see this.")


class AskedByYourself(NotAllowed):
    """Nobody approves or refuses a request that they made."""

    code = "access-asked-by-yourself"
    sentence = N_("You asked for this yourself. Another steward must decide it.")


class AccessUnreadable(Invalid):
    """A request for access is no JSON object of the fields that are described."""

    code = "access-unreadable"
    sentence = N_("The request cannot be read: {why}.")


class AccessServiceNotFit(Invalid):
    """What is asked for is no service's path."""

    code = "access-service-not-fit"
    sentence = N_("Write the service as ID/GOV/6000/BPBD/reports.")
    field = "service"


class AccessServiceUnknown(NotFound):
    """The provider has no such service or event type, or none that this client may know of."""

    code = "access-service-unknown"
    sentence = N_("There is no service {service} to ask for.")
    field = "service"


class AccessServiceRetired(Conflict):
    """A retired service is given to nobody any more."""

    code = "access-service-retired"
    sentence = N_("{service} is retired. Nobody gets access to it any more.")
    field = "service"


class EndpointsMissing(Invalid):
    """Whoever asks says for which parts of a service, or for all of it."""

    code = "access-endpoints-missing"
    sentence = N_("Choose which parts of the service are needed, or all of it.")
    field = "endpoint"


class TooManyEndpoints(Invalid):
    """One request names more parts than anybody reads."""

    code = "access-endpoints-too-many"
    sentence = N_("Name at most {most} parts of a service, or all of it.")
    field = "endpoint"


class EventTypeNotFit(Invalid):
    """Access to events is asked for one event type at a time."""

    code = "access-event-type-not-fit"
    sentence = N_("Ask for one event type, as the part /v1/ and its name.")
    field = "endpoint"


class AgreementNotFit(Invalid):
    """The agreement's name is longer than a line."""

    code = "access-agreement-not-fit"
    sentence = N_("Write the agreement's number or name, in at most 500 characters.")
    field = "agreement"


class ContactMissing(Invalid):
    """The owner of a service must be able to talk to whoever asks."""

    code = "access-contact-missing"
    sentence = N_("Write which unit can be asked about this, with a telephone number or an address.")
    field = "contact"


class NoteTooLong(Invalid):
    """The note is longer than anybody reads."""

    code = "access-note-too-long"
    sentence = N_("Write the note in at most 1000 characters.")
    field = "note"


class ExpiryMissing(Invalid):
    """Access is asked for and given until a day."""

    code = "access-expiry-missing"
    sentence = N_("Choose the last day of the access right.")
    field = "expires"


class ExpiryTooFar(Invalid):
    """Access is given for five years at most; then the need is looked at again."""

    code = "access-expiry-too-far"
    sentence = N_("Choose a last day within five years. After that, ask again.")
    field = "expires"


class AskingClientUnknown(Invalid):
    """Access is asked for by a subsystem that calls from this node."""

    code = "access-client-unknown"
    sentence = N_("Choose one of this node's own subsystems that may call.")
    field = "client"


class MembersAskNot(Invalid):
    """Rights are given to subsystems; an agency as a whole gets none."""

    code = "access-member-asks"
    sentence = N_("Access rights are given to subsystems. Ask as one of them.")


class AskedAlready(Conflict):
    """The same client waits for an answer to the same question."""

    code = "access-asked-already"
    sentence = N_("{client} asked for the same already, and the owner has not decided yet.")


class TooManyWaiting(TooMany):
    """As many requests of one client wait as a provider keeps."""

    code = "access-too-many-waiting"
    sentence = N_("{most} requests of {client} wait already. Wait for the owner's decision, or withdraw some.")


class TooManyToday(TooMany):
    """One client asked more often within a day than anybody needs to."""

    code = "access-too-many-today"
    sentence = N_("{client} asked {most} times within a day. Try again tomorrow.")


class AccessNotTaken(Conflict):
    """The provider's node refused the request, and said why."""

    code = "access-not-taken"
    sentence = N_("The owner's node did not take the request: {why}")


class AccessRequestNotFound(NotFound):
    """There is no such request for access, or not of this client."""

    code = "access-request-not-found"
    sentence = N_("There is no such request for access.")


class AccessDecided(Conflict):
    """The request was decided or withdrawn before."""

    code = "access-decided"
    sentence = N_("This request was decided or withdrawn already.")


class PartsBeyondRequest(Invalid):
    """An approval gives no part of a service that was not asked for."""

    code = "access-parts-beyond-request"
    sentence = N_("Give only parts of the service that were asked for.")
    field = "endpoint"


class TierAboveRequest(Invalid):
    """An approval gives no higher tier than was asked for."""

    code = "access-tier-above-request"
    sentence = N_("Give at most the tier that was asked for: {tier}.")
    field = "tier"


class ExpiryAfterRequest(Invalid):
    """An approval lasts no longer than was asked for."""

    code = "access-expiry-after-request"
    sentence = N_("Choose a last day that is not later than the one that was asked for. The right can be extended later.")
    field = "expires"


class AccessOwnerSilent(Unavailable):
    """The provider's node was not reached."""

    code = "access-owner-silent"
    sentence = N_("The owner's node does not answer right now. Please try again in a minute.")


class RevocationNotConfirmed(Invalid):
    """Taking a right away is confirmed, since calls are refused at once."""

    code = "revocation-not-confirmed"
    sentence = N_("Confirm that calls shall be refused from now on.")
    field = "sure"
