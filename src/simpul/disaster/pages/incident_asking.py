"""What an address asks of the lists of incidents: hazard, stage, place, days, page. It is read, and never refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from simpul.disaster.model.incidents import IncidentsWanted, Stage
from simpul.disaster.pages.asking import likely
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.incidents import LIVE
from simpul.kernel.web import Request
from simpul.regions import Found

DAYS = (1, 7, 30, 365)
ALL = "all"
STAGES = (*(stage.value for stage in Stage), ALL)
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Question:
    """The filters as they stand in the address. Without a stage it asks for what officers work on."""

    q: str = ""
    hazard: str = ""
    stage: str = ""
    days: int | None = None
    page: int = 1
    places: tuple[Found, ...] = field(default=())

    def address(self, path: str, **changes: object) -> str:
        """This question's address, with changes; the page is the first unless it is among them."""
        values: Mapping[str, object] = {
            "q": self.q,
            "hazard": self.hazard,
            "stage": self.stage,
            "days": self.days,
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
        """The incident's number, when the words are one."""
        digits = self.q.removeprefix("#")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None

    @property
    def nowhere(self) -> bool:
        """Whether words were given that no place bears."""
        return bool(self.q) and self.number is None and not self.places

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.q or self.hazard or self.stage or self.days)


def question(request: Request) -> Question:
    """The question in the request's address; what does not fit is left out."""
    q = request.query("q")[:100]
    plain = Question(
        q,
        _one_of(request.query("hazard"), tuple(one.slug for one in LISTED)),
        _one_of(request.query("stage"), STAGES),
        _number(request.query("days"), DAYS),
        max(1, _number(request.query("page")) or 1),
    )
    if not q or plain.number is not None:
        return plain
    return Question(q, plain.hazard, plain.stage, plain.days, plain.page, likely(request.platform, q))


def asked(
    request: Request, wanted: Question, *, mine: str | None, training: bool | None, per_page: int = PER_PAGE
) -> IncidentsWanted:
    """The question to the store. A number is found whatever its stage is."""
    now = request.platform.clock.now()
    by_number = wanted.number is not None
    stages = frozenset(Stage) if wanted.stage == ALL or by_number else LIVE
    return IncidentsWanted(
        hazard=wanted.hazard,
        stages=frozenset({Stage(wanted.stage)}) if wanted.stage in set(Stage) else stages,
        regions=tuple(one.region.code for one in wanted.places),
        mine=mine,
        since=now - timedelta(days=wanted.days) if wanted.days else None,
        number=wanted.number,
        training=training,
        page=wanted.page,
        per_page=per_page,
    )


def _one_of(given: str, known: tuple[str, ...]) -> str:
    return given if given in known else ""


def _number(given: str, known: tuple[int, ...] = ()) -> int | None:
    value = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else None
    return value if not known or value in known else None
