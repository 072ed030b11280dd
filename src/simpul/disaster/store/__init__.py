"""The tables and SQL of the disaster module. What personal data they hold, why and for how long: `tables`."""

from simpul.disaster.store.report import before, change, claim, claim_id, get, history, keep, of_form, of_photo

__all__ = ["before", "change", "claim", "claim_id", "get", "history", "keep", "of_form", "of_photo"]
