"""What villages have, how long it lasts, and the region's first figures of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today as day_in
from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.supply import (
    PRODUCTS,
    Forecast,
    Product,
    ResupplyState,
    StockLine,
    StockLot,
    StockState,
    SupplyFront,
    Use,
    Usual,
    VillageStock,
)
from simpul.malaria.model.supply_refusals import SupplyNothing
from simpul.malaria.rules import desk, forecast
from simpul.malaria.rules import resupply as resupply_rules
from simpul.malaria.rules.supply_terms import terms
from simpul.malaria.store import resupply as resupply_store
from simpul.malaria.store import supply as store

_RANK = {StockState.OUT: 0, StockState.SOON: 1, StockState.LOW: 2, StockState.ENOUGH: 3}
_WORTH = (StockState.OUT, StockState.SOON)
PRIMAQUINE = Product("primaquine")
_MOVES_MOST = 40
Days = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """A village with the span in which its use is known: from `first` to `last`, the day of the last contact."""

    row: RowMapping
    first: date
    last: date


class _Region:
    """All that a region's forecasts are made from, read once. `parent` is its kabupaten, whose villages are compared."""

    def __init__(self, connection: Connection, parent: str, now: datetime) -> None:
        self.today, self.terms = day_in(now, parent), terms()
        since = now - timedelta(weeks=self.terms.window_weeks * 2)
        self.places = [_place(row, self.today) for row in store.villages(connection, parent)]
        self.lots = dict(store.lots(connection, parent))
        self.uses: dict[tuple[str, Product], Days] = dict(store.uses(connection, parent, since))
        self.each = self._courses(connection, parent)
        open_ones = resupply_store.standing(connection, parent, ResupplyState.APPROVED, ResupplyState.SENT)
        self.coming = resupply_rules.on_the_way(open_ones)
        self.usual = {item: self._usual(item) for item in PRODUCTS}

    def _courses(self, connection: Connection, parent: str) -> float:
        """Tablets of primaquine a course; what was ordered since the last count is taken from the lots."""
        many, begins = store.courses(connection, parent), store.primaquine_since(connection, parent)
        days: dict[str, dict[date, int]] = {}
        gone: dict[str, float] = {}
        for village, day, at, tablets in many:
            days.setdefault(village, {})[day] = days.setdefault(village, {}).get(day, 0) + 1
            if village in begins and at > begins[village]:
                gone[village] = gone.get(village, 0.0) + tablets
        for village, found in days.items():
            self.uses[village, PRIMAQUINE] = found
        for village, tablets in gone.items():
            lots = self.lots.get((village, PRIMAQUINE), [])
            self.lots[village, PRIMAQUINE] = forecast.taken(lots, self.today, round(tablets))
        return sum(one[3] for one in many) / len(many) if many else 14.0

    def use(self, place: _Place, item: Product) -> Use:
        """How often the village used the product in the window that ends with its last contact."""
        days = self.uses.get((place.row["code"], item), {})
        first = max(place.first, place.last - timedelta(weeks=self.terms.window_weeks))
        lately = max(first, place.last - timedelta(weeks=self.terms.recent_weeks))
        weeks, recent = (place.last - first).days / 7, (place.last - lately).days / 7
        count = sum(n for day, n in days.items() if first < day <= place.last)
        return Use(count, weeks, sum(n for day, n in days.items() if lately < day <= place.last), recent)

    def _usual(self, item: Product) -> Usual:
        return forecast.usual([self.use(place, item) for place in self.places], self.terms)

    def forecast(self, place: _Place, item: Product) -> Forecast:
        """How long the product lasts in the village."""
        known = forecast.Known(
            use=self.use(place, item),
            usual=self.usual[item],
            silent_weeks=(self.today - place.last).days / 7,
            on_the_way=self.coming.get((place.row["code"], item), 0),
            each=self.each if item == PRIMAQUINE else 1.0,
        )
        lots: Sequence[StockLot] = self.lots.get((place.row["code"], item), [])
        return forecast.forecast(item, lots, self.today, known, self.terms)


def _place(row: RowMapping, today: date) -> _Place:
    last = min(day_in(row["as_of"], row["code"]), today) if row["as_of"] else today
    first = day_in(row["begin"], row["code"]) if row["begin"] else last
    return _Place(row, min(first, last), last)


def _line(region: _Region, place: _Place, item: Product) -> StockLine:
    row = place.row
    return StockLine(row["code"], row["name"], row["synthetic"], row["as_of"], region.forecast(place, item))


def _lines(region: _Region, inside: str) -> Iterable[StockLine]:
    for place in region.places:
        code = place.row["code"]
        if code == inside or code.startswith(f"{inside}."):
            for item in PRODUCTS:
                yield _line(region, place, item)


