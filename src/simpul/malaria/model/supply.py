"""Stock of villages and of the kabupaten's store: lots, forecasts, resupplies, and what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

ITEMS = ("rdt", "pack", "primaquine")
COLOURS = ("abu_abu_muda", "abu_abu_tua", "violet", "oranye", "kuning", "hijau", "biru")
"""Of packs, from the lightest patient to the heaviest, as events name them."""


@dataclass(frozen=True, slots=True, order=True)
class Product:
    """Something that is stocked: `colour` of a pack, empty for all else."""

    item: str
    colour: str = ""

    @property
    def key(self) -> str:
        """As it stands in addresses and forms: `pack.kuning`."""
        return f"{self.item}.{self.colour}" if self.colour else self.item


PRODUCTS = (Product("rdt"), *(Product("pack", colour) for colour in COLOURS), Product("primaquine"))


@dataclass(frozen=True, slots=True)
class StockLot:
    """What is left of a lot. Below zero: more was used than is known to have come."""

    product: Product
    lot: str
    expires: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class SupplyTerms:
    """What forecasts reckon with; `least` by item is what a village must always have."""

    source: str
    enough: float
    lead_weeks: int
    between_weeks: int
    window_weeks: int
    recent_weeks: int
    prior_least_weeks: int
    prior_most_weeks: int
    expiring_weeks: int
    horizon_weeks: int
    least: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Use:
    """How often a product was used in `weeks` until the last contact, and in the `recent_weeks` at the end of them."""

    count: int
    weeks: float
    recent: int
    recent_weeks: float


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in the kabupaten: uses a week and village, and how many weeks of own records it counts like."""

    rate: float
    weeks: float
    villages: int


class StockState(Enum):
    """How a product stands in a village, the worst first."""

    OUT = "out"
    SOON = "soon"
    LOW = "low"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long a product lasts in a village, and everything that this was reckoned from.

    `chance` of running out before a delivery proposed today; `safe_weeks` that it lasts in 95 of 100 such villages;
    `need` until the delivery after the next; `each` units a use; `silent_weeks` since the last contact.
    """

    product: Product
    state: StockState
    on_hand: int
    expired: int
    usable: int
    wasted: int
    below: int
    use: Use
    usual: Usual
    rate: float
    by_recent: bool
    each: float
    silent_weeks: float
    chance: float
    safe_weeks: int
    need: int
    on_the_way: int
    proposed: int


@dataclass(frozen=True, slots=True)
class StockLine:
    """A product in a village, as the list shows it."""

    village: str
    village_name: str
    synthetic: bool
    as_of: datetime | None
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class VillageStock:
    """A village's stock: every product's forecast, its lots, use by week (Monday, count), what was moved lately."""

    village: str
    name: str
    synthetic: bool
    as_of: datetime | None
    forecasts: Sequence[Forecast]
    lots: Sequence[StockLot]
    weekly: Mapping[Product, Sequence[tuple[date, int]]]
    moves: Sequence[Mapping[str, Any]]


class ResupplyState(Enum):
    """How far a resupply has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ResupplyLine:
    """How much of a product was asked for, and approved; `why` are the forecast's numbers of that day."""

    product: Product
    wanted: int
    approved: int | None = None
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResupplyLot:
    """A lot that was sent; `arrived` is what the phone recorded or, with `reason`, what was confirmed by hand."""

    product: Product
    lot: str
    expires: date | None
    sent: int
    arrived: int | None = None
    receipts: Sequence[str] = ()
    reason: str = ""

    @property
    def difference(self) -> int:
        """How much more (or, below zero, less) arrived than was sent; 0 while nothing is known."""
        return 0 if self.arrived is None else self.arrived - self.sent


@dataclass(frozen=True, slots=True)
class ResupplyStep:
    """Who took the resupply a step further, when and why."""

    state: ResupplyState
    at: datetime
    by: UUID | None
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resupply:
    """Goods from the kabupaten's store for a village, from proposal to arrival."""

    id: UUID
    number: int
    village: str
    store: str
    state: ResupplyState
    lines: Sequence[ResupplyLine]
    lots: Sequence[ResupplyLot]
    steps: Sequence[ResupplyStep]
    synthetic: bool = False
    village_name: str = ""

    @property
    def since(self) -> datetime:
        """When it came into the state it is in."""
        return self.steps[-1].at


@dataclass(frozen=True, slots=True)
class StoreMove:
    """What came into the kabupaten's store, went out or was counted; `place` is where from or where to."""

    id: UUID
    store: str
    at: datetime
    kind: str
    product: Product
    lot: str
    expires: date | None
    quantity: int
    place: str = ""
    reason: str = ""
    resupply: UUID | None = None
    by: UUID | None = None
    name: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SupplyFront:
    """The first figures: products that are out or about to run out by village, lots expiring, resupplies not arrived."""

    out: int
    soon: int
    villages: int
    waiting: int
