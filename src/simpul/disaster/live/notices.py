"""Threads that tell people: one makes the queue, one for each channel empties it. Any number of workers may have them."""

from functools import partial

from simpul.disaster.actions import carrying, noticing, sending_notices
from simpul.disaster.live.worker import Worker
from simpul.kernel.bell import Bell
from simpul.kernel.platform import Platform

_STATE = "disaster.notices"


def start(platform: Platform, bell: Bell) -> None:
    """Whoever is to be told is told from now on, within a second or in the pace of their channel."""
    workers = [
        Worker("notices-queue", partial(noticing.queue_open, platform)),
        *(Worker(f"notices-{one}", partial(_send, platform, one)) for one in carrying.configured(platform)),
    ]
    platform.state[_STATE] = workers
    for worker in workers:
        bell.listen(noticing.TOPIC, worker.wake)
        worker.start()


def _send(platform: Platform, channel: str) -> None:
    while sending_notices.waiting(platform, channel) and sending_notices.send_due(platform, channel):
        pass


def stop(platform: Platform) -> None:
    """Nothing is queued or sent by this process any more."""
    for worker in platform.state.pop(_STATE, ()):
        worker.stop()
