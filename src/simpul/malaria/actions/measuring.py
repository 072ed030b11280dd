"""What the malaria programme can show for an evaluation: tests, and treatment on the same day, in 90 days."""

from datetime import timedelta

from sqlalchemy import Connection, RowMapping

from simpul.kernel.i18n import N_
from simpul.kernel.measuring import Asked, Figure, Measured, share
from simpul.kernel.platform import Platform
from simpul.malaria.store import measured as store

TESTS, SAME_DAY = "malaria.tests", "malaria.same_day"
DAYS = 90
SMALL = 5
"""Of fewer patients no figure is told: they could be known by it."""
_REAL = N_("The programme’s register at this node.")
_SYNTHETIC = N_("The programme’s register at this node; rows that were made up are among them.")


def tests(platform: Platform, connection: Connection, asked: Asked) -> Measured | None:
    """Diagnostic tests of the last 90 days; None of any agency but this node's own."""
    del platform
    if not asked.own:
        return None
    since = asked.at - timedelta(days=DAYS)
    found = store.tested(connection, since, asked.at)
    return Measured(
        key=TESTS,
        title=N_("Malaria tests in 90 days"),
        figures=(
            Figure("tests", N_("Tests with a result"), _told(found["tests"])),
            Figure("positive", N_("Positive tests"), _told(found["positive"])),
            Figure("places", N_("Places they came from"), str(found["places"])),
        ),
        at=asked.at,
        query=N_("Diagnostic tests from {since} to {until} (UTC) with a positive or negative result, without training."),
        source=_source(found),
        facts={"since": f"{since:%Y-%m-%d}", "until": f"{asked.at:%Y-%m-%d}"},
    )


def same_day(platform: Platform, connection: Connection, asked: Asked) -> Measured | None:
    """How many patients of the last 90 days were treated on the day they tested positive; of this node's agency alone."""
    del platform
    if not asked.own:
        return None
    since = asked.at - timedelta(days=DAYS)
    found = store.treated(connection, since, asked.at)
    reached = share(found["same_day"], found["patients"]) if found["patients"] >= SMALL else ""
    return Measured(
        key=SAME_DAY,
        title=N_("Malaria treatment on the same day, in 90 days"),
        figures=(
            Figure("patients", N_("Patients to be treated"), _told(found["patients"])),
            Figure("same_day", N_("Treated on the day of the positive test"), reached, N_("per cent")),
        ),
        at=asked.at,
        query=N_(
            "Patients positive from {since} to {until} (UTC), without those referred and without training; local days."
        ),
        source=_source(found),
        facts={"since": f"{since:%Y-%m-%d}", "until": f"{asked.at:%Y-%m-%d}"},
    )


def _told(count: int) -> str:
    return "" if 0 < count < SMALL else str(count)


def _source(found: RowMapping) -> str:
    return _SYNTHETIC if found["synthetic"] else _REAL
