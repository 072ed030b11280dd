"""How long a stock lasts, for numbers as small as a village's: gamma-Poisson, the first to expire used first.

Uses of a product come by chance with a village's own rate a week. That rate is not known: what is usual in the kabupaten
counts like some weeks of the village's records (empirical Bayes: Robbins' idea, here by moments), and the village's own
records are added. Demand over weeks to come is then negative binomial (gamma mixture of Poisson: Gelman et al., Bayesian
Data Analysis, 3rd ed., 2.6), which is wider than Poisson because the rate itself is uncertain.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from simpul.malaria.model.supply import Forecast, Product, StockLot, StockState, SupplyTerms, Use, Usual

_SURE = 1e-12


@dataclass(frozen=True, slots=True)
class Known:
    """A product in a village: its use, what is usual, weeks since the last contact, what is on its way, units a use."""

    use: Use
    usual: Usual
    silent_weeks: float = 0.0
    on_the_way: int = 0
    each: float = 1.0


def usual(uses: Sequence[Use], terms: SupplyTerms) -> Usual:
    """What is usual among these villages. The more they differ, the fewer weeks it counts like.

    Where nobody used any, half a use in all their weeks is reckoned (Jeffreys' rule for a Poisson rate).
    """
    seen = [one for one in uses if one.weeks > 0]
    weeks = sum(one.weeks for one in seen)
    if not weeks:
        return Usual(0.0, terms.prior_least_weeks, 0)
    rate = max(sum(one.count for one in seen), 0.5) / weeks
    spread = sum(one.weeks * (one.count / one.weeks - rate) ** 2 for one in seen) - (len(seen) - 1) * rate
    scale = weeks - sum(one.weeks**2 for one in seen) / weeks
    between = spread / scale if scale > 0 else 0.0
    like = rate / between if between > 0 else math.inf
    return Usual(rate, min(max(like, terms.prior_least_weeks), terms.prior_most_weeks), len(seen))


def believed(use: Use, known: Usual) -> tuple[float, float, bool]:
    """Shape and rate (weeks) of the gamma of this village's use, and whether the recent weeks tell more than all do.

    The higher of the two is taken: a rise must not be averaged away by quiet months before it.
    """
    begin = known.rate * known.weeks
    whole = (begin + use.count, known.weeks + use.weeks)
    recent = (begin + use.recent, known.weeks + use.recent_weeks)
    by_recent = recent[0] * whole[1] > whole[0] * recent[1]
    return (*(recent if by_recent else whole), by_recent)


def _terms_of(shape: float, weeks: float, horizon: float) -> tuple[float, float]:
    """The logarithm of the chance of no use at all, and the chance by which each further use is weighed."""
    share = horizon / (weeks + horizon)
    return shape * math.log1p(-share), share


def at_most(count: int, shape: float, weeks: float, horizon: float) -> float:
    """The chance that at most `count` are used in `horizon` weeks."""
    if count < 0:
        return 0.0
    if horizon <= 0 or shape <= 0:
        return 1.0
    log, share = _terms_of(shape, weeks, horizon)
    total, step = 0.0, math.log(share)
    for n in range(count + 1):
        total += math.exp(log)
        if total > 1 - _SURE:
            return 1.0
        log += step + math.log((n + shape) / (n + 1))
    return min(total, 1.0)


def quantile(part: float, shape: float, weeks: float, horizon: float) -> int:
    """The fewest that are enough for `horizon` weeks with the chance `part`."""
    if horizon <= 0 or shape <= 0:
        return 0
    log, share = _terms_of(shape, weeks, horizon)
    total, n, step = math.exp(log), 0, math.log(share)
    while total < part:
        log += step + math.log((n + shape) / (n + 1))
        n += 1
        total += math.exp(log)
    return n


def lasting(lots: Sequence[StockLot], today: date, weeks: float, rate: float) -> int:
    """How many units of these lots can serve the next `weeks`, used at `rate` units a week, the first to expire first.

    A lot that expires before then serves only what is expected to be used until that day; the rest of it is lost.
    """
    end, used, serve = today + timedelta(days=math.ceil(weeks * 7)), 0.0, 0
    for one in fefo(lots, today):
        if one.expires is None or one.expires >= end:
            serve += one.quantity
            continue
        can = rate * ((one.expires - today).days + 1) / 7 - used
        part = min(one.quantity, max(0, math.floor(can)))
        used += part
        serve += part
    return serve


def fefo(lots: Sequence[StockLot], today: date) -> list[StockLot]:
    """The lots that may be used today, the first to expire first; those of unknown expiry last."""
    good = [one for one in lots if one.quantity > 0 and (one.expires is None or one.expires >= today)]
    return sorted(good, key=lambda one: (one.expires or date.max, one.lot))


def taken(lots: Sequence[StockLot], today: date, units: int) -> list[StockLot]:
    """The same lots after so many units were taken from those that expire first."""
    left, order = units, {(one.product, one.lot): 0 for one in lots}
    for one in fefo(lots, today):
        order[one.product, one.lot] = min(left, one.quantity)
        left -= order[one.product, one.lot]
    return [StockLot(one.product, one.lot, one.expires, one.quantity - order[one.product, one.lot]) for one in lots]


class _Reckoning:
    """One product's numbers in a village: what is believed of its use, and what each horizon may count on."""

    def __init__(self, lots: Sequence[StockLot], today: date, believed: tuple[float, float, bool], each: float) -> None:
        self.lots, self.today, self.each = lots, today, each
        self.shape, self.weeks, self.by_recent = believed
        self.rate = self.shape / self.weeks if self.weeks else 0.0

    def serve(self, weeks: float) -> int:
        return lasting(self.lots, self.today, weeks, self.rate * self.each)

    def enough(self, ahead: float, silent: float) -> float:
        """The chance that what can be used lasts `ahead` weeks from today."""
        return at_most(math.floor(self.serve(ahead) / self.each), self.shape, self.weeks, ahead + silent)

    def safe(self, terms: SupplyTerms, silent: float) -> int:
        """Whole weeks from today that it lasts with the chance wanted."""
        low, high = 0, terms.horizon_weeks
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.enough(middle, silent) >= terms.enough else (low, middle - 1)
        return low


def forecast(product: Product, lots: Sequence[StockLot], today: date, known: Known, terms: SupplyTerms) -> Forecast:
    """How long these lots of a product last, and how much to bring."""
    use, typical, silent = known.use, known.usual, known.silent_weeks
    made = _Reckoning(lots, today, believed(use, typical), known.each)
    span = terms.lead_weeks + terms.between_weeks
    usable, least = sum(one.quantity for one in fefo(lots, today)), terms.least[product.item]
    need = max(math.ceil(quantile(terms.enough, made.shape, made.weeks, span + silent) * known.each), least)
    chance, safe = 1 - made.enough(terms.lead_weeks, silent), made.safe(terms, silent)
    state = _state((usable, least), (chance, safe), span, terms)
    missing = max(0, need - made.serve(span) - known.on_the_way)
    return Forecast(
        product=product,
        state=state,
        on_hand=sum(one.quantity for one in lots if one.quantity > 0),
        expired=sum(one.quantity for one in lots if one.quantity > 0 and one.expires and one.expires < today),
        usable=usable,
        wasted=usable - made.serve(max(span, terms.expiring_weeks)),
        below=-sum(one.quantity for one in lots if one.quantity < 0),
        use=use,
        usual=typical,
        rate=made.rate * known.each,
        by_recent=made.by_recent,
        each=known.each,
        silent_weeks=silent,
        chance=chance,
        safe_weeks=safe,
        need=need,
        on_the_way=known.on_the_way,
        proposed=missing if state is not StockState.ENOUGH else 0,
    )


def _state(stock: tuple[int, int], outlook: tuple[float, int], span: int, terms: SupplyTerms) -> StockState:
    """How it stands.

    Out: nothing to use. Soon: likelier than allowed to run out before a delivery, or below the least. Low: likelier than
    allowed before the delivery after it.
    """
    (usable, least), (chance, safe) = stock, outlook
    if usable <= 0:
        return StockState.OUT
    if chance > 1 - terms.enough or usable < least:
        return StockState.SOON
    return StockState.LOW if safe < span else StockState.ENOUGH
