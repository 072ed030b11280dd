"""Looking at reports: as everybody may, or as the officer who answers for the place."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simpul.disaster import store
from simpul.disaster.model import (
    Counts,
    Page,
    PublicReport,
    Report,
    ReportMissing,
    Status,
    Step,
    Wanted,
)
from simpul.disaster.rules import desk
from simpul.disaster.rules.publicity import photo_is_public, public_view
from simpul.disaster.store import withheld
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed
from simpul.kernel.platform import Platform

PUBLIC = frozenset({Status.UNVERIFIED, Status.VERIFIED})
DESK_DAYS = timedelta(days=3)
NEAR_DEGREES = 0.005
"""Some 500 m."""
DEEP_CM = 150
_DAY = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A report as the officer sees it: with its history, its neighbours, and the step that can be undone."""

    report: Report
    history: tuple[Step, ...]
    neighbours: tuple[Report, ...]
    undoable: Step | None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One page of reports as everybody may see them."""

    reports: tuple[PublicReport, ...]
    total: int
    page: int
    pages: int


def public_report(platform: Platform, number: int) -> PublicReport:
    """What everybody may know of the report; ReportMissing for an unknown or hidden one."""
    with platform.database.reading() as unit:
        report = store.get(unit.connection, number)
    view = public_view(report, platform.clock.now()) if report else None
    if view is None:
        raise ReportMissing(number=number)
    return view


def public_page(platform: Platform, wanted: Wanted) -> PublicPage:
    """The reports that are wanted, as everybody may see them; hidden ones are never among them."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        found = store.page(unit.connection, replace(wanted, statuses=wanted.statuses & PUBLIC or PUBLIC))
    views = tuple(view for report in found.reports if (view := public_view(report, now)))
    return PublicPage(views, found.total, found.page, found.pages)


def queue(platform: Platform, actor: Actor, wanted: Wanted) -> tuple[Page, Counts]:
    """The officer's queue in the region of their agency, and what there is in all; OfficerOnly."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.page(unit.connection, replace(wanted, within=actor.region))
        since = platform.clock.now() - DESK_DAYS
        return found, store.counts(unit.connection, within=actor.region, since=since)


def desk_counts(platform: Platform, actor: Actor, *, training: bool = False) -> Counts:
    """What the officer's region has before it, of the desk's days; of exercises alone where `training`; OfficerOnly."""
    desk.permit_desk(actor)
    since = platform.clock.now() - DESK_DAYS
    with platform.database.reading() as unit:
        return store.counts(unit.connection, within=actor.region, since=since, training=training)


def on_desk(platform: Platform, actor: Actor, number: int) -> OnDesk:
    """The report with all an officer of its region may see; ReportMissing, OfficerOnly, NotYourRegion."""
    now = platform.clock.now()
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        report = store.get(unit.connection, number)
        if report is None:
            raise ReportMissing(number=number)
        desk.permit_decide(actor, report)
        steps = store.history(unit.connection, report.id)
        since = report.reported_at - DESK_DAYS
        neighbours = store.near(unit.connection, report, degrees=NEAR_DEGREES, since=since)
    return OnDesk(report, tuple(steps), tuple(neighbours), desk.undoable(steps, now))


def next_on_desk(platform: Platform, actor: Actor, after: int) -> int | None:
    """The number of the most urgent report that waits in the officer's region, other than `after`."""
    wanted = Wanted(statuses=frozenset({Status.UNVERIFIED}), order=desk.FIRST, per_page=2)
    found, _ = queue(platform, actor, replace(wanted, since=platform.clock.now() - DESK_DAYS))
    return next((report.number for report in found.reports if report.number != after), None)


def photo(platform: Platform, actor: Actor, name: str) -> tuple[bytes, bool]:
    """The photograph's bytes, and whether everybody may see it; ReportMissing for one that this actor may not see."""
    with platform.database.reading() as unit:
        shown = store.of_photo(unit.connection, name)
        aside = [] if photo_is_public(shown) else withheld.of_photo(unit.connection, name)
    public = photo_is_public(shown)
    if not public and not any(_may_decide(actor, report) for report in (*shown, *aside)):
        raise ReportMissing()
    return platform.files.read(name), public


def _may_decide(actor: Actor, report: Report) -> bool:
    try:
        desk.permit_decide(actor, report)
    except NotAllowed:
        return False
    return True


def live_figures(platform: Platform) -> dict[str, int]:
    """`reports_3h` and `deep_3h`: reports of the last three hours; `verified_today`: of today in Jakarta."""
    now: datetime = platform.clock.now()
    with platform.database.reading() as unit:
        live, deep = store.recent_counts(unit.connection, since=now - timedelta(hours=3), deep=DEEP_CM)
        verified = store.verified_on(unit.connection, now.astimezone(_DAY).date())
    return {"reports_3h": live, "verified_today": verified, "deep_3h": deep}
