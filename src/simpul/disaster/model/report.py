"""A resident's report, its place, its history, and what of it is public."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Status(StrEnum):
    """What an officer has decided about a report."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    HIDDEN = "hidden"


class Source(StrEnum):
    """The way a report came in."""

    WEB = "web"
    API = "api"
    CARD = "card"
    QLUE = "qlue"
    DETIK = "detik"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    SMS = "sms"
    IMPORT = "import"


class Placed(StrEnum):
    """How the sender said where. `NAME` is the middle of a region that was chosen by name: honest to about its size."""

    GPS = "gps"
    MAP = "map"
    NAME = "name"
    GIVEN = "given"


class StepKind(StrEnum):
    """What happened to a report, as its history says it."""

    REPORT = "report"
    UPDATE = "update"
    VERIFY = "verify"
    CORRECT = "correct"
    HIDE = "hide"
    WITHHOLD = "withhold"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Where:
    """A point in degrees (WGS 84) with the codes of the regions it lies in, as far down as they are known.

    `approximate` is True where the regions' boundaries are *batas perkiraan*.
    """

    longitude: float
    latitude: float
    province: str | None = None
    regency: str | None = None
    district: str | None = None
    village: str | None = None
    approximate: bool = False
    placed: Placed = Placed.GIVEN

    @property
    def region(self) -> str:
        """The deepest region's code; empty where none is known."""
        return self.village or self.district or self.regency or self.province or ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Keyed hashes of the device and of the network address a report came from; never the address itself."""

    device: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph made anew: JPEG without any metadata, at most 1,600 px wide or high, and its thumbnail of 400 px.

    `hash` is its difference hash, 64 bits, signed: pictures that look alike differ in few of them.
    """

    large: bytes
    small: bytes
    hash: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An officer's last word on a report. `by` is an account's id."""

    at: datetime
    by: UUID | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to report, read from a form, a card or a channel, judged by no rule yet.

    `form_id` names the form: a second draft with the same one is the same report. `anyway` says that the sender knows of
    their similar report and sends another; `update_of` is the number of the report that this one renews.
    """

    form_id: UUID
    hazard: str
    longitude: float
    latitude: float
    card: Mapping[str, Any]
    placed: Placed = Placed.GIVEN
    text: str = ""
    photo: Photo | None = None
    client_at: datetime | None = None
    source: Source = Source.WEB
    sender: Sender = Sender()
    training: bool = False
    anyway: bool = False
    update_of: int | None = None
    card_id: UUID | None = None
    partner: str | None = None
    title: str | None = None
    external: str | None = None
    partner_key: UUID | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is kept. `number` is what people say and CogniCity calls `pkey`; 0 until it was kept.

    `reported_at` is the server's time and decides; `client_at` is what the sender's clock said. `photo` and `thumbnail`
    name files. `points` is the sum of residents' votes and `flags` counts what they object to and nobody has answered;
    neither raises `version`, so that votes do not stand in an officer's way. `score` (0 to 100) is how suspicious the
    report looks, `reasons` say why. `image` names a picture that a program keeps elsewhere (CogniCity's clients).
    `external` is the report's name where it came from ("qlue:91"), `signed_by` a partner's key.
    """

    id: UUID
    number: int
    hazard: str
    reported_at: datetime
    where: Where
    card: Mapping[str, Any]
    severity: str
    status: Status
    source: Source
    form_id: UUID
    live_until: datetime
    changed_at: datetime
    version: int = 1
    text: str | None = None
    photo: str | None = None
    thumbnail: str | None = None
    client_at: datetime | None = None
    training: bool = False
    card_id: UUID | None = None
    partner: str | None = None
    duplicate_of: UUID | None = None
    title: str | None = None
    points: int = 0
    flags: int = 0
    score: int = 0
    reasons: tuple[str, ...] = ()
    photo_hash: int | None = None
    image: str | None = None
    external: str | None = None
    incident: UUID | None = None
    signed_by: UUID | None = None
    sender: Sender = field(default_factory=Sender)
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The report that a draft became. `fresh` is False when the same form had been sent before."""

    report: Report
    fresh: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a report's history: what became of it, and its values from then on."""

    report: UUID
    version: int
    at: datetime
    kind: StepKind
    values: Mapping[str, Any]
    actor: UUID | None = None


@dataclass(frozen=True, slots=True)
class PublicReport:
    """What everybody may know of a report; text and photograph are empty until an officer has verified it."""

    number: int
    hazard: str
    reported_at: datetime
    where: Where
    card: Mapping[str, Any]
    severity: str
    status: Status
    source: Source
    training: bool
    live: bool
    text: str | None
    photo: str | None
    thumbnail: str | None
    version: int
    changed_at: datetime
    title: str | None = None
    points: int = 0
    partner: str | None = None
    incident: UUID | None = None
