"""What the exchange shows of an agency for an evaluation: services registered, calls in 30 days, answers of its nodes."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from simpul.exchange.rules import usage as rules
from simpul.exchange.store import measured as store
from simpul.exchange.store import usage
from simpul.kernel.i18n import N_
from simpul.kernel.measuring import Asked, Figure, Measured, share
from simpul.kernel.platform import Platform

SERVICES, CALLS, AVAILABILITY = "exchange.services", "exchange.calls", "exchange.availability"
DAYS, CHECKED_DAYS = 30, 8
_PERCENT, _MS = N_("per cent"), N_("milliseconds")


def services(platform: Platform, connection: Connection, asked: Asked) -> Measured:
    """How many services the agency offers in the exchange, as this node's directory lists them now."""
    del platform
    found = store.offered(connection, asked.agency, own=asked.own)
    return Measured(
        key=SERVICES,
        title=N_("Services in the exchange"),
        figures=(
            Figure("registered", N_("Services registered"), str(found["services"])),
            Figure("described", N_("Services with a description that programs can read"), str(found["described"])),
            Figure("events", N_("Event types published"), str(found["events"])),
        ),
        at=asked.at,
        query=N_("Public services in the exchange’s directory whose agency has the code {agency}, counted at this moment."),
        source=N_("The directory of the exchange at this node, heard from the nodes themselves."),
        facts={"agency": asked.agency},
    )


def calls(platform: Platform, connection: Connection, asked: Asked) -> Measured:
    """The calls of the last 30 days to and from the agency that this node took part in; a call is counted once."""
    del platform
    span = asked.at - timedelta(days=DAYS), asked.at
    turn = _turn(connection, span[0])
    sides = ("provider", "consumer") if asked.own else ("consumer", "provider")
    served = rules.figures_of(store.calls(connection, asked.agency, span, turn, side=sides[0], served=True))
    made = rules.figures_of(store.calls(connection, asked.agency, span, turn, side=sides[1], served=False))
    slow = rules.percentile(served.times, 0.95)
    return Measured(
        key=CALLS,
        title=N_("Calls through the exchange in 30 days"),
        figures=(
            Figure("all", N_("Calls to and from the agency"), str(served.calls + made.calls)),
            Figure("served", N_("Calls to its services"), str(served.calls)),
            Figure("made", N_("Calls that it made"), str(made.calls)),
            Figure(
                "answered",
                N_("Calls to its services that were answered well"),
                share(served.answered, served.calls),
                _PERCENT,
            ),
            Figure(
                "p95", N_("95 of 100 calls to its services took at most"), "" if slow is None else str(round(slow)), _MS
            ),
        ),
        at=asked.at,
        query=N_(
            "Calls counted from {since} to {until} (UTC) in which this node took part and whose service or caller belongs"
            " to the agency with the code {agency}."
        ),
        source=N_("The exchange’s own counters at this node; calls between other nodes are not seen here."),
        facts={"agency": asked.agency, "since": f"{span[0]:%Y-%m-%d %H:%M}", "until": f"{span[1]:%Y-%m-%d %H:%M}"},
    )


def _turn(connection: Connection, since: datetime) -> datetime:
    last = usage.rolled_up(connection)
    return since if last is None else last + timedelta(hours=1)


def availability(platform: Platform, connection: Connection, asked: Asked) -> Measured:
    """How often the agency's nodes answered this node's checks of the last eight days."""
    del platform
    span = asked.at - timedelta(days=CHECKED_DAYS), asked.at
    found = store.checks(connection, asked.agency, span)
    answered = int(found["answered"])
    middle = str(round(int(found["total_ms"]) / answered)) if answered else ""
    return Measured(
        key=AVAILABILITY,
        title=N_("Availability of the agency’s nodes in the exchange"),
        figures=(
            Figure("nodes", N_("Nodes checked"), str(found["nodes"])),
            Figure("checks", N_("Checks"), str(found["checks"])),
            Figure("available", N_("Checks answered"), share(answered, int(found["checks"])), _PERCENT),
            Figure("mean", N_("Mean time to answer"), middle, _MS),
            Figure("slowest", N_("Slowest answer"), str(found["slowest_ms"]) if answered else "", _MS),
        ),
        at=asked.at,
        query=N_(
            "Checks of the nodes of the agency with the code {agency} from {since} to {until} (UTC), made by this node."
        ),
        source=N_("Health checks of this node: each node of the trust list is asked in turns how it stands."),
        facts={"agency": asked.agency, "since": f"{span[0]:%Y-%m-%d %H:%M}", "until": f"{span[1]:%Y-%m-%d %H:%M}"},
    )
