"""Malaria (EDAT): found and treated the same day by village workers, without a signal. Law: Permenkes 22/2022.

The front door: `seed_demo`. Doses are decided in `rules.dosing` from the national table (`simpul.law.malaria`); what a
phone recorded becomes a village's state in `rules.folding`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from simpul.kernel.announcing import AnnouncedType
    from simpul.kernel.platform import Platform


def seed_demo(platform: "Platform") -> None:
    """The demo's district is there: villages, workers and patients, all synthetic and marked so."""
    from simpul.malaria.actions import demo

    demo.seed(platform)


def example_floods(platform: "Platform") -> "list[tuple[str, datetime, dict[str, Any]]]":
    """Made-up floods in the demo's villages, as a disaster agency would tell of them: id, time, data."""
    from simpul.malaria.actions import demo_watch

    return demo_watch.floods(platform)


def announced() -> "tuple[AnnouncedType, ...]":
    """What this module announces to other agencies, where the node offers it as an event type."""
    from simpul.malaria.rules import alert_announcing

    return (alert_announcing.RAISED,)
