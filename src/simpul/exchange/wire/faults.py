"""Errors that the exchange itself makes: one table of types in both spellings, statuses and problem titles. PROTOCOL §1.

`snake` is the spelling of X-Road 7.8 and of our own node leg; `classic` that of releases up to 7.7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_CLIENT, _SERVER = ("server.clientproxy", "Server.ClientProxy"), ("server.serverproxy", "Server.ServerProxy")


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of error: its type in both spellings, the status of the modern surface, and its title there."""

    snake: str
    classic: str
    status: int
    title: str

    def type_in(self, spelling: str) -> str:
        """The type in a spelling: `snake` or `classic`."""
        return self.snake if spelling == "snake" else self.classic

    @property
    def xroad_status(self) -> int:
        """500 when the type begins with `server.`, else 400."""
        return 500 if self.snake.startswith("server.") else 400


def _fault(side: tuple[str, str], names: tuple[str, str], status: int, title: str) -> Fault:
    return Fault(f"{side[0]}.{names[0]}", f"{side[1]}.{names[1]}", status, title)


INVALID_CLIENT = _fault(
    _CLIENT, ("invalid_client_identifier", "InvalidClientIdentifier"), 400, "The client identifier is missing"
)
INVALID_ADDRESS = _fault(_CLIENT, ("internal_error", "InternalError"), 400, "The request cannot be read")
INTERNAL = _fault(_CLIENT, ("internal_error", "InternalError"), 502, "The node failed")
UNKNOWN_CLIENT = _fault(_CLIENT, ("unknown_member", "UnknownMember"), 403, "The client is not registered at this node")
NOT_PROVED = _fault(
    _CLIENT, ("ssl_authentication_failed", "SslAuthenticationFailed"), 401, "The client has not proved who it is"
)
UNKNOWN_PROVIDER = _fault(_CLIENT, ("unknown_member", "UnknownMember"), 404, "No such provider")
WRONG_NODE = _fault(_CLIENT, ("invalid_security_server", "InvalidSecurityServer"), 404, "No such node for this provider")
MAINTENANCE = _fault(_CLIENT, ("maintenance_mode", "MaintenanceMode"), 502, "The provider's node is in maintenance")
TRUST_EXPIRED = _fault(_CLIENT, ("global_conf_outdated", "OutdatedGlobalConf"), 502, "The trust list has expired")
NODE_UNREACHABLE = _fault(_CLIENT, ("network_error", "NetworkError"), 502, "The provider's node cannot be reached")
ANSWER_NOT_SIGNED = _fault(_CLIENT, ("missing_signature", "MissingSignature"), 502, "The answer is not signed")
ANSWER_FORGED = _fault(
    _CLIENT, ("invalid_signature_value", "InvalidSignatureValue"), 502, "The answer's signature does not hold"
)
ANSWER_MIXED_UP = _fault(
    _CLIENT, ("inconsistent_response", "InconsistentResponse"), 502, "The answer belongs to another call"
)
TOO_SLOW = _fault(_CLIENT, ("io_error", "IOError"), 400, "The request did not arrive in time")
NODE_SLOW = _fault(_CLIENT, ("network_error", "NetworkError"), 504, "The provider's node did not answer in time")
LOG_AWAY = _fault(_CLIENT, ("logging_failed", "LoggingFailed"), 502, "The call cannot be recorded right now")
CLIENT_GONE = _fault(_SERVER, ("unknown_member", "UnknownMember"), 403, "The client is not in the trust list")
NO_PROOF = _fault(_CLIENT, ("not_found", "NotFound"), 404, "No proof of this message")
UNKNOWN_SERVICE = _fault(_SERVER, ("unknown_service", "UnknownService"), 404, "No such service")
ACCESS_DENIED = _fault(_SERVER, ("access_denied", "AccessDenied"), 403, "No access right")
DISABLED = _fault(_SERVER, ("service_disabled", "ServiceDisabled"), 502, "The service is disabled")
NO_ADDRESS = _fault(_SERVER, ("service_missing_url", "ServiceMissingUrl"), 502, "The service has no address")
BACKEND_REFUSES = _fault(_SERVER, ("network_error", "NetworkError"), 502, "The back end refuses the connection")
BACKEND_UNKNOWN = Fault(
    "server.serverproxy.unknown_host", "Server.ServerProxy.NetworkError", 502, "The back end's name is unknown"
)
BACKEND_SLOW = _fault(_SERVER, ("io_error", "IOError"), 504, "The back end is too slow")
BACKEND_BROKE_OFF = _fault(_SERVER, ("io_error", "IOError"), 502, "The back end broke off")
BACKEND_UNREADABLE = _fault(_SERVER, ("http_error", "HttpError"), 502, "The back end's answer cannot be read")
TOO_LARGE = _fault(_SERVER, ("logging_failed", "LoggingFailed"), 413, "The body is too large")
PROVIDER_LOG_AWAY = _fault(
    _SERVER, ("logging_failed", "LoggingFailed"), 502, "The provider's node cannot record the call right now"
)
PROVIDER_TRUST_EXPIRED = _fault(
    _SERVER, ("global_conf_outdated", "OutdatedGlobalConf"), 502, "The provider's trust list has expired"
)
NO_SIGNATURE = _fault(_SERVER, ("missing_signature", "MissingSignature"), 502, "The call is not signed")
BAD_SIGNATURE = _fault(
    _SERVER, ("invalid_signature_value", "InvalidSignatureValue"), 502, "The call's signature does not hold"
)
DUPLICATE_HEADER = _fault(
    _SERVER, ("duplicate_header_field", "DuplicateHeaderField"), 400, "A signed header stands twice or is not ASCII"
)
QUOTA = _fault(_SERVER, ("quota_exceeded", "QuotaExceeded"), 429, "Too many calls")
INVALID_REQUEST = _fault(_SERVER, ("invalid_request", "InvalidRequest"), 400, "The request is not complete")
BROKEN = _fault(_SERVER, ("internal_error", "InternalError"), 502, "The provider's node failed")

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {fault.title: fault for fault in list(globals().values()) if isinstance(fault, Fault)}
)
"""Every fault, by title (a type may stand for several)."""

_BY_BOTH: Mapping[tuple[str, int], Fault] = MappingProxyType(
    {(fault.snake, fault.status): fault for fault in reversed(list(FAULTS.values()))}
)
_BY_SNAKE: Mapping[str, Fault] = MappingProxyType({fault.snake: fault for fault in reversed(list(FAULTS.values()))})


class Refused(Exception):
    """The exchange ends this call with `fault`; `message` is what the caller reads, `facts` go along on the modern surface.

    `detail` names an error that another node made and wrote down under that number; None: this node has yet to number it.
    """

    def __init__(self, fault: Fault, message: str = "", detail: str | None = None, **facts: object) -> None:
        super().__init__(fault.snake)
        self.fault = fault
        self.message = message
        self.detail = detail
        self.facts = facts


def fault_of(snake: str, status: int = 0) -> Fault:
    """The fault another node names by its snake type and status; one of that type when the table has none of that status.

    Of a type that the table does not know: one of status 502.
    """
    known = _BY_BOTH.get((snake, status)) or _BY_SNAKE.get(snake)
    return known or Fault(snake, ".".join(_camel(piece) for piece in snake.split(".")), 502, "The provider's node refused")


def _camel(piece: str) -> str:
    special = {"serverproxy": "ServerProxy", "clientproxy": "ClientProxy"}
    return special.get(piece) or "".join(word.capitalize() for word in piece.split("_"))
