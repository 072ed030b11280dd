"""The demo's gates: of the made-up events that have none yet, so that a gate can be tried with a phone."""

from simpul.cooperation.model.gates import Gate
from simpul.cooperation.store import events
from simpul.cooperation.store import gates as store
from simpul.kernel.platform import Platform

_NAMES = ("Gerbang Utara", "Gerbang Selatan")


def seed(platform: Platform) -> None:
    """Each synthetic event has two gates; a second time changes nothing."""
    with platform.database.writing() as unit:
        unit.unaudited("the demo's own example, of an event marked synthetic")
        for event in events.all_(unit.connection):
            if event.synthetic and not store.of_event(unit.connection, event.id):
                for name in _NAMES:
                    store.add(unit.connection, Gate(unit.ids.new(), event.id, name, True, unit.clock.now()))
