"""What the desk's events set off, and the module's regular work."""

from datetime import timedelta

from simpul.disaster import actions
from simpul.kernel.jobs import Job
from simpul.kernel.platform import Platform

count_verified = actions.count_verified
count_corrected = actions.count_corrected
count_hidden = actions.count_hidden


def erase_due(platform: Platform) -> None:
    """Personal data whose time has come is erased."""
    actions.erase_due(platform)


JOBS: tuple[Job, ...] = (Job("disaster.erase_due", timedelta(hours=6), erase_due),)
