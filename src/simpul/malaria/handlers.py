"""What the malaria programme does by the clock: erasing what is due, looking for people who were registered twice."""

from datetime import timedelta

from simpul.kernel.jobs import Job
from simpul.kernel.platform import Platform
from simpul.malaria.actions import desk_nightly, forgetting


def look_for_duplicates(platform: Platform) -> None:
    """Likely duplicates of every village that changed wait at the desk."""
    desk_nightly.look_for_duplicates(platform)


def erase_looks(platform: Platform) -> None:
    """Old looks at patients' pages are erased."""
    desk_nightly.erase_looks(platform)


JOBS = (
    Job("malaria.forget", timedelta(hours=24), forgetting.forget),
    Job("malaria.look_for_duplicates", timedelta(hours=24), look_for_duplicates),
    Job("malaria.erase_looks", timedelta(hours=24), erase_looks),
)
