"""Names of microscopists, of who attended trainings and of cross-checkers are erased when they are due."""

from simpul.kernel.database.unit import Unit
from simpul.malaria.rules.certificates import same_day
from simpul.malaria.rules.quality_terms import terms
from simpul.malaria.store import quality_erasing as store


def forget(unit: Unit) -> int:
    """How many people are gone: nothing of them is younger than the law's years, and no certificate of theirs holds."""
    now = unit.clock.now()
    before = same_day(now.date(), -12 * terms()["training"]["years"])
    store.forget_checkers(unit.connection, now.replace(year=before.year, month=before.month, day=before.day))
    return store.forget(unit.connection, before, now.date())
