"""The monthly report: gathered from the register and the desk's other rooms, set in one language, as page or PDF."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection

from simpul import regions
from simpul.kernel import typesetting
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import Language, translator
from simpul.kernel.platform import Platform
from simpul.malaria.actions import investigating, scoping, sending, stocking
from simpul.malaria.actions.people import people_of
from simpul.malaria.actions.reading import today
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.register import COUNTS, Tally
from simpul.malaria.model.report import ReportDocument, ReportFacts, ReportMonths, ReportReader, ReportVillage
from simpul.malaria.model.sending import SendFile, SendScope, TakenFile
from simpul.malaria.rules import agreement, entitled, indicators, report, report_plot
from simpul.malaria.store import desk as desk_store
from simpul.malaria.store import foci as focus_store
from simpul.malaria.store import quality as quality_store
from simpul.malaria.store import reported, tallies

WEEKS, MOST_ALERTS, MOST_LINES = 26, 60, 20


def facts(platform: Platform, actor: Actor, scope: SendScope) -> ReportFacts:
    """All that the month's report tells of the scope; NotEntitled."""
    entitled.permit(actor, "report", scope.region)
    with platform.database.reading() as unit:
        connection, now = unit.connection, unit.clock.now()
        names = dict(desk_store.village_names(connection, scope.region))
        spans = _months(connection, scope)
        people = people_of(platform, connection, scope.region).count
        day, alerts = today(now, scope.region), reported.alerts_of(connection, scope.region, _time(scope), MOST_ALERTS)
        counts = _added(spans[scope.first]) or dict.fromkeys(COUNTS, 0)
        found = ReportFacts(
            scope=scope,
            at=now,
            agency=platform.settings.agency,
            by_name=actor.name,
            months=ReportMonths(counts, _added(spans[_before(scope.first)]), _added(spans[_year_ago(scope.first)])),
            weeks=_weeks(connection, scope, day),
            villages=_villages(platform, spans[scope.first], names),
            served=len(names),
            silent=_silent(spans[scope.first], names),
            population=people,
            measured=indicators.measured(counts, people, "month"),
            alerts=alerts,
            foci=focus_store.lines(connection, scope.region, DeskAsked(per_page=MOST_LINES), day).rows,
            foci_tally=focus_store.tally(connection, scope.region, day),
            timeliness=investigating.timeliness(connection, scope.region, scope.first, scope.until, now),
            limits=investigating.limits_now(connection).limits,
            stock=(),
            supply=stocking.front(connection, scope.region, now),
            readers=_readers(connection, scope),
            names=names | {one.area: _name(platform, names, one.area) for one in alerts},
            synthetic=any(one.synthetic for one in spans[scope.first])
            or desk_store.any_synthetic(connection, scope.region),
        )
    stock = stocking.lines(platform, actor, scope.region, DeskAsked(per_page=MOST_LINES)).rows
    return ReportFacts(**{name: getattr(found, name) for name in ReportFacts.__slots__} | {"stock": stock})


def _time(scope: SendScope) -> tuple[date, date]:
    return scope.first, scope.until


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _year_ago(first: date) -> date:
    return first.replace(year=first.year - 1)


def _months(connection: Connection, scope: SendScope) -> dict[date, list[Tally]]:
    wanted = {first: scoping.after(first) for first in (scope.first, _before(scope.first), _year_ago(scope.first))}
    return {first: tallies.months(connection, scope.region, tallies.PLACE, first, until) for first, until in wanted.items()}


def _added(many: Sequence[Tally]) -> Mapping[str, int] | None:
    return indicators.added([one.counts for one in many], COUNTS) if many else None


def _villages(platform: Platform, many: Sequence[Tally], names: Mapping[str, str]) -> list[ReportVillage]:
    found = [ReportVillage(one.area, _name(platform, names, one.area), one.counts) for one in many]
    return sorted(found, key=lambda one: (-one.counts["positive"], one.name))


def _silent(many: Sequence[Tally], names: Mapping[str, str]) -> list[str]:
    tested = {one.area for one in many if one.counts["tested"]}
    return sorted(name for code, name in names.items() if code not in tested)


def _weeks(connection: Connection, scope: SendScope, day: date) -> list[tuple[date, int]]:
    last = tallies.week_of(min(scope.until - timedelta(days=1), day))
    first = last - timedelta(weeks=WEEKS - 1)
    time = (first, last + timedelta(days=1))
    counted: Counter[date] = Counter()
    for _, monday, count in tallies.weekly(connection, scope.region, tallies.PLACE, time, "positive"):
        counted[monday] += count
    return [(first + timedelta(weeks=n), counted[first + timedelta(weeks=n)]) for n in range(WEEKS)]


def _readers(connection: Connection, scope: SendScope) -> list[ReportReader]:
    """Each reader whose slides of this month were read again in a round that is closed."""
    rounds = quality_store.rounds_of(connection, scope.region)
    closed = [one for one in rounds if one.month == scope.first and one.closed_at is not None]
    found: dict[tuple[str, str], list[UUID]] = {}
    for one in closed:
        found.setdefault((one.reader_name, one.facility), []).append(one.id)
    return [
        ReportReader(name, facility, agreement.judged(quality_store.pairs(connection, ids)))
        for (name, facility), ids in sorted(found.items())
    ]


def _name(platform: Platform, names: Mapping[str, str], code: str) -> str:
    return names.get(code) or regions.name_or_code(platform, code)


def document(platform: Platform, actor: Actor, scope: SendScope, lang: Language) -> ReportDocument:
    """What the report says in this language; NotEntitled."""
    return report.document(facts(platform, actor, scope), translator(lang))


def pdf(platform: Platform, actor: Actor, scope: SendScope, lang: Language) -> SendFile:
    """The report as PDF; that it was taken stands in the history and in the trail. NotEntitled, PaperUnavailable."""
    known = facts(platform, actor, scope)
    t = translator(lang)
    said = report.document(known, t)
    picture = {"lang": lang, "svg": report_plot.svg(said.weeks), "legend": t.gettext("Red: weeks of the month.")}
    made = typesetting.pdf("simpul.malaria", "laporan.typ", asdict(said) | picture)
    digest, rows = hashlib.sha256(made).hexdigest(), len(known.villages)
    with platform.database.writing(actor) as unit:
        sending.tell(
            unit, TakenFile("report", scope.region, scope.first, scope.until, rows, digest, synthetic=known.synthetic)
        )
    return SendFile(f"laporan-malaria-{scope.region}-{scope.month}.pdf", "application/pdf", made, rows, known.synthetic)
