"""Who assesses whom in an edition: agencies with their seats, each person's load, a proposal to take; for the ministry."""

from typing import Any
from urllib.parse import urlencode

from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import assigning, editions
from simpul.maturity.actions.assigning import ProposalSeen
from simpul.maturity.model.edition_refusals import ProposalChanged, SeatClash
from simpul.maturity.model.editions import Candidate, Clash, EditionState, Participant, Seating, SeatWanted
from simpul.maturity.pages.national_words import SEATS
from simpul.maturity.pages.parts import PATH, answered, id_of, whole
from simpul.maturity.rules import naming
from simpul.maturity.rules.clash_words import CLASHES

SEATING = f"{PATH}/penugasan"
AGENCY = f"{SEATING}/{{edition}}/{{agency}}"
PAGE = 50
_DONE = {
    "usulan": N_("The proposal was taken: the free seats are filled."),
    "duduk": N_("The seat is taken."),
    "bebas": N_("The seat is free."),
}
_COLUMNS = ("agency", "agency_name", "kind", "province", "seat", "name", "institution", "since", "by")


def show(request: Request) -> Response:
    """The seats of the edition in the address, else of the newest that is not over; how to begin where there is none."""
    key = request.query("edisi")[:40] or _newest(request)
    if not key:
        return answered(request, "maturity/nasional_kosong.html", {"view_path": SEATING})
    shown = assigning.propose(request.platform, request.actor, key) if request.query("usulan") else None
    return _page(request, key, shown, None)


def _newest(request: Request) -> str:
    known = [line.edition for line in editions.listed(request.platform, request.actor)]
    running = [one for one in known if one.state is not EditionState.CLOSED]
    return next((one.key for one in (*running, *known)), "")


def take(request: Request) -> Response:
    """The proposal that was shown is taken; another is shown where seats changed meanwhile."""
    key, digest = request.posted.text("edisi"), request.posted.text("digest")
    try:
        assigning.take_proposal(request.platform, request.actor, key=key, digest=digest)
    except ProposalChanged as refusal:
        return _page(request, key, assigning.propose(request.platform, request.actor, key), refusal)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, key, None, refusal)
    return redirect(request, f"{SEATING}?{urlencode({'edisi': key, 'selesai': 'usulan'})}")


def _page(request: Request, key: str, proposal: ProposalSeen | None, refusal: Refusal | None) -> Response:
    seen = assigning.seating(request.platform, request.actor, key)
    rows = _fitting(request, seen)
    pages = max(-(-len(rows) // PAGE), 1)
    page = min(max(whole(request.query("hal", "1")), 1), pages)
    free = {seat: sum(1 for one in seen.participants if seat in seen.free(one.agency)) for seat in SEATS}
    context = {
        "seen": seen,
        "edition": seen.edition,
        "editions": [line.edition for line in editions.listed(request.platform, request.actor)],
        "open": seen.edition.state is not EditionState.CLOSED,
        "free": free,
        "most": max((one.total for one in seen.loads), default=0),
        "rows": rows[(page - 1) * PAGE : page * PAGE],
        "count": len(rows),
        "page": page,
        "pages": pages,
        "seats": SEATS,
        "proposal": proposal,
        "proposal_rows": _by_agency(proposal) if proposal else [],
        "list_path": SEATING,
        "asked": {name: request.query(name)[:100] for name in ("q", "orang", "kosong")},
        "pages_at": _address(request, key) + "&hal={page}#instansi",
        "said": lambda clash: request.t.gettext(CLASHES[clash]),
        "done": request.t.gettext(_DONE[request.query("selesai")]) if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/penugasan.html", context, refusal)


def _by_agency(seen: ProposalSeen) -> list[tuple[Participant, dict[int, Candidate]]]:
    """Each agency that would get somebody, by name, with who would have which seat."""
    found: dict[str, dict[int, Candidate]] = {}
    for one in seen.proposal.seats:
        found.setdefault(one.agency, {})[one.seat] = one.candidate
    return [(seen.agencies[agency], seats) for agency, seats in found.items()]


def _address(request: Request, key: str) -> str:
    kept = {"edisi": key, **{name: request.query(name)[:100] for name in ("q", "orang", "kosong") if request.query(name)}}
    return f"{SEATING}?{urlencode(kept)}"


def _fitting(request: Request, seen: Seating) -> list[Participant]:
    """The agencies that the filters ask for: words, whose assessor somebody is, with a free seat."""
    q, person, free = request.query("q")[:100], request.query("orang"), request.query("kosong")

    def fits(one: Participant) -> bool:
        seated = seen.seated.get(one.agency, ())
        return (
            naming.finds(q, one.name, one.agency)
            and (not person or any(str(each.account) == person for each in seated))
            and (not free or bool(seen.free(one.agency)))
        )

    return [one for one in seen.participants if fits(one)]


def agency(request: Request) -> Response:
    """The seats of one agency: who has them, who may take those that are free, who had them."""
    return _agency(request, None)


def _agency(request: Request, refusal: Refusal | None) -> Response:
    key, number = request.path_params["edition"], request.path_params["agency"]
    seen = assigning.of_agency(request.platform, request.actor, key=key, agency=number)
    context: dict[str, Any] = {
        "seen": seen,
        "edition": seen.edition,
        "of": seen.participant,
        "open": seen.edition.state is not EditionState.CLOSED,
        "seats": SEATS,
        "holders": {one.seat: one for one in seen.seated},
        "given": request.posted,
        "list_path": SEATING,
        "own": f"{SEATING}/{key}/{number}",
        "said": lambda clashes: _said(request, clashes),
        "done": request.t.gettext(_DONE[request.query("selesai")]) if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/penugasan_satu.html", context, refusal)


def _said(request: Request, clashes: "tuple[Clash, ...] | list[str]") -> str:
    return "; ".join(request.t.gettext(CLASHES[Clash(one)]) for one in clashes)


def act(request: Request) -> Response:
    """A seat is taken or freed, and the page says so; or the page with what is wrong."""
    key, number, given = request.path_params["edition"], request.path_params["agency"], request.posted
    what = given.text("lakukan")
    if what not in ("duduk", "bebas"):
        raise NotFound()
    try:
        if what == "duduk":
            wanted = SeatWanted(number, whole(given.text("seat")), id_of(given.text("account")))
            assigning.seat(request.platform, request.actor, key=key, wanted=wanted)
        else:
            there = id_of(given.text("assignment"))
            assigning.free(request.platform, request.actor, assignment=there, reason=given.text("reason"))
    except SeatClash as refusal:
        refusal.facts["why"] = _said(request, refusal.facts["clashes"])  # type: ignore[arg-type]
        return _agency(request, refusal)
    except NotFound:
        raise
    except Refusal as refusal:
        return _agency(request, refusal)
    return redirect(request, f"{SEATING}/{key}/{number}?selesai={what}")


def as_csv(request: Request) -> Response:
    """Every seat that somebody has in the edition, as CSV."""
    seen = assigning.seating(request.platform, request.actor, request.query("edisi")[:40])
    rows = [
        (
            *(one.agency, one.name, one.kind, one.province),
            *(each.seat, each.name, each.institution, each.at.isoformat(), each.by_name),
        )
        for one in seen.participants
        for each in seen.seated.get(one.agency, ())
    ]
    return csv_of(f"penugasan-{seen.edition.key}.csv", _COLUMNS, rows, marked=True)


ROUTES = [
    route("GET", SEATING, show),
    route("POST", SEATING, take),
    route("GET", f"{SEATING}/ekspor.csv", as_csv),
    route("GET", AGENCY, agency),
    route("POST", AGENCY, act),
]
