"""How calls end, in words: the services' own answers, and the table of errors of the exchange (PROTOCOL §1)."""

from collections.abc import Mapping
from types import MappingProxyType

from simpul.exchange.model.usage import CLIENT_ERROR, OK, OTHER, SERVER_ERROR
from simpul.kernel.i18n import N_

WORDS: Mapping[str, str] = MappingProxyType(
    {
        OK: N_("Answered"),
        CLIENT_ERROR: N_("The service refused the request (4xx)"),
        SERVER_ERROR: N_("The service reported a failure (5xx)"),
        OTHER: N_("Refused for a reason that this node does not know"),
        "400 server.clientproxy.invalid_client_identifier": N_("The request names no client"),
        "400 server.clientproxy.internal_error": N_("The request cannot be read"),
        "502 server.clientproxy.internal_error": N_("This node failed"),
        "403 server.clientproxy.unknown_member": N_("The client is not registered at this node"),
        "401 server.clientproxy.ssl_authentication_failed": N_("The client has not proved who it is"),
        "404 server.clientproxy.unknown_member": N_("There is no such provider"),
        "404 server.clientproxy.invalid_security_server": N_("The provider is not at the node that was asked for"),
        "502 server.clientproxy.maintenance_mode": N_("The provider's node is in maintenance"),
        "502 server.clientproxy.global_conf_outdated": N_("This node's trust list has expired"),
        "502 server.clientproxy.network_error": N_("The provider's node cannot be reached"),
        "504 server.clientproxy.network_error": N_("The provider's node did not answer in time"),
        "502 server.clientproxy.missing_signature": N_("The answer is not signed"),
        "502 server.clientproxy.invalid_signature_value": N_("The answer's signature does not hold"),
        "502 server.clientproxy.inconsistent_response": N_("The answer belongs to another call"),
        "400 server.clientproxy.io_error": N_("The request did not arrive in time"),
        "502 server.clientproxy.logging_failed": N_("The call could not be recorded"),
        "404 server.clientproxy.not_found": N_("There is no proof of this message"),
        "403 server.serverproxy.unknown_member": N_("The client is not in the trust list"),
        "404 server.serverproxy.unknown_service": N_("There is no such service"),
        "403 server.serverproxy.access_denied": N_("No access right"),
        "502 server.serverproxy.service_disabled": N_("The service is disabled"),
        "502 server.serverproxy.service_missing_url": N_("The service has no address"),
        "502 server.serverproxy.network_error": N_("The back end refuses the connection"),
        "502 server.serverproxy.unknown_host": N_("The back end's name is unknown"),
        "504 server.serverproxy.io_error": N_("The back end is too slow"),
        "502 server.serverproxy.io_error": N_("The back end broke off"),
        "502 server.serverproxy.http_error": N_("The back end's answer cannot be read"),
        "413 server.serverproxy.logging_failed": N_("The body is too large"),
        "502 server.serverproxy.logging_failed": N_("The provider's node could not record the call"),
        "502 server.serverproxy.global_conf_outdated": N_("The provider's trust list has expired"),
        "502 server.serverproxy.missing_signature": N_("The call is not signed"),
        "502 server.serverproxy.invalid_signature_value": N_("The call's signature does not hold"),
        "400 server.serverproxy.duplicate_header_field": N_("A signed header stands twice or is not ASCII"),
        "429 server.serverproxy.quota_exceeded": N_("Over the limit of the rate tier"),
        "400 server.serverproxy.invalid_request": N_("The request is not complete"),
        "502 server.serverproxy.internal_error": N_("The provider's node failed"),
    }
)
"""Words for each outcome that is counted; a test says that no error of the table lacks them."""
