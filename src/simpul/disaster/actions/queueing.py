"""The queue of the duty desk: reports in groups of those that are alike, each with what speaks for and against it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from simpul.disaster.actions.looking import DESK_DAYS
from simpul.disaster.actions.standing import MOST, Standing, judged
from simpul.disaster.model import Report, Status, Wanted
from simpul.disaster.model.desk import Group, QueueAsked, QueuePage
from simpul.disaster.rules import desk, queueing
from simpul.disaster.store import groups as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

SHOWN = 12
"""Members of a group that its line opens to; its own page shows all."""
_KEPT = 8
_TOO = frozenset({Status.VERIFIED})
"""What is verified already is looked at too: an undecided report may be the same again."""
_STEP = timedelta(minutes=10)


def desk_queue(platform: Platform, actor: Actor, asked: QueueAsked) -> QueuePage:
    """One page of groups in the officer's region; OfficerOnly."""
    desk.permit_desk(actor)
    standing = _standing(platform, actor, asked.wanted)
    found = queueing.chosen(standing.groups(platform, asked.wanted.statuses | _TOO), asked)
    first = (asked.wanted.page - 1) * asked.wanted.per_page
    page = tuple(found[first : first + asked.wanted.per_page])
    numbers = [one.brief.number for group in page for one in queueing.shown(group, SHOWN)]
    with platform.database.reading() as unit:
        shown = store.whole(unit.connection, numbers)
    counted = sum(len(group.members) for group in found)
    return QueuePage(page, shown, len(found), counted, standing.newest, standing.cut)


def whole_queue(platform: Platform, actor: Actor, asked: QueueAsked) -> QueuePage:
    """The groups with all their members whole, for an export; OfficerOnly."""
    page = desk_queue(platform, actor, asked)
    numbers = [one.brief.number for group in page.groups for one in group.members]
    with platform.database.reading() as unit:
        return replace(page, shown=store.whole(unit.connection, numbers))


def group_of(platform: Platform, actor: Actor, number: int) -> tuple[Group, dict[int, Report]]:
    """The group that the report belongs to, hidden ones not among it unless it is hidden itself, with its reports whole.

    The report alone where it is older than the queue reaches. ReportMissing, NotYourRegion, OfficerOnly.
    """
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        one = store.whole(unit.connection, [number]).get(number)
    report = desk.found(actor, number, one)
    statuses = frozenset({Status.UNVERIFIED, Status.VERIFIED, report.status})
    standing = _standing(platform, actor, Wanted(statuses=statuses, training=report.training))
    known = standing.groups(platform, statuses)
    group = next((group for group in known if any(one.brief.number == number for one in group.members)), None)
    group = group or Group(tuple(judged([queueing.brief_of(report)])))
    with platform.database.reading() as unit:
        return group, store.whole(unit.connection, [one.brief.number for one in group.members])


def newer(platform: Platform, actor: Actor, asked: QueueAsked, number: int) -> int:
    """How many reports that fit the question came in after the one of this number; OfficerOnly."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        question = replace(asked.wanted, within=actor.region, severities=frozenset())
        return store.came_after(unit.connection, question, number)


def rescore(platform: Platform, since: timedelta = timedelta(hours=6)) -> int:
    """How many undecided reports have another score than they had; what residents see of them stays the same."""
    at: datetime = platform.clock.now() - since
    wanted = Wanted(frozenset({Status.UNVERIFIED}), since=at)
    with platform.database.writing() as unit:
        briefs = store.briefs(unit.connection, wanted, most=MOST)
        changed = {
            one.brief.number: (one.suspicion.score, one.suspicion.coded)
            for one in judged(briefs)
            if one.suspicion.coded != one.brief.reasons
        }
        store.rescore(unit.connection, changed)
        unit.unaudited("scores follow from what is known; they decide nothing")
    return len(changed)


def _standing(platform: Platform, actor: Actor, wanted: Wanted) -> Standing:
    """What answers the question in this process; questions that nobody asks any more are forgotten."""
    question = _bounded(platform, actor, wanted)
    kept: dict[Wanted, Standing] = platform.state.setdefault("disaster.desk", {})
    standing = kept.pop(question, None) or Standing(question)
    kept[question] = standing
    while len(kept) > _KEPT:
        kept.pop(next(iter(kept)), None)
    return standing


def _bounded(platform: Platform, actor: Actor, wanted: Wanted) -> Wanted:
    """The question as it is put to the store: within the officer's region and the desk's days, to ten minutes."""
    step = _STEP.total_seconds()
    earliest = datetime.fromtimestamp(platform.clock.now().timestamp() // step * step, UTC) - DESK_DAYS
    since = None if wanted.number is not None else earliest
    return Wanted(
        frozenset(Status), training=wanted.training, within=actor.region, number=wanted.number, since=since, per_page=1
    )