def regencies(platform: Platform, actor: Actor) -> list[tuple[str, int]]:
    """Codes of the kabupaten with villages of the programme, and how many: what the whole country chooses from."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.regencies(unit.connection)


def area(actor: Actor, chosen: str) -> str:
    """The region whose stock is shown: the one chosen, where the actor answers for it, else the actor's; may be empty."""
    desk.permit_desk(actor)
    return chosen if chosen.count(".") and desk.answers_for(actor, chosen) else actor.region or ""


def lines(platform: Platform, actor: Actor, inside: str, asked: DeskAsked) -> DeskLines[StockLine]:
    """Products by village, the worst first: out and about to run out, unless another state (or `all`) is asked for.

    `asked.species` is a product's key or item. DeskOnly, NotYourVillage.
    """
    return overview(platform, actor, inside, asked)[0]


def overview(platform: Platform, actor: Actor, inside: str, asked: DeskAsked) -> tuple[DeskLines[StockLine], SupplyFront]:
    """The lines as `lines` gives them, and the region's first figures; DeskOnly, NotYourVillage."""
    desk.permit_village(actor, inside)
    with platform.database.reading() as unit:
        region = _Region(unit.connection, resupply_rules.store_of(inside), unit.clock.now())
        every = list(_lines(region, inside))
        figures = _figures(unit.connection, inside, every)
    found = [one for one in every if _asked(one, asked)]
    found.sort(key=lambda one: (_RANK[one.forecast.state], -one.forecast.chance, one.village_name, one.forecast.product))
    first = (asked.page - 1) * asked.per_page
    return DeskLines(found[first : first + asked.per_page], len(found)), figures


def _asked(one: StockLine, asked: DeskAsked) -> bool:
    state, item = one.forecast.state, one.forecast.product
    return (
        (asked.state == "all" or (state.value == asked.state if asked.state else state in _WORTH))
        and (not asked.village or one.village == asked.village)
        and (not asked.species or asked.species in (item.key, item.item))
        and (not asked.q or asked.q.lower() in one.village_name.lower())
    )


def village(platform: Platform, actor: Actor, code: str) -> VillageStock:
    """A village's whole stock with its forecasts; SupplyNothing, NotYourVillage."""
    desk.permit_village(actor, code)
    with platform.database.reading() as unit:
        region = _Region(unit.connection, resupply_rules.store_of(code), unit.clock.now())
        place = next((one for one in region.places if one.row["code"] == code), None)
        if place is None:
            raise SupplyNothing()
        moves = store.moves(unit.connection, code, _MOVES_MOST)
    return VillageStock(
        village=code,
        name=place.row["name"],
        synthetic=place.row["synthetic"],
        as_of=place.row["as_of"],
        forecasts=[region.forecast(place, item) for item in PRODUCTS],
        lots=[lot for item in PRODUCTS for lot in region.lots.get((code, item), []) if lot.quantity],
        weekly={item: _weekly(region.uses.get((code, item), {}), place, region) for item in PRODUCTS},
        moves=moves,
    )


def _weekly(days: Days, place: _Place, region: _Region) -> list[tuple[date, int]]:
    """Uses by week (its Monday), each week of the window that ends today."""
    monday = region.today - timedelta(days=region.today.weekday())
    begins = [monday - timedelta(weeks=n) for n in range(region.terms.window_weeks - 1, -1, -1)]
    return [
        (one, sum(n for day, n in days.items() if one <= day < one + timedelta(weeks=1)))
        for one in begins
        if one + timedelta(weeks=1) > place.first
    ]


def front(connection: Connection, region: str, now: datetime) -> SupplyFront:
    """The first figures of a kabupaten or a part of it: products that are out, or about to run out, and resupplies open."""
    made = _Region(connection, resupply_rules.store_of(region), now)
    return _figures(connection, region, _lines(made, region))


def _figures(connection: Connection, region: str, every: Iterable[StockLine]) -> SupplyFront:
    states = [(one.village, one.forecast.state) for one in every]
    open_ones = resupply_store.standing(
        connection, region, ResupplyState.PROPOSED, ResupplyState.APPROVED, ResupplyState.SENT
    )
    return SupplyFront(
        out=sum(state is StockState.OUT for _, state in states),
        soon=sum(state is StockState.SOON for _, state in states),
        villages=len({code for code, state in states if state in _WORTH}),
        waiting=len(open_ones),
    )


def why(one: Forecast) -> dict[str, Any]:
    """The numbers of a forecast, as they are kept with a proposal."""
    return {
        "state": one.state.value,
        "usable": one.usable,
        "used": one.use.count,
        "weeks": round(one.use.weeks, 1),
        "a_week": round(one.rate, 2),
        "chance": round(one.chance, 3),
        "safe_weeks": one.safe_weeks,
        "need": one.need,
        "on_the_way": one.on_the_way,
    }
