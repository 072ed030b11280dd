"""Holding a large event: what its form must say, and why a quota cannot be so."""

from dataclasses import dataclass
from datetime import datetime

from simpul.cooperation.model.registrations import Registration
from simpul.kernel.errors import Conflict, Invalid
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row of an import that was not taken, and why (an English sentence with its facts)."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many quotas were set, who moved up, and the rows that were refused."""

    set: int
    moved_up: int
    refused: tuple[RowRefused, ...]


@dataclass(frozen=True, slots=True)
class Registrant:
    """A registration as the organiser's list shows it: without a name; where and when it was admitted."""

    registration: Registration
    agency_name: str
    gate: str = ""
    at: datetime | None = None


class EventChanged(Conflict):
    """Somebody changed the event meanwhile."""

    code = "event-changed"
    sentence = N_("Somebody changed this event meanwhile. What you wrote is still here: compare, then save again.")


class SlugWrong(Invalid):
    """The address is none, or another event has it."""

    code = "event-slug-wrong"
    sentence = N_(
        "Give the event an address of small letters, digits and hyphens that no other event has, such as kuliah-2026."
    )
    field = "slug"


class TitleMissing(Invalid):
    """An event has a title, in Indonesian at least."""

    code = "event-title-missing"
    sentence = N_("Give the event a title in Indonesian, of at most 200 characters in each language.")
    field = "title_id"


class PlaceMissing(Invalid):
    """An event has a place, in Indonesian at least."""

    code = "event-place-missing"
    sentence = N_("Say where the event is, in Indonesian at least, in at most 200 characters.")
    field = "place_id"


class ZoneWrong(Invalid):
    """The zone is none of those."""

    code = "event-zone-wrong"
    sentence = N_("Choose the time zone in which the event's times are told.")
    field = "zone"


class MomentWrong(Invalid):
    """A moment is none."""

    code = "event-moment-wrong"
    sentence = N_("Give every moment as day and time, such as 2026-12-01 09:00.")
    field = "starts_at"


class OrderWrong(Invalid):
    """The moments are not in their order."""

    code = "event-order-wrong"
    sentence = N_(
        "Registration opens before it closes, and the event begins before it ends. Registration closes before the end."
    )
    field = "opens_at"


class PlacesWrong(Invalid):
    """The number of places is none."""

    code = "event-places-wrong"
    sentence = N_("Give the places as a whole number from 0 to 1,000,000. Leave the remote ones empty for no limit.")
    field = "hall_places"


class FewerThanTaken(Conflict):
    """Fewer places than are taken already."""

    code = "fewer-than-taken"
    sentence = N_("{taken} places are taken already. There cannot be fewer than that.")


class QuotaWrong(Invalid):
    """The quota is none."""

    code = "quota-wrong"
    sentence = N_("Give the agency's code, its name, and its places as a whole number from 0 to 1,000,000.")
    field = "agency"


class ImportUnreadable(Invalid):
    """The file is no list of quotas."""

    code = "quota-import-unreadable"
    sentence = N_("Give a CSV file in UTF-8 with the columns agency, name and places, of at most {most} rows.")
    field = "berkas"
