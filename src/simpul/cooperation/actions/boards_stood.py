"""Who came in by a ticket that gave no place any more, as the desk of an event sees them."""

from uuid import UUID

from simpul.cooperation.model.boards import StoodInside
from simpul.cooperation.rules import gates_merging as merging
from simpul.cooperation.store import event_registrants, events, gates, stood_inside
from simpul.kernel.database import Unit

LISTED_MOST = 200


def stood(unit: Unit, event: UUID) -> tuple[StoodInside, ...]:
    """Each such ticket whose showing was not taken back, the latest first; 200 at most."""
    found = merging.merged(stood_inside.showings(unit.connection, event))
    latest = sorted(found.values(), key=lambda one: one.first.order, reverse=True)[:LISTED_MOST]
    if not latest:
        return ()
    names = {one.id: one.name for one in gates.of_event(unit.connection, event)}
    agencies = {one.agency: one.name for one in events.quotas_of(unit.connection, event)}
    known = event_registrants.by_digests(unit.connection, [one.first.ticket for one in latest])
    return tuple(
        StoodInside(number, agencies.get(agency, agency), names.get(gate, ""), one.first.at, 1 + len(one.doubles))
        for one in latest
        for (number, agency), gate in [(known.get(one.first.ticket, (0, "")), one.first.gate)]
    )
