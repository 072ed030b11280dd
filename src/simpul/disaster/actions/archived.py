"""The archive of 2017 as a list: searched by place, filtered by depth, page by page."""

from simpul import regions
from simpul.disaster.model import Archived, Order, Wanted
from simpul.disaster.rules.replay import ARCHIVE_2017
from simpul.disaster.store.archive import ArchiveReport, all_reports
from simpul.kernel.platform import Platform


def archived(platform: Platform, wanted: Wanted) -> tuple[list[Archived], int]:
    """One page of the archive's reports that are wanted, and how many there are in all."""
    found = [one for one in _all(platform) if _is_wanted(one, wanted)]
    if wanted.order is Order.DEEPEST:
        found.sort(key=lambda one: -(one.depth_cm or 0))
    first = (wanted.page - 1) * wanted.per_page
    return found[first : first + wanted.per_page], len(found)


def _is_wanted(one: Archived, wanted: Wanted) -> bool:
    return (
        (wanted.number is None or one.number == wanted.number)
        and (wanted.deeper_than is None or (one.depth_cm or 0) > wanted.deeper_than)
        and (not wanted.regions or any(f"{one.region}.".startswith(f"{code}.") for code in wanted.regions))
    )


def _all(platform: Platform) -> list[Archived]:
    """Every report of the archive with the region it lies in today, newest first."""
    with platform.database.reading() as unit:
        rows = all_reports(unit.connection, ARCHIVE_2017)
    if not rows:
        return []
    import numpy as np  # at the first look at the archive, not at every start

    points = np.array([(row.longitude, row.latitude) for row in rows])
    codes = regions.locate_many(platform, points[:, 0], points[:, 1])
    return [_one(row, code) for row, code in zip(rows, codes, strict=True)][::-1]


def _one(row: ArchiveReport, code: str | None) -> Archived:
    return Archived(
        row.number, row.at, row.longitude, row.latitude, row.depth_cm, row.source, row.had_photo, row.text, code or ""
    )
