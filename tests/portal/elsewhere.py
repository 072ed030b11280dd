"""What the exchange heard of other nodes, for the portal's tests: a trust list, figures, listed services."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from simpul.exchange.actions import founding
from simpul.exchange.model.joining import Introduction
from simpul.exchange.model.listing import ListedService, RemoteFigure, ServiceFigures, Trouble
from simpul.exchange.store import listing as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

REPORTS = "ID/GOV/6000/BPBD/reports"
PORTAL = "ID/GOV/2060/PORTAL"


def found(platform: Platform) -> None:
    """The node founded an exchange in which BPBD's subsystem stands too."""
    own = ((PORTAL, "Kementerian PANRB"),)
    founding.found(
        platform, Actor.SYSTEM, introduction=Introduction(PORTAL, "Kemen PANRB", "Portal", "http://127.0.0.1:9", own)
    )


def figures(
    platform: Platform, value: int = 1204, *, age: timedelta = timedelta(0), url: str = "http://bpbd/daftar"
) -> None:
    """BPBD told this figure so long ago."""
    labels = {"id": "laporan dalam 3 jam terakhir", "en": "reports in the last 3 hours"}
    told = (RemoteFigure("reports_3h", value, labels, url),)
    at = platform.clock.now() - age
    with _written(platform) as connection:
        store.keep_figures(connection, ServiceFigures(REPORTS, "", Trouble.NONE, at, "ID-0123", told))


def trouble(platform: Platform, what: Trouble) -> None:
    """BPBD was asked in vain."""
    with _written(platform) as connection:
        store.keep_trouble(connection, REPORTS, what, platform.clock.now())


def listed(platform: Platform, count: int = 1, *, seen_at: datetime | None = None) -> None:
    """So many services of BPBD are listed: `reports`, `service1` …"""
    at = seen_at or platform.clock.now()
    found = [("reports", "Laporan bencana warga"), *((f"service{n}", f"Layanan {n}") for n in range(1, count))]
    owner = REPORTS.rsplit("/", 1)[0]
    rows = [ListedService(f"{owner}/{code}", "BPBD Provinsi DKI Jakarta", title, "REST", (), at) for code, title in found]
    with _written(platform) as connection:
        store.keep_listing(connection, owner, rows)


@contextmanager
def _written(platform: Platform) -> Iterator:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        yield unit.connection
