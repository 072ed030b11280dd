"""What an address asks of a list of warnings: place, hazard, state, page. It is read, and never refused."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from simpul.disaster.model.warnings import HazardWarning, WarningState, WarningsWanted
from simpul.disaster.pages.asking import likely
from simpul.disaster.rules import warning_words as words
from simpul.disaster.rules.hazards import HAZARDS, LISTED
from simpul.kernel.i18n import in_language, zone_of
from simpul.kernel.web import Request
from simpul.regions import Found

STATES = {"berlaku": WarningState.IN_FORCE, "berakhir": WarningState.EXPIRED, "dibatalkan": WarningState.CANCELLED}
ALL = "semua"
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class WarningQuestion:
    """The filters as they stand in the address. Without a state it asks for what is in force."""

    q: str = ""
    hazard: str = ""
    state: str = "berlaku"
    exercises: bool = False
    page: int = 1
    places: tuple[Found, ...] = field(default=())

    def address(self, path: str, **changes: object) -> str:
        """This question's address, with changes; the page is the first unless it is among them."""
        values: dict[str, object] = {
            "q": self.q,
            "bahaya": self.hazard,
            "keadaan": "" if self.state == "berlaku" else self.state,
            "latihan": "1" if self.exercises else "",
            **changes,
        }
        kept = {name: str(value) for name, value in values.items() if value not in (None, "")}
        return f"{path}?{urlencode(kept)}" if kept else path

    def paged(self, path: str) -> str:
        """The address of any page: `{page}` stands where its number goes."""
        base = self.address(path)
        return f"{base}{'&' if '?' in base else '?'}page={{page}}"

    @property
    def nowhere(self) -> bool:
        """Whether words were given that no place bears."""
        return bool(self.q) and not self.places

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.q or self.hazard or self.state != "berlaku" or self.exercises)


def question(request: Request) -> WarningQuestion:
    """The question in the request's address; what does not fit is left out."""
    q, hazard, state, page = (request.query(name)[:100] for name in ("q", "bahaya", "keadaan", "page"))
    return WarningQuestion(
        q=q,
        hazard=hazard if hazard in {one.slug for one in LISTED} else "",
        state=state if state in (*STATES, ALL) else "berlaku",
        exercises=request.query("latihan") == "1",
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        places=likely(request.platform, q) if q else (),
    )


def wanted(asked: WarningQuestion, *, mine: str | None = None, per_page: int = PER_PAGE) -> WarningsWanted:
    """The question to the store."""
    return WarningsWanted(
        state=STATES.get(asked.state),
        hazard=asked.hazard,
        regions=tuple(one.region.code for one in asked.places),
        mine=mine,
        exercises=asked.exercises,
        page=asked.page,
        per_page=per_page,
    )


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning as a page shows it, in the page's language; `tone` is its severity's colour."""

    one: HazardWarning
    headline: str
    description: str
    instruction: str
    hazard: str
    icon: str
    tone: str
    zone: str


def line_of(request: Request, one: HazardWarning) -> WarningLine:
    """The warning in the page's language."""
    hazard = HAZARDS.get(one.hazard)
    return WarningLine(
        one=one,
        headline=in_language(one.headline, request.lang),
        description=in_language(one.description, request.lang),
        instruction=in_language(one.instruction, request.lang) if one.instruction else "",
        hazard=in_language(hazard.label, request.lang) if hazard else one.event,
        icon=hazard.icon if hazard else "triangle-alert",
        tone=words.TONES[one.severity],
        zone=zone_of(one.regions[0] if one.regions else ""),
    )


def word_tables() -> dict[str, Any]:
    """The words that templates of warnings look up."""
    return {
        "severities": words.SEVERITIES,
        "severity_hints": words.SEVERITY_HINTS,
        "urgencies": words.URGENCIES,
        "certainties": words.CERTAINTIES,
        "responses": words.RESPONSES,
        "states": words.STATES,
        "kinds": words.KINDS,
        "origins": words.ORIGINS,
        "language_words": words.LANGUAGES,
        "hazards": LISTED,
    }
