"""What services, clients and grants refuse, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class NotOurSubsystem(Invalid):
    """The subsystem is not one that the trust list places at this node."""

    code = "not-our-subsystem"
    sentence = N_("The trust list has no subsystem {subsystem} at this node.")
    field = "subsystem"


class ServiceCodeNotFit(Invalid):
    """The service's code has signs that new codes do not have, or is one of the exchange's own words."""

    code = "service-code-not-fit"
    sentence = N_("Choose a code of letters, digits and '()+,-.=?_, at most 64, that is none of: {reserved}.")
    field = "code"


class ServiceUrlNotFit(Invalid):
    """The back end's address is neither http(s) nor a module of this node."""

    code = "service-url-not-fit"
    sentence = N_(
        "Write the back end's address as http:// or https:// without ? or #, or as module: and one of: {modules}."
    )
    field = "url"


class DescriptionNotFit(Invalid):
    """The description is missing, too large, or no OpenAPI 3 document in JSON."""

    code = "description-not-fit"
    sentence = N_("Give an OpenAPI 3 description in JSON of at most 1 MiB.")
    field = "description"


class EndpointNotFit(Invalid):
    """An endpoint is no method and path."""

    code = "endpoint-not-fit"
    sentence = N_("Write an endpoint as a method (or *) and a path that begins with /, such as GET /reports/*.")
    field = "endpoint"


class BoundsNotFit(Invalid):
    """The time-out or the body's limit is out of bounds."""

    code = "service-bounds-not-fit"
    sentence = N_("Set a time-out between 1 and 600 seconds and a limit between 1 byte and 1 GiB.")
    field = "timeout"


class ServiceTaken(Conflict):
    """The subsystem has a service with this code."""

    code = "service-taken"
    sentence = N_("{subsystem} has a service {service} already. Change it, or choose another code.")
    field = "code"


class ServiceNotFound(NotFound):
    """This node offers no such service."""

    code = "exchange-service-not-found"
    sentence = N_("This node has no service {service}.")
    field = "service"


class GroupNotFound(NotFound):
    """There is no such group."""

    code = "exchange-group-not-found"
    sentence = N_("There is no group {group}.")
    field = "subject"


class PurposeMissing(Invalid):
    """A grant says for which purpose data are read."""

    code = "purpose-missing"
    sentence = N_("Write for which purpose the data are read, in at most 500 characters.")
    field = "purpose"


class LegalBasisMissing(Invalid):
    """A grant says on which legal basis data are read."""

    code = "legal-basis-missing"
    sentence = N_("Write on which legal basis the data are read, such as the article of a regulation.")
    field = "legal_basis"


class TierUnknown(Invalid):
    """There is no such rate tier."""

    code = "tier-unknown"
    sentence = N_("Choose a rate tier: {tiers}.")
    field = "tier"


class ExpiryPassed(Invalid):
    """The grant would have ended before it began."""

    code = "expiry-passed"
    sentence = N_("Choose a day to come on which the access right ends.")
    field = "expires"


class GrantNotFound(NotFound):
    """This node has no such grant, or it ended."""

    code = "grant-not-found"
    sentence = N_("There is no such access right, or it was revoked.")


class ClientNotFound(NotFound):
    """This node has no such consumer subsystem."""

    code = "exchange-client-not-found"
    sentence = N_("{subsystem} is no client of this node.")
    field = "subsystem"


class PlainForbidden(Invalid):
    """Without proof of who calls, only a demo exchanges."""

    code = "plain-forbidden"
    sentence = N_("Only a demo takes clients without a proof. Choose a certificate or a token.")
    field = "authentication"


class CertificateNotFit(Invalid):
    """The certificate is missing or no X.509 certificate in PEM form."""

    code = "certificate-not-fit"
    sentence = N_("Give the client's X.509 certificate as a PEM file.")
    field = "certificate"


class ClientWithoutToken(Conflict):
    """Only a client that proves itself by a token has one to replace."""

    code = "client-without-token"
    sentence = N_("{subsystem} does not prove itself by a token.")
    field = "subsystem"
