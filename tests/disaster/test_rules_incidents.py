"""Who decides about an incident and what follows what. UU 24/2007 art. 21 and 51(2); what reports speak for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from simpul.disaster.model import OfficerOnly, Report, Status, Where
from simpul.disaster.model.incident_events import IncidentAdvanced, IncidentClosed, IncidentOpened
from simpul.disaster.model.incident_refusals import (
    ClosedAlready,
    FiguresMissing,
    FigureSourceMissing,
    FigureTimeUnreadable,
    FigureUnreadable,
    IncidentChangedMeanwhile,
    MergeUnfit,
    NoneVerified,
    NotInIncident,
    NotYourIncident,
    ReopenTooLate,
    ReportElsewhere,
    ReportsLeft,
    ReportsMissing,
    ReportUnfit,
    StageNotAllowed,
    StepReasonMissing,
)
from simpul.disaster.model.incidents import FigureKind, Incident, Stage, Turn
from simpul.disaster.rules import gathering, incident_steps, incidents
from simpul.disaster.rules.incident_steps import Fresh
from simpul.disaster.rules.incident_telling import told
from simpul.disaster.rules.incidents import Case, Hand
from simpul.kernel.actor import Actor
from tests.disaster.makers import officer
from tests.disaster.test_rules_drafts import NOW, a_report

pytestmark = pytest.mark.rules
GAMBIR, KOJA, DEPOK = "31.71.01.1001", "31.72.03.1001", "32.76.01.1001"
OPEN, GROWING, EASING, CLOSED = Stage.OPEN, Stage.GROWING, Stage.EASING, Stage.CLOSED
SARI = Hand(officer("31"), NOW)
BUDI, DEWI = (
    Actor(UUID(int=3), "Budi"),
    Actor(UUID(int=4), "Dewi", "ID/GOV/6000/BPBD", "31", frozenset({"node.admin"})),
)


def where(region: str, x: float = 106.83, y: float = -6.17) -> Where:
    parts = region.split(".")
    codes = (".".join(parts[: n + 1]) if n < len(parts) else None for n in range(4))
    return Where(x, y, *codes)


def one(number: int = 1, region: str = GAMBIR, *, minutes: float = 0, x: float = 106.83, **more: object) -> Report:
    """A verified report, `minutes` ago."""
    at = NOW - timedelta(minutes=minutes)
    made = a_report(
        id=UUID(int=1000 + number),
        number=number,
        where=where(region, x),
        reported_at=at,
        live_until=at + timedelta(hours=3),
        status=Status.VERIFIED,
        incident=None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def case(*reports: Report, stage: Stage = OPEN, number: int = 9, **more: object) -> Case:
    """An incident of these reports, at this stage."""
    held = tuple(replace(report, incident=UUID(int=number)) for report in reports or (one(),))
    spread = gathering.spread_of("flood", held)
    assert spread is not None
    incident = Incident(UUID(int=number), number, "flood", "Banjir", stage, NOW, NOW, spread)
    return Case(replace(incident, **more), held)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("was", "to", "allowed", "reason"),
    [
        (OPEN, OPEN, False, False),
        (OPEN, GROWING, True, False),
        (OPEN, EASING, True, False),
        (OPEN, CLOSED, True, True),
        (GROWING, OPEN, False, False),
        (GROWING, GROWING, False, False),
        (GROWING, EASING, True, False),
        (GROWING, CLOSED, False, False),
        (EASING, OPEN, False, False),
        (EASING, GROWING, True, True),
        (EASING, EASING, False, False),
        (EASING, CLOSED, True, False),
        (CLOSED, OPEN, False, False),
        (CLOSED, GROWING, True, True),
        (CLOSED, EASING, True, True),
        (CLOSED, CLOSED, False, False),
    ],
)
def test_which_stage_follows_which(was: Stage, to: Stage, allowed: bool, reason: bool) -> None:
    incident = case(stage=was, closed_at=NOW if was is CLOSED else None).incident
    assert (to in incidents.next_stages(incident, NOW)) is allowed
    if not allowed:
        with pytest.raises(StageNotAllowed):
            incidents.advanced(incident, to, "sebab", NOW)
        return
    after = incidents.advanced(incident, to, "sebab", NOW)
    assert (after.stage, after.closed_at) == (to, NOW if to is CLOSED else None)
    if reason:
        with pytest.raises(StepReasonMissing):
            incidents.advanced(incident, to, "  ", NOW)
    else:
        assert incidents.advanced(incident, to, "", NOW).stage is to


@pytest.mark.parametrize(("days", "possible"), [(0, True), (7, True), (7.01, False), (30, False)])
def test_a_closed_incident_is_reopened_within_a_week(days: float, possible: bool) -> None:
    incident = case(stage=CLOSED, closed_at=NOW - timedelta(days=days)).incident
    if possible:
        assert incidents.advanced(incident, GROWING, "hujan lagi", NOW).closed_at is None
    else:
        with pytest.raises(ReopenTooLate):
            incidents.advanced(incident, GROWING, "hujan lagi", NOW)


CITY, ACROSS_CITIES, ACROSS_PROVINCES = (GAMBIR,), (GAMBIR, KOJA), (GAMBIR, DEPOK)
LEADS, HELPS, NOT = "leads", "helps", "nothing"


@pytest.mark.parametrize(
    ("who", "actor", "in_city", "across_cities", "across_provinces"),
    [
        ("officer of the city (BPBD Jakarta Pusat)", officer("31.71"), LEADS, HELPS, HELPS),
        ("officer of the province (BPBD DKI)", officer("31"), LEADS, LEADS, HELPS),
        ("officer of BNPB, whole country", officer(None), LEADS, LEADS, LEADS),
        ("officer of the district", officer("31.71.01"), LEADS, HELPS, HELPS),
        ("officer of another touched city (Jakarta Utara)", officer("31.72"), NotYourIncident, HELPS, NotYourIncident),
        (
            "officer of a city that nothing touches",
            officer("31.73"),
            NotYourIncident,
            NotYourIncident,
            NotYourIncident,
        ),
        ("officer of the neighbouring province", officer("32"), NotYourIncident, NotYourIncident, HELPS),
        ("officer of a code that only begins alike", officer("31.7"), NotYourIncident, NotYourIncident, NotYourIncident),
        ("officer without an agency", officer("31", agency=None), OfficerOnly, OfficerOnly, OfficerOnly),
        ("administrator of the node", DEWI, OfficerOnly, OfficerOnly, OfficerOnly),
        ("citizen with an account", BUDI, OfficerOnly, OfficerOnly, OfficerOnly),
        ("nobody", Actor.ANONYMOUS, OfficerOnly, OfficerOnly, OfficerOnly),
    ],
)
def test_who_decides_about_an_incident(
    who: str, actor: Actor, in_city: object, across_cities: object, across_provinces: object
) -> None:
    for regions, expected in ((CITY, in_city), (ACROSS_CITIES, across_cities), (ACROSS_PROVINCES, across_provinces)):
        incident = case(*(one(n, region) for n, region in enumerate(regions, 1))).incident
        for kind in (Turn.ADVANCE, Turn.DESCRIBE, Turn.COUNT, Turn.MERGE, Turn.SPLIT, Turn.ISSUE):
            _expect(actor, incident, kind, expected if expected is not HELPS else NotYourIncident)
        for kind in (Turn.ADD, Turn.REMOVE, Turn.NOTE):
            _expect(actor, incident, kind, expected)


def _expect(actor: Actor, incident: Incident, kind: Turn, expected: object) -> None:
    if isinstance(expected, type):
        with pytest.raises(expected):
            incidents.permit_step(actor, incident, kind)
    else:
        incidents.permit_step(actor, incident, kind)


def test_who_helps_takes_back_their_own_step_only() -> None:
    incident = case(one(1, GAMBIR), one(2, KOJA)).incident
    central, north = officer("31.71", number=7), officer("31.72", number=8)
    _, step = incidents.stepped(incident, incident, Turn.NOTE, Hand(central, NOW), {"text": "x"})
    incidents.permit_undo(central, incident, step)
    incidents.permit_undo(officer("31", number=9), incident, step)
    with pytest.raises(NotYourIncident):
        incidents.permit_undo(north, incident, step)


@pytest.mark.parametrize("kind", [Turn.ADD, Turn.REMOVE, Turn.MERGE, Turn.SPLIT])
def test_a_closed_incident_takes_no_reports(kind: Turn) -> None:
    with pytest.raises(ClosedAlready):
        incidents.may_take(case(stage=CLOSED).incident, kind)


def test_figures_and_words_come_after_the_end_but_not_after_a_merge() -> None:
    for kind in (Turn.COUNT, Turn.NOTE, Turn.DESCRIBE, Turn.ISSUE):
        incidents.may_take(case(stage=CLOSED).incident, kind)
        with pytest.raises(ClosedAlready):
            incidents.may_take(case(stage=CLOSED, merged_into=UUID(int=1)).incident, kind)


def test_an_incident_that_changed_meanwhile() -> None:
    incidents.same_version(case().incident, 1)
    with pytest.raises(IncidentChangedMeanwhile):
        incidents.same_version(case().incident, 2)


@pytest.mark.parametrize(
    ("reports", "refusal"),
    [
        ([], ReportsMissing),
        ([one(status=Status.UNVERIFIED)], NoneVerified),
        ([one(), one(2, status=Status.HIDDEN)], ReportUnfit),
        ([one(), one(2, hazard="wind")], ReportUnfit),
        ([one(), one(2, training=True)], ReportUnfit),
        ([one(incident=UUID(int=1))], ReportElsewhere),
    ],
)
def test_which_reports_make_no_incident(reports: list[Report], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        incident_steps.opened(Fresh(UUID(int=9), "Banjir"), reports, SARI)


def test_reports_that_are_not_verified_may_belong_but_do_not_count() -> None:
    change = incident_steps.opened(Fresh(UUID(int=9), "Banjir"), [one(), one(2, KOJA, status=Status.UNVERIFIED)], SARI)
    incident = change.steps[0][0]
    assert (incident.spread.count, incident.spread.regions) == (1, (GAMBIR,))
    assert [link.report for link in change.links] == [UUID(int=1001), UUID(int=1002)]


def test_the_last_verified_report_stays() -> None:
    both = case(one(), one(2, status=Status.UNVERIFIED))
    with pytest.raises(ReportsLeft):
        incident_steps.removed(both, [both.reports[0]], SARI)
    with pytest.raises(ReportsLeft):
        incident_steps.split(both, [both.reports[0]], Fresh(UUID(int=8), "B"), SARI)
    with pytest.raises(NotInIncident):
        incident_steps.removed(both, [one(3)], SARI)
    assert incident_steps.removed(both, [both.reports[1]], SARI).links[0].after is None


def test_what_cannot_be_merged() -> None:
    here = case()
    for other in (
        here,
        case(one(2), number=8, hazard="wind"),
        case(one(2), number=8, training=True),
        case(one(2), number=8, stage=CLOSED),
        case(one(2), number=8, withdrawn=True),
    ):
        with pytest.raises(MergeUnfit):
            incident_steps.merged(here, other, SARI)


@pytest.mark.parametrize(
    ("given", "source", "ahead", "refusal"),
    [
        ({}, "Camat", 0, FiguresMissing),
        ({FigureKind.DEAD: " "}, "Camat", 0, FiguresMissing),
        ({FigureKind.DEAD: "dua"}, "Camat", 0, FigureUnreadable),
        ({FigureKind.DEAD: "-1"}, "Camat", 0, FigureUnreadable),
        ({FigureKind.DEAD: "99999999"}, "Camat", 0, FigureUnreadable),
        ({FigureKind.DEAD: "2"}, " ", 0, FigureSourceMissing),
        ({FigureKind.DEAD: "2"}, "Camat", 6, FigureTimeUnreadable),
        ({FigureKind.DEAD: "2"}, "Camat", None, FigureTimeUnreadable),
    ],
)
def test_figures_that_are_refused(
    given: dict[FigureKind, str], source: str, ahead: int | None, refusal: type[Exception]
) -> None:
    at = None if ahead is None else NOW + timedelta(minutes=ahead)
    with pytest.raises(refusal):
        incident_steps.counted(case(), given, source, at, SARI)


def test_the_figure_of_the_latest_time_is_in_force_not_the_one_entered_last() -> None:
    new, fresh = incident_steps.counted(case(), {FigureKind.EVACUATED: "1.240"}, "Camat", NOW, SARI)
    assert fresh[0].value == 1240
    later = replace(case(), incident=new.steps[0][0])
    _, stale = incident_steps.counted(later, {FigureKind.EVACUATED: "900"}, "RT", NOW - timedelta(hours=1), SARI)
    assert incident_steps.latest([*fresh, *stale])[FigureKind.EVACUATED].value == 1240
    assert incident_steps.latest([replace(fresh[0], undone=True), *stale])[FigureKind.EVACUATED].value == 900


@pytest.mark.parametrize(("text", "numbers"), [("12, 15 #16", [12, 15, 16]), ("7", [7]), ("3,3", [3])])
def test_report_numbers_are_read(text: str, numbers: list[int]) -> None:
    assert incident_steps.numbers_of(text) == numbers


@pytest.mark.parametrize("text", ["", " , ", "dua", "1;2", "-4", "٣", "9" * 40])
def test_what_is_no_list_of_report_numbers(text: str) -> None:
    with pytest.raises(ReportsMissing):
        incident_steps.numbers_of(text)


SPEEDS: list[tuple[str, Stage, Sequence[float], Stage | None]] = [
    ("three in the last hour after one", OPEN, [10, 20, 30, 90], GROWING),
    ("three after two: half as many again", OPEN, [10, 20, 30, 70, 80], GROWING),
    ("three after three is no growth", OPEN, [10, 20, 30, 70, 80, 90], None),
    ("one after three", GROWING, [10, 70, 80, 90], EASING),
    ("silence for an hour", GROWING, [70], EASING),
    ("it grows already", GROWING, [10, 20, 30], None),
    ("it eased, and nothing is live", EASING, [200, 300], CLOSED),
    ("it eased, and one is live", EASING, [100], None),
    ("a closed one is left alone", CLOSED, [10, 20, 30], None),
]


@pytest.mark.parametrize(("what", "stage", "minutes", "advised"), SPEEDS)
def test_the_stage_that_reports_speak_for(what: str, stage: Stage, minutes: Sequence[float], advised: Stage | None) -> None:
    made = case(*(one(n, minutes=ago) for n, ago in enumerate(minutes, 1)), stage=stage)
    found = gathering.advice(made.incident, made.reports, NOW)
    assert (found.stage if found else None) is advised
    if found:
        assert found.sentence.format(**found.facts)


def test_two_reports_worse_than_all_before_speak_for_growth() -> None:
    made = case(one(1, minutes=90), one(2, minutes=10, severity="severe"), one(3, minutes=5, severity="severe"))
    found = gathering.advice(made.incident, made.reports, NOW)
    assert found is not None
    assert found.stage is GROWING


def test_verified_reports_near_each_other_are_suggested_as_one_incident() -> None:
    near = [one(n, x=106.83 + n * 0.006) for n in range(1, 5)]  # 660 m each: the ends are two km apart
    far = [one(n, x=107.5) for n in (11, 12)]
    late = [one(n, minutes=400 + n) for n in (21, 22)]
    taken = [one(31, incident=UUID(int=5))]
    found = gathering.suggestions([*near, *far, *late, *taken, one(41, status=Status.UNVERIFIED)])
    assert [suggestion.reports for suggestion in found] == [(1, 2, 3, 4)]
    assert gathering.suggestions([one(1, hazard="landslide")])[0].reports == (1,)


def test_exercises_and_hazards_are_not_mixed_in_a_suggestion() -> None:
    mixed = [one(1), one(2), one(3, training=True), one(4, hazard="wind")]
    assert gathering.suggestions(mixed) == []


@pytest.mark.parametrize(
    ("codes", "common"),
    [
        (["31.71.01.1001"], "31.71.01.1001"),
        (["31.71.01.1001", "31.71.02.1001"], "31.71"),
        (["31.71.01", "31.7"], "31"),
        (["31.71", "32.76"], ""),
        ([], ""),
    ],
)
def test_the_deepest_region_that_holds_all(codes: list[str], common: str) -> None:
    assert gathering.common_region(codes) == common


def test_what_the_rest_of_the_system_hears() -> None:
    now = case().incident
    assert isinstance(told(None, now), IncidentOpened)
    assert isinstance(told(now, replace(now, stage=GROWING)), IncidentAdvanced)
    ways = {
        "closed": replace(now, stage=CLOSED),
        "merged": replace(now, stage=CLOSED, merged_into=UUID(int=1)),
        "withdrawn": replace(now, withdrawn=True),
    }
    for how, after in ways.items():
        event = told(now, after)
        assert isinstance(event, IncidentClosed)
        assert event.how == how
    assert told(now, replace(now, name="Lain")) is None
    assert told(None, replace(now, training=True)) is None
    assert "name" not in told(None, now).payload()  # type: ignore[union-attr]
