"""Showings that gates send one by one are merged many in one commit, in a thread of their own."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog

from simpul.cooperation.actions import checking_in
from simpul.cooperation.model.gates import Answer, Batch
from simpul.cooperation.rules import gates_reading as reading
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.platform import Platform
from simpul.kernel.together import Pace, Together

MOST = reading.MOST
PACE = Pace("gates", 400, 4_000)
"""Showings of one commit, and of those that wait; beyond it devices are told to come again, and they do."""
_KEY = "cooperation.gates.intake"
_log = structlog.get_logger("simpul.cooperation.gates")


def _taken(platform: Platform, batches: Sequence[Batch]) -> Sequence[Answer | Refusal]:
    """Each device's answer; where all together cannot be written, each is tried alone: one's fault is not the others'."""
    try:
        return checking_in.take_all(platform, batches)
    except Refusal as refusal:
        return [refusal] * len(batches)
    except Exception:  # noqa: BLE001 (each device is answered, whatever it was; it is logged)
        _log.exception("gates.intake_failed", count=len(batches))
        if len(batches) == 1:
            return [Unavailable(part="gates")]
    return [_taken(platform, [one])[0] for one in batches]


def _intake(platform: Platform) -> Together[Batch, Answer]:
    thread = ThreadPoolExecutor(1, thread_name_prefix="gates")
    return Together(partial(_taken, platform), thread, PACE, weigh=lambda batch: len(batch.shown) + 1)


async def offered(platform: Platform, body: bytes, *, event: UUID, key: str, received: datetime) -> Answer:
    """What becomes of the batch in this body, after the commit; BatchUnreadable, BatchTooLarge, GateDeviceUnknown, ..."""
    batch = reading.batch(body, event=event, key=key, received=received)
    loop = asyncio.get_running_loop()
    known = platform.state.get(_KEY)
    if known is None or known[0] is not loop:  # an intake belongs to one loop; a test has one a client
        known = platform.state[_KEY] = (loop, _intake(platform))
    intake: Together[Batch, Answer] = known[1]
    return await intake.offer(batch)
