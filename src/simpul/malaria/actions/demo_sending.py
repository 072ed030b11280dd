"""The demo's numbers in other systems: a made-up SATUSEHAT Organization of the sandbox for the made-up district."""

from simpul.kernel.platform import Platform
from simpul.malaria.model.sending import OutsideCode, OutsideSystem
from simpul.malaria.store import sending as store

REGION, ORGANIZATION = "92.06", "1000004"


def seed(platform: Platform) -> None:
    """The district has a number where it had none; nothing else changes."""
    with platform.database.writing() as unit:
        unit.unaudited("a demo's number, told on the page that lists them")
        if not store.codes(unit.connection, OutsideSystem.SATUSEHAT, REGION):
            number = OutsideCode(OutsideSystem.SATUSEHAT, REGION, ORGANIZATION)
            store.replace_codes(unit, OutsideSystem.SATUSEHAT, REGION, [number])
