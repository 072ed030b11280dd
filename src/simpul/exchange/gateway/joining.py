"""Requests to join, handed to the node's own application: the data path knows nothing of how they are judged."""

from simpul.exchange.gateway.body import Body, Intake, Vault
from simpul.exchange.gateway.modules import Modules, Posted

LIMIT = 64 * 1024


class Joining:
    """The operator's letter box."""

    def __init__(self, modules: Modules, vault: Vault) -> None:
        self._modules = modules
        self._vault = vault

    async def receive(self, request: bytes) -> tuple[int, bytes, bytes]:
        """(status, content type, body) of what `POST /api/v1/exchange/requests` says to the request."""
        answer = await self._modules.post(Posted("exchange/requests", Body(request)), Intake(self._vault, LIMIT))
        kinds = [value for name, value in answer.headers if name == b"content-type"]
        return answer.status, (kinds or [b"application/json"])[0], answer.body.whole()
