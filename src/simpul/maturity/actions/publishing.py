"""What the public reads of results: those the ministry published, and the final ones of this node."""

from collections.abc import Sequence

from simpul.kernel.platform import Platform
from simpul.maturity.model.results import Assessed, FinalLine, MaturityResult
from simpul.maturity.store import results as store


def final(platform: Platform, *, edition: str = "") -> Sequence[tuple[Assessed, MaturityResult]]:
    """Final results of this node, of one edition where that is asked, with all their parts; drafts are not among them."""
    with platform.database.reading() as unit:
        return store.final(unit.connection, edition)


def final_lines(platform: Platform, *, agency: str = "") -> Sequence[FinalLine]:
    """The same without their parts, of one agency where that is asked."""
    with platform.database.reading() as unit:
        return store.final_lines(unit.connection, agency=agency)


def final_counts(platform: Platform) -> tuple[int, int]:
    """How many final results this node has, and how many of them are synthetic."""
    with platform.database.reading() as unit:
        return store.final_counts(unit.connection)
