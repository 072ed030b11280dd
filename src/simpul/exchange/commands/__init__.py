"""`simpul exchange …`: whoever runs the machine joins the exchange, offers services and looks after access here."""

from simpul.exchange.commands import lifecycle, offers, proofs, register
from simpul.exchange.commands.base import app

GROUPS = {"exchange": app}

__all__ = ["GROUPS", "app", "lifecycle", "offers", "proofs", "register"]
