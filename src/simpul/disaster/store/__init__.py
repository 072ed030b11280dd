"""The tables and SQL of the disaster module. What personal data they hold, why and for how long: `tables`."""

from simpul.disaster.store.erasing import forget_addresses, forget_devices, forget_hidden
from simpul.disaster.store.intake import before, begin, count, give_back, keep, of_form, photo_of
from simpul.disaster.store.lists import count_verified, counts, near, page, recent_counts, verified_on
from simpul.disaster.store.report import change, claim, claim_id, get, history, of_photo

__all__ = [
    "before",
    "begin",
    "change",
    "claim",
    "claim_id",
    "count",
    "count_verified",
    "counts",
    "forget_addresses",
    "forget_devices",
    "forget_hidden",
    "get",
    "give_back",
    "history",
    "keep",
    "near",
    "of_form",
    "of_photo",
    "page",
    "photo_of",
    "recent_counts",
    "verified_on",
]
