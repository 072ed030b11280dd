"""What the showcase's tests share: a stand-in for the exchange, an innovation, a contact request."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from simpul.cooperation.model.contacts import ContactAsked, Visitor
from simpul.cooperation.model.showcase import FiguresOfServices, Innovation, Source
from simpul.kernel.platform import Platform

REPORTS, MALARIA = "ID/GOV/6000/BPBD/reports", "ID/GOV/8205/DINKES/malaria"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a node tells it."""

    key: str
    value: int
    labels: dict[str, str] = field(default_factory=lambda: {"id": "kata simpul", "en": "the node's words"})
    url: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of a service."""

    service: str
    trouble: str = ""
    at: datetime | None = None
    figures: tuple[Number, ...] = ()
    agency: str = "Dinas contoh"
    message: str = "pesan-1"


class StandIn:
    """In the exchange's place: tells what it was given, and remembers who was asked."""

    def __init__(self, *told: Told) -> None:
        self.told = {one.service: one for one in told}
        self.asked: list[list[str]] = []

    def figures_of(self, _platform: Platform, services: Sequence[str]) -> list[Told]:
        return [self.told.get(one, Told(one, "not-yet")) for one in services]

    def ask_figures(self, _platform: Platform, services: Sequence[str]) -> None:
        self.asked.append(list(services))


def beside(platform: Platform, exchange: StandIn) -> Platform:
    """The same node with this exchange."""
    return replace(platform, ports={**platform.ports, FiguresOfServices: exchange})


def words(text: str) -> dict[str, str]:
    return {"id": f"{text} id", "en": f"{text} en", "ko": f"{text} ko"}


def an_innovation(**changes: object) -> Innovation:
    made = Innovation(
        slug="layanan-baru",
        **{name: words(name) for name in ("name", "tagline", "problem", "does", "who", "serves")},
        sources=(Source("Siapa", "https://sumber.example/satu"),),
        rank=50,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def asked(**changes: object) -> ContactAsked:
    """A visitor's request; what is changed may be a field of the visitor's too."""
    who = {
        "name": "Kim Min-su",
        "institution": "행정안전부",
        "country": "대한민국",
        "mail": "kim@ministry.example",
        "message": "자료를 받고 싶습니다.",
    }
    own = {"about": "edat", "consent": True, "language": "ko", "device": "d", "address": "a"}
    who |= {name: str(value) for name, value in changes.items() if name in who}
    own |= {name: value for name, value in changes.items() if name in own}
    return ContactAsked(visitor=Visitor(**who), **own)  # type: ignore[arg-type]
