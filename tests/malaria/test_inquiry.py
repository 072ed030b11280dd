"""An index case investigated, a focus opened and closed, at the desk: by two officers, in the browser's words, on paper."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import demo_foci, focusing, investigating, reading, registering
from simpul.malaria.actions.focusing import FocusAt, NewFocus, Settled
from simpul.malaria.actions.investigating import Verdict, Written
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.desk_refusals import DeskNothing, DeskOnly, DeskReasonMissing
from simpul.malaria.model.foci import FocusState
from simpul.malaria.model.inquiry_refusals import (
    ChangedMeanwhile,
    FocusClosed,
    InvestigationDayMissing,
    NothingToUndo,
    NotIndigenous,
    OfficerOnly,
    StateTooEarly,
)
from simpul.malaria.model.register import RegisterRow
from simpul.malaria.store import foci, register, tallies
from simpul.malaria.store.erasing import erase
from simpul.malaria.store.inquiry_tables import investigations, steps
from simpul.malaria.store.register_tables import tests
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import BINTUNI, LEAD

CASES, FOCI = "/malaria/meja/penyelidikan", "/malaria/meja/fokus"
Clients = Callable[..., TestClient]
OTHER_OFFICER = replace(LEAD, id=UUID(int=7), name="Pak Kedua")
SUPERVISOR = make.person("92.06", "malaria.supervisor")
HERE = {"away": ["no"], "earlier_had": ["no"], "address_now": ["Jalan Rahasia 5"]}


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


@pytest.fixture
def case(platform: Platform) -> UUID:
    return UUID(make.examined(platform, species="falciparum")["test"])


def today(platform: Platform) -> str:
    return reading.today(platform.clock.now(), "92.06").isoformat()


def written(platform: Platform, version: int = 0, **form: list[str]) -> Written:
    return Written(version, {"investigated_on": today(platform)}, {**HERE, **form})


def decided(platform: Platform, case: UUID, origin: str = "indigenous", reason: str = "") -> None:
    version = investigating.seen(platform, LEAD, case).held.version
    investigating.decide(platform, LEAD, case, written(platform, version), Verdict(origin, reason))


def focus_of(platform: Platform, case: UUID) -> UUID:
    decided(platform, case)
    return focusing.open_from(platform, LEAD, case, NewFocus("Kampung Uji", "village", ""))


def version_of(platform: Platform, focus: UUID) -> int:
    return focusing.seen(platform, LEAD, focus).line.focus.version


def post(client: TestClient, path: str, **fields: str) -> Any:
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert token
    return client.post(path.split("?", maxsplit=1)[0], data={"csrf": token[1], **fields}, follow_redirects=True)


# --- Cases ------------------------------------------------------------------------------------------------------------


def test_what_the_worker_recorded_is_in_the_form_already(platform: Platform) -> None:
    test = UUID(make.patient(platform, house="B-07")["test"])
    seen = investigating.seen(platform, LEAD, test)
    assert seen.form["address_now"] == "B-07"
    assert seen.form["earlier_had"] == "no"
    assert seen.form["medicine"] == "DHP 3 × 3, primaquine 1 × 14"
    assert seen.form["fever_on"] == (seen.row.day - timedelta(days=2)).isoformat()
    assert seen.case.notified_on == seen.row.day
    assert seen.suggestion.origin is None


def test_a_decision_is_in_the_register_and_in_what_it_adds_up_to(platform: Platform, case: UUID) -> None:
    decided(platform, case)
    with platform.database.reading() as unit:
        row = register.row(unit.connection, BINTUNI, case)
        assert row is not None
        assert (row.origin, row.investigated_on) == ("indigenous", row.day)
        (month,) = tallies.months(unit.connection, BINTUNI, "place", row.day.replace(day=1), row.day + timedelta(days=1))
        assert (month.counts["indigenous"], month.counts["investigated"]) == (1, 1)
    investigating.undo(platform, LEAD, case, step=investigating.seen(platform, LEAD, case).steps[0].id)
    with platform.database.reading() as unit:
        row = register.row(unit.connection, BINTUNI, case)
        assert row is not None
        assert (row.origin, row.investigated_on) == (None, None)
        (month,) = tallies.months(unit.connection, BINTUNI, "place", row.day.replace(day=1), row.day + timedelta(days=1))
        assert (month.counts["indigenous"], month.counts["investigated"]) == (0, 0)


def test_a_decision_against_the_suggestion_needs_a_reason(platform: Platform, case: UUID) -> None:
    with pytest.raises(DeskReasonMissing):
        decided(platform, case, "imported")
    decided(platform, case, "imported", "Baru pulang dari Sorong kemarin")
    held = investigating.seen(platform, LEAD, case).held
    assert (held.origin, held.suggested, held.reason) == ("imported", "indigenous", "Baru pulang dari Sorong kemarin")


def test_nothing_is_classified_before_it_was_investigated(platform: Platform, case: UUID) -> None:
    with pytest.raises(InvestigationDayMissing):
        investigating.decide(platform, LEAD, case, Written(0, {}, HERE), Verdict("indigenous"))
    assert investigating.seen(platform, LEAD, case).held.version == 0


def test_two_officers_do_not_overwrite_each_other(platform: Platform, case: UUID) -> None:
    investigating.save(platform, LEAD, case, written(platform, puskesmas=["Puskesmas Satu"]))
    with pytest.raises(ChangedMeanwhile):
        investigating.save(platform, OTHER_OFFICER, case, written(platform, puskesmas=["Puskesmas Dua"]))
    seen = investigating.seen(platform, OTHER_OFFICER, case)
    assert seen.form["puskesmas"] == "Puskesmas Satu"
    investigating.save(platform, OTHER_OFFICER, case, written(platform, 1, puskesmas=["Puskesmas Dua"]))
    assert investigating.seen(platform, LEAD, case).form["puskesmas"] == "Puskesmas Dua"


def test_only_the_latest_step_is_taken_back_and_once(platform: Platform, case: UUID) -> None:
    investigating.save(platform, LEAD, case, written(platform, puskesmas=["Satu"]))
    investigating.save(platform, LEAD, case, written(platform, 1, puskesmas=["Dua"]))
    last, first = investigating.seen(platform, LEAD, case).steps
    with pytest.raises(NothingToUndo):
        investigating.undo(platform, LEAD, case, step=first.id)
    investigating.undo(platform, LEAD, case, step=last.id)
    assert investigating.seen(platform, LEAD, case).form["puskesmas"] == "Satu"
    with pytest.raises(NothingToUndo):
        investigating.undo(platform, LEAD, case, step=last.id)
    investigating.undo(platform, LEAD, case, step=first.id)
    assert investigating.seen(platform, LEAD, case).case.state == "waiting"


def test_what_is_past_its_limit_stands_first(platform: Platform, clock: FixedClock) -> None:
    old = UUID(make.examined(platform, name="Satu Contohsaja")["test"])
    clock.advance(timedelta(days=4))
    fresh = UUID(make.examined(platform, name="Dua Contohsaja")["test"])
    found = investigating.lines(platform, LEAD, DeskAsked())
    assert [(one.id, one.state, one.clocks[1].state.value) for one in found.rows] == [
        (old, "waiting", "overdue"),
        (fresh, "waiting", "running"),
    ]
    assert [one.id for one in investigating.lines(platform, LEAD, DeskAsked(state="overdue")).rows] == [old]
    times, _ = investigating.summary(platform, LEAD, days=90)
    assert (times.cases, times.notified, times.waiting, times.overdue) == (2, 2, 2, 1)
    investigating.set_limits(platform, LEAD, days=("1", "4", "7"), reason="Kapal hanya seminggu sekali")
    assert investigating.lines(platform, LEAD, DeskAsked(state="overdue")).total == 0


def test_limits_are_the_officers_and_kept_with_a_reason(platform: Platform) -> None:
    with pytest.raises(OfficerOnly):
        investigating.set_limits(platform, SUPERVISOR, days=("1", "3", "7"), reason="1-3-7 WHO")
    investigating.set_limits(platform, LEAD, days=("1", "3", "7"), reason="1-3-7 WHO")
    _, now = investigating.summary(platform, LEAD, days=30)
    assert (now.limits.code, now.reason, now.by_name) == ("1-3-7", "1-3-7 WHO", LEAD.name)


def test_earlier_malaria_of_the_same_person_makes_a_relapse(platform: Platform, clock: FixedClock) -> None:
    first = make.patient(platform)
    clock.advance(timedelta(days=60))
    visit, test = make.ids(platform, 2)
    told = {"visit": visit, "method": "rdt", "result": "positive", "species": "vivax", "for": "diagnosis"}
    opened = {"reason": "sick", "pregnant": False, "breastfeeding_lt_6m": False, "g6pd": "unknown"}
    events = [
        {"t": "visit.opened", "p": first["person"], "s": visit, "d": opened | {"malaria_before": "earlier"}},
        {"t": "test.recorded", "p": first["person"], "s": test, "d": told},
    ]
    make.sync.record(platform, LEAD, village=BINTUNI, events=events)
    suggestion = investigating.seen(platform, LEAD, UUID(test)).suggestion
    assert suggestion.origin == "relapse"
    assert suggestion.grounds[0].facts["days"] == 60


def test_an_erased_person_leaves_no_words_in_forms_and_steps(platform: Platform) -> None:
    made = make.examined(platform)
    case = UUID(made["test"])
    investigating.save(platform, LEAD, case, written(platform))
    investigating.save(platform, LEAD, case, written(platform, 1, address_home=["Jalan Rahasia 6"]))
    with platform.database.writing() as unit:
        erase(unit.connection, [UUID(made["person"])], unit.clock.now())
        unit.unaudited("a test")
    with platform.database.reading() as unit:
        kept = [*unit.connection.execute(select(investigations.c.form)), *unit.connection.execute(select(steps.c.before))]
    assert "Rahasia" not in repr(kept)
    (latest, *_) = investigating.seen(platform, LEAD, case).steps
    with pytest.raises(NothingToUndo):
        investigating.undo(platform, LEAD, case, step=latest.id)


# --- Foci -------------------------------------------------------------------------------------------------------------


def test_a_focus_opens_only_from_a_case_that_was_caught_here(platform: Platform, case: UUID) -> None:
    decided(platform, case, "imported", "Baru pulang dari Sorong")
    with pytest.raises(NotIndigenous):
        focusing.open_from(platform, LEAD, case, NewFocus("Kampung Uji", "village", ""))


def test_a_new_focus_has_its_first_actions_with_days_from_the_test(platform: Platform, case: UUID) -> None:
    seen = focusing.seen(platform, LEAD, focus_of(platform, case))
    days = {one.kind: (one.due_on - seen.today).days for one in seen.actions}
    assert days == {"contacts": 5, "nets": 14, "larvae": 7}
    assert (seen.line.focus.state, seen.line.cases, seen.line.last_indigenous) == (FocusState.ACTIVE, 1, seen.today)


def test_the_first_action_done_stops_the_response_clock_of_its_case(platform: Platform, case: UUID) -> None:
    focus = focus_of(platform, case)
    assert investigating.seen(platform, LEAD, case).case.state == "respond"
    (contacts, *_) = focusing.seen(platform, LEAD, focus).actions
    settled = Settled(contacts.id, today(platform), {"tested": "14", "positive": "1"}, "bersama kader")
    focusing.done(platform, SUPERVISOR, FocusAt(focus, 1), settled=settled)
    seen = investigating.seen(platform, LEAD, case)
    assert (seen.case.state, seen.case.clocks[2].state.value) == ("done", "met")
    step = focusing.seen(platform, LEAD, focus).steps[0]
    focusing.undo(platform, LEAD, focus, step=step.id)
    assert investigating.seen(platform, LEAD, case).case.state == "respond"
    assert focusing.seen(platform, LEAD, focus).actions[0].figures == {}


def test_the_next_case_that_was_caught_here_joins_the_open_focus(platform: Platform, case: UUID) -> None:
    focus = focus_of(platform, case)
    second = UUID(make.examined(platform, name="Dua Contohsaja", species="falciparum")["test"])
    decided(platform, second)
    assert {one.id for one in focusing.seen(platform, LEAD, focus).cases} == {case, second}
    decided(platform, second, "imported", "Ternyata dari luar")
    assert {one.id for one in focusing.seen(platform, LEAD, focus).cases} == {case}


def test_a_focus_goes_through_its_states_only_with_the_years(platform: Platform, case: UUID, clock: FixedClock) -> None:
    focus = focus_of(platform, case)
    with pytest.raises(StateTooEarly):
        focusing.set_state(platform, LEAD, FocusAt(focus, 1), state="RESIDUAL_NON-ACTIVE", reason="sepi")
    clock.advance(timedelta(days=365))
    focusing.set_state(platform, LEAD, FocusAt(focus, 1), state="RESIDUAL_NON-ACTIVE", reason="setahun tanpa kasus")
    with pytest.raises(StateTooEarly):
        focusing.close(platform, LEAD, FocusAt(focus, 2), how="cleared", reason="bersih")
    clock.advance(timedelta(days=730))
    focusing.set_state(platform, LEAD, FocusAt(focus, 2), state="CLEARED", reason="tiga tahun tanpa kasus")
    focusing.close(platform, LEAD, FocusAt(focus, 3), how="cleared", reason="tiga tahun tanpa kasus")
    seen = focusing.seen(platform, LEAD, focus)
    assert (seen.line.focus.state, seen.line.focus.closed_how) == (FocusState.CLEARED, "cleared")
    with pytest.raises(FocusClosed):
        focusing.plan(platform, LEAD, FocusAt(focus, 4), kind="irs", due_on=today(platform))


def test_a_closed_focus_is_reopened_and_the_closing_can_be_taken_back(platform: Platform, case: UUID) -> None:
    focus = focus_of(platform, case)
    with pytest.raises(OfficerOnly):
        focusing.close(platform, SUPERVISOR, FocusAt(focus, 1), how="other", reason="digabung nanti")
    focusing.close(platform, LEAD, FocusAt(focus, 1), how="other", reason="digabung nanti")
    focusing.reopen(platform, LEAD, FocusAt(focus, 2), reason="kasus baru")
    focusing.undo(platform, LEAD, focus, step=focusing.seen(platform, LEAD, focus).steps[0].id)
    assert focusing.seen(platform, LEAD, focus).line.focus.closed_on is not None
    closing = next(one for one in focusing.seen(platform, LEAD, focus).steps if one.what == "closed")
    with pytest.raises(OfficerOnly):
        focusing.undo(platform, SUPERVISOR, focus, step=closing.id)
    focusing.undo(platform, LEAD, focus, step=closing.id)
    assert focusing.seen(platform, LEAD, focus).line.focus.closed_on is None


def test_two_officers_do_not_change_a_focus_at_once(platform: Platform, case: UUID) -> None:
    focus = focus_of(platform, case)
    focusing.plan(platform, LEAD, FocusAt(focus, 1), kind="irs", due_on=today(platform))
    with pytest.raises(ChangedMeanwhile):
        focusing.close(platform, OTHER_OFFICER, FocusAt(focus, 1), how="other", reason="ditutup")


def test_nobody_sees_what_lies_outside_the_own_region(platform: Platform, case: UUID) -> None:
    focus = focus_of(platform, case)
    stranger, clinician = make.person("91.05", *make.BOTH), make.person("92.06", "malaria.clinician")
    for who, refusal in ((stranger, DeskNothing), (clinician, DeskOnly)):
        for look in (
            lambda who=who: investigating.seen(platform, who, case),
            lambda who=who: focusing.seen(platform, who, focus),
            lambda who=who: investigating.save(platform, who, case, written(platform)),
            lambda who=who: focusing.close(platform, who, FocusAt(focus, 1), how="other", reason="iseng"),
            lambda who=who: focusing.open_from(platform, who, case, NewFocus("Iseng", "village", "")),
        ):
            with pytest.raises(refusal):
                look()
    assert investigating.lines(platform, stranger, DeskAsked()).total == 0
    assert focusing.lines(platform, stranger, DeskAsked(state="all")).total == 0


def test_a_part_of_a_village_stands_on_the_map_with_its_outline(platform: Platform, case: UUID) -> None:
    decided(platform, case)
    outline = "-2.10, 133.50\n-2.10, 133.51\n-2.11, 133.51"
    focus = focusing.open_from(platform, LEAD, case, NewFocus("Dusun Uji", "part", outline))
    with platform.database.reading() as unit:
        (there,) = foci.on_map(unit.connection, "92.06")
        assert (there.id, there.kind, there.state) == (focus, "part", "ACTIVE")
        assert there.outline is not None
        assert len(there.outline) == 4
        day = reading.today(unit.clock.now(), "92.06")
        assert foci.tally(unit.connection, "91.05", day).active == 0
        assert foci.tally(unit.connection, "92.06", day).active == 1


def test_a_case_that_came_classified_from_elsewhere_is_not_overdue_here(
    platform: Platform, case: UUID, clock: FixedClock
) -> None:
    with platform.database.writing() as unit:
        row = register.row(unit.connection, BINTUNI, case)
        assert row is not None
        registering.classify(unit, BINTUNI, case, origin="imported", investigated_on=None)
        unit.unaudited("a test")
    clock.advance(timedelta(days=30))
    (line,) = investigating.lines(platform, LEAD, DeskAsked()).rows
    assert (line.state, line.overdue, line.taken_over) == ("done", False, True)
    assert investigating.lines(platform, LEAD, DeskAsked(state="overdue")).total == 0


def test_the_demo_has_investigations_and_foci_once(platform: Platform) -> None:
    with platform.database.writing() as unit:
        unit.connection.execute(tests.delete())
        rows = [_synthetic(unit, n) for n in range(30)]
        register.keep(unit.connection, rows)
        unit.unaudited("a test")
    demo_foci.seed(platform)
    demo_foci.seed(platform)
    states = [one.state for one in investigating.lines(platform, LEAD, DeskAsked()).rows]
    assert len(states) == 30
    assert set(states) >= {"waiting", "begun"}
    (line,) = focusing.lines(platform, LEAD, DeskAsked()).rows
    seen = focusing.seen(platform, LEAD, line.focus.id)
    assert line.cases > 1
    assert [one.what for one in seen.steps] == ["opened"]
    case = investigating.seen(platform, LEAD, seen.cases[0].id)
    assert [one.what for one in case.steps] == ["decided"]


def _synthetic(unit: Any, n: int) -> RegisterRow:
    at = unit.clock.now() - timedelta(days=n)
    found = {"method": "rdt", "result": "positive", "species": "vivax", "sex": "P", "age": 20 + n}
    place = {"village": BINTUNI, "id": unit.ids.new(), "person": None, "source": "field", "facility": ""}
    return RegisterRow(**place, day=reading.today(at, "92.06"), at=at, synthetic=True, **found)
