"""Which groups of reports a question to the queue means, and which comes first."""

from collections.abc import Sequence

from simpul.disaster.model import Status, Wanted
from simpul.disaster.model.desk import Brief, Doubt, Group, Judged, QueueAsked, QueueOrder
from simpul.disaster.rules.hazards import SEVERITIES
from simpul.disaster.rules.likeness import brief_of
from simpul.disaster.rules.suspicion import doubt

__all__ = ["brief_of", "chosen", "doubt_of", "grade", "shown", "waiting", "worst"]
DISTRICT = 8
"""How long the code of a district is: 31.74.03."""
_DOUBTS = tuple(Doubt)


def grade(severity: str) -> int:
    """How bad, from 0 to 3."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else 0


def waiting(group: Group) -> list[Judged]:
    """The members that nobody has decided about."""
    return [one for one in group.members if one.brief.status is Status.UNVERIFIED]


def worst(group: Group) -> Brief:
    """The member that counts for the group's urgency: the worst of those that wait (else of all), the newest of these."""
    among = waiting(group) or list(group.members)
    return max((one.brief for one in among), key=lambda one: (grade(one.severity), one.at, one.number))


def doubt_of(group: Group) -> Doubt:
    """The group's doubt: that of its least doubtful member, since one good report confirms the others."""
    among = waiting(group) or list(group.members)
    return min((doubt(one.suspicion) for one in among), key=_DOUBTS.index)


def shown(group: Group, most: int) -> list[Judged]:
    """The members that a line opens to: the worst one, then the newest."""
    first = worst(group).number
    ordered = sorted(group.members, key=lambda one: (one.brief.number != first, -one.brief.number))
    return ordered[:most]


def chosen(groups: Sequence[Group], asked: QueueAsked) -> list[Group]:
    """The groups that the question means, in its order."""
    found = [group for group in groups if _is_meant(group, asked)]
    return sorted(found, key=_ORDERS[asked.order])


def _is_meant(group: Group, asked: QueueAsked) -> bool:
    severities = asked.wanted.severities
    among = [one for one in group.members if _is_wanted(one.brief, asked.wanted)]
    return bool(among) and (
        (not severities or worst(group).severity in severities)
        and (asked.doubt is None or any(doubt(one.suspicion) is asked.doubt for one in among))
    )


def _is_wanted(one: Brief, wanted: Wanted) -> bool:
    """Whether a report answers the question; a group is shown for one that does."""
    place = f"{one.region}."
    return (
        one.status in wanted.statuses
        and (not wanted.hazards or one.hazard in wanted.hazards)
        and (not wanted.regions or any(place.startswith(f"{code}.") for code in wanted.regions))
        and (wanted.since is None or one.at >= wanted.since)
    )


def _urgent(group: Group) -> tuple[int, ...]:
    """Undecided before decided, worse before better, more reports before fewer, new before old."""
    return (not waiting(group), -grade(worst(group).severity), -len(group.members), -group.members[-1].brief.number)


_ORDERS = {
    QueueOrder.URGENT: _urgent,
    QueueOrder.NEWEST: lambda group: (-group.members[-1].brief.number,),
    QueueOrder.MOST: lambda group: (-len(group.members), *_urgent(group)),
    QueueOrder.PLACE: lambda group: (group.first.region[:DISTRICT], *_urgent(group)),
}
