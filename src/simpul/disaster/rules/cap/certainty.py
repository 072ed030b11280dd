"""How sure a CAP message may call what residents report: by what officers have done about it, with the reason.

CAP 1.2 `certainty`: Observed (has occurred or is going on), Likely (p > 50 %), Possible (p <= 50 %), Unlikely, Unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simpul.disaster.model import Status


@dataclass(frozen=True, slots=True)
class Sureness:
    """A certainty of CAP, and why it is that one."""

    certainty: str
    reason: str


BY_STATUS: Mapping[Status, Sureness] = {
    Status.UNVERIFIED: Sureness("Possible", "one resident's word, which no officer has looked at"),
    Status.VERIFIED: Sureness("Observed", "an officer on duty has confirmed that it has happened"),
}
GATHERED = Sureness("Likely", "verified reports near it in place and time speak of the same incident")
"""A report that no officer has confirmed, in an incident of verified ones."""
SIGNED = Sureness("Likely", "a partner whose identity is checked reported it, and no officer has confirmed it yet")
"""A report that a partner signed."""


def sureness(status: Status, *, signed: bool = False, gathered: bool = False) -> Sureness:
    """The certainty of a report of this status; a hidden one is not told at all (KeyError)."""
    found = BY_STATUS[status]
    if status is Status.VERIFIED:
        return found
    return SIGNED if signed else GATHERED if gathered else found
