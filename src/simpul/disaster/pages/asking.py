"""What a list's address asks for: place, hazard, severity, status, depth, hours, order, page. Read, and never refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode

from simpul import regions
from simpul.disaster.model import Order, Status, Wanted
from simpul.disaster.pages.words import SEVERITIES
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request
from simpul.regions import Found

DEPTHS = (10, 70, 150)
HOURS = (3, 6, 24, 72)
_LIKELY = 6
_CLOSE = 5.0
_HAZARDS = tuple(one.slug for one in LISTED)
_FLOOD = "flood"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the address."""

    q: str = ""
    status: str = ""
    depth: int | None = None
    hours: int | None = None
    order: str = ""
    archive: bool = False
    page: int = 1
    hazard: str = ""
    severity: str = ""
    places: tuple[Found, ...] = field(default=())

    def address(self, path: str, **changes: object) -> str:
        """This question's address, with changes; the page is the first unless it is among them."""
        values: Mapping[str, object] = {
            "q": self.q,
            "hazard": self.hazard,
            "severity": self.severity,
            "status": self.status,
            "depth": self.depth,
            "hours": self.hours,
            "sort": self.order,
            "arsip": "2017" if self.archive else "",
            **changes,
        }
        kept = {name: str(value) for name, value in values.items() if value not in (None, "")}
        return f"{path}?{urlencode(kept)}" if kept else path

    def paged(self, path: str) -> str:
        """The address of any page: `{page}` stands where its number goes."""
        base = self.address(path)
        return f"{base}{'&' if '?' in base else '?'}page={{page}}"

    @property
    def number(self) -> int | None:
        """The report's number, when the words are one."""
        digits = self.q.removeprefix("#")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None

    @property
    def codes(self) -> tuple[str, ...]:
        """The regions that the words mean."""
        return tuple(one.region.code for one in self.places)

    @property
    def nowhere(self) -> bool:
        """Whether words were given that no place bears."""
        return bool(self.q) and self.number is None and not self.places

    @property
    def of_floods(self) -> bool:
        """Whether depths can be asked for: the list is of floods, now or in 2017."""
        return self.archive or self.hazard == _FLOOD

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.q or self.status or self.depth or self.hours or self.hazard or self.severity)


def asked(request: Request, *, statuses: tuple[str, ...], orders: tuple[str, ...]) -> Asked:
    """The question in the request's address; what does not fit is left out. A depth asks for floods."""
    q = request.query("q")[:100]
    depth, hazard = _number(request.query("depth"), DEPTHS), _one_of(request.query("hazard"), _HAZARDS)
    plain = Asked(
        q=q,
        status=_one_of(request.query("status"), statuses),
        depth=depth if hazard in ("", _FLOOD) else None,
        hours=_number(request.query("hours"), HOURS),
        order=_one_of(request.query("sort"), orders),
        archive=request.query("arsip") == "2017",
        page=max(1, _number(request.query("page")) or 1),
        hazard=hazard or (_FLOOD if depth else ""),
        severity=_one_of(request.query("severity"), SEVERITIES),
    )
    if not q or plain.number is not None:
        return plain
    return replace(plain, places=likely(request.platform, q))


def likely(platform: Platform, words: str) -> tuple[Found, ...]:
    """The regions that the words most likely mean: the best one and those that fit nearly as well."""
    found = regions.search(platform, words, limit=_LIKELY)
    return tuple(one for one in found if one.score >= found[0].score - _CLOSE)


def _one_of(given: str, known: tuple[str, ...]) -> str:
    return given if given in known else ""


def _number(given: str, known: tuple[int, ...] = ()) -> int | None:
    value = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else None
    return value if not known or value in known else None


def wanted(request: Request, asked: Asked, *, live: bool, order: Order, per_page: int) -> Wanted:
    """The question to the store. Without hours it asks for what is live, where `live`."""
    now = request.platform.clock.now()
    return Wanted(
        statuses=frozenset({Status(asked.status)} if asked.status else set(Status)),
        regions=asked.codes,
        number=asked.number,
        deeper_than=asked.depth,
        since=now - timedelta(hours=asked.hours) if asked.hours else None,
        live_at=now if live and not asked.hours and asked.number is None else None,
        order=Order(asked.order) if asked.order else order,
        page=asked.page,
        per_page=per_page,
        hazards=frozenset({asked.hazard} if asked.hazard else ()),
        severities=frozenset({asked.severity} if asked.severity else ()),
    )
