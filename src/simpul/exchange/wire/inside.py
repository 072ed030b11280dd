"""How a call that the exchange brought to a module says so: in the ASGI scope's `state`, which no web client fills."""

from dataclasses import dataclass

CALL = "exchange_call"
"""The name in `state`; the call behind it was signed, checked, permitted and recorded."""


@dataclass(frozen=True, slots=True)
class InsideCall:
    """Who calls, which service (its path), by which message."""

    client: str
    service: str
    message: str
