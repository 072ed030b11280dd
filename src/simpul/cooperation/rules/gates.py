"""Who admits, who holds an event, who sees an agency's counts: deny by default. Truth table: test_gate_permits."""

from datetime import datetime, timedelta

from simpul.cooperation.model.gates import KEY_KEPT, GateNameWrong, NotAtTheGate, NotOfThisAgency
from simpul.cooperation.model.programmes import CENTRE, GATE, LIAISON, Standing

NAME_MOST, LABEL_MOST = 60, 40
NEARBY = timedelta(days=2)
"""Tickets of events this near are known to a gate as another event's, so that it can say so without a signal."""


def permit_gate(who: Standing) -> None:
    """Admits at gates: gate officers, and the centre's staff; NotAtTheGate."""
    if not who.roles & {GATE, CENTRE}:
        raise NotAtTheGate()


def permit_watch(who: Standing) -> None:
    """Sees the live board, which names nobody: gate officers, and the centre's staff; NotAtTheGate."""
    permit_gate(who)


def permit_counts(who: Standing, agency: str) -> None:
    """Sees one agency's quota and counts: the centre's staff, and that agency's liaison; NotOfThisAgency."""
    if CENTRE in who.roles or (LIAISON in who.roles and who.agency == agency and agency):
        return
    raise NotOfThisAgency()


def gate_name(given: str) -> str:
    """The gate's name; GateNameWrong for none, or one that is too long."""
    name = " ".join(given.split())
    if not 0 < len(name) <= NAME_MOST:
        raise GateNameWrong()
    return name


def label(given: str) -> str:
    """What a device is called, cut to what fits; empty for none."""
    return " ".join(given.split())[:LABEL_MOST]


def key_until(made_at: datetime, ends_at: datetime) -> datetime:
    """How long a device may send: three days, and at least until the day after the event."""
    return max(made_at + KEY_KEPT, ends_at + timedelta(days=1))
