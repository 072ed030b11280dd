"""What CogniCity's interface asks and tells of reports: verified ones, of the hazards that it knows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from simpul import regions
from simpul.disaster.actions import deciding, reporting, voting
from simpul.disaster.actions.partners import partners
from simpul.disaster.model import Draft, ReportMissing, Sent
from simpul.disaster.rules import voting as votes
from simpul.disaster.rules.compat.opinions import moved
from simpul.disaster.rules.compat.reports import HAZARDS, KEPT, ArchiveAsked, Around, ReportsAsked
from simpul.disaster.store import compat as store
from simpul.disaster.store import report as reports_of
from simpul.disaster.store.compat import Span
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.regions import RegionUnknown

Rows = list[dict[str, Any]]
_HOUR = timedelta(hours=1)
IMAGES = "/compat/petabencana/images"
HIDDEN_BECAUSE = "Dihapus lewat antarmuka PetaBencana"
"""What the report's history says; officers read it, and so it is in their language."""


def images_url(platform: Platform) -> str:
    """The address below which photographs are, without a slash at its end."""
    settings = platform.settings
    here = settings.public_url or f"http://{settings.host}:{settings.port}"
    return (settings.disaster_images_url or here.rstrip("/") + IMAGES).rstrip("/")


def around(platform: Platform) -> Around:
    """Where images are, what regions are called, and the icons of partners."""
    return Around(images_url(platform), names(platform), icons(platform))


def icons(platform: Platform) -> Mapping[str, str]:
    """Each partner's icon by the partner's code."""
    return {one.code: one.icon for one in partners(platform) if one.icon}


def names(platform: Platform) -> Callable[[str], str | None]:
    """A look-up from a region's code to its official name; None for a code that is not in force."""

    def name(code: str) -> str | None:
        try:
            return regions.get(platform, code).name
        except RegionUnknown:
            return None

    return name


def live_rows(platform: Platform, asked: ReportsAsked) -> Rows:
    """The reports that `GET /reports` shows now."""
    now = platform.clock.now()
    since = None if asked.period is None else now - asked.period
    live_at = now if asked.period is None else None
    hazards = [asked.disaster] if asked.disaster else list(HAZARDS)
    shown = [one for one in hazards if one in HAZARDS]
    span = Span(shown, since=since, live_at=live_at, provinces=asked.provinces, training=asked.training)
    with platform.database.reading() as unit:
        return store.rows(unit.connection, span)


def archive_rows(platform: Platform, asked: ArchiveAsked) -> Rows:
    """The reports that the archive shows."""
    hazards = [asked.disaster] if asked.disaster else list(KEPT)
    span = Span(hazards, since=asked.start, until=asked.end, provinces=asked.provinces, training=asked.training)
    with platform.database.reading() as unit:
        return store.rows(unit.connection, span)


def row(platform: Platform, number: int) -> dict[str, Any]:
    """The verified report of this number; ReportMissing."""
    with platform.database.reading() as unit:
        found = store.one(unit.connection, number, KEPT)
    if found is None:
        raise ReportMissing(number=number)
    return found


def series(
    platform: Platform, start: datetime, end: datetime, provinces: Sequence[str] | None
) -> list[tuple[datetime, int]]:
    """How many reports came in each whole hour from that of `start` to that of `end`."""
    with platform.database.reading() as unit:
        found = store.hours(unit.connection, Span(KEPT, since=start, until=end, provinces=provinces))
    first = start.replace(minute=0, second=0, microsecond=0)
    count = (end - first) // _HOUR + 1
    return [(at, found.get(at, 0)) for at in (first + n * _HOUR for n in range(count))]


def counted(
    platform: Platform, since: datetime, provinces: Sequence[str] | None, *, training: bool
) -> tuple[int, int, int]:
    """How many reports there are since then, how many from Qlue, how many from Detik."""
    with platform.database.reading() as unit:
        return store.sources(unit.connection, Span(HAZARDS, since=since, provinces=provinces, training=training))


def hide(platform: Platform, actor: Actor, number: int) -> None:
    """The report is hidden, as the officer of its place says through the interface; ReportMissing, and desk's refusals."""
    with platform.database.reading() as unit:
        report = reports_of.get(unit.connection, number)
    if report is None:
        raise ReportMissing(number=number)
    deciding.hide(platform, actor, number, version=report.version, reason=HIDDEN_BECAUSE)


def vote(platform: Platform, number: int, address: str, by: int) -> int:
    """The sum of the report's votes after this address moved its own by 1 or -1.

    The original adds up, and its clients send the opposite to take a vote back. So it is here; but an address stays between
    -1 and 1, however often it calls. ReportMissing, VoteClosed, TooMany.
    """
    with platform.database.reading() as unit:
        report = reports_of.get(unit.connection, number)
        if report is None:
            raise ReportMissing(number=number)
        voter = votes.voter(platform.keys.derive("disaster.vote"), report.id, None, address)
        before = store.vote_of(unit.connection, report.id, voter)
    return voting.vote(platform, number, device=None, address=address, points=moved(before, by))


def known(platform: Platform, external: str) -> bool:
    """Whether a report came from elsewhere under this name before."""
    with platform.database.reading() as unit:
        return store.of_external(unit.connection, external) is not None


def send(platform: Platform, actor: Actor, draft: Draft) -> Sent:
    """The report of another program's feed, taken like any other: not verified."""
    return reporting.report(platform, actor, draft)
