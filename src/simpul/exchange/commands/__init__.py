"""`simpul exchange …`: whoever runs the machine joins the exchange, offers services and looks after access here."""

from simpul.exchange.commands import access, events, lifecycle, offers, proofs, register, subscriptions
from simpul.exchange.commands.base import app

GROUPS = {"exchange": app}

__all__ = ["GROUPS", "access", "app", "events", "lifecycle", "offers", "proofs", "register", "subscriptions"]
