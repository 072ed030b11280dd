"""Reports: what `/reports` is asked, and how a report is shown. A row is a mapping of `disaster_report`'s columns."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from simpul.disaster.rules.compat import asking, cap, geo
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.compat.cap import Alert, Entry
from simpul.disaster.rules.compat.cards import answers
from simpul.disaster.rules.compat.instants import jakarta, zulu
from simpul.disaster.rules.compat.places import Names, provinces_of, tags

HAZARDS = ("flood", "earthquake", "wind", "haze", "fire", "volcano")
"""Those that `/reports` shows; others of this program never appear here, which clients could not draw."""
KEPT = (*HAZARDS, "prep", "assessment")
"""Those that the archive shows as well."""
CAP_TITLE = "Disaster Reports in Indonesia"
ELSEWHERE = "https://images.petabencana.id/{image}.jpg"
"""The address of an image that a client says it uploaded, and that is not here."""
_NAME = re.compile(r"[A-Za-z0-9._-]{1,200}")
_FEEDS = frozenset({"qlue", "detik"})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Around:
    """What a row does not say by itself: where images are (no slash at the end), names of regions, icons of partners."""

    images: str
    names: Names
    icons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportsAsked:
    """A question to `/reports`: `period` is None for each hazard's own live window, `provinces` for everywhere."""

    geoformat: str = "topojson"
    disaster: str | None = None
    admin: str | None = None
    period: timedelta | None = None
    training: bool = False

    @property
    def provinces(self) -> tuple[str, ...] | None:
        """The codes of the provinces that `admin` stands for; None where it was not asked."""
        return provinces_of(self.admin) if self.admin else None

    def wants(self, row: Row, now: datetime) -> bool:
        """Whether a row is shown: verified, real or training as asked, in the window, the hazard and the province."""
        if row["status"] != "verified" or bool(row["training"]) != self.training or row["hazard"] not in HAZARDS:
            return False
        if self.disaster and row["hazard"] != self.disaster:
            return False
        if self.provinces is not None and row["province"] not in self.provinces:
            return False
        return bool(row["live_until"] > now if self.period is None else row["reported_at"] >= now - self.period)


EVERYTHING = ReportsAsked()
_KEYS = (asking.ADMIN, asking.DISASTER, asking.PERIOD, asking.WITH_CAP, asking.TRAINING)


def asked(query: bytes) -> ReportsAsked | Problem:
    """What `GET /reports` was asked."""
    if not query:
        return EVERYTHING
    made = asking.read(query, *_KEYS)
    if isinstance(made, Problem):
        return made
    period = made.get("timeperiod")
    return ReportsAsked(
        geoformat=made["geoformat"],
        disaster=made.get("disaster"),
        admin=made.get("admin"),
        period=None if period is None else timedelta(seconds=period),
        training=made.get("training", False),
    )


@dataclass(frozen=True, slots=True)
class ArchiveAsked:
    """A question to the archive: from `start` to `end`, both included."""

    start: datetime
    end: datetime
    geoformat: str
    disaster: str | None
    admin: str | None
    training: bool

    @property
    def provinces(self) -> tuple[str, ...] | None:
        """The codes of the provinces that `admin` stands for; None where it was not asked."""
        return provinces_of(self.admin) if self.admin else None


def archive_asked(query: bytes) -> ArchiveAsked | Problem:
    """What `GET /reports/archive` was asked."""
    made = asking.read_window(query, asking.ADMIN, asking.DISASTER, asking.WITH_CAP, asking.TRAINING)
    if isinstance(made, Problem):
        return made
    training = made.get("training", False)
    return ArchiveAsked(made["start"], made["end"], made["geoformat"], made.get("disaster"), made.get("admin"), training)


@dataclass(frozen=True, slots=True)
class SeriesAsked:
    """A question to a time series: from `start` to `end`, in a province or everywhere."""

    start: datetime
    end: datetime
    admin: str | None

    @property
    def provinces(self) -> tuple[str, ...] | None:
        """The codes of the provinces that `admin` stands for; None where it was not asked."""
        return provinces_of(self.admin) if self.admin else None


def series_asked(query: bytes) -> SeriesAsked | Problem:
    """What a time series or an archive without geometry was asked."""
    made = asking.read_window(query, asking.ADMIN)
    return made if isinstance(made, Problem) else SeriesAsked(made["start"], made["end"], made.get("admin"))


def one_asked(number: str, query: bytes) -> tuple[int, str] | Problem:
    """The report and the format that `GET /reports/:id` was asked for."""
    found = asking.read_number("id", number)
    if isinstance(found, Problem):
        return found
    made = asking.read(query, asking.GEOFORMAT, asking.FORMAT)
    return made if isinstance(made, Problem) else (found, made["geoformat"])


def card_uuid(row: Row) -> str:
    """What `url` says of a report: its card's id, or its own where it came on no card."""
    return str(row["card_id"] or row["id"])


def image_url(row: Row, around: Around) -> str | None:
    """Where the report's photograph is; None where there is none.

    A client may have put it where the original's clients put theirs, and told its name alone.
    """
    if row["photo"]:
        return f"{around.images}/{card_uuid(row)}.jpg"
    return elsewhere(row.get("image"))


def elsewhere(image: str | None) -> str | None:
    """The address of a picture of this name where the original's clients put theirs; None for what names none."""
    return ELSEWHERE.format(image=image) if image and _NAME.fullmatch(image) else None


def report_data(row: Row) -> dict[str, Any] | None:
    """The card's answers, with the sum of the votes after a vote and the flag while somebody's flag is open."""
    told = answers(row["card"] or {})
    if row["points"]:
        told["points"] = row["points"]
    if row["flags"]:
        told["flag"] = True
    return told or None


