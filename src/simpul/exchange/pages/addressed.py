"""What the address of a page names: an id, a service of this node."""

from uuid import UUID

from simpul.exchange.actions import services
from simpul.exchange.model.names import BadName, ServiceId
from simpul.exchange.model.services import Service
from simpul.exchange.rules.permissions import permit_offer
from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request


def uuid_of(text: str) -> UUID:
    """The id that somebody wrote; NotFound if it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None


def uuid_in(request: Request, name: str = "id") -> UUID:
    """The id in the address; NotFound if it is none."""
    return uuid_of(request.path_params[name])


def own_service(request: Request) -> Service:
    """The service of this node that the address names; NotFound for anything else, StewardOnly for others."""
    permit_offer(request.actor, request.platform.settings.agency_code)
    try:
        named = ServiceId.parse(request.path_params["service"])
    except BadName:
        raise NotFound() from None
    return services.find(request.platform, service=(named.subsystem.path, named.service))
