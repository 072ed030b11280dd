"""The pipeline of joint projects: a board by stage, one project with its steps and results, proposing and changing one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from simpul.cooperation.actions import following, project_changing, projects
from simpul.cooperation.actions.project_changing import StepGiven
from simpul.cooperation.actions.projects import ProjectsWanted
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.projects import Project, ProjectStage
from simpul.cooperation.pages import pustaka, pustaka_kelola
from simpul.cooperation.pages.komite_parts import asked_of, id_of, newest, said, version_of, whole
from simpul.cooperation.pages.parts import PATH, SIDES, answered
from simpul.cooperation.pages.proyek_words import KINDS, PIPELINE, STAGES, STEPS
from simpul.cooperation.rules.programmes import TONGUES
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

PROJECTS = f"{PATH}/proyek"
_ASKED = ("program", "tahun", "tahap", "pihak", "q")
_DONE = {
    "diusulkan": N_("The proposal is in the pipeline."),
    "disimpan": N_("The project is saved."),
    "langkah": N_("The step is taken. It can be taken back."),
    "mundur": N_("The last step is taken back. It stays in the history."),
}
_COLUMNS = (
    "programme",
    "year",
    "title_id",
    "title_en",
    "title_ko",
    "stage",
    "proposed_by",
    "lead",
    "inferred",
    "synthetic",
)
_WORDS = ("title", "summary", "note")


def show(request: Request) -> Response:
    """The projects that this reader may see and asks for, stage beside stage."""
    platform, actor, asked = request.platform, request.actor, asked_of(request, *_ASKED)
    found = projects.listed(platform, actor, _wanted(asked))
    every = projects.listed(platform, actor, ProjectsWanted())
    context = {
        "found": found,
        "columns": [(stage, [one for one in found if one.stage is stage]) for stage in PIPELINE],
        "aside": [one for one in found if one.stage not in PIPELINE],
        "every": len(every),
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}),
        "years": sorted({one.year for one in every}, reverse=True),
        "stages": STAGES,
        "programmes": following.programmes_read(platform, actor),
        "proposes": projects.proposes_in(platform, actor),
        "projects_path": PROJECTS,
        "results_path": pustaka.RESULTS,
    }
    return answered(request, "cooperation/proyek.html", context)


def _wanted(asked: dict[str, str]) -> ProjectsWanted:
    return ProjectsWanted(asked["program"], asked["tahun"], asked["tahap"], asked["pihak"], asked["q"])


def sheet_of(request: Request) -> Response:
    """The list as it is asked for, for spreadsheets."""
    found = projects.listed(request.platform, request.actor, _wanted(asked_of(request, *_ASKED)))
    rows = []
    for one in found:
        titles = [one.title.get(tongue, "") for tongue in TONGUES]
        side = one.proposed_by.value if one.proposed_by else ""
        rows.append(
            (
                *(one.programme, one.year, *titles, one.stage.value, side, one.lead),
                *(" ".join(one.inferred), one.synthetic or ""),
            )
        )
    return csv_of("proyek.csv", _COLUMNS, rows, marked=True)


def one(request: Request) -> Response:
    """One project: how it came where it is, and what it delivered."""
    return _one(request, None)


def _one(request: Request, refusal: Refusal | None) -> Response:
    seen = projects.seen(request.platform, request.actor, id_of(request))
    context = {
        "seen": seen,
        "one": seen.project,
        "pipeline": PIPELINE,
        "stages": STAGES,
        "onward": [{"value": one.value, "text": request.t.gettext(STEPS[one])} for one in seen.onward],
        "kinds": KINDS,
        "given": request.posted,
        "today": following.today(request.platform).isoformat(),
        "projects_path": PROJECTS,
        "results_path": pustaka.RESULTS,
        "done": said(request, _DONE),
    }
    return answered(request, "cooperation/proyek_satu.html", context, refusal)


def act(request: Request) -> Response:
    """A step is taken, or the last one taken back; or the page again with what is wrong."""
    key, what = id_of(request), request.posted.text("lakukan")
    if what not in {"langkah", "mundur"}:
        raise NotFound()
    try:
        _act(request, key, what)
    except NotFound:
        raise
    except Refusal as refusal:
        return _one(request, refusal)
    return redirect(request, f"{PROJECTS}/{key}?selesai={what}")


def _act(request: Request, key: UUID, what: str) -> None:
    platform, actor, given, version = request.platform, request.actor, request.posted, version_of(request)
    if what == "mundur":
        project_changing.undo(platform, actor, key, version=version)
        return
    step = StepGiven(given.text("after"), given.text("on"), given.text("note"), version)
    project_changing.step(platform, actor, key, given=step)


def new(request: Request) -> Response:
    """The form of a proposal."""
    return _form(request, None, None)


def edit(request: Request) -> Response:
    """The form of a project that is in the pipeline."""
    project_changing.permit_change(request.platform, request.actor, id_of(request))
    seen = projects.seen(request.platform, request.actor, id_of(request))
    return _form(request, seen.project, None)


def _form(request: Request, known: Project | None, refusal: Refusal | None) -> Response:
    proposes = projects.proposes_in(request.platform, request.actor)
    programmes = [one for one in following.programmes_read(request.platform, request.actor) if one.code in proposes]
    values = newest(_values(request, known), refusal, known.version if known else 0)
    code = known.programme if known else values["programme"] or (programmes[-1].code if programmes else "")
    context = {
        "known": known,
        "values": values,
        "code": code,
        "programmes": programmes,
        "only": proposes.get(code),
        "sides": [{"value": side.value, "text": request.t.gettext(word)} for side, word in SIDES.items()],
        "projects_path": PROJECTS,
    }
    return answered(request, "cooperation/proyek_form.html", context, refusal)


def _values(request: Request, known: Project | None) -> dict[str, Any]:
    """What the form's fields hold: what was posted, else what is kept."""
    fields = [f"{word}_{tongue}" for word in _WORDS for tongue in TONGUES]
    names = ["programme", "year", "lead", "proposed_by", "sources", "version", *fields]
    if request.method == "POST" or known is None:
        given = {name: request.posted.text(name) for name in names}
        year = str(following.today(request.platform).year)
        return {**given, "programme": given["programme"] or request.query("program"), "year": given["year"] or year}
    return {
        "programme": known.programme,
        "year": str(known.year),
        "lead": known.lead,
        "proposed_by": known.proposed_by.value if known.proposed_by else "",
        "sources": "\n".join(known.sources),
        "version": str(known.version),
        **{f"{word}_{tongue}": (getattr(known, word) or {}).get(tongue, "") for word in _WORDS for tongue in TONGUES},
    }


