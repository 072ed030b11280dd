"""The exchange's regular work: the trust list is fetched or signed anew, others' figures and services are heard."""

from datetime import timedelta

import structlog

from simpul.exchange.actions import figures, founding, listing, trust
from simpul.exchange.model.refusals import OperatorUnreachable
from simpul.kernel.jobs import Job
from simpul.kernel.operate.checks import Finding
from simpul.kernel.platform import Platform

SILENT = timedelta(hours=1)
_log = structlog.get_logger("simpul.exchange")


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


CHECKS = (trust_list,)
JOBS = (
    Job("exchange.fetch_trust", timedelta(seconds=60), fetch_trust),
    Job("exchange.issue_trust", timedelta(seconds=60), issue_trust),
    Job("exchange.figures", timedelta(seconds=10), figures.refresh),
    Job("exchange.listing", listing.EVERY, listing.refresh),
)
