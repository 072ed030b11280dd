"""Identity's regular work."""

from datetime import timedelta

from simpul.identity.actions import erase_due, measuring
from simpul.kernel.jobs import Job
from simpul.kernel.platform import Platform


def erase(platform: Platform) -> None:
    """Sessions and tokens whose time has come are erased."""
    erase_due(platform)


JOBS = (Job("identity.erase_due", timedelta(hours=24), erase),)

MEASURES = {measuring.SIGN_ON: measuring.sign_on}
"""What identity can measure of an agency."""
