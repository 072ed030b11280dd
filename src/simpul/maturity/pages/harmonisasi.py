"""Two assessors' values side by side, agreeing on one where they differ, closing the document assessment."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import harmonising, submitting
from simpul.maturity.model.assessing import Answer, Difference, Saying
from simpul.maturity.model.instruments import Node
from simpul.maturity.pages import asesmen_indikator
from simpul.maturity.pages import asesmen_words as told
from simpul.maturity.pages.asesmen_parts import PATH, Opened, Row, context, opened, rows
from simpul.maturity.pages.parts import answered, place, said_of, whole
from simpul.maturity.rules.answers import settled

ALL = f"{PATH}/{{id}}/harmonisasi"
BLIND = N_("Both assessors answer alone first. As soon as both have submitted, their values stand here side by side.")
OVER = N_("The document assessment is over. The page of each indicator shows what both assessors gave.")
THEIRS = N_("The two assessors are agreeing on their values now.")
REASON = N_("Why this value: what convinced both of you. It stands in the record.")
_STATES = {"beda": "differs", "sepakat": "agreed", "sama": "alike"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Both assessors' levels of an indicator beside the agency's, and the one they agreed on."""

    row: Row
    difference: Difference | None

    @property
    def node(self) -> Node:
        """The indicator."""
        return self.row.node

    @property
    def key(self) -> str:
        """Its number."""
        return self.row.key

    @property
    def claimed(self) -> Fraction | None:
        """The agency's level."""
        return self.row.claimed

    @property
    def first(self) -> Fraction | None:
        """The leading assessor's level."""
        return _level(self.difference.first) if self.difference else self.row.level

    @property
    def second(self) -> Fraction | None:
        """The other assessor's level."""
        return _level(self.difference.second) if self.difference else self.row.level

    @property
    def agreed(self) -> Fraction | None:
        """The level that both stand for: agreed on, or the same from the start."""
        given = _level(self.difference.agreed if self.difference else None)
        return self.first if given is None and self.state == "alike" else given

    @property
    def state(self) -> str:
        """Where both stand: differs (nothing agreed yet), agreed, or alike."""
        if self.difference and settled(self.difference):
            return "agreed"
        return "alike" if self.first == self.second else "differs"


def _level(answer: Answer | None) -> Fraction | None:
    return answer.said.level if answer else None


def _pairs(request: Request, seen: Opened) -> list[Pair]:
    found = {one.indicator: one for one in harmonising.differences(request.platform, request.actor, seen.one.id)}
    return [Pair(row, found.get(row.key)) for row in rows(request, seen)]


def show(request: Request) -> Response:
    """Both assessors' values, those that differ first; a word that it is too early before both have submitted."""
    return _all(request, opened(request), None)


def act(request: Request) -> Response:
    """The page after the stage was closed, confirmed or opened again; else with what stands in the way."""
    seen, do = opened(request), request.form().text("do")
    try:
        match do:
            case "close":
                harmonising.close(request.platform, request.actor, seen.one.id)
            case "confirm":
                submitting.confirm(request.platform, request.actor, seen.one.id)
            case "withdraw":
                submitting.withdraw(request.platform, request.actor, seen.one.id)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _all(request, opened(request), refusal)
    return redirect(request, f"{seen.path}/harmonisasi?selesai={do}")


def _all(request: Request, seen: Opened, refusal: Refusal | None) -> Response:
    blind = _blind(seen)
    if blind:
        return answered(request, "maturity/harmonisasi.html", {**context(request, seen), "blind": blind}, refusal)
    pairs, narrowed = _pairs(request, seen), request.query("saring")
    narrowed = narrowed if narrowed in told.HARMONISING else ""
    wanted = _STATES.get(narrowed, "")
    order = {"differs": 0, "agreed": 1, "alike": 2}
    found = sorted((pair for pair in pairs if wanted in ("", pair.state)), key=lambda pair: order[pair.state])
    states = [pair.state for pair in pairs]
    more = {
        "blind": "",
        "rows": found,
        "counts": {
            "open": states.count("differs"),
            "agreed": states.count("agreed"),
            "alike": states.count("alike"),
            "all": len(pairs),
        },
        "first_open": next((pair.node for pair in pairs if pair.state == "differs"), None),
        "may_agree": "harmonise" in seen.one.may,
        "filters": told.HARMONISING,
        "filter": narrowed,
    }
    return answered(request, "maturity/harmonisasi.html", {**context(request, seen), **more}, refusal)


def _blind(seen: Opened) -> str:
    """Why both values do not stand here side by side; empty where they do."""
    if seen.alone or seen.one.stage == "self":
        return BLIND
    if seen.one.stage != "document" or seen.one.state == "closed":
        return OVER
    return "" if {"harmonise", "withdraw", "confirm"} & seen.one.may else THEIRS


def one(request: Request) -> Response:
    """One indicator: both answers, and the form of the one that stands for both."""
    return _one(request, opened(request), None)


def agree(request: Request) -> Response:
    """The next indicator that differs after agreeing on this one; else the form with what is wrong."""
    seen, form = opened(request), request.form()
    at = place(seen.instrument, request.path_params["n"])
    try:
        said, version = said_of(form, at.levels), whole(form.text("version"))
        harmonising.agree(
            request.platform, request.actor, seen.one.id, Saying(at.node.key, said, version, form.text("place"))
        )
    except (Invalid, Conflict) as refusal:
        return _one(request, seen, refusal)
    left = [pair.node for pair in _pairs(request, seen) if pair.state == "differs"]
    after = [node for node in left if (node.number or 0) > (at.node.number or 0)] or left
    onward = f"/{after[0].key}" if after and form.text("do") == "next" else ""
    done = "agree" if said.level is not None else "unsettled"
    return redirect(request, f"{seen.path}/harmonisasi{onward}?selesai={done}")


def _one(request: Request, seen: Opened, refusal: Refusal | None) -> Response:
    here = f"{seen.path}/harmonisasi/"
    key = place(seen.instrument, request.path_params["n"]).node.key
    changes: dict[str, Any] = {
        "post_at": here + key,
        "turn_at": here,
        "back": "/harmonisasi",
        "next_words": N_("Agree and next that differs"),
        "form_title": N_("The value of both"),
        "justification_hint": REASON,
    }
    return asesmen_indikator.page(request, seen, refusal, changes)


ROUTES = [
    route("GET", ALL, show),
    route("POST", ALL, act),
    route("GET", f"{ALL}/{{n}}", one),
    route("POST", f"{ALL}/{{n}}", agree),
]
