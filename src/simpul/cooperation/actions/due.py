"""What waits for one reader, on the front page: late actions, their own, agreements that end, what takes place next."""

from dataclasses import dataclass

from simpul.cooperation.actions import activities, expiring, following
from simpul.cooperation.actions.following import FollowUpSeen
from simpul.cooperation.model.activities import Activity
from simpul.cooperation.model.agreements import Alarm
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

FIRST = 5
"""So many of each; the lists have the rest."""


@dataclass(frozen=True, slots=True)
class Due:
    """The first few of each, and how many actions are late in all; `mine`: open ones of this reader that are not late."""

    late: tuple[FollowUpSeen, ...]
    late_count: int
    mine: tuple[FollowUpSeen, ...]
    ending: tuple[Alarm, ...]
    coming: tuple[Activity, ...]

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.late or self.mine or self.ending or self.coming)


def due(platform: Platform, actor: Actor) -> Due:
    """What waits for this reader; what is public alone for who reads no programme."""
    late = following.late(platform, actor)
    mine = [one for one in following.mine(platform, actor) if not one.late]
    ending = expiring.due(platform, actor)
    coming = activities.listed(platform, actor, activities.ActivitiesAsked(when="upcoming")).found
    return Due(tuple(late[:FIRST]), len(late), tuple(mine[:FIRST]), tuple(ending[:FIRST]), tuple(coming[:FIRST]))
