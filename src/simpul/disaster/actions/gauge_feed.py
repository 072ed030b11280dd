"""How the connection to the broker stands, as the process that listens notes it for all others."""

from simpul.disaster.model.gauge_intake import FeedState
from simpul.disaster.store import gauge_intake as store
from simpul.kernel.platform import Platform

MQTT = "mqtt"


def note(platform: Platform, told: tuple[str, str] | None, *, heard: bool) -> None:
    """The connection's state is kept: `told` is its new state with the reason, or None where only a message was heard."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("the state of a connection is its own account")
        state, detail = told or ("connected", "")
        store.keep_feed(unit.connection, MQTT, FeedState(state, now, now if heard else None, detail))
