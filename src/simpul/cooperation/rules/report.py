"""A programme's report: one document, from the records, in one language, for page, PDF and DOCX alike. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from hashlib import sha256

from simpul.cooperation.model.reports import Chapter, ReportAsked, ReportDocument, ReportRecords, Said
from simpul.cooperation.rules import report_basis as basis
from simpul.cooperation.rules import report_people as people
from simpul.cooperation.rules import report_work as work
from simpul.cooperation.rules.plain_words import all_visible
from simpul.cooperation.rules.report_budget import budget, lines_of
from simpul.cooperation.rules.report_context import method, ranks
from simpul.cooperation.rules.report_summary import attention, figures, lead
from simpul.cooperation.rules.report_telling import Notes, Telling
from simpul.kernel.i18n import N_, Language, translator

LABELS: Mapping[str, str] = {
    "contents": N_("Contents"),
    "summary": N_("Summary"),
    "attention": N_("What needs attention"),
    "sources": N_("Sources"),
    "table": N_("Table"),
    "figure": N_("Chart"),
    "digest": N_("Digest of this report's content (SHA-256)"),
    "between": N_("Cooperation in e-government of"),
    "programme": N_("Programme"),
    "issued": N_("Made"),
    "by": N_("By"),
}


def real(records: ReportRecords) -> ReportRecords:
    """The records without what is made up, and what hangs on it."""
    meetings = tuple(one for one in records.meetings if not one.synthetic)
    projects = tuple(one for one in records.projects if not one.synthetic)
    held, kept = {one.id for one in meetings}, {one.id for one in projects}
    return replace(
        records,
        agreements=tuple(one for one in records.agreements if not one.synthetic),
        lines=tuple(one for one in records.lines if not one.synthetic),
        rates=tuple(one for one in records.rates if not one.synthetic),
        meetings=meetings,
        decisions=tuple(one for one in records.decisions if not one.synthetic and one.meeting in held),
        follow_ups=tuple(one for one in records.follow_ups if not one.synthetic),
        projects=projects,
        deliverables=tuple(one for one in records.deliverables if not one.synthetic and one.project in kept),
        activities=tuple(one for one in records.activities if not one.synthetic),
        experts=tuple(one for one in records.experts if not one.synthetic),
    )


def document(records: ReportRecords, asked: ReportAsked) -> ReportDocument:
    """The report, with the digest of all that it says."""
    language: Language = "en" if asked.lang == "en" else "ko" if asked.lang == "ko" else "id"
    held = records if asked.synthetic else real(records)
    tell = Telling(held, asked, translator(language), Notes(), made_up=held != real(records))
    opening = lead(tell)
    chapters = _chapters(tell)
    made = all_visible(_framed(tell, opening, chapters))
    return replace(made, digest=digest(made))


def digest(given: ReportDocument) -> str:
    """SHA-256 over what the report says, in hexadecimals: the same for page, PDF and DOCX."""
    told = asdict(replace(given, digest=""))
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _chapters(tell: Telling) -> tuple[Chapter, ...]:
    parts = (
        basis.programme(tell),
        basis.agreements(tell),
        basis.governance(tell),
        budget(tell),
        work.projects(tell),
        work.deliverables(tell),
        people.activities(tell),
        people.events(tell),
        ranks(tell),
        method(tell, there(tell)),
    )
    return tuple(one for one in parts if one is not None)


def there(tell: Telling) -> Sequence[str]:
    """Of which kinds of record the period has any."""
    records, until = tell.records, tell.asked.period.until
    found = {
        "agreements": any(until is None or one.signed_on is None or one.signed_on <= until for one in records.agreements),
        "budget": bool(lines_of(tell)),
        "meetings": any(tell.within(one.on, one.on) for one in records.meetings),
        "follow_ups": bool(basis.follow_ups(tell)),
        "projects": bool(work.projects_of(tell)),
        "deliverables": bool(work.deliverables_of(tell)),
        "activities": bool(people.activities_of(tell)),
        "experts": any(one.since is None or tell.within(one.since, one.until) for one in records.experts),
    }
    return [key for key, held in found.items() if held]


def _framed(tell: Telling, opening: tuple[Said, ...], chapters: tuple[Chapter, ...]) -> ReportDocument:
    _, one, period = tell.t.gettext, tell.records.programme, tell.asked.period
    whole = period.since is None
    title = _("Final report") if whole else _("Periodic report")
    span = tell.span(period.since, period.until) if period.since else tell.span(one.since, one.until)
    name = tell.told(one.name)
    marks = (_("CONTAINS SYNTHETIC RECORDS – no basis for decisions"),) if tell.made_up else ()
    return ReportDocument(
        lang=tell.t.language,
        code=one.code,
        title=title,
        programme=name,
        period=span,
        sides=basis.sides(tell),
        issued=tell.t.datetime(tell.records.at, "WIB"),
        agency=tell.term(tell.records.agency),
        marks=marks,
        lead=opening,
        figures=figures(tell),
        attention=attention(tell),
        chapters=chapters,
        sources=tell.sources(),
        labels={key: _(words) for key, words in LABELS.items()},
        foot=f"{title} · {one.code} · {span}",
    )