def properties(row: Row, around: Around, *, partner: bool = True) -> dict[str, Any]:
    """A report's properties in their order; `/reports/:id` has none of a partner."""
    told = {
        "pkey": str(row["number"]),
        "created_at": zulu(row["reported_at"]),
        "source": source_of(row),
        "status": "confirmed",
        "url": card_uuid(row),
        "image_url": image_url(row, around),
        "disaster_type": row["hazard"],
        "is_training": bool(row["training"]),
        "report_data": report_data(row),
        "tags": tags(row, around.names),
        "title": row["title"],
        "text": row["text"] or "",
    }
    if partner:
        told["partner_code"] = row["partner"]
        told["partner_icon"] = around.icons.get(row["partner"] or "")
    return told


def source_of(row: Row) -> str:
    """`qlue`, `detik`, or `grasp` for every report that came on a card or a form."""
    return row["source"] if row["source"] in _FEEDS else "grasp"


def shape(row: Row, around: Around, *, partner: bool = True) -> geo.Shaped:
    """The report as a point with its properties."""
    point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    return geo.shaped(point, orjson.dumps(properties(row, around, partner=partner)))


def feature_geojson(row: Row, around: Around) -> bytes:
    """The report's GeoJSON feature, of `geo.geojson`'s list."""
    return geo.feature(shape(row, around))


def feature_topojson(row: Row, around: Around) -> bytes:
    """The report's TopoJSON geometry, between `geo.TOPOJSON_HEAD` and `geo.topojson_tail`."""
    return geo.geometry(shape(row, around), 0)


def point_of(row: Row) -> tuple[float, float]:
    """Longitude and latitude as both formats show them, for the box."""
    return geo.rounded(row["longitude"]), geo.rounded(row["latitude"])


_STEPS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "flood": lambda card: _step(card.get("flood_depth"), (70, "Minor"), (150, "Moderate"), top="Severe"),
    "structure": lambda card: _step(card.get("structureFailure"), (0, "Minor"), (1, "Moderate"), top="Severe"),
    "road": lambda card: _step(
        card.get("accessabilityFailure"), (0, "Extreme"), (1, "Severe"), (3, "Moderate"), top="Minor"
    ),
    "wind": lambda card: _step(card.get("impact"), (0, "Minor"), (1, "Moderate"), top="Severe"),
    "haze": lambda card: _step(card.get("airQuality"), (1, "Moderate"), (2, "Severe"), top="Extreme"),
}


def _step(value: object, *steps: tuple[int, str], top: str) -> str:
    if not isinstance(value, int | float):
        return "Unknown"
    return next((name for most, name in steps if value <= most), top)


def cap_severity(card: Mapping[str, Any]) -> str:
    """CAP's severity of a card; Unknown for fires and volcanoes."""
    judged = _STEPS.get(str(card.get("report_type")))
    return judged(card) if judged else "Unknown"


def said(value: Any) -> str:
    """An answer as a CAP parameter says it: a point as `lat, lng`, a list with commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(said(one) for one in value.values())
    if isinstance(value, list):
        return ",".join(said(one) for one in value)
    return str(geo.rounded(value)) if isinstance(value, float) else str(value)


def cap_entry(row: Row, around: Around) -> Entry:
    """The report as an entry of the CAP feed."""
    source, at, hazard = source_of(row), jakarta(row["reported_at"]), row["hazard"]
    identifier = f"{row['number']}.{source}.{at}"
    region = tags(row, around.names)["instance_region_code"]
    longitude, latitude = point_of(row)
    told = {
        "senderName": source,
        "headline": "DISASTER WARNING",
        "description": cap.encode_uri(row["text"] or ""),
        "web": f"{cap.HOST}/reports?admin={region or ''}&amp;disaster={hazard}",
    }
    return cap.entry(
        Alert(
            entry={"id": str(row["number"]), "title": f"{identifier} Disasters in Indonesia", "updated": at},
            identifier=identifier,
            sender=source,
            sent=at,
            info=_info(hazard, cap_severity(row["card"] or {})),
            told=told,
            parameters=_parameters(row, around, region),
            area=[
                ("areaDesc", f"Location of the disaster reported in the area with code:{region or ''}"),
                ("circle", f"{latitude},{longitude} 0"),
            ],
        )
    )


def _info(hazard: str, severity: str) -> dict[str, str]:
    return {
        "category": "Geo",
        "event": hazard,
        "urgency": "Immediate",
        "severity": severity,
        "certainty": "Observed",
    }


def _parameters(row: Row, around: Around, region: str | None) -> list[tuple[str, str]]:
    told = [(name, said(value)) for name, value in (report_data(row) or {}).items()]
    image = image_url(row, around)
    more = [("Image_url", image), ("instance_region_code", region)]
    return told + [(name, value) for name, value in more if value]


def cap_head(now: datetime) -> bytes:
    """What begins the CAP feed of reports."""
    return cap.head("reports", CAP_TITLE, now)


def document(rows: Iterable[Row], geoformat: str, around: Around, now: datetime) -> bytes:
    """A whole answer of rows in their order, in any of the three formats."""
    match geoformat:
        case "cap":
            return cap.feed(cap_head(now), (cap_entry(row, around) for row in rows), now)
        case "geojson":
            return geo.geojson(feature_geojson(row, around) for row in rows)
    return geo.topojson([shape(row, around) for row in rows])


def single(row: Row, geoformat: str, around: Around) -> bytes:
    """The answer of `GET /reports/:id`."""
    one = shape(row, around, partner=False)
    return geo.geojson([geo.feature(one)]) if geoformat == "geojson" else geo.topojson([one])