def proposed(request: Request) -> Response:
    """The proposal is in the pipeline, or the form again."""
    try:
        made = project_changing.propose(request.platform, request.actor, new=_given(request, UUID(int=0)))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{PROJECTS}/{made.id}?selesai=diusulkan")


def changed(request: Request) -> Response:
    """The project is as the form says, or the form again."""
    key = id_of(request)
    known = projects.seen(request.platform, request.actor, key).project
    try:
        project_changing.change(request.platform, request.actor, new=_given(request, key))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, known, refusal)
    return redirect(request, f"{PROJECTS}/{key}?selesai=disimpan")


def _given(request: Request, key: UUID) -> Project:
    given = request.posted
    title, summary, note = ({tongue: given.text(f"{word}_{tongue}") for tongue in TONGUES} for word in _WORDS)
    side = given.text("proposed_by")
    return Project(
        id=key,
        programme=given.text("programme"),
        year=whole(given.text("year"), 0),
        title=title,
        stage=ProjectStage.PROPOSAL,
        summary=summary,
        proposed_by=Side(side) if side in {one.value for one in Side} else None,
        lead=given.text("lead"),
        note=note,
        sources=tuple(given.text("sources").splitlines()),
        version=version_of(request),
    )


ROUTES = [
    route("GET", PROJECTS, show),
    route("GET", f"{PROJECTS}.csv", sheet_of),
    route("GET", f"{PROJECTS}/baru", new),
    route("POST", f"{PROJECTS}/baru", proposed),
    route("GET", f"{PROJECTS}/{{id}}", one),
    route("POST", f"{PROJECTS}/{{id}}", act),
    route("GET", f"{PROJECTS}/{{id}}/ubah", edit),
    route("POST", f"{PROJECTS}/{{id}}/ubah", changed),
    *pustaka.ROUTES,
    *pustaka_kelola.ROUTES,
]
