"""What somebody wants to see of the usage: read from the address, and written into addresses again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from simpul.exchange.model.usage import CallsSought, Grouping, Period, Side, Window
from simpul.exchange.pages.days import zone_here
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules import usage as rules
from simpul.kernel.i18n import ZONES
from simpul.kernel.web import Request

PATH = "/penghubung/pemakaian"
PERIODS = MappingProxyType({"jam": Period.HOUR, "hari": Period.DAY, "minggu": Period.WEEK, "bulan": Period.MONTH})
SIDES: Mapping[str, Side | None] = MappingProxyType({"semua": None, "penyedia": Side.PROVIDER, "pemakai": Side.CONSUMER})
GROUPINGS = MappingProxyType({"layanan": Grouping.SERVICE, "klien": Grouping.CLIENT, "pasangan": Grouping.BOTH})
NOBODY = "-"
"""Stands in an address for the empty name, under which everything counts that has none of its own."""
SECONDS = MappingProxyType({Period.HOUR: 3, Period.DAY: 15, Period.WEEK: 60, Period.MONTH: 60})
"""After how many seconds a page brings itself up to date."""
_LONGEST, _MOMENT = 1024, timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Question:
    """The parts of the address, as they stand there; `until` is empty for now."""

    period: str = "jam"
    until: str = ""
    side: str = "semua"
    service: str = ""
    client: str = ""
    grouping: str = "layanan"
    words: str = ""
    page: int = 1
    still: bool = False

    @property
    def sought(self) -> CallsSought:
        """Which calls are meant."""
        return CallsSought(SIDES[self.side], _name(self.service), _name(self.client))

    def address(self, **changes: Any) -> str:
        """The query of the same look with these changes, `?` included; only what is not usual stands in it."""
        one, usual = replace(self, **changes), Question()
        pairs = [(key, getattr(one, name)) for key, name in _KEYS.items() if getattr(one, name) != getattr(usual, name)]
        pairs += [("langsung", "tidak")] if one.still else []
        return "?" + urlencode(pairs) if pairs else ""

    def fields(self, *without: str) -> dict[str, str]:
        """The same as fields of a form, without those that the form asks for itself."""
        return {key: str(getattr(self, name)) for key, name in _KEYS.items() if name not in without and getattr(self, name)}


_KEYS = {
    "rentang": "period",
    "sampai": "until",
    "sisi": "side",
    "layanan": "service",
    "klien": "client",
    "menurut": "grouping",
    "cari": "words",
    "hal": "page",
}


def asked(request: Request) -> Question:
    """What the address asks for; what makes no sense in it counts as not asked."""
    return Question(
        period=_known(request.query("rentang"), PERIODS, "jam"),
        until=request.query("sampai") if _instant(request, request.query("sampai")) else "",
        side=_known(request.query("sisi"), SIDES, "semua"),
        service=request.query("layanan")[:_LONGEST],
        client=request.query("klien")[:_LONGEST],
        grouping=_known(request.query("menurut"), GROUPINGS, "layanan"),
        words=request.query("cari")[:100],
        page=max(1, whole(request.query("hal"))),
        still=request.query("langsung") == "tidak",
    )


def window(request: Request, question: Question) -> Window:
    """From when to when; without another word up to now, the step that has just begun included."""
    until = _instant(request, question.until) or request.platform.clock.now() + _MOMENT
    return rules.window_of(PERIODS[question.period], until, ZONES[zone_here(request.platform)])


def neighbours(request: Request, question: Question, shown: Window) -> dict[str, str]:
    """The addresses of the looks before and after this one, where there are any."""
    now, length = request.platform.clock.now(), shown.end - shown.start
    before = Window(shown.start - length, shown.start, shown.step)
    found = {}
    if rules.is_kept(before, now):
        found["earlier"] = question.address(until=_written(before.end), page=1)
    if shown.end < now:
        later = shown.end + length
        found["later"] = question.address(until=_written(later) if later < now else "", page=1)
    return found


def _known(text: str, known: Mapping[str, object], usual: str) -> str:
    return text if text in known else usual


def _name(text: str) -> str | None:
    return None if not text else "" if text == NOBODY else text


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"


def _instant(request: Request, text: str) -> datetime | None:
    """The minute somebody wrote, in the node's time zone, when it lies in the past and counts of then are kept."""
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=ZONES[zone_here(request.platform)])
    except ValueError:
        return None
    now = request.platform.clock.now()
    return found if now - rules.HOURS_KEPT < found < now else None
