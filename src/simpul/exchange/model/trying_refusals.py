"""What trying a call from the console refuses, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class TryingIntegratorsOnly(NotAllowed):
    """Calls in the name of the agency's subsystems are tried by those whom it trusts with that."""

    code = "exchange-trying-integrators-only"
    sentence = N_("Integrators of the agency that runs this node try calls here.")


class NotInCatalogue(NotFound):
    """No public service or event type of that name is listed."""

    code = "not-in-catalogue"
    sentence = N_("The catalogue has no such service. It may have been removed, or its node has not told of it yet.")


class TryingClientNotFit(Invalid):
    """The calling subsystem is none of this node's active clients."""

    code = "trying-client-not-fit"
    sentence = N_("Choose one of this node's own subsystems that may call.")
    field = "client"


class TryingClientElsewhere(Invalid):
    """The subsystem proves itself by a certificate whose key only its own program holds."""

    code = "trying-client-elsewhere"
    sentence = N_(
        "{subsystem} proves itself by a certificate that only its own program holds. Choose another, or call by the sample."
    )
    field = "client"


class TryingTokenMissing(Invalid):
    """The subsystem proves itself by a token."""

    code = "trying-token-missing"
    sentence = N_("Give the token by which this subsystem proves itself. It is used for this call alone and not kept.")
    field = "token"


class TryingPathNotFit(Invalid):
    """The path is none that may be signed."""

    code = "trying-path-not-fit"
    sentence = N_("Write the path as in the description: it begins with / and has no dot segments, blanks or ?.")
    field = "path"


class TryingPlaceLeft(Invalid):
    """A place of the path was not filled in."""

    code = "trying-place-left"
    sentence = N_("Put a value in the place of {place} in the path.")
    field = "path"


class TryingQueryNotFit(Invalid):
    """The query is too long or holds signs that a query cannot have."""

    code = "trying-query-not-fit"
    sentence = N_("Write the query as name=value pairs with & between them, at most 4000 signs.")
    field = "query"


class TryingHeaderNotFit(Invalid):
    """A line is no header, or one that the exchange sets itself."""

    code = "trying-header-not-fit"
    sentence = N_("Write each header on a line of its own as Name: value. This one cannot be sent: {header}")
    field = "headers"


class TryingBodyNotFit(Invalid):
    """The body is too long, or the method takes none."""

    code = "trying-body-not-fit"
    sentence = N_("A body goes with POST, PUT and PATCH alone, and has at most 64 KiB here.")
    field = "body"


class CodeNotTyped(Invalid):
    """What cannot be undone is typed to be confirmed."""

    code = "service-code-not-typed"
    sentence = N_("Type {code} to confirm that the service and its access rights shall be gone.")
    field = "typed"
