"""Who answers for which indicator of the agency's assessment, and who enters: appointing, taking away, handing over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import handing_over
from simpul.maturity.model.agency_refusals import IndicatorsMissing, PersonMissing, SuccessorMissing
from simpul.maturity.model.assessing import Respondent
from simpul.maturity.pages import agency_rows
from simpul.maturity.pages.agency_frame import Frame, framed, rows_of
from simpul.maturity.pages.parts import SELF, answered, id_of

ALL = f"{SELF}/{{id}}/responden"
ENTRY = "maturity.entry"
_GIVES = frozenset({"appoint", "hand_over", "appoint_entry"})
_DONE = frozenset({"appoint", "remove", "hand"})


@dataclass(frozen=True, slots=True)
class Appointed:
    """A respondent and the indicators given to them, in the instrument's order."""

    account: UUID
    name: str
    indicators: tuple[str, ...]


def show(request: Request) -> Response:
    """Who answers for what, and the forms that change it."""
    return _page(request, framed(request), None)


def act(request: Request) -> Response:
    """The page after appointing, taking away or handing over; else with what is wrong."""
    stands, do = framed(request), request.form().text("do")
    if do not in _ACTS:
        raise NotFound()
    try:
        _ACTS[do](request, stands)
    except (Invalid, Conflict) as refusal:
        return _page(request, stands, refusal)
    return redirect(request, f"{stands.to}?selesai=handed" if do == "hand" else f"{stands.to}/responden?selesai={do}")


def _page(request: Request, stands: Frame, refusal: Refusal | None) -> Response:
    one, form = stands.assessment, request.form()
    found = rows_of(request, stands)
    given = handing_over.respondents(request.platform, request.actor, one.id)
    people = handing_over.people(request.platform, request.actor, one.id) if one.may & _GIVES else []
    context: dict[str, Any] = {
        **stands.context,
        "people": [each for each in people if each.account != one.entry],
        "successors": [each for each in people if ENTRY in each.roles and each.account != one.entry],
        "appointed": appointed(given, [row.indicator for row in found]),
        "without": sum(not row.people for row in found),
        "groups": agency_rows.grouped(stands.instrument, found),
        "can_appoint": "appoint" in one.may,
        "can_hand": bool(one.may & {"hand_over", "appoint_entry"}),
        "written": {"account": form.text("account"), "indicators": form.texts("indicator")},
        "done": request.query("selesai") if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/penilaian_responden.html", context, refusal)


def appointed(given: Mapping[str, Sequence[Respondent]], order: Sequence[str]) -> list[Appointed]:
    """Each respondent once, by name, with their indicators."""
    names = {each.account: each.name for found in given.values() for each in found}
    inside = {
        account: tuple(key for key in order if any(each.account == account for each in given.get(key, ())))
        for account in names
    }
    return [Appointed(account, names[account], inside[account]) for account in sorted(names, key=names.__getitem__)]


def _picked(request: Request, stands: Frame) -> list[str]:
    """The indicators that were ticked, by themselves or with their aspect; IndicatorsMissing for none."""
    form, nodes = request.form(), stands.instrument.indicators
    single, whole = set(form.texts("indicator")), set(form.texts("aspect"))
    found = [one.key for one in nodes if one.key in single or one.parent in whole]
    if not found:
        raise IndicatorsMissing()
    return found


def _who(request: Request, name: str, missing: type[Invalid]) -> UUID:
    if not request.form().text(name):
        raise missing()
    return id_of(request.form().text(name))


def _appoint(request: Request, stands: Frame) -> None:
    account, picked = _who(request, "account", PersonMissing), _picked(request, stands)
    one = stands.assessment.id
    handing_over.appoint(request.platform, request.actor, one, indicators=tuple(picked), account=account)


def _remove(request: Request, stands: Frame) -> None:
    account, picked = _who(request, "account", PersonMissing), _picked(request, stands)
    for key in picked:
        handing_over.remove(request.platform, request.actor, id=stands.assessment.id, indicator=key, account=account)


def _hand(request: Request, stands: Frame) -> None:
    account = _who(request, "successor", SuccessorMissing)
    handing_over.hand_over(request.platform, request.actor, id=stands.assessment.id, account=account)


_ACTS = {"appoint": _appoint, "remove": _remove, "hand": _hand}

ROUTES = [route("GET", ALL, show), route("POST", ALL, act)]
