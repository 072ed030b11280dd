"""How the exchange is used at this node: looked at by those who look after it, summed by the hour, forgotten when due."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Connection

from simpul.exchange.model.usage import CallsSought, Figures, Grouping, Usage, UsageGroup, Window
from simpul.exchange.rules import usage as rules
from simpul.exchange.rules.permissions import permit_watch
from simpul.exchange.rules.usage import Counted
from simpul.exchange.store import usage as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

CHOICES = 200
"""So many services, and so many clients, are offered for choosing: those with the most calls."""


def roll_up(platform: Platform) -> None:
    """Every whole hour is summed; counts by the minute are kept for eight days, those by the hour for 400."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("sums of counted calls")
        since, until = rules.roll_from(store.rolled_up(unit.connection), now)
        store.roll_up(unit.connection, since, until)
        store.forget(unit.connection, now - rules.MINUTES_KEPT, now - rules.HOURS_KEPT)


def look(platform: Platform, actor: Actor, *, window: Window, sought: CallsSought) -> Usage:
    """The calls of the window; WatchersOnly."""
    permit_watch(actor, platform.settings.agency_code)
    found: dict[datetime, Figures] = {}
    everything: list[Counted] = []
    outcomes: dict[str, int] = defaultdict(int)
    with platform.database.reading() as unit:
        rolled = _rolled(unit.connection, window)
        for at, counted in store.by_time(unit.connection, window, sought, rolled):
            found[at] = rules.figures_of(counted)
            everything += counted
        services, clients = store.busiest(unit.connection, window, rolled, CHOICES)
    for outcome, _, calls, _ in everything:
        outcomes[outcome] += calls
    moments = rules.gapless(window, found)
    return Usage(window, moments, rules.figures_of(everything), dict(outcomes), tuple(services), tuple(clients))


def groups(
    platform: Platform, actor: Actor, *, window: Window, sought: CallsSought, grouping: Grouping
) -> list[UsageGroup]:
    """The calls of the window by service, client, both, or outcome, the most called first; WatchersOnly."""
    permit_watch(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        how = grouping, _rolled(unit.connection, window)
        rows = list(store.by_group(unit.connection, window, sought, how))
    found = [UsageGroup(*key, rules.figures_of(counted)) for key, counted in rows]
    return sorted(found, key=lambda one: (-one.figures.calls, one.side, one.service, one.client, one.outcome))


def _rolled(connection: Connection, window: Window) -> datetime:
    """Up to when the sums by the hour serve this window."""
    last = None if rules.is_fine(window) else store.rolled_up(connection)
    return window.start if last is None else last + timedelta(hours=1)
