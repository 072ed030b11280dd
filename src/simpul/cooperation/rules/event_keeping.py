"""What an event's form and a list of quotas must say. Pure."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from simpul.cooperation.model.event_keeping import (
    ImportUnreadable,
    MomentWrong,
    OrderWrong,
    PlaceMissing,
    PlacesWrong,
    QuotaWrong,
    RowRefused,
    SlugWrong,
    TitleMissing,
    ZoneWrong,
)
from simpul.cooperation.model.events import LargeEvent
from simpul.cooperation.rules.programmes import words
from simpul.kernel.i18n import N_, ZONES

MOST_PLACES, MOST_ROWS, MOST_BYTES = 1_000_000, 5_000, 1024 * 1024
NOT_SLUGS = frozenset({"daftar", "tiket", "baru"})
TOO_FEW_CELLS = N_("The row has fewer than three cells.")
WRONG_AGENCY = N_("The code of the agency is none: letters, digits, slashes, points and hyphens.")
WRONG_NAME = N_("The name is missing or longer than 200 characters.")
WRONG_PLACES = N_("The places are no whole number from 0 to 1,000,000.")
TWICE = N_("The agency stands in the file twice. The first row counts.")
FEWER = N_("More places than that are taken already.")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AGENCY = re.compile(r"[A-Za-z0-9][A-Za-z0-9/.\-]{0,79}")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list of quotas that is well formed."""

    line: int
    agency: str
    name: str
    places: int


def checked(event: LargeEvent) -> LargeEvent:
    """The event with its words in one line each; a refusal that names the field."""
    slug = event.slug.strip()
    if not _SLUG.fullmatch(slug) or len(slug) > 60 or slug in NOT_SLUGS:
        raise SlugWrong()
    title, place = words(event.title), words(event.place)
    _told(title, TitleMissing)
    _told(place, PlaceMissing)
    if not (event.opens_at < event.closes_at <= event.ends_at and event.starts_at < event.ends_at):
        raise OrderWrong()
    about = words(event.about or {}) or None
    return replace(event, slug=slug, title=title, place=place, about=about)


def _told(given: Mapping[str, str], refusal: Callable[[], Exception]) -> None:
    if "id" not in given or any(len(one) > _LONGEST for one in given.values()):
        raise refusal()


def zone(given: str) -> str:
    """The time zone's name; ZoneWrong for one that is not known."""
    if given not in ZONES:
        raise ZoneWrong()
    return given


def moment(given: str, clock: tzinfo, field: str = "starts_at") -> datetime:
    """The moment that a form gives by the event's own clock (2026-12-01T09:00); MomentWrong, which names the field."""
    try:
        found = datetime.fromisoformat(given.strip())
        if found.tzinfo is None and 2000 <= found.year <= 2100:
            return found.replace(tzinfo=clock)
    except ValueError:
        pass
    refusal = MomentWrong()
    refusal.field = field
    raise refusal


def places(given: str, field: str = "hall_places") -> int:
    """A number of places; PlacesWrong, which names the field."""
    found = re.sub(r"[\s.,]", "", given)
    if found.isascii() and found.isdigit() and len(found) <= 7 and int(found) <= MOST_PLACES:
        return int(found)
    refusal = PlacesWrong()
    refusal.field = field
    raise refusal


def quota(agency: str, name: str, given: str) -> Row:
    """A quota that is well formed; QuotaWrong."""
    agency, name = agency.strip(), " ".join(name.split())
    if not _AGENCY.fullmatch(agency) or not 0 < len(name) <= _LONGEST:
        raise QuotaWrong()
    return Row(0, agency, name, places(given, "places"))


def rows(content: bytes) -> tuple[list[Row], list[RowRefused]]:
    """The well-formed rows of a CSV file, and why the others are not; ImportUnreadable."""
    if len(content) > MOST_BYTES:
        raise ImportUnreadable(most=MOST_ROWS)
    try:
        text = content.decode("utf-8-sig")
        first = text.split("\n", 1)[0]
        read = _lines(text, max(",;\t", key=first.count))
    except (UnicodeDecodeError, csv.Error):
        raise ImportUnreadable(most=MOST_ROWS) from None
    if not 0 < len(read) <= MOST_ROWS + 1:
        raise ImportUnreadable(most=MOST_ROWS)
    head = read[0][1]
    if len(head) >= 3 and not head[2].strip().isdigit():
        read = read[1:]
    return _judged([(line, [cell.strip() for cell in cells]) for line, cells in read if any(map(str.strip, cells))])


def _lines(text: str, mark: str) -> list[tuple[int, list[str]]]:
    """Each row with the line of the file on which it begins: a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    found, begins = [], 1
    for cells in reader:
        found.append((begins, cells))
        begins = reader.line_num + 1
    return found


def _judged(given: list[tuple[int, list[str]]]) -> tuple[list[Row], list[RowRefused]]:
    good: dict[str, Row] = {}
    bad: list[RowRefused] = []
    for line, cells in given:
        why = _why_not(cells) or (TWICE if cells[0] in good else "")
        if why:
            bad.append(RowRefused(line, ", ".join(cells)[:120], why))
        else:
            good[cells[0]] = Row(line, cells[0], " ".join(cells[1].split()), int(cells[2]))
    return list(good.values()), bad


def _why_not(cells: list[str]) -> str:
    if len(cells) < 3:
        return TOO_FEW_CELLS
    if not _AGENCY.fullmatch(cells[0]):
        return WRONG_AGENCY
    if not 0 < len(" ".join(cells[1].split())) <= _LONGEST:
        return WRONG_NAME
    number = cells[2]
    fits = number.isascii() and number.isdigit() and len(number) <= 7 and int(number) <= MOST_PLACES
    return "" if fits else WRONG_PLACES
