"""What people do with reports: send, confirm, correct, hide, take back, look. One transaction each."""

from simpul.disaster.actions.deciding import correct, hide, undo, verify
from simpul.disaster.actions.reporting import place, report

__all__ = ["correct", "hide", "place", "report", "undo", "verify"]
