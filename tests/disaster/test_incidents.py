"""What officers do with incidents, on PostgreSQL: each step, its audit, its undo; merge and split; two officers at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from simpul.disaster import actions, model
from simpul.disaster.actions import incident_reading as reading
from simpul.disaster.actions import incidents as acts
from simpul.disaster.actions.incidents import Described, Figures, Seen
from simpul.disaster.model import Status
from simpul.disaster.model.incident_refusals import (
    ClosedAlready,
    IncidentChangedMeanwhile,
    IncidentMissing,
    IncidentUndoTooLate,
    NotYourIncident,
    ReportElsewhere,
    ReportsMissing,
)
from simpul.disaster.model.incidents import Account, FigureKind, Incident, IncidentsWanted, Stage
from simpul.disaster.store import incidents as store
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import audit, outbox
from simpul.kernel.errors import Refusal
from simpul.kernel.outbox import relay
from simpul.kernel.platform import Platform
from tests.disaster.incident_makers import NORTH, SARI, opened, report_of, reported, seen, world
from tests.disaster.makers import BANDUNG, JAKARTA, officer


def audits(platform: Platform) -> list[str]:
    with platform.database.reading() as unit:
        found = select(audit.c.action).where(audit.c.action.startswith("disaster.incident")).order_by(audit.c.id)
        return list(unit.connection.scalars(found))


def events(platform: Platform) -> list[str]:
    with platform.database.reading() as unit:
        found = select(outbox.c.name).where(outbox.c.name.contains("Incident")).order_by(outbox.c.id)
        return [name.removeprefix("disaster.Incident") for name in unit.connection.scalars(found)]


def now_of(platform: Platform, incident: Incident) -> Incident:
    with platform.database.reading() as unit:
        found = store.get(unit.connection, incident.number)
    assert found is not None
    return found


def test_an_incident_opened_from_verified_reports_is_kept_and_told(platform: Platform) -> None:
    numbers = reported(platform)
    incident = acts.open_incident(platform, SARI, numbers)
    assert incident == now_of(platform, incident)
    assert incident.name.startswith("Banjir ")
    assert (incident.stage, incident.spread.count, incident.version) == (Stage.OPEN, 3, 1)
    assert [report_of(platform, number).incident for number in numbers] == [incident.id] * 3
    assert audits(platform) == ["disaster.incident.open"]
    assert events(platform) == ["Opened"]


def test_reports_of_another_region_open_nothing(platform: Platform) -> None:
    numbers = reported(platform, JAKARTA, BANDUNG)
    with pytest.raises(model.NotYourRegion):
        acts.open_incident(platform, SARI, numbers)
    with pytest.raises(ReportsMissing):
        acts.open_incident(platform, SARI, [*numbers, 999])
    with pytest.raises(model.OfficerOnly):
        acts.open_incident(platform, officer(agency=None), numbers)
    assert audits(platform) == []


def test_a_report_belongs_to_one_incident(platform: Platform) -> None:
    incident = opened(platform)
    other = opened(platform, NORTH)
    with pytest.raises(ReportElsewhere):
        acts.add(platform, SARI, seen(other), reports=[1])
    assert now_of(platform, incident).spread.count == 3


def test_two_officers_on_one_incident_lose_nothing(platform: Platform) -> None:
    incident = opened(platform)
    acts.note(platform, SARI, seen(incident), text="Tim berangkat")
    with pytest.raises(IncidentChangedMeanwhile):
        acts.advance(platform, officer(number=8), seen(incident), stage=Stage.GROWING)
    assert now_of(platform, incident).stage is Stage.OPEN


def test_a_province_s_report_lifts_an_incident_of_a_city_to_the_province(platform: Platform) -> None:
    city = officer("31.71", number=9)
    incident = opened(platform, actor=city)
    wide = acts.add(platform, SARI, seen(incident), reports=reported(platform, NORTH))
    with pytest.raises(NotYourIncident):
        acts.advance(platform, city, seen(wide), stage=Stage.GROWING)
    noted = acts.note(platform, city, seen(wide), text="Posko Gambir dibuka")
    with pytest.raises(model.NotYourRegion):
        acts.remove(platform, city, seen(noted), reports=[4])
    assert acts.undo(platform, city, seen(noted)).version == noted.version + 1


def test_the_course_of_an_incident_is_told(platform: Platform, clock: FixedClock) -> None:
    incident = opened(platform)
    for stage in (Stage.GROWING, Stage.EASING, Stage.CLOSED):
        incident = acts.advance(platform, SARI, seen(incident), stage=stage)
    clock.advance(timedelta(minutes=31))
    with pytest.raises(IncidentUndoTooLate):
        acts.undo(platform, SARI, seen(incident))
    with pytest.raises(ClosedAlready):
        acts.add(platform, SARI, seen(incident), reports=reported(platform, NORTH))
    again = acts.advance(platform, SARI, seen(incident), stage=Stage.GROWING, why="Hujan lagi")
    assert (again.stage, again.closed_at) == (Stage.GROWING, None)
    assert events(platform) == ["Opened", "Advanced", "Advanced", "Closed", "Advanced"]
    assert audits(platform)[1:] == ["disaster.incident.advance"] * 4


def test_merging_moves_everything_and_undo_moves_it_back(platform: Platform) -> None:
    one, other = opened(platform), opened(platform, NORTH)
    before = world(platform)
    whole = acts.merge(platform, SARI, seen(one), other=other.number)
    gone = now_of(platform, other)
    assert (whole.spread.count, gone.stage, gone.merged_into) == (4, Stage.CLOSED, one.id)
    assert report_of(platform, 4).incident == one.id
    with pytest.raises(ClosedAlready):
        acts.note(platform, SARI, seen(gone), text="x")
    with pytest.raises(IncidentUndoTooLate):
        acts.undo(platform, SARI, seen(gone))
    acts.undo(platform, SARI, seen(whole))
    assert world(platform) == before
    assert audits(platform)[2:] == [f"disaster.incident.{kind}" for kind in ("merge", "merged", "undo", "undo")]
    assert events(platform) == ["Opened", "Opened", "Closed", "Advanced"]


def test_splitting_makes_two_and_undo_makes_one(platform: Platform) -> None:
    incident = opened(platform)
    before = world(platform)
    part = acts.split(platform, SARI, seen(incident), reports=[1], name="Banjir lain")
    assert (part.name, part.spread.count, now_of(platform, incident).spread.count) == ("Banjir lain", 1, 2)
    acts.undo(platform, SARI, Seen(incident.number, 2))
    assert world(platform) == before
    with pytest.raises(IncidentMissing):
        acts.note(platform, SARI, seen(part), text="x")
    assert events(platform) == ["Opened", "Opened", "Closed"]


def test_a_split_that_somebody_went_on_from_is_not_undone(platform: Platform) -> None:
    incident = opened(platform)
    part = acts.split(platform, SARI, seen(incident), reports=[1])
    acts.note(platform, SARI, seen(part), text="Lanjut")
    with pytest.raises(IncidentUndoTooLate):
        acts.undo(platform, SARI, Seen(incident.number, 2))
    assert now_of(platform, part).spread.count == 1


def test_an_opening_taken_back_frees_its_reports(platform: Platform) -> None:
    incident = opened(platform)
    acts.undo(platform, SARI, seen(incident))
    assert world(platform)["incidents"] == {}
    assert report_of(platform, 1).incident is None
    with pytest.raises(IncidentMissing):
        reading.dossier(platform, SARI, incident.number)
    assert opened(platform, NORTH).number == incident.number + 1


def test_figures_are_a_series_and_a_mistake_stays_in_it_marked(platform: Platform, clock: FixedClock) -> None:
    incident = opened(platform)

    def enter(value: str) -> Incident:
        figures = Figures({FigureKind.EVACUATED: value}, "Camat Gambir", clock.now())
        return acts.count(platform, SARI, seen(now_of(platform, incident)), figures=figures)

    enter("120")
    clock.advance(timedelta(minutes=5))
    acts.undo(platform, SARI, seen(enter("12000")))
    found = reading.dossier(platform, SARI, incident.number)
    assert found.latest[FigureKind.EVACUATED].value == 120
    assert [(one.value, one.undone) for one in found.figures] == [(120, False), (12000, True)]


def test_what_an_officer_decides_about_a_report_changes_its_incident(platform: Platform) -> None:
    incident = opened(platform)
    report = report_of(platform, 1)
    actions.hide(platform, SARI, 1, version=report.version, reason="Bukan banjir")
    relay(platform)
    with platform.database.writing(SARI) as unit:
        unit.unaudited("the handler that the composition root wires")
        event = model.ReportHidden(report.id, 1, 2, "flood", report.where.region, report.reported_at)
        acts.refresh(platform, unit, event)
    after = now_of(platform, incident)
    assert (after.spread.count, after.version) == (2, incident.version)
    assert report_of(platform, 1).incident == incident.id


def test_suggestions_are_of_the_officer_s_region_and_go_once_opened(platform: Platform) -> None:
    numbers = reported(platform)
    reported(platform, status=Status.UNVERIFIED)
    assert [one.reports for one in reading.suggest_incidents(platform, SARI)] == [tuple(numbers)]
    assert reading.suggest_incidents(platform, officer("32")) == []
    acts.open_incident(platform, SARI, numbers)
    assert reading.suggest_incidents(platform, SARI) == []


def test_the_lists_of_the_desk_and_of_everybody(platform: Platform) -> None:
    opened(platform)
    drill = opened(platform, NORTH, training=True)
    mine = reading.listed(platform, SARI, IncidentsWanted(mine="31", training=None))
    assert [row.incident.number for row in mine.rows] == [2, 1]
    assert mine.counts == {Stage.OPEN: 2}
    assert reading.listed(platform, officer("32"), IncidentsWanted(mine="32", training=None)).total == 0
    for wanted, total in (
        (IncidentsWanted(), 1),
        (IncidentsWanted(regions=("31.71",)), 1),
        (IncidentsWanted(regions=("31.72",)), 0),
        (IncidentsWanted(hazard="wind"), 0),
        (IncidentsWanted(stages=frozenset({Stage.CLOSED})), 0),
        (IncidentsWanted(number=1), 1),
    ):
        assert reading.public_page(platform, wanted).total == total
    with pytest.raises(IncidentMissing):
        reading.public(platform, drill.number)
    assert "Opened" in events(platform)
    assert len(events(platform)) == 1


STEPS = st.sampled_from(["advance", "add", "remove", "describe", "count", "note", "merge", "split"])


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@example([("advance", 1)])
@example([("add", 0)])
@example([("remove", 0)])
@example([("describe", 1)])
@example([("count", 1), ("count", 2)])
@example([("note", 1)])
@example([("describe", 2), ("merge", 0)])
@example([("advance", 1), ("split", 1)])
@given(st.lists(st.tuples(STEPS, st.integers(0, 3)), min_size=1, max_size=6))
def test_undo_of_the_last_step_restores_everything(platform: Platform, steps: list[tuple[str, int]]) -> None:
    incident = opened(platform)
    spare = (reported(platform, JAKARTA, JAKARTA), [opened(platform, NORTH).number])
    before = None
    for step, turn in steps:
        was = world(platform)
        try:
            _step(platform, incident, step, turn, spare)
        except (Refusal, IndexError):
            assert world(platform) == was  # what is refused leaves no trace
            continue
        before = was
    if before is not None:
        acts.undo(platform, SARI, seen(now_of(platform, incident)))
        assert world(platform) == before


def _step(platform: Platform, incident: Incident, step: str, turn: int, spare: tuple[list[int], list[int]]) -> None:
    """The step is taken; `turn` chooses among the ways, `spare` holds reports to add and an incident to merge."""
    at = seen(now_of(platform, incident))
    held = [report.number for report in reading.dossier(platform, SARI, incident.number).reports]
    figures = Figures({FigureKind.DEAD: str(turn)}, "RS", platform.clock.now())
    described = Described(f"Nama {turn}", Account(needs="Perahu"), (turn, 7))
    ways: dict[str, Callable[[], Incident]] = {
        "advance": lambda: acts.advance(platform, SARI, at, stage=list(Stage)[turn], why="sebab"),
        "add": lambda: acts.add(platform, SARI, at, reports=[spare[0].pop()]),
        "remove": lambda: acts.remove(platform, SARI, at, reports=held[: turn + 1]),
        "describe": lambda: acts.describe(platform, SARI, at, to=described),
        "count": lambda: acts.count(platform, SARI, at, figures=figures),
        "note": lambda: acts.note(platform, SARI, at, text=f"Catatan {turn}"),
        "merge": lambda: acts.merge(platform, SARI, at, other=spare[1].pop()),
        "split": lambda: acts.split(platform, SARI, at, reports=held[: turn + 1]),
    }
    ways[step]()
