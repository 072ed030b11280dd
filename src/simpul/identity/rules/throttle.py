"""How often one may try to sign in: each further window is longer, so that the wait grows with the attempts.

NIST SP 800-63B section 5.2.2 allows at most 100 failed attempts in a row for an account. The strict schedule counts one
account from one address, so that a stranger cannot lock a person out from elsewhere; the others count an account from
everywhere and an address (often a whole office's, or a telephone network's) for all accounts. Counts of an account begin
anew when its owner signs in.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """At most `most` attempts in a window of `per`."""

    most: int
    per: timedelta


BY_BOTH = (
    Step(5, timedelta(minutes=1)),
    Step(10, timedelta(minutes=15)),
    Step(20, timedelta(hours=1)),
    Step(40, timedelta(days=1)),
)
BY_ACCOUNT = (Step(50, timedelta(hours=1)), Step(100, timedelta(days=1)))
BY_ADDRESS = (Step(60, timedelta(minutes=1)), Step(200, timedelta(minutes=15)), Step(1000, timedelta(days=1)))


def minutes(seconds: int) -> int:
    """Whole minutes to wait, at least one."""
    return max(1, -(-seconds // 60))
