"""How needs and gifts are put into words: what is missing, how old it is, where, and what a form said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul import regions
from simpul.disaster.model.needs import Gift, GiftState, NeedSeen, NeedStatus
from simpul.disaster.rules import needs as rules
from simpul.disaster.rules.need_items import GROUPS, ITEMS, UNITS
from simpul.kernel.i18n import N_, ZONES, Translator, in_language, zone_of
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request
from simpul.regions import RegionUnknown

PATH = "/bencana/kebutuhan"
STATUSES: Mapping[NeedStatus, str] = {
    NeedStatus.ACTIVE: N_("open"),
    NeedStatus.EXPIRING: N_("nobody has given for five days"),
    NeedStatus.EXPIRED: N_("its time has passed"),
    NeedStatus.SATISFIED: N_("met"),
    NeedStatus.WITHDRAWN: N_("withdrawn"),
    NeedStatus.HIDDEN: N_("hidden by officers"),
}
STATES: Mapping[GiftState, str] = {
    GiftState.PROMISED: N_("promised"),
    GiftState.ACCEPTED: N_("accepted, on its way"),
    GiftState.DELIVERED: N_("brought"),
    GiftState.DECLINED: N_("declined"),
    GiftState.WITHDRAWN: N_("withdrawn"),
    GiftState.MISSED: N_("did not come"),
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need as a list shows it: its place's name, its zone, each thing with what is asked for and what is missing."""

    seen: NeedSeen
    place: str
    zone: str
    things: Sequence[tuple[str, int, int, str]]

    @property
    def missing(self) -> bool:
        """Whether anything is still missing."""
        return any(left for _, _, left, _ in self.things)


def line_of(request: Request, seen: NeedSeen) -> NeedLine:
    """The need in the page's language."""
    region = seen.need.region
    return NeedLine(seen, place_name(request.platform, region), zone_of(region), things(request, seen))


def place_name(platform: Platform, region: str) -> str:
    """What people call the region; its code where it is no longer in force."""
    try:
        return regions.name_path(platform, region)
    except RegionUnknown:
        return region


def things(request: Request, seen: NeedSeen) -> list[tuple[str, int, int, str]]:
    """Each thing by name, how many are asked for, how many are missing, and its unit, in the page's language."""
    found = ((ITEMS[slug], count, seen.left.get(slug, 0)) for slug, count in seen.need.items.items() if slug in ITEMS)
    return [(item.label[request.lang], count, left, unit(item.unit, request.t)) for item, count, left in found]


def unit(code: str, t: Translator) -> str:
    """A unit in the page's language."""
    return t.gettext(UNITS[code])


def in_words(items: Mapping[str, int], request: Request) -> str:
    """Things with how many: "Selimut 10 buah, Air minum 20 liter"."""
    parts = (
        f"{in_language(ITEMS[slug].label, request.lang)} {request.t.number(count)} {unit(ITEMS[slug].unit, request.t)}"
        for slug, count in items.items()
        if slug in ITEMS
    )
    return ", ".join(parts)


def groups(request: Request, only: Mapping[str, int] | None = None) -> list[dict[str, Any]]:
    """The groups of things as a form asks for them; of those in `only` alone, with at most so many, where it is given."""
    t = request.t
    found = []
    for group in GROUPS:
        items = [
            {
                "slug": one.slug,
                "label": one.label[request.lang],
                "unit": unit(one.unit, t),
                "most": rules.QUANTITY_MOST if only is None else only.get(one.slug, 0),
            }
            for one in group.items
            if only is None or only.get(one.slug)
        ]
        if items:
            found.append({"slug": group.slug, "label": group.label[request.lang], "items": items})
    return found


def written(request: Request) -> dict[str, str]:
    """How many of each thing the form says, as it was written."""
    form = request.form()
    return {slug: form.text(f"n_{slug}") for slug in ITEMS if form.text(f"n_{slug}")}


def gift_row(request: Request, gift: Gift, zone: str) -> dict[str, object]:
    """A gift for all to see: what, when, and how it stands; never who."""
    return {
        "number": gift.number,
        "what": in_words(gift.items, request),
        "due": request.t.datetime(gift.due_at, zone),
        "state": gift.state.value,
        "words": request.t.gettext(STATES[gift.state]),
    }


def due_of(given_day: str, given_hour: str, zone: str) -> datetime | None:
    """The time that a form says, in the place's zone; None where it is none."""
    try:
        return datetime.fromisoformat(f"{given_day}T{given_hour or '12:00'}").replace(tzinfo=ZONES[zone])
    except ValueError:
        return None
