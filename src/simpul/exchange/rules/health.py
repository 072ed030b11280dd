"""What a check of a node means, given what was known before."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from simpul.exchange.model.health import DOUBTS, Ailment, NodeHealth, Reach, Told

SPAN = timedelta(minutes=15)
"""Checks are kept together by so long."""


def judged(node: str, before: NodeHealth | None, told: Told, now: datetime) -> NodeHealth:
    """The node's health after this check; what it did not tell now stays as it was told last."""
    ailment = told.ailment
    if ailment is Ailment.NONE and before is not None and (told.log_size or 0) < (before.log_size or 0):
        ailment = Ailment.SHRUNK  # a log only grows: shorter is a lost or a second history
    reach = Reach.ANSWERS if ailment is Ailment.NONE else Reach.DOUBTFUL if ailment in DOUBTS else Reach.SILENT
    well = ailment is Ailment.NONE
    grown = well and (before is None or told.log_size != before.log_size)
    return NodeHealth(
        node=node,
        reach=reach,
        ailment=ailment,
        since=before.since if before is not None and before.reach is reach else now,
        checked_at=now,
        answered_at=now if well else before.answered_at if before else None,
        millis=told.millis if well else None,
        log_size=told.log_size if well else before.log_size if before else None,
        log_at=now if grown else before.log_at if before else None,
        trust_size=told.trust_size if well else before.trust_size if before else None,
        trust_issued_at=told.trust_issued_at if well else before.trust_issued_at if before else None,
    )


def turn(nodes: Iterable[str], known: Mapping[str, NodeHealth], most: int) -> list[str]:
    """Whose turn it is: those that were never checked, then those whose check is the oldest; at most `most`."""
    return sorted(nodes, key=lambda node: (known[node].checked_at.timestamp() if node in known else 0.0, node))[:most]


def span_of(at: datetime) -> datetime:
    """The beginning of the quarter of an hour in which `at` lies."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
