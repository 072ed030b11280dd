"""Investigations and foci of the demo's synthetic district: some done, some late, some open, so that the desk has work."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions import investigating, registering
from simpul.malaria.actions.reading import today
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.foci import Focus, FocusAction, FocusState
from simpul.malaria.model.investigations import IndexCase, Investigation
from simpul.malaria.rules import foci as rules
from simpul.malaria.rules import known, pe_form
from simpul.malaria.store import foci as focus_store
from simpul.malaria.store import inquiry_steps, register
from simpul.malaria.store import investigations as store
from simpul.malaria.store.investigations import Frame

REGION, OFFICER = "92.06", "Petugas Contoh (sintetis)"
CASES, LEFT = 40, 12
"""Cases that are investigated of those of the last weeks; so many of the newest nobody has begun."""
FOCI = 4
_ORIGINS = ("indigenous", "indigenous", "imported", "indigenous", "relapse", "indigenous", "imported", "introduced")


def seed(platform: Platform) -> None:
    """The synthetic district has investigations and foci, once; nothing where there is no synthetic case."""
    with platform.database.writing() as unit:
        unit.unaudited("a synthetic district is made up: nobody did it, and nobody is in it")
        now = today(unit.clock.now(), REGION)
        frame = Frame(now - timedelta(days=60), now, "Asia/Jayapura", investigating.limits_now(unit.connection).limits)
        found = store.lines(unit.connection, REGION, DeskAsked(per_page=400), frame).rows
        cases = sorted((one for one in found if one.synthetic), key=lambda one: (one.day, one.id), reverse=True)
        if not cases or any(one.by_name for one in cases):
            return
        done = cases[LEFT : LEFT + CASES]
        foci = _foci(unit, done, now)
        for n, case in enumerate(done):
            _investigate(unit, case, n, (foci.get(case.village), now))


def _investigate(unit: Unit, case: IndexCase, n: int, about: tuple[UUID | None, date]) -> None:
    """Every seventh is only begun; the others are classified, some of them late."""
    focus, now = about
    on = min(now, case.day + timedelta(days=n % 4))
    origin = None if n % 7 == 3 else _ORIGINS[n % len(_ORIGINS)]
    responded = min(now, case.day + timedelta(days=3 + n % 4)) if origin not in (None, *rules.LOCAL) else None
    one = Investigation(
        village=case.village,
        id=case.id,
        person=None,
        investigated_on=on if origin else None,
        responded_on=responded,
        form=_form(unit, case, away=origin == "imported"),
        origin=origin,
        suggested=origin,
        decided_on=on if origin else None,
        focus=focus if origin in rules.LOCAL else None,
        by_name=OFFICER,
        saved_at=unit.clock.now(),
        version=1,
        synthetic=True,
    )
    if store.add(unit.connection, one):
        step = {"about": "case", "subject": case.id, "village": case.village, "version": 1, "by_name": OFFICER}
        what = {
            "what": "decided" if origin else "saved",
            "facts": {"origin": origin, "suggested": origin} if origin else {},
        }
        inquiry_steps.add(unit.connection, {"id": unit.ids.new(), **step, **what, "agency": "", "at": unit.clock.now()})
    if origin:
        registering.classify(unit, case.village, case.id, origin=origin, investigated_on=on)


def _form(unit: Unit, case: IndexCase, *, away: bool) -> dict[str, pe_form.Answer]:
    """What was recorded, and the journey that was asked about."""
    row = register.row(unit.connection, case.village, case.id)
    told = store.recorded(unit.connection, case.village, case.id)
    filled = known.filled(row, told.get("facts") or {}, told.get("house") or "", (0, 0, 0)) if row else {}
    return {"earlier_had": "no", **filled, "away": "yes" if away else "no", "officer": OFFICER}


def _foci(unit: Unit, cases: list[IndexCase], now: date) -> dict[str, UUID]:
    """Foci in the villages with the most of these cases, with their first actions; two old ones that have grown quiet."""
    villages = sorted({one.village for one in cases}, key=lambda v: (-sum(one.village == v for one in cases), v))
    names = {one.village: one.village_name for one in cases}
    made: dict[str, UUID] = {}
    for n, village in enumerate(villages[: FOCI + 2]):
        first = min(one.day for one in cases if one.village == village)
        focus = Focus(
            id=unit.ids.new(),
            village=village,
            name=names[village],
            kind="village",
            outline=None,
            state=FocusState.ACTIVE,
            opened_from=None,
            opened_on=min(now, first + timedelta(days=3)),
            state_on=min(now, first + timedelta(days=3)),
            by_name=OFFICER,
            version=1,
            synthetic=True,
        )
        if n < FOCI:
            made[village] = focus.id
        else:
            state = FocusState.RESIDUAL_NON_ACTIVE if n == FOCI else FocusState.CLEARED
            opened = now - timedelta(days=500 if n == FOCI else 1200)
            focus = replace(focus, state=state, opened_on=opened, name=f"{names[village]} (lama)")
        number = focus_store.add(unit.connection, focus)
        step = {"id": unit.ids.new(), "about": "focus", "subject": focus.id, "village": village, "by_name": OFFICER}
        step |= {"what": inquiry_steps.OPENED, "facts": {"number": number}, "version": 1, "at": unit.clock.now()}
        inquiry_steps.add(unit.connection, {**step, "agency": ""})
        if n < FOCI:
            _act(unit.connection, unit, (focus, first, n), now)
    return made


def _act(connection: Connection, unit: Unit, about: tuple[Focus, date, int], now: date) -> None:
    """The first actions: contacts tested in most foci, in time or late; the others wait."""
    focus, first, n = about
    limits = investigating.limits_now(connection).limits
    many = [
        FocusAction(unit.ids.new(), focus.id, kind.code, rules.due_on(kind, first, limits))
        for kind in rules.first_actions()
    ]
    if n != FOCI - 1:
        on = min(now, first + timedelta(days=4 + 2 * n))
        many[0] = replace(many[0], done_on=on, figures={"tested": 14 + n, "positive": n % 2})
    focus_store.put_actions(connection, focus.id, many)
