"""What the queue's address asks for: place, hazard, severity, status, time, doubt, order. Never refused, only read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode

from simpul.disaster.model import Status, Wanted
from simpul.disaster.model.desk import Doubt, QueueAsked, QueueOrder
from simpul.disaster.pages.asking import likely
from simpul.disaster.rules.hazards import LISTED, SEVERITIES
from simpul.kernel.web import Request
from simpul.regions import Found

PER_PAGE = 25
STATUSES = ("unverified", "verified", "hidden", "all")
HOURS = (1, 3, 6, 24)
HAZARDS = tuple(one.slug for one in LISTED)


@dataclass(frozen=True, slots=True)
class DeskAsked:
    """The filters as they stand in the address."""

    q: str = ""
    hazard: str = ""
    severity: str = ""
    status: str = "unverified"
    hours: int | None = None
    doubt: str = ""
    order: str = QueueOrder.URGENT
    training: bool = False
    page: int = 1
    places: tuple[Found, ...] = field(default=())

    def query(self, **changes: object) -> str:
        """This question as an address's query, with changes; the page is the first unless it is among them."""
        values: Mapping[str, object] = {
            "q": self.q,
            "hazard": self.hazard,
            "severity": self.severity,
            "status": "" if self.status == "unverified" else self.status,
            "hours": self.hours,
            "doubt": self.doubt,
            "sort": "" if self.order == QueueOrder.URGENT else self.order,
            "latihan": "ya" if self.training else "",
            **changes,
        }
        return urlencode({name: str(value) for name, value in values.items() if value not in (None, "")})

    def address(self, path: str, **changes: object) -> str:
        """The address of this question at a path."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path

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
    def nowhere(self) -> bool:
        """Whether words were given that no place bears."""
        return bool(self.q) and self.number is None and not self.places

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.q or self.hazard or self.severity or self.hours or self.doubt or self.status != "unverified")


def desk_asked(request: Request) -> DeskAsked:
    """The question in the request's address; what does not fit is left out."""
    page, hours = request.query("page"), request.query("hours")
    asked = DeskAsked(
        q=request.query("q")[:100],
        hazard=_one_of(request.query("hazard"), HAZARDS),
        severity=_one_of(request.query("severity"), SEVERITIES),
        status=_one_of(request.query("status"), STATUSES) or "unverified",
        doubt=_one_of(request.query("doubt"), tuple(Doubt)),
        order=_one_of(request.query("sort"), tuple(QueueOrder)) or QueueOrder.URGENT,
        hours=int(hours) if hours in {str(one) for one in HOURS} else None,
        training=request.query("latihan") == "ya",
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1,
    )
    if not asked.q or asked.number is not None:
        return asked
    return replace(asked, places=likely(request.platform, asked.q))


def question(request: Request, asked: DeskAsked, per_page: int = PER_PAGE) -> QueueAsked:
    """The question as it is put to the queue. Hours count from the full minute, so that the answer can be kept."""
    now = request.platform.clock.now().replace(second=0, microsecond=0)
    statuses = frozenset(Status) if asked.status == "all" or asked.number else frozenset({Status(asked.status)})
    wanted = Wanted(
        statuses=statuses,
        hazards=frozenset({asked.hazard} if asked.hazard else ()),
        severities=frozenset(SEVERITIES[SEVERITIES.index(asked.severity) :] if asked.severity else ()),
        training=asked.training,
        regions=tuple(one.region.code for one in asked.places),
        number=asked.number,
        since=now - timedelta(hours=asked.hours) if asked.hours else None,
        page=asked.page,
        per_page=per_page,
    )
    return QueueAsked(wanted, Doubt(asked.doubt) if asked.doubt else None, QueueOrder(asked.order))


def _one_of(given: str, known: tuple[str, ...]) -> str:
    return given if given in known else ""
