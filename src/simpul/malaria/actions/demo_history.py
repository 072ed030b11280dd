"""The demo's years before its own weeks, so that detection and elimination have a measure. Alerts come by the clock."""

from simpul.kernel.platform import Platform
from simpul.malaria.model.simulation import SimulatedPlan
from simpul.malaria.rules.simulation import past as rules
from simpul.malaria.store import past as store
from simpul.malaria.store import tallies


def history(platform: Platform, plan: SimulatedPlan) -> None:
    """The register holds the years before the plan's own, once."""
    with platform.database.writing() as unit:
        unit.unaudited("a synthetic district is made up: nobody did it, and nobody is in it")
        if store.is_there(unit.connection):
            return
        store.keep(unit.connection, list(rules.ill(plan)), list(rules.well(plan)))
        tallies.rebuild(unit.connection)
