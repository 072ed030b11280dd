"""The way to elimination: no indigenous case for three years, and looked at for as long. Permenkes 22/2022.

A case whose origin nobody has found out counts as possibly local: what is not investigated never makes a village free.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from simpul.kernel.actor import Actor
from simpul.malaria.model.elimination import (
    CertificateDayWrong,
    CertificateNumberMissing,
    CertificateOfficerOnly,
    Criterion,
)
from simpul.malaria.rules import desk, indicators

ACTIVE, RESIDUAL, FREE, UNKNOWN = "active", "residual", "free", "unknown"
"""Local cases within a year; the last one to three years ago; none for three years; not looked at for three years yet."""
STATES = (ACTIVE, RESIDUAL, FREE, UNKNOWN)
NUMBER_LEAST, NUMBER_MOST = 3, 80


def law() -> Mapping[str, Any]:
    """The terms as the law data has them."""
    terms: Mapping[str, Any] = indicators.table()["elimination"]
    return terms


def state(last_local: date | None, looked_since: date | None, today: date) -> str:
    """Which of the four states a village or kabupaten is in."""
    asked = law()["years"]
    if last_local is not None and whole_years(last_local, today) < 1:
        return ACTIVE
    if last_local is not None and whole_years(last_local, today) < asked:
        return RESIDUAL
    return FREE if looked_since is not None and whole_years(looked_since, today) >= asked else UNKNOWN


def whole_years(since: date, today: date) -> int:
    """Whole years between two days."""
    before = (today.month, today.day) < (since.month, since.day)
    return max(today.year - since.year - before, 0)


def years_free(last_local: date | None, looked_since: date | None, today: date) -> int:
    """Whole years without a local case that are known of."""
    since = last_local or looked_since
    return whole_years(since, today) if since else 0


def earliest(last_local: date | None, looked_since: date | None) -> date | None:
    """The first day on which it can be free, if no further local case is found; None where nobody looks yet."""
    return years_after(max(last_local or looked_since, looked_since), law()["years"]) if looked_since else None


def years_after(day: date, years: int) -> date:
    """The same day so many years later (or earlier); 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def criteria(found: str, counts: Mapping[str, int], population: int | None) -> list[Criterion]:
    """The three criteria of a kabupaten; `counts` and people of the last twelve months."""
    positivity, api = indicators.value("SPR", counts), indicators.value("API", counts, population)
    return [
        Criterion("no_local", None, {FREE: True, UNKNOWN: None}.get(found, False)),
        Criterion("positivity", positivity, None if positivity is None else positivity < law()["positivity_below"]),
        Criterion("api", api, None if api is None else api < law()["api_below"]),
    ]


def permit_certificate(actor: Actor, area: str) -> None:
    """Nothing, for the officer of this area; DeskOnly, NotYourVillage, CertificateOfficerOnly."""
    desk.permit_village(actor, area)
    if not actor.has(desk.OFFICER):
        raise CertificateOfficerOnly()


def certificate(number: str, given_on: str, today: date) -> tuple[str, date]:
    """Number and day as they are kept; CertificateNumberMissing, CertificateDayWrong."""
    kept = " ".join(number.split())
    if not NUMBER_LEAST <= len(kept) <= NUMBER_MOST:
        raise CertificateNumberMissing()
    try:
        day = date.fromisoformat(given_on)
    except ValueError:
        raise CertificateDayWrong() from None
    if not date(1990, 1, 1) <= day <= today:
        raise CertificateDayWrong()
    return kept, day
