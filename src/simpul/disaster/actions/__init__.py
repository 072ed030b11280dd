"""What people do with reports: send, confirm, correct, hide, take back, look. One transaction each."""

from simpul.disaster.actions.archived import archived
from simpul.disaster.actions.deciding import correct, hide, undo, verify
from simpul.disaster.actions.erasing import erase_due
from simpul.disaster.actions.looking import (
    OnDesk,
    PublicPage,
    live_figures,
    next_on_desk,
    on_desk,
    photo,
    public_page,
    public_report,
    queue,
)
from simpul.disaster.actions.reporting import place, report
from simpul.disaster.actions.tallying import count_corrected, count_hidden, count_verified

__all__ = [
    "OnDesk",
    "PublicPage",
    "archived",
    "correct",
    "count_corrected",
    "count_hidden",
    "count_verified",
    "erase_due",
    "hide",
    "live_figures",
    "next_on_desk",
    "on_desk",
    "photo",
    "place",
    "public_page",
    "public_report",
    "queue",
    "report",
    "undo",
    "verify",
]
