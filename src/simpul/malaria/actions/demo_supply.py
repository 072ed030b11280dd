"""The demo's supply, synthetic: a filled store of Teluk Bintuni, and a pack that is about to run out where it is needed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from simpul.kernel.ids import seeded
from simpul.kernel.platform import Platform
from simpul.malaria.actions import seeding
from simpul.malaria.model.supply import PRODUCTS, StoreMove
from simpul.malaria.rules.folding.order import stamp
from simpul.malaria.rules.simulation.phones import id_at
from simpul.malaria.store import resupply as store
from simpul.malaria.store import supply_seed

SEED, STORE = 5, "92.06"
_WHO = "Data sintetis"
_EACH = {"rdt": 1500, "pack": 120, "primaquine": 4000}
_LATELY = timedelta(days=60)


def seed(platform: Platform) -> None:
    """The store is filled and one pack is about to run out, once for each district that the demo makes."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("a synthetic store is made up: nobody did it")
        if supply_seed.is_seeded(unit.connection):
            return
        store.clear_synthetic(unit.connection)
        store.move(unit.connection, list(_filled(now)))
        planted = supply_seed.busiest(unit.connection, now - _LATELY)
    if planted is not None:
        _plant(platform, planted, now)


def _filled(now: datetime) -> Iterator[StoreMove]:
    """Two lots of each product came from the province; one of green packs expires soon."""
    chance = seeded(SEED)
    for number, one in enumerate(PRODUCTS):
        for turn, days in ((1, 40 if one.colour == "hijau" else 200), (2, 520)):
            yield StoreMove(
                id=UUID(id_at(now, chance)),
                store=STORE,
                at=now,
                kind="received",
                product=one,
                lot=f"SIN-GF-{number}{turn}",
                expires=(now + timedelta(days=days)).date(),
                quantity=_EACH[one.item] // (4 if turn == 1 else 1),
                place="Instalasi Farmasi Provinsi (sintetis)",
                name=_WHO,
                synthetic=True,
            )


def _plant(platform: Platform, planted: tuple[str, str, str, str | None], now: datetime) -> None:
    """The worker counted one pack left of the colour that she uses most."""
    village, colour, lot, expires = planted
    at = now - timedelta(hours=3)
    facts = {"item": "pack", "colour": colour, "lot": lot, "quantity": 1}
    facts |= {"expires": expires} if expires else {}
    body = {"v": 1, "id": id_at(at, seeded(SEED)), "at": stamp(at), "t": "stock.counted", "d": facts}
    seeding.events(platform, village, [seeding.SeedEvent(None, None, now, body)])
