"""As a witness: cosigns another node's checkpoint that continues what was cosigned before. c2sp.org/tlog-witness."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.gateway.state import Holder
from simpul.exchange.log import notes, witness
from simpul.exchange.log.notes import BadNote
from simpul.exchange.log.witness import Asked, Outcome
from simpul.exchange.store import witnessed
from simpul.kernel.clock import Clock

WITNESS = "simpul.witness/"
LOG = "simpul.log/"


class Witnessing:
    """This node's word on the logs of others."""

    def __init__(self, holder: Holder, ledger: Ledger, key: Ed25519PrivateKey, clock: Clock) -> None:
        self._holder = holder
        self._ledger = ledger
        self._key = key
        self._clock = clock

    async def witness(self, body: bytes) -> tuple[int, bytes, bytes]:
        """(status, content type, body) of the answer to `add-checkpoint`; what is cosigned is remembered before."""
        try:
            asked = witness.parse(body)
            outcome = await self._decided(asked)
        except BadNote as why:
            outcome = witness.malformed(why)
        return outcome.status, outcome.content_type.encode(), outcome.body.encode()

    async def _decided(self, asked: Asked) -> Outcome:
        origin = asked.checkpoint.origin
        node = self._holder.now.trust.nodes.get(origin.removeprefix(LOG)) if origin.startswith(LOG) else None
        log = notes.parse_vkey(node.log) if node is not None else None
        now = self._clock.now()
        async with self._ledger.connection() as connection, connection.transaction():
            remembered = await witnessed.locked(connection, origin)
            outcome = witness.decide(asked, log=log, remembered=remembered)
            if outcome.checkpoint is not None:
                await witnessed.remember(connection, origin, (outcome.checkpoint.size, outcome.checkpoint.root), now)
        if outcome.checkpoint is None:
            return outcome
        name = WITNESS + self._holder.now.node
        return Outcome(200, witness.cosignature(asked, name, self._key, int(now.timestamp())))
