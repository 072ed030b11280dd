"""Drafts that nobody touched for 90 days are erased: they were never said (Law 27/2022, art. 16: no longer than needed)."""

from datetime import timedelta

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.store import answers

KEPT = timedelta(days=90)


def forget(platform: Platform) -> None:
    """Drafts older than that are gone."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a draft is the account's own and counts nowhere")
        answers.forget_drafts(unit.connection, unit.clock.now() - KEPT)
