"""What the list of gauges is asked for: a place or a name, a level, those that are silent. Read, and never refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from simpul.disaster.model.gauges import Freshness, GaugeState
from simpul.disaster.pages.asking import likely
from simpul.kernel.web import Request
from simpul.regions import Found

SHOWN = ("high", "1", "2", "3", "4", "silent")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class GaugesAsked:
    """The filters as they stand in the address."""

    q: str = ""
    shown: str = ""
    page: int = 1
    places: tuple[Found, ...] = field(default=())

    def address(self, path: str, **changes: object) -> str:
        """This question's address, with changes."""
        values = {"q": self.q, "tampil": self.shown, **changes}
        kept = {name: str(value) for name, value in values.items() if value not in (None, "")}
        return f"{path}?{urlencode(kept)}" if kept else path

    def paged(self, path: str) -> str:
        """The address of any page: `{page}` stands where its number goes."""
        base = self.address(path)
        return f"{base}{'&' if '?' in base else '?'}page={{page}}"

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.q or self.shown)


def asked(request: Request) -> GaugesAsked:
    """The question in the request's address; what does not fit is left out."""
    q, shown, page = request.query("q")[:100], request.query("tampil"), request.query("page")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    places = likely(request.platform, q) if q else ()
    return GaugesAsked(q, shown if shown in SHOWN else "", max(1, number), places)


def those(states: Sequence[GaugeState], asked: GaugesAsked) -> list[GaugeState]:
    """The gauges that are wanted, the highest level first, then the silent ones, then the rest by name."""
    found = [one for one in states if _named(one, asked) and _shown(one, asked.shown)]
    return sorted(found, key=lambda one: (_rank(one), one.gauge.name, one.gauge.id))


def _rank(one: GaugeState) -> int:
    if one.warning is not None and one.warning < 4:
        return one.warning
    return 5 if one.freshness is Freshness.FRESH else 4


def _named(one: GaugeState, asked: GaugesAsked) -> bool:
    """Whether the words are in the gauge's name or id, or name a region in which it stands or which its water reaches."""
    if not asked.q:
        return True
    words = asked.q.casefold()
    if words in one.gauge.name.casefold() or words in one.gauge.id.casefold():
        return True
    codes = [place.region.code for place in asked.places]
    return any(_touch(own, code) for own in (one.gauge.region, *one.gauge.downstream) if own for code in codes)


def _touch(own: str, code: str) -> bool:
    return own == code or own.startswith(f"{code}.")


def _shown(one: GaugeState, shown: str) -> bool:
    match shown:
        case "":
            return True
        case "silent":
            return one.freshness is not Freshness.FRESH
        case "high":
            return one.warning is not None and one.warning < 4
        case _:
            return one.warning == int(shown)
