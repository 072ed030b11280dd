"""A programme's report: gathered from the records, as one document for page, PDF and DOCX."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.activities import NominationState
from simpul.cooperation.model.programmes import Programme, ProgrammeUnknown
from simpul.cooperation.model.reports import (
    MadeReport,
    Picture,
    ReportAsked,
    ReportDocument,
    ReportKept,
    ReportLanguageWrong,
    ReportPeriod,
    ReportRecords,
)
from simpul.cooperation.outside import docx_reports
from simpul.cooperation.rules import permits, report, report_periods
from simpul.cooperation.rules.history import history
from simpul.cooperation.store import (
    activities,
    agreements,
    budgets,
    deliverables,
    experts,
    follow_ups,
    meetings,
    nominations,
    programmes,
    projects,
)
from simpul.cooperation.store import reports as store
from simpul.kernel import typesetting
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import PARTNERS_LANGUAGES
from simpul.kernel.platform import Platform

_PACKAGE, _TEMPLATE, _PLOT = "simpul.cooperation", "laporan.typ", "gambar.typ"
MOST, DIGITS = 20, 64
"""So many of the last reports are listed; so long is a SHA-256 in hexadecimals."""


def asked(programme: str, *, period: str, lang: str, synthetic: bool) -> ReportAsked:
    """What the words of an address or a form ask for; ReportPeriodWrong, ReportLanguageWrong."""
    if lang not in PARTNERS_LANGUAGES:
        raise ReportLanguageWrong()
    return ReportAsked(programme, report_periods.period(period), lang, synthetic)


def choices(platform: Platform, actor: Actor) -> list[tuple[Programme, tuple[ReportPeriod, ...]]]:
    """The programmes of which this reader gets reports, each with its periods, the oldest first."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        who, today = standing(unit.connection, actor, now), now.astimezone(JAKARTA).date()
        found = []
        for one in programmes.listed(unit.connection):
            try:
                permits.permit_read(who, one.code)
            except Refusal:
                continue
            found.append((one, report_periods.periods(one, today, _last(unit.connection, one.code, today))))
        return found


def _last(connection: Connection, code: str, today: date) -> date | None:
    """The last day that has passed on which the programme did something."""
    days = [one.until for one in activities.of_programme(connection, code) if one.until <= today]
    return max(days, default=None)


def document(platform: Platform, actor: Actor, what: ReportAsked) -> ReportDocument:
    """The report as this reader may have it; ProgrammeUnknown."""
    with platform.database.reading() as unit:
        permits.permit_read(standing(unit.connection, actor, unit.clock.now()), what.programme)
        found = programmes.get(unit.connection, what.programme)
        if found is None:
            raise ProgrammeUnknown()
        now = unit.clock.now()
        return report.document(_records(unit.connection, found, platform, now), what)


def _records(connection: Connection, one: Programme, platform: Platform, now: datetime) -> ReportRecords:
    code = one.code
    held = activities.of_programme(connection, code)
    return ReportRecords(
        programme=one,
        at=now,
        today=now.astimezone(JAKARTA).date(),
        agency=platform.settings.agency,
        agreements=tuple(agreements.of_programme(connection, code)),
        lines=tuple(budgets.of_programme(connection, code)),
        rates=tuple(budgets.rates(connection)),
        meetings=tuple(meetings.of_programme(connection, code)),
        decisions=tuple(meetings.decisions_of(connection, code)),
        follow_ups=tuple(follow_ups.of_programme(connection, code)),
        projects=tuple(projects.of_programme(connection, code)),
        deliverables=tuple(deliverables.of_programme(connection, code)),
        activities=tuple(held),
        experts=tuple(experts.of_programme(connection, code)),
        accepted={one.id: _accepted(connection, one.id) for one in held if one.participants is None},
        background=history().background,
    )


def _accepted(connection: Connection, activity: UUID) -> int:
    return sum(one.state is NominationState.ACCEPTED for one in nominations.of_activity(connection, activity))


def pdf(platform: Platform, actor: Actor, what: ReportAsked) -> MadeReport:
    """The report as PDF; ProgrammeUnknown, PaperUnavailable."""
    told = document(platform, actor, what)
    content = typesetting.pdf(_PACKAGE, _TEMPLATE, asdict(told))
    return _given(platform, actor, what, told, MadeReport(f"{stem(what)}.pdf", "application/pdf", content))


def docx(platform: Platform, actor: Actor, what: ReportAsked) -> MadeReport:
    """The report as a document to edit, its plots as pictures; ProgrammeUnknown, PaperUnavailable."""
    told = document(platform, actor, what)
    content = docx_reports.written(told, plots(told))
    return _given(platform, actor, what, told, MadeReport(f"{stem(what)}.docx", docx_reports.MEDIA, content))


def plots(told: ReportDocument) -> dict[str, bytes]:
    """The report's plots as PNG, by their titles; PaperUnavailable."""
    found = [one for chapter in told.chapters for one in chapter.blocks if isinstance(one, Picture)]
    documents = {one.title: {"svg": one.svg, "lang": told.lang} for one in found}
    return {title: made[0] for title, made in typesetting.papers(_PACKAGE, _PLOT, documents, "png").items()}


def stem(what: ReportAsked) -> str:
    """A file's name without its end: programme, period, language, and that it holds what is made up."""
    parts = ("laporan", what.programme, what.period.code or "akhir", what.lang, "rekaan" if what.synthetic else "")
    return "-".join(one for one in parts if one)


def _given(platform: Platform, actor: Actor, what: ReportAsked, told: ReportDocument, made: MadeReport) -> MadeReport:
    """The file; that it was made is kept, and stands in the trail, with the digest that it bears."""
    form = made.name.rpartition(".")[2]
    with platform.database.writing(actor) as unit:
        kept = ReportKept(
            id=unit.ids.new(),
            programme=what.programme,
            period=what.period.code,
            lang=what.lang,
            synthetic=what.synthetic,
            form=form,
            digest=told.digest,
            by=actor.id,
            by_name=actor.name,
            at=unit.clock.now(),
        )
        store.add(unit.connection, kept)
        unit.audit("cooperation.report.make", subject=what.programme, after={"file": made.name, "digest": told.digest})
    return made


def made_before(platform: Platform, actor: Actor, programme: str) -> list[ReportKept]:
    """The programme's last reports, the newest first; ProgrammeUnknown."""
    with platform.database.reading() as unit:
        permits.permit_read(standing(unit.connection, actor, unit.clock.now()), programme)
        return store.newest(unit.connection, programme, MOST)


def checked(platform: Platform, given: str) -> ReportKept | None:
    """The report that bears this digest, for everybody who holds the paper; None where this node made none such."""
    digest = "".join(given.split()).lower()
    if len(digest) != DIGITS or not set(digest) <= set("0123456789abcdef"):
        return None
    with platform.database.reading() as unit:
        return store.of_digest(unit.connection, digest)
