"""An event's form and a quota's, as pages hand them in: words and numbers become values, or a refusal of a field."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from simpul.cooperation.model.events import LargeEvent
from simpul.cooperation.rules import event_keeping as rules
from simpul.cooperation.rules.programmes import TONGUES
from simpul.kernel.i18n import ZONES

MOMENTS = ("starts_at", "ends_at", "opens_at", "closes_at")
TOLD = ("title", "place", "about")
NAMES = (
    *("slug", "zone", *MOMENTS, "hall_places", "remote_places", "programme", "public", "version"),
    *(f"{field}_{tongue}" for field in TOLD for tongue in TONGUES),
)
MOST_ROWS = rules.MOST_ROWS
Row = rules.Row
quota = rules.quota


def event(values: Mapping[str, str], known: UUID) -> LargeEvent:
    """The event that the form says, its times by its own clock; ZoneWrong, MomentWrong, PlacesWrong."""
    zone = rules.zone(values["zone"])
    starts, ends, opens, closes = (rules.moment(values[name], ZONES[zone], field=name) for name in MOMENTS)
    title, place, about = ({tongue: values[f"{field}_{tongue}"] for tongue in TONGUES} for field in TOLD)
    remote = values["remote_places"]
    return LargeEvent(
        id=known,
        slug=values["slug"],
        zone=zone,
        hall_places=rules.places(values["hall_places"]),
        remote_places=rules.places(remote, field="remote_places") if remote else None,
        programme=values["programme"] or None,
        public=values["public"] == "ya",
        version=whole(values["version"]),
        title=title,
        place=place,
        about=about,
        starts_at=starts,
        ends_at=ends,
        opens_at=opens,
        closes_at=closes,
    )


def shown(known: LargeEvent) -> dict[str, str]:
    """What the form's fields hold of an event that is there."""
    values = {name: local(known, name) for name in MOMENTS} | {
        "slug": known.slug,
        "zone": known.zone,
        "hall_places": str(known.hall_places),
        "remote_places": "" if known.remote_places is None else str(known.remote_places),
        "programme": known.programme or "",
        "public": "ya" if known.public else "",
        "version": str(known.version),
    }
    for field in TOLD:
        words = getattr(known, field) or {}
        values |= {f"{field}_{tongue}": words.get(tongue, "") for tongue in TONGUES}
    return values


def local(known: LargeEvent, name: str) -> str:
    """A moment of the event as a form holds it, by the event's own clock."""
    return str(getattr(known, name).astimezone(ZONES[known.zone]).strftime("%Y-%m-%dT%H:%M"))


def moments(values: Mapping[str, str], known: LargeEvent) -> tuple[datetime, datetime]:
    """When registration opens and closes, as the form says; MomentWrong."""
    opens, closes = (rules.moment(values[name], ZONES[known.zone], field=name) for name in ("opens_at", "closes_at"))
    return opens, closes


def whole(given: str) -> int:
    """A version or a number that a form carries; 0 for what is none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
