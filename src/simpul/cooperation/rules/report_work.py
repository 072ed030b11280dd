"""A report's chapters about projects and what they delivered. Pure."""

from collections.abc import Sequence

from simpul.cooperation.model.projects import Deliverable, Project, ProjectStage
from simpul.cooperation.model.reports import Chapter, Grid, Picture, Said
from simpul.cooperation.rules import report_plots
from simpul.cooperation.rules.report_plots import Squares
from simpul.cooperation.rules.report_telling import Telling, joined, row
from simpul.cooperation.rules.report_words import DELIVERABLES, STAGES

WITH_RESULT = frozenset({ProjectStage.DELIVERED, ProjectStage.DISSEMINATED})
CHOSEN = frozenset({ProjectStage.SELECTED, ProjectStage.RUNNING, *WITH_RESULT})
_LETTERS = "ABCDEFGHIJKL"


def projects_of(tell: Telling) -> list[Project]:
    """The projects of the period's years, by year and how far they came."""
    period = tell.asked.period
    years = (period.since.year, period.until.year) if period.since and period.until else (0, 9999)
    found = [one for one in tell.records.projects if years[0] <= one.year <= years[1]]
    stages = list(ProjectStage)
    return sorted(found, key=lambda one: (one.year, -stages.index(one.stage) % len(stages), one.title["id"]))


def deliverables_of(tell: Telling) -> list[Deliverable]:
    """What the period's projects delivered, or what was handed over in it."""
    mine = {one.id for one in projects_of(tell)}
    found = [one for one in tell.records.deliverables if (tell.within(one.on, one.on) if one.on else one.project in mine)]
    return sorted(found, key=lambda one: (one.on is None, str(one.on), one.title["id"]))


def projects(tell: Telling) -> Chapter | None:
    """The plot by year and stage, and every project."""
    found, _ = projects_of(tell), tell.t.gettext
    if not found:
        return None
    head = (_("Year"), _("Project"), _("Stage"))
    rows = tuple(_project(tell, one) for one in found)
    grid = Grid(_("Projects by year"), head, rows, (0.5, 3.2, 1.3), (False, False, False))
    return Chapter("projects", _("Projects"), (_plot(tell, found), grid))


def _project(tell: Telling, one: Project) -> tuple[Said, ...]:
    title = tell.said(tell.told(one.title), one.sources, synthetic=one.synthetic)
    more = " ".join(words for words in (tell.told(one.summary), tell.told(one.note)) if words)
    stage = tell.said(tell.t.gettext(STAGES[one.stage]), inferred="stage" in one.inferred)
    return row(str(one.year), Said(title.text, title.refs, title.tag, more), stage)


def _plot(tell: Telling, found: Sequence[Project]) -> Picture:
    _ = tell.t.gettext
    stages = [stage for stage in ProjectStage if any(one.stage is stage for one in found)]
    letters = {stage: _LETTERS[n] for n, stage in enumerate(stages)}
    years = range(found[0].year, found[-1].year + 1)
    columns = tuple((str(year), tuple(sorted(letters[one.stage] for one in found if one.year == year))) for year in years)
    given = Squares(columns, tuple((letters[stage], _(STAGES[stage])) for stage in stages))
    done, chosen = (sum(one.stage in stages for one in found) for stages in (WITH_RESULT, CHOSEN))
    if chosen and not done:
        title = tell.t.ngettext(
            "No result is recorded of the {n} project that was chosen",
            "No result is recorded of the {n} projects that were chosen",
            chosen,
        )
    elif chosen:
        title = _("{done} of {all} chosen projects have a recorded result", done=tell.number(done), all=tell.number(chosen))
    else:
        title = _("All {all} projects are proposals", all=tell.number(len(found)))
    told = [
        f"{year}: " + ", ".join(f"{sum(o.year == year and o.stage is s for o in found)} {_(STAGES[s])}" for s in stages)
        for year in years
    ]
    note = _("One square is one project; its letter is the stage. Where no source states the stage, it is inferred.")
    return Picture(title, report_plots.squares(given, tell.t.language), "; ".join(told), Said(note))


def deliverables(tell: Telling) -> Chapter | None:
    """What was handed over, from which project, and what serves the same purpose in the platform today."""
    found, _ = deliverables_of(tell), tell.t.gettext
    if not found:
        return None
    titles = {one.id: tell.told(one.title) for one in tell.records.projects}
    head = (_("Result"), _("From the project"), _("What serves this purpose here today"))
    rows = tuple(_deliverable(tell, one, titles.get(one.project, "–")) for one in found)
    grid = Grid(_("What was delivered, and what serves its subject today"), head, rows, (2, 2, 1.6), (False, False, False))
    return Chapter("deliverables", _("What was delivered"), (grid,))


def _deliverable(tell: Telling, one: Deliverable, project: str) -> tuple[Said, ...]:
    _ = tell.t.gettext
    title = tell.said(tell.told(one.title), one.sources, synthetic=one.synthetic)
    more = _(DELIVERABLES[one.kind]) + (f", {tell.day(one.on)}" if one.on else "")
    became = joined([tell.told(each.name) for each in one.became]) or _("nothing is named yet")
    where = joined([each.where for each in one.became])
    from_ = tell.said(project, inferred="project" in one.inferred)
    return (Said(title.text, title.refs, title.tag, more), from_, Said(became, more=where))
