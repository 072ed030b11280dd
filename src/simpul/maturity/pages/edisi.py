"""Editions: the list, a new one, one with its agencies; published, given deadlines, closed; for the ministry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simpul import regions
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import editions
from simpul.maturity.model.editions import EditionState, NewEdition
from simpul.maturity.model.instruments import Basis
from simpul.maturity.pages.national_words import BASES, STATES, TAGS
from simpul.maturity.pages.parts import PATH, answered, whole
from simpul.maturity.rules import naming
from simpul.maturity.rules.edition_making import KINDS

EDITIONS = f"{PATH}/edisi"
ONE = f"{EDITIONS}/{{key}}"
PAGE = 50
_DONE: Mapping[str, str] = {
    "dibuat": N_("The edition is there. Now give it its agencies."),
    "instansi": N_("The agencies were taken over."),
    "tambah": N_("The agency takes part."),
    "hapus": N_("The agency takes part no longer."),
    "terbit": N_("The edition is published. Agencies can begin."),
    "tenggat": N_("The deadlines are kept."),
    "tutup": N_("The edition is over."),
}
_COLUMNS = ("agency", "name", "kind", "province", "region", "synthetic")


def index(request: Request) -> Response:
    """Every edition, and the form of a new one."""
    return _index(request, None)


def _index(request: Request, refusal: Refusal | None) -> Response:
    context = {
        "lines": editions.listed(request.platform, request.actor),
        "sources": editions.sources(request.platform),
        "bases": BASES,
        "states": STATES,
        "tags": TAGS,
        "given": request.posted,
        "list_path": EDITIONS,
    }
    return answered(request, "maturity/edisi.html", context, refusal)


def make(request: Request) -> Response:
    """The edition is made and shown, or the form again with what is wrong."""
    given = request.posted
    basis = given.text("basis") if given.text("basis") in BASES else Basis.UNKNOWN.value
    new = NewEdition(given.text("key"), given.text("instrument"), given.text("title"), Basis(basis))
    try:
        made = editions.make(request.platform, request.actor, new=new)
    except Refusal as refusal:
        return _index(request, refusal)
    return redirect(request, f"{EDITIONS}/{made.key}?selesai=dibuat")


def one(request: Request) -> Response:
    """The edition with its agencies and what can be done now."""
    return _one(request, None)


def _one(request: Request, refusal: Refusal | None) -> Response:
    seen = editions.seen(request.platform, request.actor, request.path_params["key"])
    q = request.query("q")[:100]
    rows = [one for one in seen.participants if naming.finds(q, one.name, one.agency)]
    pages = max(-(-len(rows) // PAGE), 1)
    page = min(max(whole(request.query("hal", "1")), 1), pages)
    context = {
        "seen": seen,
        "edition": seen.edition,
        "states": STATES,
        "tags": TAGS,
        "bases": BASES,
        "given": request.posted,
        "rows": rows[(page - 1) * PAGE : page * PAGE],
        "count": len(rows),
        "page": page,
        "pages": pages,
        "q": q,
        "kinds": KINDS,
        "provinces": [one.name for one in regions.children(request.platform)],
        "list_path": EDITIONS,
        "own": f"{EDITIONS}/{seen.edition.key}",
        "draft": seen.edition.state is EditionState.DRAFT,
        "done": request.t.gettext(_DONE[request.query("selesai")]) if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/edisi_satu.html", context, refusal)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form on the edition's page asks for."""

    key: str
    version: int
    fields: Mapping[str, str]


def act(request: Request) -> Response:
    """What the pressed button says is done and told, or the page with what is wrong; NotFound for no button."""
    given = request.posted
    what = given.text("lakukan")
    if what not in _ACTS:
        raise NotFound()
    fields = {name: given.text(name) for name in given.fields}
    wish = Wish(request.path_params["key"], whole(given.text("version")), fields)
    try:
        _ACTS[what](request, wish)
    except NotFound:
        raise
    except Refusal as refusal:
        return _one(request, refusal)
    anchor = "#instansi" if what in ("tambah", "hapus", "instansi") else ""
    return redirect(request, f"{EDITIONS}/{wish.key}?selesai={what}{anchor}")


def _take(request: Request, wish: Wish) -> None:
    editions.take_published(request.platform, request.actor, key=wish.key, version=wish.version)


def _add(request: Request, wish: Wish) -> None:
    editions.add(request.platform, request.actor, key=wish.key, version=wish.version, given=wish.fields)


def _remove(request: Request, wish: Wish) -> None:
    agency = wish.fields.get("agency", "")
    editions.remove(request.platform, request.actor, key=wish.key, version=wish.version, agency=agency)


def _publish(request: Request, wish: Wish) -> None:
    confirm = wish.fields.get("confirm", "")
    editions.publish(request.platform, request.actor, key=wish.key, version=wish.version, confirm=confirm)


def _deadlines(request: Request, wish: Wish) -> None:
    days = {name.removeprefix("until_"): day for name, day in wish.fields.items() if name.startswith("until_")}
    editions.set_deadlines(request.platform, request.actor, key=wish.key, version=wish.version, given=days)


def _close(request: Request, wish: Wish) -> None:
    confirm = wish.fields.get("confirm", "")
    editions.close(request.platform, request.actor, key=wish.key, version=wish.version, confirm=confirm)


_ACTS: Mapping[str, Callable[[Request, Wish], None]] = {
    "instansi": _take,
    "tambah": _add,
    "hapus": _remove,
    "terbit": _publish,
    "tenggat": _deadlines,
    "tutup": _close,
}


def as_csv(request: Request) -> Response:
    """The edition's agencies as CSV."""
    seen = editions.seen(request.platform, request.actor, request.path_params["key"])
    rows: list[tuple[Any, ...]] = [
        (one.agency, one.name, one.kind, one.province, one.region, one.synthetic) for one in seen.participants
    ]
    return csv_of(f"edisi-{seen.edition.key}.csv", _COLUMNS, rows, marked=True)


ROUTES = [
    route("GET", EDITIONS, index),
    route("POST", EDITIONS, make),
    route("GET", ONE, one),
    route("POST", ONE, act),
    route("GET", f"{ONE}/ekspor.csv", as_csv),
]
