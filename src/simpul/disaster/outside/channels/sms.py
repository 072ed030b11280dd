"""SMS: over SMPP where an SMS centre is set, over an HTTP gateway elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.model.channels import Incoming, NotTaken, Outgoing
from simpul.disaster.outside.channels import sms_http, sms_smpp
from simpul.kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Sms:
    """The adapter for short messages."""

    per_second: float = 10.0

    def configured(self, settings: Settings) -> bool:
        """Whether an SMS centre or a gateway is set."""
        return sms_smpp.centre_of(settings) is not None or sms_http.configured(settings)

    def read(self, headers: Mapping[str, str], body: bytes, settings: Settings, now: datetime) -> list[Incoming]:
        """The messages that the gateway sends; what an SMS centre delivers comes another way."""
        return sms_http.read(headers, body, settings, now)

    def challenge(self, query: Mapping[str, str], settings: Settings) -> str | None:  # noqa: ARG002 (the port's form)
        """Nothing: gateways do not ask."""
        return None

    def receipt(self, body: bytes) -> bytes:  # noqa: ARG002 (the port's form)
        """Nothing: the status is the receipt."""
        return b"{}"

    def send(self, settings: Settings, address: str, said: Outgoing) -> None:
        """The SMS centre, or the gateway, took the message."""
        if sms_smpp.centre_of(settings) is not None:
            sms_smpp.send(settings, address, said)
        else:
            sms_http.send(settings, address, said)

    def fetch(self, settings: Settings, media: str) -> bytes:  # noqa: ARG002 (the port's form)
        """Never: an SMS has no picture."""
        raise NotTaken()
