"""Second readings: slides under their codes and in their order, for who sees nothing of the first reading."""

from dataclasses import replace
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.malaria.actions import cross_checkers
from simpul.malaria.actions import cross_checking as actions
from simpul.malaria.pages import quality_words as words
from simpul.malaria.pages.desk_parts import answered, desk_context, id_of
from simpul.malaria.pages.meja_mutu import seen_of
from simpul.malaria.pages.month_words import month_words
from simpul.malaria.rules import reading_slides

SECOND = "/malaria/baca-ulang"


def show(request: Request) -> Response:
    """Rounds that wait for a second reading."""
    known = cross_checkers.standing(request.platform, request.actor)
    admitted = known is not None and known.settled_at is not None
    found = actions.to_read(request.platform, request.actor) if admitted else []
    context = {**_common(request), "rounds": found, "known": known, "admitted": admitted}
    return answered(request, "malaria/second_rounds.html", context)


def ask(request: Request) -> Response:
    """The list of rounds, after the desk was asked to admit who reads."""
    cross_checkers.ask(request.platform, request.actor)
    return redirect(request, f"{SECOND}?selesai=ask")


def one(request: Request) -> Response:
    """A round's slides by code, and which of them were read."""
    id_ = id_of(request.path_params["id"])
    slides = actions.blind_round(request.platform, request.actor, id_)
    left = [each.code for each in slides if not each.read]
    context = {**_common(request), "slides": slides, "round": id_, "left": left}
    return answered(request, "malaria/second_round.html", context)


def slide(request: Request) -> Response:
    """One slide to be read, or what was recorded of it."""
    return _slide(request, None)


def _slide(request: Request, refusal: Refusal | None) -> Response:
    id_, code = id_of(request.path_params["id"]), request.path_params["code"]
    blind, own = actions.own_reading(request.platform, request.actor, id=id_, code=code)
    chosen = request.form().text("seen") if refusal else (own.species or own.result) if own else ""
    density = request.form().text("density") if refusal else str(own.density or "") if own else ""
    context = {**_common(request), "slide": blind, "chosen": chosen, "density": density}
    return answered(request, "malaria/second_slide.html", context, refusal)


def read(request: Request) -> Response:
    """The next slide that is not read, after this reading; the round when all are."""
    id_, code, form = id_of(request.path_params["id"]), request.path_params["code"], request.form()
    version = form.text("version")
    try:
        seen = reading_slides.second_reading(*seen_of(form.text("seen")), form.text("density"))
        blind, _ = actions.own_reading(request.platform, request.actor, id=id_, code=code)
        known = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
        actions.read(request.platform, request.actor, one=replace(blind, version=known), seen=seen)
    except (Invalid, Conflict) as refusal:
        return _slide(request, refusal)
    left = [each.code for each in actions.blind_round(request.platform, request.actor, id_) if not each.read]
    return redirect(request, f"{SECOND}/{id_}/{left[0]}?selesai=read" if left else f"{SECOND}/{id_}?selesai=read")


def _common(request: Request) -> dict[str, Any]:
    return {
        **desk_context(request),
        "second": SECOND,
        "species_words": words.SPECIES,
        "done": words.DONE.get(request.query("selesai"), ""),
        "month_words": lambda month: month_words(month, request.t.language),
    }


ROUTES = [
    route("GET", SECOND, show),
    route("POST", SECOND, ask),
    route("GET", f"{SECOND}/{{id}}", one),
    route("GET", f"{SECOND}/{{id}}/{{code}}", slide),
    route("POST", f"{SECOND}/{{id}}/{{code}}", read),
]
