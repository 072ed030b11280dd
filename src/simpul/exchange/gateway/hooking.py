"""Where web hooks may lie: those of the node's own agency beside its back ends, those of others on public addresses only.

The private networks that an operator lists are for its own back ends and for nodes; a guest's address must not lead there.
"""

from simpul.exchange.gateway.pushing import Outcome, Way
from simpul.exchange.store.pushing import Lane


class ByHooks:
    """Pushes to web hooks, each by the way that its subscriber's agency may use; `home` is the node's own subsystem."""

    def __init__(self, home: str, own: Way, others: Way) -> None:
        self._member = _member(home)
        self._own, self._others = own, others

    async def send(self, lane: Lane, batch: bytes) -> Outcome:
        """What the hook said."""
        way = self._own if _member(lane.subscriber) == self._member else self._others
        return await way.send(lane, batch)


def _member(path: str) -> str:
    return "/".join(path.split("/")[:3])
