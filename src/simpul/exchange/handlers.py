"""The exchange's regular work: the trust list is fetched or signed anew, others' figures and services are heard."""

from datetime import timedelta

import structlog

from simpul.exchange.actions import (
    asking,
    delivering,
    figures,
    founding,
    handing_on,
    health,
    listing,
    measuring,
    persons,
    receiving,
    subscribing,
    trust,
    usage,
)
from simpul.exchange.gateway.guard import Guard
from simpul.exchange.model.refusals import OperatorUnreachable
from simpul.kernel.jobs import Job
from simpul.kernel.operate.checks import Finding
from simpul.kernel.platform import Platform

SILENT = timedelta(hours=1)
_log = structlog.get_logger("simpul.exchange")
hand_on = handing_on.hand_on


def fetch_trust(platform: Platform) -> None:
    """The trust list is as new as the operator's. An operator that cannot be reached is no fault of this node."""
    try:
        trust.fetch(platform)
    except OperatorUnreachable as unreachable:
        _log.warning("exchange.operator_unreachable", code=unreachable.code)
    trust.use_new_key(platform)


def issue_trust(platform: Platform) -> None:
    """At the operator: the trust list's checkpoint is young enough."""
    founding.issue(platform)


def ask_nodes(platform: Platform) -> None:
    """Each node of the trust list is asked in turns how it stands, under the rules for all that this node connects to."""
    health.refresh(platform, Guard(platform.settings.exchange_private_networks).permits)


def trust_list(platform: Platform) -> Finding:
    """How old the trust list is, and for how long this node may go on by it."""
    state = trust.trust_state(platform)
    if state is None:
        return Finding("trust list", "none: this node takes no part in an exchange")
    left = f"{state.remaining.days} days {state.remaining.seconds // 3600} hours left"
    told = f"{state.size} statements, {left}"
    if state.expired:
        return Finding("trust list", "expired", "reach the operator: `simpul exchange fetch` says what stands in the way")
    silent = platform.clock.now() - state.fetched_at > SILENT and not trust.is_operator(platform)
    advice = "the operator was not reached for an hour: `simpul exchange fetch` says why" if silent else ""
    return Finding("trust list", told, advice)


def erase_events(platform: Platform) -> None:
    """What was pushed, set aside and received is erased when it is due."""
    delivering.erase(platform)
    receiving.erase(platform)


def undelivered(platform: Platform) -> Finding:
    """How many events wait for a decision since their subscribers refused them, and who cannot be reached."""
    dead, stuck = delivering.troubles(platform)
    if not (dead or stuck):
        return Finding("events", "delivered")
    advice = "`simpul exchange event dead-letters` says which and why" if dead else ""
    return Finding("events", f"{dead} undelivered, {stuck} subscribers not reached", advice)


CHECKS = (trust_list, undelivered)
JOBS = (
    Job("exchange.fetch_trust", timedelta(seconds=60), fetch_trust),
    Job("exchange.issue_trust", timedelta(seconds=60), issue_trust),
    Job("exchange.figures", timedelta(seconds=10), figures.refresh),
    Job("exchange.listing", listing.EVERY, listing.refresh),
    Job("exchange.access", timedelta(seconds=10), asking.follow),
    Job("exchange.access_forget", timedelta(hours=6), asking.forget),
    Job("exchange.forget_persons", timedelta(hours=1), persons.forget),
    Job("exchange.health", health.EVERY, ask_nodes),
    Job("exchange.subscribed", timedelta(seconds=60), subscribing.refresh),
    Job("exchange.erase_events", timedelta(hours=1), erase_events),
    Job("exchange.usage_rollup", timedelta(minutes=10), usage.roll_up),
)

MEASURES = {
    measuring.SERVICES: measuring.services,
    measuring.CALLS: measuring.calls,
    measuring.AVAILABILITY: measuring.availability,
}
"""What the exchange can measure of an agency."""
