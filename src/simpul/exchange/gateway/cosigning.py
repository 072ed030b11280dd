"""As a log: new checkpoints are shown to other nodes, who cosign what only grew; and are time-stamped. PROTOCOL §3."""

import asyncio

import structlog

from simpul.exchange.gateway.authority import Authority
from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.gateway.posting import Poster
from simpul.exchange.gateway.state import Holder
from simpul.exchange.gateway.witnessing import LOG
from simpul.exchange.log import notes, sequencing, witness
from simpul.exchange.log.notes import BadNote
from simpul.exchange.log.sequencing import Kept, consistency_of
from simpul.exchange.model.register import Node
from simpul.kernel.clock import Clock

MOST_WITNESSES = 5
_LOCK = "SELECT pg_try_advisory_lock(1397312856)"
_UNLOCK = "SELECT pg_advisory_unlock(1397312856)"
_log = structlog.get_logger("simpul.exchange")


class Cosigning:
    """Asks witnesses and the time-stamping authority, one process of the node at a time, off the calls' path."""

    def __init__(self, holder: Holder, ledger: Ledger, poster: Poster, tools: tuple[Clock, Authority | None]) -> None:
        self._holder = holder
        self._ledger = ledger
        self._poster = poster
        self._clock, self._authority = tools
        self._cosigned: dict[str, int] = {}
        self._shown = 0

    async def step(self) -> None:
        """The newest checkpoint has been shown to everybody, if it is newer than the last that was."""
        async with self._ledger.connection() as connection:
            if not await connection.fetchval(_LOCK):
                return
            try:
                newest = await sequencing.newest(connection)
                if newest is None or newest.size == self._shown:
                    return
                asked = [self._ask(node, newest) for node in self._witnesses()]
                lines = [line for line in await asyncio.gather(*asked) if line]
                for line in lines:
                    await sequencing.add_cosignature(connection, newest.size, line)
                if newest.stamp is None:
                    await self._stamp(newest)
                self._shown = newest.size if len(lines) == len(asked) else self._shown
            finally:
                await connection.execute(_UNLOCK)

    def _witnesses(self) -> list[Node]:
        """Other nodes with a witness key, the operator's first; a few are enough, and always the same ones."""
        state = self._holder.now
        others = [n for n in state.trust.nodes.values() if n.id != state.node and n.witness and not n.maintenance]
        return sorted(others, key=lambda n: (not n.id.startswith(f"{state.trust.operator}/"), n.id))[:MOST_WITNESSES]

    async def _ask(self, node: Node, newest: Kept) -> str:
        """The node's cosignature line; empty when it gave none."""
        note, size = newest.note, newest.size
        try:
            for _ in range(2):
                old = self._cosigned.get(node.id, 0)
                async with self._ledger.connection() as connection:
                    proof = await consistency_of(connection, old, size)
                answer = await self._poster.post(node, "/witness/add-checkpoint", Body(witness.request(old, proof, note)))
                body = answer.body.whole()
                if answer.status == 409:
                    self._cosigned[node.id] = min(size, witness.known_size(body))
                    continue
                if answer.status != 200:
                    break
                text = notes.parse(note).text
                found = witness.answered(body, text, notes.parse_vkey(node.witness))
                self._cosigned[node.id] = size
                return found.line
        except (BadNote, *Poster.FAILURES) as failure:
            _log.info("exchange.not_cosigned", error=type(failure).__name__)
        return ""

    async def _stamp(self, newest: Kept) -> None:
        if self._authority is None:
            return
        try:
            stamp = await asyncio.to_thread(self._authority.stamp, newest.note)
        except (ValueError, OSError) as failure:
            _log.warning("exchange.not_stamped", error=type(failure).__name__)
            return
        async with self._ledger.connection() as connection:
            await sequencing.keep_stamp(connection, newest.size, stamp)


__all__ = ["LOG", "Cosigning"]
