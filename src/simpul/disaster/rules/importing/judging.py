"""A row of a file as a report, or why it is none: words become a point, a time, a hazard and a card's answers."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from simpul.disaster.model import Deck, Field, FieldKind, Hazard
from simpul.disaster.model.imports import ImportFlaw, ImportRow
from simpul.disaster.model.refusals import AnswerOutOfRange, CardUnreadable, HazardUnknown, PlaceMissing
from simpul.disaster.rules import cards, drafts
from simpul.disaster.rules.hazards import HAZARDS, hazard_of
from simpul.disaster.rules.importing.columns import ANSWERS
from simpul.disaster.rules.importing.reading import Line
from simpul.kernel.errors import Refusal

OLDEST, AHEAD = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=15)
"""Before it no report is believed; and how far a clock may be ahead."""
OFFSETS = {"WIB": 7, "WITA": 8, "WIT": 9}
ID_MOST, SHOWN_MOST = 100, 200
_FORMS = (
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y", "%d-%m-%Y"),
    *("%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%d/%m/%Y %H.%M", "%Y-%m-%d %H.%M"),
)
_SAID: Mapping[str, str] = {
    word: slug
    for slug, words in {
        "flood": ("banjir bandang", "genangan", "genangan air", "rob", "banjir rob"),
        "earthquake": ("gempa",),
        "landslide": ("longsor", "tanah longsor"),
        "wind": ("angin", "angin kencang"),
        "tornado": ("puting beliung", "angin puting beliung"),
        "haze": ("asap", "kabut asap"),
        "fire": ("karhutla", "kebakaran", "kebakaran hutan"),
        "volcano": ("gunung api", "erupsi", "erupsi gunung api"),
        "abrasion": ("gelombang pasang", "abrasi"),
        "drought": ("kekeringan",),
    }.items()
    for word in words
}
"""What offices write for a hazard beside its own names."""


class Flawed(Exception):
    """The row is left out: why, in which column, what stands there."""

    def __init__(self, why: str, column: str = "", value: str = "") -> None:
        super().__init__(why)
        self.why, self.column, self.value = why, column, value


@dataclass(frozen=True, slots=True)
class Reader:
    """How the rows of one file are read: its heading, which column answers what, and what holds where a row is silent."""

    heads: tuple[str, ...]
    columns: Mapping[str, str]
    hazard: str
    now: datetime
    zone: str = "WIB"

    def read(self, line: Line) -> ImportRow | ImportFlaw:
        """The row as a report, or what is wrong with it."""
        try:
            return self._row(line)
        except Flawed as flaw:
            return flaw_of(line, flaw.why, flaw.column, flaw.value)

    def _row(self, line: Line) -> ImportRow:
        if len(line.cells) > len(self.heads):
            raise Flawed("cells", "", line.cells[len(self.heads)])
        said = dict(zip(self.heads, line.cells, strict=False))
        given = {question: said.get(column, "") for question, column in self.columns.items()}
        point = self._point(given)
        hazard = self._hazard(given.get("hazard", ""))
        return ImportRow(
            line=line.number,
            hazard=hazard.slug,
            card=self._card(hazard, given),
            longitude=point[0],
            latitude=point[1],
            at=self._time(given.get("time", "")),
            region=given["region"] if math.isnan(point[0]) else "",
            text=self._text(given.get("text", "")),
            title=drafts.words(given.get("title", "")),
            own=given.get("id", "").removesuffix(".0")[:ID_MOST],
        )

    def _column(self, question: str) -> str:
        return self.columns.get(question, "")

    def _point(self, given: Mapping[str, str]) -> tuple[float, float]:
        """The point in degrees; NaN twice where only a region's code says where."""
        latitude, longitude = given.get("latitude", ""), given.get("longitude", "")
        if not (latitude and longitude):
            if given.get("region"):
                return float("nan"), float("nan")
            missing = "latitude" if longitude or not latitude else "longitude"
            raise Flawed("place-missing", self._column(missing), given.get(missing, ""))
        for name, most in (("latitude", 90), ("longitude", 180)):
            value = cards.decimal(given[name])
            if value is None or abs(value) > most:
                if name == "latitude" and value is not None and _swapped(value, cards.decimal(longitude)):
                    raise Flawed("swapped", self._column(name), given[name])
                raise Flawed(name, self._column(name), given[name])
        try:
            return drafts.degrees(longitude, latitude)
        except PlaceMissing:
            raise Flawed("latitude", self._column("latitude"), latitude) from None

    def _hazard(self, said: str) -> Hazard:
        try:
            return hazard_of(hazard_slug(said) if said else self.hazard)
        except HazardUnknown:
            raise Flawed("hazard", self._column("hazard"), said) from None

    def _card(self, hazard: Hazard, given: Mapping[str, str]) -> dict[str, Any]:
        kind = given.get("report_type", "")
        try:
            deck = hazard.deck(_kind(hazard, kind) if kind else _only(hazard, given))
        except CardUnreadable:
            raise Flawed("kind", self._column("report_type"), kind) from None
        answers = {field.name: self._answer(field, given[field.name]) for field in deck.fields if given.get(field.name)}
        try:
            return cards.read(hazard, {"report_type": deck.report_type, **answers}, partial=True)
        except Refusal as refusal:
            name = str(refusal.facts.get("name", ""))
            why = "range" if isinstance(refusal, AnswerOutOfRange) else "answer"
            raise Flawed(why, self._column(name), given.get(name, "")) from None

    def _answer(self, field: Field, said: str) -> Any:
        parts = re.split(r"[,;]", said.strip("[]")) if field.kind is FieldKind.CHOICES else [said]
        found = [_value(field, one.strip().strip('"')) for one in parts]
        return found if field.kind is FieldKind.CHOICES else found[0]

    def _time(self, said: str) -> datetime:
        if not said:
            return self.now
        at = instant(said, self.zone)
        if at is None:
            raise Flawed("time", self._column("time"), said)
        if at > self.now + AHEAD:
            raise Flawed("future", self._column("time"), said)
        if at < OLDEST:
            raise Flawed("too-old", self._column("time"), said)
        return min(at, self.now)

    def _text(self, said: str) -> str:
        try:
            return drafts.text(said) or ""
        except Refusal:
            raise Flawed("text", self._column("text"), said) from None


