"""Disaster (PetaBencana): residents' reports, verified by the agency that answers for the place. Law: UU 24/2007.

The front door: the events ReportVerified, ReportCorrected and ReportHidden (`model`; never about an unverified report), and
`live_figures` for the portal. A report's depth is judged in `rules.severity`, what of it is public in
`rules.publicity`.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simpul.kernel.announcing import AnnouncedType
    from simpul.kernel.platform import Platform

_JAKARTA = "31"
_RAIN_2017 = datetime(2017, 2, 20, 21, 30, tzinfo=UTC)
"""21 February 2017, 04:30 WIB: the hour before the reports of that flood began to come in."""


def live_figures(platform: "Platform") -> dict[str, int]:
    """How many live reports of the last three hours there are, how many are deep, and how many of today are verified."""
    from simpul.disaster import actions

    return actions.live_figures(platform)


def announced() -> "tuple[AnnouncedType, ...]":
    """What this module announces to other agencies, where the node offers it as an event type."""
    from simpul.disaster.rules import announcing, announcing_events

    return (announcing.VERIFIED, *announcing_events.TYPES)


def seed_demo(platform: "Platform") -> None:
    """The demo replays the archive of 2017, from the night the water came; the live map stays empty: nothing is made up.

    Its region's villages can be given a state; its gauges and pumps are made up, and say so.
    """
    from simpul.disaster.actions import area_register, demo_layers, demo_water, replay
    from simpul.regions import Level

    replay.start(platform, speed=400, from_at=_RAIN_2017)
    area_register.seed_level(platform, Level.VILLAGE, platform.settings.region or _JAKARTA)
    demo_water.seed(platform)
    demo_layers.seed(platform)
