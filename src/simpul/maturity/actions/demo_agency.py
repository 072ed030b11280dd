"""The demo's own agency, half way through its self-assessment, and the agencies that the demo's assessors are busy with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from simpul.kernel.database.unit import Unit
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform
from simpul.maturity.model.editions import LEADING, OTHER, REVIEWING, SEATS, Assignment, Participant
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.rules import demo_values, leading, who
from simpul.maturity.rules.demo_values import MadeUp
from simpul.maturity.store import demo_seed

EDITION, AGENCY, UNIT = "2026", "8205", "ID/GOV/8205/SPBE"
"""Teluk Bintuni, whose officers have accounts in the demo."""
STAGES = (
    *(("document", "open"), ("document", "submitted"), ("interview", "open"), ("visit", "open")),
    *(("review", "open"), ("objection", "open"), ("final", "open")),
)
"""Where the agencies of the demo's assessors stand: one at each stage."""
MADE_UP_ASSESSORS, MADE_UP_REVIEWERS, INSTITUTIONS = 36, 8, 9
_FACTS = "Data rekaan: dokumen kebijakan sudah ditetapkan dan dipakai oleh sebagian perangkat daerah."
_ANALYSIS = "Data rekaan: kriteria tingkat ini terpenuhi; tingkat berikutnya menunggu hasil reviu tahunan."
_WHY = "Data rekaan: dinilai dari dokumen yang dilampirkan."

Begun = Mapping[str, tuple[UUID, MadeUp]]
"""Assessments of the edition by agency: id and made-up levels."""


def stages(agencies: Sequence[Participant]) -> Mapping[str, tuple[str, str]]:
    """Where the demo's own agency stands, and its neighbours in the province."""
    home = next((one.province for one in agencies if one.agency == AGENCY), "")
    near = sorted(one.agency for one in agencies if one.province == home and one.agency != AGENCY)
    return {AGENCY: ("self", "open"), **dict(zip(near, STAGES, strict=False))}


def fill(platform: Platform, unit: Unit, instrument: Instrument, begun: Begun, own: Sequence[str]) -> None:
    """Seats, who answers for what, words of the own agency, both assessors' levels; `own`: the agencies of `stages`."""
    people = {role: _holders(platform, role) for role in (leading.ASSESSOR, leading.REVIEWER, who.ENTRY, who.RESPONDENT)}
    seats = [*_demo_seats(unit, own, people), *_made_up_seats(unit, [one for one in begun if one not in own], begun)]
    demo_seed.seat(unit.connection, seats)
    if AGENCY in begun:
        _half_filled(unit, instrument, begun[AGENCY], people)
    _two_readings(unit, instrument, begun, own)


def _holders(platform: Platform, role: str) -> list[Holder]:
    """In the order in which the accounts were made."""
    return sorted(platform.port(Holders).holders(platform, role), key=lambda one: one.id)


def _demo_seats(unit: Unit, agencies: Sequence[str], people: Mapping[str, list[Holder]]) -> Iterator[dict[str, Any]]:
    seated = [*people[leading.ASSESSOR][:2], *people[leading.REVIEWER][:1]]
    if len(seated) < len(SEATS):
        return
    for agency in agencies:
        for seat, one in zip(SEATS, seated, strict=True):
            yield _seat(unit, agency, seat, (one.id, one.name, one.agency_name))


def _made_up_seats(unit: Unit, agencies: Sequence[str], begun: Begun) -> Iterator[dict[str, Any]]:
    """People that are not there, of made-up institutions, for whoever is past the self-assessment."""
    names = [f"Asesor rekaan {n:02}" for n in range(1, MADE_UP_ASSESSORS + 1)]
    assessors = [(unit.ids.new(), name, f"Perguruan tinggi rekaan {n % INSTITUTIONS + 1}") for n, name in enumerate(names)]
    reviewers = [(unit.ids.new(), f"Penelaah rekaan {n}", "Tim evaluasi rekaan") for n in range(1, MADE_UP_REVIEWERS + 1)]
    past = [one for one in agencies if begun[one][1].stage != "self"]
    for n, agency in enumerate(past):
        yield _seat(unit, agency, LEADING, assessors[n % MADE_UP_ASSESSORS])
        yield _seat(unit, agency, OTHER, assessors[(n + 1) % MADE_UP_ASSESSORS])
        yield _seat(unit, agency, REVIEWING, reviewers[n % MADE_UP_REVIEWERS])


def _seat(unit: Unit, agency: str, seat: int, person: tuple[UUID, str, str]) -> dict[str, Any]:
    account, name, institution = person
    at = unit.clock.now() - timedelta(days=60)
    new = Assignment(unit.ids.new(), EDITION, agency, seat, account, name, institution, at, "Data rekaan")
    return asdict(new)


def _half_filled(unit: Unit, instrument: Instrument, one: tuple[UUID, MadeUp], people: Mapping[str, list[Holder]]) -> None:
    """Words beside the levels that are filled in; an entry officer, and a respondent for three indicators."""
    assessment, levels = one
    entry = next((each for each in people[who.ENTRY] if each.agency == UNIT), None)
    helper = next((each for each in people[who.RESPONDENT] if each.agency == UNIT), None)
    keys = [node.key for node in instrument.indicators]
    if entry:
        demo_seed.entrust(unit.connection, assessment, entry.id, entry.name)
    filled = [key for key, value in zip(keys, levels.own, strict=True) if value is not None]
    demo_seed.word(unit.connection, assessment, filled[: len(filled) // 2], {"facts": _FACTS, "analysis": _ANALYSIS})
    at = unit.clock.now() - timedelta(days=30)
    opened = {"assessment": assessment, "stage": "self", "step": "opened", "by_name": entry.name if entry else "", "at": at}
    appointed = [_appointed(assessment, key, helper, at) for key in keys[-3:]] if helper else []
    demo_seed.tell(unit.connection, [opened], appointed)


def _appointed(assessment: UUID, indicator: str, one: Holder, at: datetime) -> dict[str, Any]:
    return {"assessment": assessment, "indicator": indicator, "account": one.id, "name": one.name, "at": at}


def _two_readings(unit: Unit, instrument: Instrument, begun: Begun, own: Sequence[str]) -> None:
    """The agency whose documents both assessors have read: they differ on every fifth indicator."""
    keys, at = [node.key for node in instrument.indicators], unit.clock.now() - timedelta(days=2)
    for agency in own:
        assessment, levels = begun[agency]
        if (levels.stage, levels.state) != ("document", "submitted"):
            continue
        first = demo_values.by_key(keys, levels.own)
        second = demo_values.by_key(keys, [_other(n, value) for n, value in enumerate(levels.own)])
        rows = [
            {"assessment": str(assessment), "stage": "document", "seat": seat, "at": at.isoformat(), "said": said}
            for seat, said in ((LEADING, first), (OTHER, second))
        ]
        demo_seed.say(unit.connection, rows, facts=_WHY, by_name="Data rekaan")
        demo_seed.submit(unit.connection, assessment, {str(seat): at.isoformat() for seat in (LEADING, OTHER)})


def _other(n: int, value: Fraction | None) -> Fraction | None:
    if value is None or n % 5:
        return value
    return value - 1 if value >= 2 else value + 1
