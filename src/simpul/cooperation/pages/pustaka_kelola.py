"""Keeping the library: what a project delivered, its files in three languages, where its subject is served."""

from datetime import date
from typing import Any
from uuid import UUID

from simpul.cooperation.actions import deliverables, delivering, projects
from simpul.cooperation.actions.delivering import FileGiven
from simpul.cooperation.model.project_refusals import (
    DeliverableDayWrong,
    DeliverableKindWrong,
    FileMissing,
    FileTooLarge,
)
from simpul.cooperation.model.projects import Became, Deliverable, DeliverableKind
from simpul.cooperation.pages.komite_parts import id_of, newest, uuid, version_of
from simpul.cooperation.pages.parts import PATH, answered
from simpul.cooperation.pages.proyek_words import KINDS
from simpul.cooperation.pages.pustaka import RESULTS, page
from simpul.cooperation.rules.programmes import TONGUES
from simpul.cooperation.rules.projects_files import BYTES_MOST
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route

_WORDS = ("title", "summary")
_ACTS = {"jadi", "lepas", "cabut", "kembali"}


def new(request: Request) -> Response:
    """The form of a result of this project."""
    seen = projects.seen(request.platform, request.actor, id_of(request))
    delivering.permit_programme(request.platform, request.actor, seen.project.programme)
    return _form(request, None, None)


def edit(request: Request) -> Response:
    """The form of a result that is on record."""
    delivering.permit(request.platform, request.actor, id_of(request))
    seen = deliverables.seen(request.platform, request.actor, id_of(request))
    return _form(request, seen.deliverable, None)


def _form(request: Request, known: Deliverable | None, refusal: Refusal | None) -> Response:
    project = known.project if known else id_of(request)
    context = {
        "known": known,
        "values": newest(_values(request, known), refusal, known.version if known else 0),
        "project": projects.seen(request.platform, request.actor, project).project,
        "kinds": KINDS,
        "results_path": RESULTS,
        "projects_path": f"{PATH}/proyek",
    }
    return answered(request, "cooperation/pustaka_form.html", context, refusal)


def _values(request: Request, known: Deliverable | None) -> dict[str, Any]:
    """What the form's fields hold: what was posted, else what is kept."""
    fields = [f"{word}_{tongue}" for word in _WORDS for tongue in TONGUES]
    if request.method == "POST" or known is None:
        return {name: request.posted.text(name) for name in ("kind", "on", "public", "sources", "version", *fields)}
    return {
        "kind": known.kind.value,
        "on": known.on.isoformat() if known.on else "",
        "public": "ya" if known.public else "",
        "sources": "\n".join(known.sources),
        "version": str(known.version),
        **{f"{word}_{tongue}": (getattr(known, word) or {}).get(tongue, "") for word in _WORDS for tongue in TONGUES},
    }


def delivered(request: Request) -> Response:
    """The result is on record, or the form again."""
    project = id_of(request)
    try:
        given = _given(request, UUID(int=0), project)
        made = delivering.deliver(request.platform, request.actor, project, new=given)
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{RESULTS}/{made.id}?selesai=dicatat")


def changed(request: Request) -> Response:
    """The result is as the form says, or the form again."""
    key = id_of(request)
    known = deliverables.seen(request.platform, request.actor, key).deliverable
    try:
        delivering.change(request.platform, request.actor, new=_given(request, key, known.project))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, known, refusal)
    return redirect(request, f"{RESULTS}/{key}?selesai=disimpan")


def _given(request: Request, key: UUID, project: UUID) -> Deliverable:
    given = request.posted
    kind = given.text("kind")
    if kind not in {one.value for one in DeliverableKind}:
        raise DeliverableKindWrong()
    title, summary = ({tongue: given.text(f"{word}_{tongue}") for tongue in TONGUES} for word in _WORDS)
    return Deliverable(
        id=key,
        project=project,
        programme="",
        kind=DeliverableKind(kind),
        title=title,
        on=_day(given.text("on")),
        summary=summary,
        public=given.text("public") == "ya",
        version=version_of(request),
        sources=tuple(given.text("sources").splitlines()),
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise DeliverableDayWrong() from None


def act(request: Request) -> Response:
    """A link is set or taken away, a file taken out or put back; or the page again with what is wrong."""
    key, what = id_of(request), request.posted.text("lakukan")
    if what not in _ACTS:
        raise NotFound()
    try:
        _act(request, key, what)
    except NotFound:
        raise
    except Refusal as refusal:
        return page(request, refusal)
    return redirect(request, f"{RESULTS}/{key}?selesai={what}")


def _act(request: Request, key: UUID, what: str) -> None:
    platform, actor, given = request.platform, request.actor, request.posted
    saw = (key, version_of(request))
    if what == "jadi":
        name = {tongue: given.text(f"name_{tongue}") for tongue in TONGUES}
        delivering.lead(platform, actor, saw, to=Became(given.text("where"), name))
    elif what == "lepas":
        delivering.unlead(platform, actor, saw, where=given.text("where"))
    elif what == "cabut":
        delivering.remove_file(platform, actor, uuid(given.text("berkas")))
    else:
        delivering.restore_file(platform, actor, uuid(given.text("berkas")))


def filed(request: Request) -> Response:
    """The file is in the library, or the page again with what is wrong with it."""
    key = id_of(request)
    try:
        sent = request.posted.upload("file")
        if sent is None:
            raise FileMissing()
        if sent.too_large:
            raise FileTooLarge()
        given = FileGiven(request.posted.text("language"), sent.filename, sent.read())
        delivering.add_file(request.platform, request.actor, key, given=given)
    except NotFound:
        raise
    except Refusal as refusal:
        return page(request, refusal)
    return redirect(request, f"{RESULTS}/{key}?selesai=berkas")


ROUTES = [
    route("GET", f"{PATH}/proyek/{{id}}/hasil-baru", new),
    route("POST", f"{PATH}/proyek/{{id}}/hasil-baru", delivered),
    route("POST", f"{RESULTS}/{{id}}", act),
    route("GET", f"{RESULTS}/{{id}}/ubah", edit),
    route("POST", f"{RESULTS}/{{id}}/ubah", changed),
    route("POST", f"{RESULTS}/{{id}}/berkas", filed, file_most=BYTES_MOST),
]
