"""What the address of the page of statistics asks: span, place, hazard, step. It is read, and never refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from simpul import regions
from simpul.disaster.actions.statistics import first_at
from simpul.disaster.model.statistics import CountsAsked, CountStep
from simpul.disaster.pages.asking import likely
from simpul.disaster.rules.counting import begin_of, day_of, step_for
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.replay import FIRST_2017, LAST_2017
from simpul.kernel.i18n import N_, ZONES, zone_of
from simpul.kernel.web import Request

SPANS: Mapping[str, tuple[str, timedelta]] = {
    "hari": (N_("last 24 hours"), timedelta(hours=24)),
    "pekan": (N_("last 7 days"), timedelta(days=7)),
    "bulan": (N_("last 30 days"), timedelta(days=30)),
    "tahun": (N_("last 12 months"), timedelta(days=365)),
    "semua": (N_("since the beginning"), timedelta(0)),
}
STEPS = {"": N_("as fits"), "hour": N_("by the hour"), "day": N_("by the day"), "month": N_("by the month")}
_USUAL = "bulan"
_HAZARDS = frozenset(one.slug for one in LISTED)


@dataclass(frozen=True, slots=True)
class Question:
    """The filters as they stand in the address, and what they come to; `place` is the region's name, empty for the country.

    `nowhere` says that words were given which no place bears.
    """

    asked: CountsAsked
    given: Mapping[str, str]
    span: str
    place: str = ""
    nowhere: bool = False

    def address(self, path: str, **changes: str) -> str:
        """This question's address, with changes."""
        kept = {name: value for name, value in {**self.given, **changes}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    @property
    def narrowed(self) -> bool:
        """Whether anything but the usual is asked for."""
        return bool(self.given)


def question(request: Request) -> Question:
    """The question in the request's address; what does not fit is left out."""
    code, nowhere = _region(request)
    place = regions.name_or_code(request.platform, code)
    zone = zone_of(code) if code else "WIB"
    archive = request.query("arsip") == "2017"
    span, start, end = ("", FIRST_2017, LAST_2017) if archive else _span(request, zone)
    wanted = request.query("langkah")
    step = step_for(start, end, CountStep(wanted) if wanted in set(CountStep) else None)
    hazard = request.query("hazard") if request.query("hazard") in _HAZARDS and not archive else ""
    asked = CountsAsked(begin_of(start, step, zone), end, step, hazard, "" if archive else code, archive, zone)
    given = {
        "rentang": span if span not in ("", _USUAL) else "",
        "dari": request.query("dari") if not span and not archive else "",
        "sampai": request.query("sampai") if not span and not archive else "",
        "hazard": hazard,
        "wilayah": asked.within,
        "langkah": wanted if wanted in set(CountStep) else "",
        "arsip": "2017" if archive else "",
    }
    return Question(asked, {name: value for name, value in given.items() if value}, span, place, nowhere)


def _region(request: Request) -> tuple[str, bool]:
    """The region's code that is asked for, by code or by name; and whether a name was given that nobody bears."""
    words = request.query("q")[:100]
    if words:
        found = likely(request.platform, words)
        return (found[0].region.code, False) if found else ("", True)
    code = request.query("wilayah")[:20]
    try:
        return (regions.get(request.platform, code).code, False) if code else ("", False)
    except regions.RegionUnknown:
        return "", False


def _span(request: Request, zone: str) -> tuple[str, datetime, datetime]:
    """The span's name, empty for days that were given, and its ends. A last day is all of it."""
    now = request.platform.clock.now()
    first, last = day_of(request.query("dari")), day_of(request.query("sampai"))
    if first or last:
        clock = ZONES[zone]
        end = datetime(last.year, last.month, last.day, tzinfo=clock) + timedelta(days=1) if last else now
        start = datetime(first.year, first.month, first.day, tzinfo=clock) if first else end - timedelta(days=30)
        if start < end:
            return "", start, end
    given = request.query("rentang")
    name = given if given in SPANS else _USUAL
    if name == "semua":
        return name, first_at(request.platform) or now - timedelta(days=30), now
    return name, now - SPANS[name][1], now
