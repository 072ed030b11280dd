"""Rate tiers, counted over all workers: each worker takes calls of a window in small lots from one shared counter."""

from dataclasses import dataclass
from datetime import UTC, datetime

from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.model.services import TIERS, Grant, Tier
from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused

LOTS = 50
"""A window's calls are taken in about so many lots, so that a busy caller costs few writes and no limit is exceeded."""


@dataclass(slots=True)
class _Lot:
    since: datetime
    left: int
    ended: bool = False


class Quotas:
    """What this worker may still let through, by grant and caller."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lots: dict[str, _Lot] = {}

    async def take(self, grant: Grant, caller: str, now: datetime) -> None:
        """One call is counted; Refused with the tier and the seconds to wait once the window's calls are spent."""
        tier = TIERS[grant.tier]
        if not tier.calls:
            return
        key, since = f"exchange.tier:{grant.id}:{caller}", _window(tier, now)
        lot = self._lots.get(key)
        if lot is None or lot.since != since:
            lot = self._lots[key] = _Lot(since, 0)
        if not lot.left and not lot.ended:
            await self._fill(lot, key, tier)
        if not lot.left:
            raise _spent(tier, since, now)
        lot.left -= 1

    async def _fill(self, lot: _Lot, key: str, tier: Tier) -> None:
        wanted = max(1, tier.calls // LOTS)
        spent = await self._ledger.spend(key, lot.since, wanted)
        granted = min(wanted, max(0, tier.calls - (spent - wanted)))
        lot.left += granted
        lot.ended = granted < wanted

    def forget(self, now: datetime) -> None:
        """Lots of windows that are over are forgotten."""
        old = [key for key, lot in self._lots.items() if (now - lot.since).total_seconds() > 3600]
        for key in old:
            del self._lots[key]


def _window(tier: Tier, now: datetime) -> datetime:
    seconds = int(tier.per.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _spent(tier: Tier, since: datetime, now: datetime) -> Refused:
    wait = max(1, int((since + tier.per - now).total_seconds()))
    message = f"Quota of tier {tier.code} exceeded, again in {wait} s"
    return Refused(faults.QUOTA, message, tier=tier.code, limit=tier.calls, remaining=0, reset=wait)
