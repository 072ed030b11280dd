"""Messages leave as soon as they are written: two threads for each channel that is set up, and some that send."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import structlog

from simpul.disaster.actions.channels import following, telling
from simpul.disaster.live.worker import Worker
from simpul.disaster.outside.channels import ADAPTERS
from simpul.disaster.store.channels import Waiting
from simpul.kernel.bell import Bell
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform

AT_ONCE = 16
"""Messages that are on their way at the same time."""
_log = structlog.get_logger("simpul.disaster.channels")
_KEY = "disaster.channels.workers"


def start(platform: Platform, bell: Bell) -> None:
    """What is queued for the channels that are set up is sent from now on, within a tenth of a second."""
    senders = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sending")
    workers = []
    for channel in (one.value for one, found in ADAPTERS.items() if found.configured(platform.settings)):
        workers.append(Worker(f"channel-{channel}", _step(platform, channel, senders)))
        workers.append(Worker(f"photos-{channel}", partial(following.fetch_photos, platform, channel)))
    for worker in workers:
        bell.listen(telling.TOPIC, worker.wake)
        worker.start()
    platform.state[_KEY] = (workers, senders)


def stop(platform: Platform) -> None:
    """Nothing is sent any more; what was begun is finished, what was only taken is sent by another in a minute."""
    workers, senders = platform.state.pop(_KEY, ((), None))
    for worker in workers:
        worker.stop()
    if senders is not None:
        senders.shutdown(cancel_futures=True)


def _step(platform: Platform, channel: str, senders: ThreadPoolExecutor) -> Callable[[], object]:
    under_way: set[Future[bool]] = set()

    def step() -> None:
        free = telling.BATCH - len(under_way)
        for one in telling.take_due(platform, channel, free) if free > 0 else ():
            sending = senders.submit(_sent, platform, one)
            under_way.add(sending)
            sending.add_done_callback(under_way.discard)

    return step


def _sent(platform: Platform, one: Waiting) -> bool:
    """Whether the message was sent; what fails for another reason than the channel's is logged, and tried again."""
    try:
        return telling.send_one(platform, one)
    except Unavailable:
        return False
    except Exception:  # noqa: BLE001 (the others go on; it is logged without the message)
        _log.exception("channel.sending_failed", channel=one.channel)
        return False
