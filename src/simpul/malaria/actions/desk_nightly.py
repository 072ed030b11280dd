"""What the desk does at night: likely duplicates looked for everywhere, old looks at patients' pages erased."""

from datetime import timedelta

from simpul.kernel.platform import Platform
from simpul.malaria.actions import checking
from simpul.malaria.store import desk_cases as store

LOOKS_KEPT = timedelta(days=5 * 365)
_ALL = 1_000_000


def look_for_duplicates(platform: Platform) -> int:
    """How many villages had changed since their likely duplicates were looked for; now none has."""
    return checking.refresh(platform, None, _ALL)


def erase_looks(platform: Platform) -> int:
    """How many looks at patients' pages were erased, five years after they were taken."""
    with platform.database.writing() as unit:
        erased = store.forget_looks(unit.connection, unit.clock.now() - LOOKS_KEPT)
        unit.audit("malaria.erase", subject="malaria_look", after={"looks": erased})
    return erased