def flaw_of(line: Line, why: str, column: str = "", value: str = "") -> ImportFlaw:
    """The row, left out for this."""
    return ImportFlaw(line.number, why, column, value[:SHOWN_MOST], line.cells)


def hazard_slug(said: str) -> str:
    """The hazard that these words mean, by slug, by a label of any language, or as offices write it; else the words."""
    word = " ".join(said.casefold().replace("_", " ").split())
    names = {name.casefold(): one.slug for one in HAZARDS.values() for name in (one.slug, *one.label.values())}
    return names.get(word) or _SAID.get(word) or word


def instant(said: str, zone: str) -> datetime | None:
    """The time that the words say, in `zone` (WIB, WITA, WIT) where they name none; None where they say none."""
    words, _, named = said.strip().rpartition(" ")
    if named.upper() in OFFSETS and words:
        said, zone = words, named.upper()
    at = _read(said.strip())
    if at is None:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=timezone(timedelta(hours=OFFSETS.get(zone, 7))))).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _read(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(said, form)  # noqa: DTZ007 (the zone is set by who asks)
        except ValueError:
            continue
    return None


def _swapped(latitude: float, longitude: float | None) -> bool:
    """Whether the two would lie in Indonesia the other way round."""
    return longitude is not None and 94 <= latitude <= 142 and -12 <= longitude <= 7


def _kind(hazard: Hazard, said: str) -> str:
    word = said.casefold()
    return next(
        (deck.report_type for deck in hazard.decks if word in {deck.report_type, *map(str.casefold, deck.label.values())}),
        said,
    )


def _only(hazard: Hazard, given: Mapping[str, str]) -> str | None:
    """The kind whose questions the row answers, where its hazard has several and the row does not say which."""
    if len(hazard.decks) == 1:
        return None
    asked = {name for name in (*ANSWERS, "flood_depth") if given.get(name)}

    def fit(deck: Deck) -> int:
        return sum(field.name in asked for field in deck.fields)

    best = max(hazard.decks, key=fit)
    return best.report_type if fit(best) else hazard.decks[0].report_type


def _value(field: Field, said: str) -> str | int:
    """The answer's number where a card's own words were written; else what stands there."""
    word = said.casefold()
    for option in field.options:
        if word in {option.slug, *(label.casefold() for label in option.label.values())}:
            return option.value
    if field.kind in (FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.CHOICES) and field.whole:
        number = cards.decimal(said, field.unit)
        return round(number) if number is not None else said
    return said
