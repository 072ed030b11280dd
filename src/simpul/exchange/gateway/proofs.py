"""The proof bundle of a message, for its two parties. PROTOCOL §3."""

import asyncio
from dataclasses import replace

import asyncpg
import orjson

from simpul.exchange.gateway.authority import Authority
from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.gateway.state import Holder
from simpul.exchange.log import bundle, sequencing
from simpul.exchange.log.bundle import BadBundle, Leaf
from simpul.exchange.log.gathering import Source, gathered
from simpul.exchange.log.notes import BadNote
from simpul.exchange.log.sequencing import Kept
from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused

_NONE = "No such message of this client is on record at this node"
TRIES, PAUSE = 12, 0.5
"""A message of a moment ago gets its place in the log, and its checkpoint the cosignatures, within seconds."""


class Proofs:
    """Puts bundles together; `key` is the register's vkey."""

    def __init__(self, holder: Holder, ledger: Ledger, key: str, authority: Authority | None) -> None:
        self._holder = holder
        self._ledger = ledger
        self._key = key
        self._authority = authority

    async def of_message(self, message: str, client: str) -> bytes:
        """The bundle of a message as JSON, for the subsystem that sent or served it; Refused when there is none for it."""
        if not message.isprintable():  # no id that was ever taken, and none that the database would look for
            raise Refused(faults.NO_PROOF, _NONE)
        for attempt in range(TRIES):
            async with self._ledger.connection() as connection:
                found = await self._complete(connection, message, last=attempt == TRIES - 1)
            if found is not None:
                leaves, kept = [leaf for leaf in found[0] if _is_party(leaf, client)], found[1]
                if not leaves:  # somebody else's message may bear the same number
                    break
                return self._written(leaves, kept, message)
            await asyncio.sleep(PAUSE)
        raise Refused(faults.NO_PROOF, _NONE)

    async def _complete(
        self, connection: asyncpg.Connection, message: str, *, last: bool
    ) -> tuple[list[Leaf], Kept] | None:
        """The leaves and a checkpoint over them all; None while some still wait, and, unless `last`, for a cosignature."""
        newest, waiting = await sequencing.places_of(connection, message)
        if newest is None and not waiting:
            raise Refused(faults.NO_PROOF, _NONE)
        if newest is None or waiting:
            return None
        kept = await sequencing.newest_cosigned(connection, newest + 1)
        if kept is None:
            return None
        if not kept.cosignatures and not last and len(self._holder.now.trust.nodes) > 1:
            return None
        return await sequencing.leaves_of(connection, message, kept.size), kept

    def _written(self, leaves: list[Leaf], kept: Kept, message: str) -> bytes:
        state = self._holder.now
        source = Source(self._key, state.note, state.statements)
        try:
            made = gathered(leaves, kept.whole, source, message=message, node=state.node)
        except (BadNote, BadBundle) as failure:
            raise Refused(faults.NO_PROOF, f"The proof cannot be put together: {failure}") from None
        if kept.stamp is not None and self._authority is not None:
            made = replace(made, stamp=kept.stamp, stamp_roots=self._authority.roots)
        return bundle.written(made)


def _is_party(leaf: Leaf, client: str) -> bool:
    said = orjson.loads(leaf.record)
    return client in (said["client"], said["service"].rpartition("/")[0])
