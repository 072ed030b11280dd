"""The tables and SQL of the disaster module. What personal data they hold, why and for how long: `tables`."""

from simpul.disaster.store.erasing import forget_addresses, forget_devices, forget_hidden
from simpul.disaster.store.lists import count_verified, counts, live_counts, near, page, verified_on
from simpul.disaster.store.report import before, change, claim, claim_id, get, history, keep, of_form, of_photo

__all__ = [
    "before",
    "change",
    "claim",
    "claim_id",
    "count_verified",
    "counts",
    "forget_addresses",
    "forget_devices",
    "forget_hidden",
    "get",
    "history",
    "keep",
    "live_counts",
    "near",
    "of_form",
    "of_photo",
    "page",
    "verified_on",
]
