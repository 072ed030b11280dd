"""What is near a place, in lines of words: the same for the page, the plain text, and the short message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simpul import regions
from simpul.disaster.actions.nearby import Nearby, Way, bearing
from simpul.disaster.model import PublicReport
from simpul.disaster.model.areas import AreaRow
from simpul.disaster.model.gauges import GaugeState
from simpul.disaster.model.shelters import ShelterNear
from simpul.disaster.model.warnings import HazardWarning
from simpul.disaster.pages.area_words import state_words
from simpul.disaster.pages.words import hazard_label, headline_words
from simpul.disaster.rules import gauge_words
from simpul.disaster.rules.sms_text import alone, plain
from simpul.kernel.i18n import N_, Translator, in_language, zone_of
from simpul.kernel.platform import Platform

EMERGENCY = "112"
COMPASS = (
    N_("north of you"),
    N_("north-east of you"),
    N_("east of you"),
    N_("south-east of you"),
    N_("south of you"),
    N_("south-west of you"),
    N_("west of you"),
    N_("north-west of you"),
)
SEVERITY = {"minor": N_("minor"), "moderate": N_("moderate"), "severe": N_("severe"), "extreme": N_("extreme")}
HERE = N_("right here")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing near the place: what it is, the line below it, and the page that tells more (empty: none)."""

    what: str
    about: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing near a place: its heading, its entries, and what is said where there is none."""

    slug: str
    title: str
    entries: tuple[Entry, ...]
    none: str


def parts(platform: Platform, near: Nearby, t: Translator) -> tuple[Part, ...]:
    """All that is near, in the order in which it matters to who stands there."""
    now, km = platform.clock.now(), t.number(near.km)
    reports = t.gettext("Live reports within {km} km: {n}", km=km, n=t.number(near.reports_in))
    return (
        Part("peringatan", t.gettext("Warnings"), tuple(_warnings(near, t)), t.gettext("No warning is in force here.")),
        Part(
            "laporan",
            reports if near.reports else t.gettext("Live reports"),
            tuple(_report(one, way, t, t.relative(one.reported_at, now)) for one, way in near.reports),
            t.gettext("Nobody has reported anything within {km} km. That does not mean that all is well.", km=km),
        ),
        Part(
            "wilayah",
            t.gettext("Affected areas"),
            tuple(_area(row, way, t) for row, way in near.areas),
            t.gettext("No area within {km} km is marked as affected.", km=km),
        ),
        Part(
            "pengungsian",
            t.gettext("Shelters"),
            tuple(_shelter(platform, near, one, t) for one in near.shelters),
            t.gettext("No open shelter is registered nearby. Ask the number below."),
        ),
        Part(
            "air",
            t.gettext("Flood gauges"),
            tuple(_gauge(one, way, t) for one, way in near.gauges),
            t.gettext("No flood gauge is near."),
        ),
    )


def way_words(way: Way, t: Translator) -> str:
    """How far and where: 0,8 km di timur laut; right here, below 100 m."""
    if way.km < 0.1:
        return t.gettext(HERE)
    return f"{_km(way.km, t)} {t.gettext(COMPASS[round(way.bearing / 45) % 8])}"


def _km(km: float, t: Translator) -> str:
    if km < 1:
        return f"{t.number(round(km, 1))} km"
    return f"{t.number(round(km, 1) if km < 10 else round(km))} km"


def _warnings(near: Nearby, t: Translator) -> Iterator[Entry]:
    zone = zone_of(near.region)
    for one in near.warnings:
        until = t.gettext("until {at}", at=t.datetime(one.expires, zone))
        about = f"{t.gettext(SEVERITY[one.severity.value])}, {until}. {in_language(one.instruction, t.language)}"
        yield Entry(in_language(one.headline, t.language), about.strip(), f"/bencana/peringatan/{one.number}")


def _report(one: PublicReport, way: Way, t: Translator, ago: str) -> Entry:
    said = headline_words(one.hazard, one.card, t.language)
    label = hazard_label(one.hazard, t.language)
    status = t.gettext("Verified") if one.status.value == "verified" else t.gettext("Not verified")
    what = f"{label}: {said}" if said else label
    return Entry(what, f"{way_words(way, t)}, {ago}. {status}", f"/bencana/laporan/{one.number}")


def _area(row: AreaRow, way: Way, t: Translator) -> Entry:
    place = ", ".join(part for part in (row.area.name, row.area.parent) if part)
    return Entry(f"{place}: {state_words(t, row.stands.state)}", way_words(way, t), f"/bencana/wilayah/{row.id}")


def _shelter(platform: Platform, near: Nearby, one: ShelterNear, t: Translator) -> Entry:
    shelter = one.shelter
    there = shelter.draft.longitude, shelter.draft.latitude
    way = Way(one.km, bearing((near.longitude, near.latitude), there))
    free = shelter.free
    if free is None:
        room = t.gettext("room for {n} people, not counted yet", n=t.number(shelter.draft.capacity))
    elif free:
        room = t.gettext("{n} places free", n=t.number(free))
    else:
        room = t.gettext("full: ask for the next one")
    where = shelter.draft.address or regions.name_or_code(platform, shelter.region).split(",", maxsplit=1)[0]
    return Entry(shelter.draft.name, f"{way_words(way, t)}, {where}; {room}", f"/bencana/pengungsian/{shelter.number}")


def _gauge(one: GaugeState, way: Way, t: Translator) -> Entry:
    words = in_language(gauge_words.label(one), t.language)
    at = t.datetime(one.last.at, zone_of(one.gauge.region)) if one.last else ""
    silent = t.gettext("silent since {at}: old, not dry", at=at) if one.last and one.now is None else at
    made_up = f" [{t.gettext('Made up for practice')}]" if one.gauge.synthetic else ""
    return Entry(
        words, f"{way_words(way, t)}{'; ' if silent else ''}{silent}{made_up}", f"/bencana/pos-air/{one.gauge.number}"
    )


def numbers(contact: str, t: Translator) -> tuple[tuple[str, str], ...]:
    """Whom to call: what it is, and the number."""
    found = [(t.gettext("Emergency, all services"), EMERGENCY)]
    if contact and contact != EMERGENCY:
        found.append((t.gettext("The agency that runs this map"), contact))
    return tuple(found)


def as_text(place: str, told: Sequence[Part], footer: Sequence[str]) -> str:
    """The same as plain text, a line for each thing."""
    lines = [place, ""]
    for part in told:
        lines.append(part.title.upper())
        lines += [f"- {entry.what} ({entry.about})" for entry in part.entries] or [part.none]
        lines.append("")
    return "\n".join([*lines, *footer, ""])


def as_message(place: str, near: Nearby, t: Translator, at: str) -> str:
    """The most important of it as one short message: at most 160 letters of the GSM alphabet."""
    said = plain(f"{place.split(',', maxsplit=1)[0]} {at}:")
    end = plain(t.gettext("Emergency {number}", number=EMERGENCY))
    for one in _short(near, t):
        if alone(f"{said} {plain(one)}. {end}"):
            said = f"{said} {plain(one)}."
    return f"{said} {end}"


def _short(near: Nearby, t: Translator) -> Iterator[str]:
    """What to say first, in few words."""
    worst = _worst(near.warnings)
    if worst:
        yield in_language(worst.headline, t.language)
        yield t.gettext("Warning: {event}", event=hazard_label(worst.hazard, t.language))
    if near.reports:
        report, way = near.reports[0]
        said = headline_words(report.hazard, report.card, t.language)
        nearest = f"{hazard_label(report.hazard, t.language)} {said} {_km(way.km, t)}"
        yield t.gettext("{n} reports, nearest {nearest}", n=near.reports_in, nearest=nearest)
    elif not worst:
        yield t.gettext("no reports within {km} km", km=t.number(near.km))
    for row, _ in near.areas[:1]:
        yield f"{row.area.name} {state_words(t, row.stands.state)}"
    for one in [one for one in near.shelters if one.shelter.free][:1]:
        yield t.gettext("Shelter {name} {km}", name=one.shelter.draft.name, km=_km(one.km, t))
    for state, _ in [pair for pair in near.gauges if pair[0].now][:1]:
        yield in_language(gauge_words.label(state), t.language)


def _worst(warnings: Sequence[HazardWarning]) -> HazardWarning | None:
    order = list(SEVERITY)
    return max(warnings, key=lambda one: order.index(one.severity.value), default=None)
