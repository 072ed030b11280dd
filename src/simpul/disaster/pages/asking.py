"""What a list's address asks for: place, status, depth, hours, order, page. An address is never refused, only read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from simpul import regions
from simpul.disaster.model import Order, Status, Wanted
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request
from simpul.regions import Found

DEPTHS = (10, 70, 150)
HOURS = (3, 6, 24, 72)
_LIKELY = 6
_CLOSE = 5.0


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
    places: tuple[Found, ...] = field(default=())

    def address(self, path: str, **changes: object) -> str:
        """This question's address, with changes; the page is the first unless it is among them."""
        values: Mapping[str, object] = {
            "q": self.q,
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


def asked(request: Request, *, statuses: tuple[str, ...], orders: tuple[str, ...]) -> Asked:
    """The question in the request's address; what does not fit is left out."""
    q = request.query("q")[:100]
    plain = Asked(
        q,
        _one_of(request.query("status"), statuses),
        _number(request.query("depth"), DEPTHS),
        _number(request.query("hours"), HOURS),
        _one_of(request.query("sort"), orders),
        request.query("arsip") == "2017",
        max(1, _number(request.query("page")) or 1),
    )
    if not q or plain.number is not None:
        return plain
    return Asked(
        q, plain.status, plain.depth, plain.hours, plain.order, plain.archive, plain.page, likely(request.platform, q)
    )


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
    )
