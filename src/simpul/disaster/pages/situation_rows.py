"""The lists beside a situation map: what each number, letter and hatching on the sheet stands for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simpul.disaster.actions.situation_map import SituationMap
from simpul.disaster.model import PublicReport
from simpul.disaster.pages.area_words import state_words
from simpul.disaster.pages.words import hazard_label, headline_words, place_words
from simpul.disaster.rules import gauge_words
from simpul.kernel.i18n import in_language, zone_of
from simpul.kernel.web import Request

NUMBERS, AREAS = 60, 40


@dataclass(frozen=True, slots=True)
class Listed:
    """A table beside the sheet: its title, the heads of its columns, its rows, and a note on what is missing."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def listed(request: Request, made: SituationMap) -> tuple[Listed, ...]:
    """The tables that have rows, warnings first."""
    t = request.t
    more = max(0, len(made.numbered) - NUMBERS)
    note = t.gettext("{n} more places are on the sheet and not in this list.", n=t.number(more)) if more else ""
    if not made.found.complete:
        note = " ".join(
            (note, t.gettext("Only the newest {n} reports are drawn.", n=t.number(len(made.found.reports))))
        ).strip()
    where, until = t.gettext("Place"), t.gettext("Until")
    tables = (
        Listed(t.gettext("Warnings"), ("!", t.gettext("Warning"), until), tuple(_warnings(request, made))),
        Listed(
            t.gettext("Reports"),
            (t.gettext("No."), t.gettext("What"), where, t.gettext("Reports"), t.gettext("Last")),
            tuple(_numbers(request, made)),
            note,
        ),
        Listed(t.gettext("Affected areas"), (t.gettext("State"), t.gettext("Area")), tuple(_areas(request, made))),
        Listed(t.gettext("Shelters"), ("P", t.gettext("Shelter"), t.gettext("Room")), tuple(_shelters(request, made))),
        Listed(t.gettext("Flood gauges"), ("A", t.gettext("Gauge"), t.gettext("As of")), tuple(_gauges(request, made))),
    )
    return tuple(one for one in tables if one.rows)


def _warnings(request: Request, made: SituationMap) -> Iterator[tuple[str, ...]]:
    zone = zone_of(made.code)
    for n, one in enumerate(made.found.warnings, 1):
        yield f"!{n}", in_language(one.headline, request.lang), request.t.datetime(one.expires, zone)


def _numbers(request: Request, made: SituationMap) -> Iterator[tuple[str, ...]]:
    t, zone = request.t, zone_of(made.code)
    for one in made.numbered[:NUMBERS]:
        reports = [made.found.reports[index] for index in one.indexes]
        last = max(report.reported_at for report in reports)
        verified = sum(report.status.value == "verified" for report in reports)
        count = t.gettext("{n} (verified {verified})", n=t.number(len(reports)), verified=t.number(verified))
        place = place_words(request.platform, reports[0].where)
        yield str(one.number), _what(request, reports), place, count, t.datetime(last, zone)


def _what(request: Request, reports: Sequence[PublicReport]) -> str:
    """The worst of them in words, and the other kinds that stand under the same number."""
    worst, lang = reports[0], request.lang
    said = headline_words(worst.hazard, worst.card, lang)
    label = hazard_label(worst.hazard, lang)
    others = [name for name in dict.fromkeys(hazard_label(one.hazard, lang) for one in reports) if name != label]
    return "; ".join([f"{label}: {said}" if said else label, *others])


def _areas(request: Request, made: SituationMap) -> Iterator[tuple[str, ...]]:
    """One row a state: what it means, and the names of its areas."""
    for state in (4, 3, 2, 1):
        names = [
            ", ".join(filter(None, (row.area.name, row.area.parent))) for row in made.found.areas if row.state == state
        ]
        if names:
            rest = f" … +{request.t.number(len(names) - AREAS)}" if len(names) > AREAS else ""
            yield f"{state}: {state_words(request.t, state)}", "; ".join(names[:AREAS]) + rest


def _shelters(request: Request, made: SituationMap) -> Iterator[tuple[str, ...]]:
    t = request.t
    for n, one in enumerate(made.found.shelters, 1):
        people = "–" if one.people is None else t.number(one.people)
        room = t.gettext("{people} of {capacity}", people=people, capacity=t.number(one.draft.capacity))
        name = ", ".join(filter(None, (one.draft.name, one.draft.address)))
        yield f"P{n}", name, room


def _gauges(request: Request, made: SituationMap) -> Iterator[tuple[str, ...]]:
    t = request.t
    for n, one in enumerate(made.found.gauges, 1):
        words = in_language(gauge_words.label(one), request.lang)
        made_up = f" [{t.gettext('Made up for practice')}]" if one.gauge.synthetic else ""
        at = t.datetime(one.last.at, zone_of(one.gauge.region)) if one.last else "–"
        yield f"A{n}", words + made_up, at
