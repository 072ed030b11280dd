"""The hot paths of the cooperation: registration for large events at one moment, served before every middleware."""

from simpul.cooperation.live import registering, registering_web
from simpul.kernel.bell import Bell
from simpul.kernel.platform import Platform

RAW = {**registering_web.RAW}
"""Hot paths by a prefix that ends in a slash."""


def start(platform: Platform, bell: Bell) -> None:
    """This worker serves registrations and their queues."""
    registering.start(platform, bell)


def stop(platform: Platform) -> None:
    """What was being written is committed, nothing more is taken."""
    registering.stop(platform)
