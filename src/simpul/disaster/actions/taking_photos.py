"""How many photographs one address may have decoded: each takes a second of a processor, whatever becomes of its report."""

from simpul.disaster.rules import drafts
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform

PER_ADDRESS = 120
"""In ten minutes: two for each report that an address may send."""


def permit_photo(platform: Platform, address: str) -> None:
    """Nothing, while the address (its hash) sent no more photographs than people do; TooMany otherwise."""
    with platform.database.writing() as unit:
        unit.unaudited("a count of attempts, forgotten after 48 hours")
        spend(unit, f"disaster.photo:{address}", most=PER_ADDRESS, per=drafts.WINDOW)
