"""The showcase: innovations of the public service, where their figures come from, and the port by which they are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from simpul.cooperation.model.programmes import Told
from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact is from: who published it, and the address ("": none)."""

    by: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """A figure that somebody published: of which time, what it counts, the number; `note`: what another source says."""

    period: Told
    what: Told
    value: Told
    source: Source
    note: Told | None = None


@dataclass(frozen=True, slots=True)
class FigureName:
    """What the showcase calls a figure of a node, by the key under which the node tells it."""

    key: str
    label: Told


@dataclass(frozen=True, slots=True)
class Innovation:
    """An innovation of the showcase; `synthetic`: made up.

    `service`: the path of the service that tells its figures ("": none), such as ID/GOV/6000/BPBD/reports; `art`: the
    drawing beside it; `built_in`: its words come with the program, as long as nobody changed them.
    """

    slug: str
    name: Told
    tagline: Told
    problem: Told
    does: Told
    who: Told
    serves: Told
    award: Told | None = None
    service: str = ""
    art: str = ""
    figures: tuple[FigureName, ...] = ()
    facts: tuple[PublishedFact, ...] = ()
    sources: tuple[Source, ...] = ()
    rank: int = 100
    shown: bool = True
    synthetic: bool = False
    built_in: bool = False
    version: int = 0


class Heard(StrEnum):
    """How it stands with an innovation's figures: no service, not asked yet, now, some time ago, or too old to show."""

    NO_SERVICE = "no-service"
    NOT_YET = "not-yet"
    NOW = "now"
    EARLIER = "earlier"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A number that a node told; `synthetic`: its node says that it is made up. `url`: where it lists what it counts."""

    key: str
    value: int
    label: Told
    url: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """What a node told through the exchange, when, under which message; empty where it told nothing, or too long ago.

    `agency`: whose node it is; `service`: which service was asked.
    """

    heard: Heard
    service: str = ""
    agency: str = ""
    at: datetime | None = None
    message: str = ""
    figures: tuple[LiveFigure, ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether any of it is made up."""
        return any(one.synthetic for one in self.figures)


class ToldFigure(Protocol):
    """A number as the exchange hands it on."""

    @property
    def key(self) -> str:
        """Under which name the node tells it."""
        ...

    @property
    def value(self) -> int:
        """The number."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """What the node calls it, by language."""
        ...

    @property
    def url(self) -> str:
        """Where the node lists what it counts."""
        ...

    @property
    def synthetic(self) -> bool:
        """Whether the node says that it is made up."""
        ...


class ToldService(Protocol):
    """The last figures of a service as the exchange keeps them."""

    @property
    def service(self) -> str:
        """The service's path."""
        ...

    @property
    def agency(self) -> str:
        """Whose node it is."""
        ...

    @property
    def trouble(self) -> str:
        """Why there are no newer ones: empty, or not-yet, here, there, refused, unreadable."""
        ...

    @property
    def at(self) -> datetime | None:
        """When they came."""
        ...

    @property
    def message(self) -> str:
        """The number of the message that carried them."""
        ...

    @property
    def figures(self) -> Sequence[ToldFigure]:
        """The numbers."""
        ...


class FiguresOfServices(Protocol):
    """The port by which figures of other nodes come: signed calls through the exchange, whose answers it keeps."""

    def figures_of(self, platform: "Platform", services: Sequence[str]) -> Sequence[ToldService]:
        """What is kept of these services, in their order; nobody is asked. Empty where the node is in no exchange."""
        ...

    def ask_figures(self, platform: "Platform", services: Sequence[str]) -> None:
        """Each of these services was asked; what it said is kept, or why it said nothing."""
        ...


class InnovationUnknown(NotFound):
    """There is no such innovation, or it is hidden."""

    code = "innovation-unknown"
    sentence = N_("There is no innovation of this name in the showcase.")


class InnovationTaken(Conflict):
    """Another innovation has the address."""

    code = "innovation-taken"
    sentence = N_("Another innovation has the address {slug}. Choose another one.")


class InnovationChanged(Conflict):
    """Somebody changed it meanwhile."""

    code = "innovation-changed"
    sentence = N_("Somebody changed this innovation meanwhile. What you wrote is still here: compare, then save again.")


class SlugWrong(Invalid):
    """The address is none."""

    code = "innovation-slug-wrong"
    sentence = N_("Give the innovation an address of small letters, digits and hyphens, of at most 40 characters.")
    field = "slug"


class InnovationWordsMissing(Invalid):
    """A text is missing in a language, or too long."""

    code = "innovation-words-missing"
    sentence = N_("Give this text in all three languages, each of at most {most} characters: visitors read it in theirs.")

    def __init__(self, field: str, most: int) -> None:
        super().__init__(most=most)
        self.field = field


class ServiceWrong(Invalid):
    """It is not the path of a service."""

    code = "innovation-service-wrong"
    sentence = N_("Write the service as its four names and its code, such as ID/GOV/6000/BPBD/reports, or nothing.")
    field = "service"


class FigureNamesWrong(Invalid):
    """A line about a figure is none."""

    code = "innovation-figures-wrong"
    sentence = N_("Write one figure a line: key | Indonesian | English | Korean. At most 6.")
    field = "figures"


class SourcesWrong(Invalid):
    """A line about a source is none."""

    code = "innovation-sources-wrong"
    sentence = N_("Write one source a line: who published it | https://address. At least one, at most 10.")
    field = "sources"


class RankWrong(Invalid):
    """The place in the order is none."""

    code = "innovation-rank-wrong"
    sentence = N_("Give the place in the order as a number from 1 to 999.")
    field = "rank"
