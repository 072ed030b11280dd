"""Shelters in words: kinds, facilities, states, and a line of a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from simpul import regions
from simpul.disaster.model.shelters import Facility, Shelter, ShelterKind, ShelterState, ShelterStep
from simpul.disaster.rules import shelters as rules
from simpul.kernel.i18n import N_, zone_of
from simpul.kernel.web import Request

KINDS: Mapping[str, str] = {
    ShelterKind.SCHOOL.value: N_("School"),
    ShelterKind.HALL.value: N_("Village hall"),
    ShelterKind.WORSHIP.value: N_("Place of worship"),
    ShelterKind.SPORT.value: N_("Sports hall or field"),
    ShelterKind.OFFICE.value: N_("Government office"),
    ShelterKind.TENT.value: N_("Tents"),
    ShelterKind.BUILDING.value: N_("Other building"),
    ShelterKind.OTHER.value: N_("Other place"),
}
FACILITIES: Mapping[str, str] = {
    Facility.WATER.value: N_("clean water"),
    Facility.TOILET.value: N_("toilets"),
    Facility.KITCHEN.value: N_("public kitchen"),
    Facility.ELECTRICITY.value: N_("electricity"),
    Facility.HEALTH.value: N_("health post"),
    Facility.WOMEN.value: N_("room for women"),
    Facility.CHILDREN.value: N_("place for children"),
    Facility.ACCESS.value: N_("reachable by wheelchair"),
    Facility.ANIMALS.value: N_("place for animals"),
}
STATES: Mapping[str, str] = {
    ShelterState.ROOM.value: N_("There is room"),
    ShelterState.NEARLY.value: N_("Nearly full"),
    ShelterState.FULL.value: N_("Full"),
    ShelterState.OVER.value: N_("Over capacity"),
    ShelterState.UNKNOWN.value: N_("Not counted yet"),
    ShelterState.CLOSED.value: N_("Shelter closed"),
}
TONES: Mapping[str, str] = {
    ShelterState.ROOM.value: "good",
    ShelterState.NEARLY.value: "warn",
    ShelterState.FULL.value: "bad",
    ShelterState.OVER.value: "bad",
    ShelterState.UNKNOWN.value: "plain",
    ShelterState.CLOSED.value: "plain",
}
ICONS: Mapping[str, str] = {
    ShelterState.ROOM.value: "circle-check",
    ShelterState.NEARLY.value: "circle-alert",
    ShelterState.FULL.value: "circle-x",
    ShelterState.OVER.value: "triangle-alert",
    ShelterState.UNKNOWN.value: "circle-help",
    ShelterState.CLOSED.value: "lock",
}
STEPS: Mapping[str, str] = {
    ShelterStep.ADD.value: N_("Added to the list"),
    ShelterStep.EDIT.value: N_("Entry changed"),
    ShelterStep.COUNT.value: N_("People counted"),
    ShelterStep.OPEN.value: N_("Shelter opened"),
    ShelterStep.CLOSE.value: N_("Shelter was closed"),
    ShelterStep.UNDO.value: N_("Taken back"),
}


@dataclass(frozen=True, slots=True)
class ShelterLine:
    """A shelter as a list shows it."""

    shelter: Shelter
    place: str
    zone: str
    state: str
    stale: bool
    share: int | None
    km: float | None = None


def line_of(request: Request, one: Shelter, km: float | None = None) -> ShelterLine:
    """The shelter in words; `share` is how full it is, in per cent (over 100 where it is over capacity)."""
    share = round(100 * one.people / one.draft.capacity) if one.open and one.people is not None else None
    place = regions.name_or_code(request.platform, one.region)
    stale = rules.is_stale(one, request.platform.clock.now())
    return ShelterLine(one, place, zone_of(one.region), one.state.value, stale, share, km)


def words(request: Request) -> dict[str, object]:
    """What every page of shelters calls things by."""
    return {
        "kinds": KINDS,
        "facilities": FACILITIES,
        "states": STATES,
        "tones": TONES,
        "state_icons": ICONS,
        "stale_hours": int(rules.STALE_AFTER.total_seconds() // 3600),
        "agency_name": request.platform.settings.agency,
    }
