"""Who holds an event, admits at a gate, watches the board and sees an agency's counts: the truth table of the permits."""

from collections.abc import Callable

import pytest

from simpul.cooperation.model.programmes import Standing
from simpul.cooperation.rules import gates, permits
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from tests.cooperation.people import EVERYBODY, HOME, REGENCY

pytestmark = pytest.mark.rules
ACTS: dict[str, Callable[[Standing], None]] = {
    "hold an event": permits.permit_centre,
    "admit at a gate": gates.permit_gate,
    "watch the board": gates.permit_watch,
    "see the regency's counts": lambda who: gates.permit_counts(who, REGENCY),
    "see the ministry's counts": lambda who: gates.permit_counts(who, HOME),
    "see the counts of no agency": lambda who: gates.permit_counts(who, ""),
}
MAY = {
    "centre": set(ACTS),
    "seated centre": set(ACTS),
    "liaison": {"see the regency's counts"},
    "gate": {"admit at a gate", "watch the board"},
}
"""Who is not named may nothing: partners of either side, strangers of the same agency, nobody."""


def standing(who: Actor) -> Standing:
    return Standing(who.id, who.name, who.agency or "", who.roles, {})


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_do_what(who: str, act: str) -> None:
    try:
        ACTS[act](standing(EVERYBODY[who]))
        may = True
    except Refusal:
        may = False
    assert may is (act in MAY.get(who, set()))
