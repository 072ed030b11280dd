"""Deciding about several reports in one step: all or none, told clearly when somebody was faster, taken back as a whole."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from simpul.disaster import actions, model
from simpul.disaster.actions import grouping, queueing
from simpul.disaster.model import Report, Status, Wanted
from simpul.disaster.model import desk_refusals as refusals
from simpul.disaster.model.desk import BatchKind, Doubt, QueueAsked, QueueOrder
from simpul.disaster.rules.batches import GroupStep
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import audit
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, JAKARTA, officer, sent
from tests.disaster.test_actions import events, history, report_of

VERIFY = GroupStep(BatchKind.VERIFY)
OPEN = frozenset({Status.UNVERIFIED})


def night(platform: Platform, count: int = 3) -> list[Report]:
    """Reports of neighbours, one after the other."""
    return [sent(platform, (JAKARTA[0], JAKARTA[1] + n / 10_000), card={"flood_depth": 60 + n}) for n in range(count)]


def seen(reports: list[Report]) -> dict[int, int]:
    return {one.number: one.version for one in reports}


def stands(platform: Platform, reports: list[Report]) -> list[tuple[str, int]]:
    return [(now.status.value, now.version) for one in reports if (now := report_of(platform, one.number))]


def queue(platform: Platform, actor: Actor | None = None, **more: object) -> list[list[int]]:
    wanted = Wanted(**({"statuses": OPEN, "per_page": 25} | more))  # type: ignore[arg-type]
    page = queueing.desk_queue(platform, actor or officer(), QueueAsked(wanted))
    return [[one.brief.number for one in group.members] for group in page.groups]


def test_a_whole_group_is_verified_and_taken_back(platform: Platform, clock: FixedClock) -> None:
    reports = night(platform)
    batch = grouping.decide_group(platform, officer(), seen(reports), VERIFY)
    assert stands(platform, reports) == [("verified", 2)] * 3
    assert [name for name, _ in events(platform)] == ["disaster.ReportVerified"] * 3
    found, _, undoable = grouping.batch(platform, officer(), batch.id)
    assert (found.reports, undoable) == ({one.number: 2 for one in reports}, True)
    clock.advance(timedelta(minutes=30))
    grouping.undo_batch(platform, officer(), batch.id)
    assert stands(platform, reports) == [("unverified", 3)] * 3
    assert history(platform, reports[0]) == ["report", "verify", "undo"]
    assert not grouping.batch(platform, officer(), batch.id)[2]
    with pytest.raises(model.UndoTooLate):
        grouping.undo_batch(platform, officer(), batch.id)
    with platform.database.reading() as unit:
        told = unit.connection.scalars(select(audit.c.action)).all()
    assert sum(one == "disaster.report.undo" for one in told) == 3


def test_duplicates_are_hidden_and_one_is_kept(platform: Platform) -> None:
    reports = night(platform)
    step = GroupStep(BatchKind.KEEP_ONE, keep=reports[1].number, verify_kept=True, reason="Ganda")
    batch = grouping.decide_group(platform, officer(), seen(reports), step)
    assert [status for status, _ in stands(platform, reports)] == ["hidden", "verified", "hidden"]
    assert report_of(platform, reports[0].number).duplicate_of == reports[1].id
    grouping.undo_batch(platform, officer(), batch.id)
    back = report_of(platform, reports[0].number)
    assert (back.status, back.duplicate_of) == (Status.UNVERIFIED, None)


def test_all_are_hidden_with_a_reason(platform: Platform) -> None:
    reports = night(platform)
    grouping.decide_group(platform, officer(), seen(reports), GroupStep(BatchKind.HIDE, reason="Foto lama"))
    now = report_of(platform, reports[2].number)
    assert now.decision is not None
    assert (now.status, now.decision.reason) == (Status.HIDDEN, "Foto lama")


def test_the_one_that_is_kept_may_go_on_waiting(platform: Platform) -> None:
    reports = night(platform, 2)
    step = GroupStep(BatchKind.KEEP_ONE, keep=reports[0].number, reason="Ganda")
    assert grouping.decide_group(platform, officer(), seen(reports), step).reports == {reports[1].number: 2}
    assert stands(platform, reports) == [("unverified", 1), ("hidden", 2)]


def test_two_officers_on_one_group(platform: Platform) -> None:
    reports = night(platform)
    actions.hide(platform, officer(number=8), reports[1].number, version=1, reason="Palsu")
    with pytest.raises(refusals.GroupChanged) as refused:
        grouping.decide_group(platform, officer(), seen(reports), VERIFY)
    assert refused.value.facts == {"numbers": str(reports[1].number)}
    assert stands(platform, reports) == [("unverified", 1), ("hidden", 2), ("unverified", 1)]


def test_a_group_of_which_one_changed_since_is_not_taken_back_in_part(platform: Platform) -> None:
    reports = night(platform)
    batch = grouping.decide_group(platform, officer(), seen(reports), VERIFY)
    actions.hide(platform, officer(number=8), reports[0].number, version=2, reason="Palsu")
    assert not grouping.batch(platform, officer(), batch.id)[2]
    with pytest.raises(refusals.GroupChanged):
        grouping.undo_batch(platform, officer(), batch.id)
    assert [status for status, _ in stands(platform, reports)] == ["hidden", "verified", "verified"]


def test_too_late_to_take_back(platform: Platform, clock: FixedClock) -> None:
    reports = night(platform)
    batch = grouping.decide_group(platform, officer(), seen(reports), VERIFY)
    clock.advance(timedelta(minutes=30, seconds=1))
    with pytest.raises(model.UndoTooLate):
        grouping.undo_batch(platform, officer(), batch.id)


@pytest.mark.parametrize(
    ("given", "step", "refusal"),
    [
        ({}, VERIFY, refusals.GroupEmpty),
        (dict.fromkeys(range(1, 502), 1), VERIFY, refusals.GroupTooLarge),
        ({1: 1, 2: 1}, GroupStep(BatchKind.KEEP_ONE, reason="Ganda"), refusals.KeptMissing),
        ({1: 1, 2: 1}, GroupStep(BatchKind.KEEP_ONE, keep=3, reason="Ganda"), refusals.KeptMissing),
        ({1: 1, 2: 1}, GroupStep(BatchKind.HIDE, reason=" "), model.ReasonMissing),
        ({1: 1, 99: 1}, VERIFY, model.ReportMissing),
    ],
)
def test_steps_that_cannot_be_taken(
    platform: Platform, given: dict[int, int], step: GroupStep, refusal: type[Exception]
) -> None:
    reports = night(platform)
    with pytest.raises(refusal):
        grouping.decide_group(platform, officer(), given, step)
    assert stands(platform, reports) == [("unverified", 1)] * 3


def test_nothing_is_left_to_verify(platform: Platform) -> None:
    reports = night(platform, 2)
    grouping.decide_group(platform, officer(), seen(reports), VERIFY)
    with pytest.raises(model.StepNotAllowed):
        grouping.decide_group(platform, officer(), {one.number: 2 for one in reports}, VERIFY)


NOBODY = Actor.ANONYMOUS


@pytest.mark.parametrize(
    ("who", "actor", "refusal"),
    [
        ("officer of the province", officer("31"), None),
        ("officer of the whole country", officer(None), None),
        ("officer of another regency", officer("31.72"), model.NotYourRegion),
        ("officer of another province", officer("32"), model.NotYourRegion),
        ("officer without an agency", officer("31", agency=None), model.OfficerOnly),
        ("auditor", Actor(uuid4(), "Rina", "ID/GOV/6000/BPBD", "31", frozenset({"exchange.auditor"})), model.OfficerOnly),
        ("partner", Actor(uuid4(), "PMI", "ID/COM/PMI", "31", frozenset({"disaster.partner"})), model.OfficerOnly),
        ("without a role", Actor(uuid4(), "Budi", "ID/GOV/6000/BPBD", "31"), model.OfficerOnly),
        ("nobody", NOBODY, model.OfficerOnly),
    ],
)
def test_who_decides_about_a_group(platform: Platform, who: str, actor: Actor, refusal: type[Exception] | None) -> None:
    reports = night(platform, 2)
    if refusal is None:
        batch = grouping.decide_group(platform, actor, seen(reports), VERIFY)
        grouping.undo_batch(platform, actor, batch.id)
        return
    with pytest.raises(refusal):
        grouping.decide_group(platform, actor, seen(reports), VERIFY)
    batch = grouping.decide_group(platform, officer(), seen(reports), VERIFY)
    for act in (grouping.undo_batch, grouping.batch):
        with pytest.raises((refusal, refusals.BatchMissing)):
            act(platform, actor, batch.id)
    assert stands(platform, reports) == [("verified", 2)] * 2


def test_one_report_of_another_regency_stops_the_whole_step(platform: Platform) -> None:
    here, there = sent(platform), sent(platform, BANDUNG)
    with pytest.raises(model.NotYourRegion):
        grouping.decide_group(platform, officer("31"), seen([here, there]), VERIFY)
    assert stands(platform, [here, there]) == [("unverified", 1)] * 2


def test_the_queue_is_of_groups_in_the_officers_region(platform: Platform, clock: FixedClock) -> None:
    first, second = night(platform, 2)
    clock.advance(timedelta(minutes=1))
    far = sent(platform, (106.80, -6.20), card={"flood_depth": 180})
    sent(platform, BANDUNG)
    exercise = sent(platform, training=True)
    assert queue(platform) == [[far.number], [first.number, second.number]]
    assert queue(platform, training=True) == [[exercise.number]]
    assert queue(platform, officer("32")) == [[4]]
    assert queue(platform, officer("31.72")) == []
    assert queue(platform, regions=("31.71",))[-1] == [first.number, second.number]
    assert queue(platform, severities=frozenset({"severe"})) == [[far.number]]
    assert queue(platform, hazards=frozenset({"wind"})) == []
    assert queue(platform, since=clock.now()) == [[far.number]]
    assert queue(platform, number=far.number) == [[far.number]]
    assert queue(platform, page=2, per_page=1) == [[first.number, second.number]]


def test_the_queue_follows_what_changes(platform: Platform, clock: FixedClock) -> None:
    first, second = night(platform, 2)
    assert queue(platform) == [[first.number, second.number]]
    actions.verify(platform, officer(), first.number, version=1)
    assert queue(platform) == [[first.number, second.number]], "what is verified already is shown beside"
    clock.advance(timedelta(minutes=2))
    third = sent(platform, card={"flood_depth": 10})
    assert queue(platform) == [[first.number, second.number, third.number]]
    for one in (second, third):
        actions.hide(platform, officer(), one.number, version=1, reason="Palsu")
    assert queue(platform) == []
    assert queue(platform, statuses=frozenset({Status.HIDDEN})) == [[first.number, second.number, third.number]]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (QueueOrder.URGENT, [3, 1, 2]),
        (QueueOrder.NEWEST, [3, 2, 1]),
        (QueueOrder.MOST, [1, 3, 2]),
        (QueueOrder.PLACE, None),
    ],
)
def test_orders_of_the_queue(platform: Platform, order: QueueOrder, expected: list[int] | None) -> None:
    sent(platform)
    sent(platform, (106.80, -6.20), card={"flood_depth": 5})
    sent(platform, (106.85, -6.22), card={"flood_depth": 190})
    actions.verify(platform, officer(), sent(platform).number, version=1)
    page = queueing.desk_queue(platform, officer(), QueueAsked(Wanted(OPEN), order=order))
    found = [group.first.number for group in page.groups]
    if order is QueueOrder.NEWEST:
        expected = [1, 3, 2]  # the verified neighbour of the first is the newest of all
    assert found == (expected or sorted(found, key=lambda n: report_of(platform, n).where.region[:8]))


def test_doubt_is_a_filter_and_decides_nothing(platform: Platform) -> None:
    sent(platform, text="Tes tes wkwkwk")
    sent(platform, (106.80, -6.20), text="Air masuk rumah lewat pintu belakang")
    doubtful = QueueAsked(Wanted(OPEN), doubt=Doubt.LOOK_TWICE)
    assert [group.first.number for group in queueing.desk_queue(platform, officer(), doubtful).groups] == [1]
    assert len(queue(platform)) == 2
    assert actions.public_report(platform, 1).number == 1


def test_scores_are_kept_and_change_nothing_that_people_see(platform: Platform) -> None:
    report = sent(platform)
    sent(platform, card={"flood_depth": 61})
    sent(platform, card={"flood_depth": 62})
    queueing.rescore(platform)
    after = report_of(platform, report.number)
    assert "agrees:2" in after.reasons
    assert (after.version, after.changed_at) == (report.version, report.changed_at)
    assert queueing.rescore(platform) == 0


def test_a_report_older_than_the_queue_is_a_group_of_its_own(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform)
    clock.advance(timedelta(days=4))
    group, reports = queueing.group_of(platform, officer(), report.number)
    assert ([one.brief.number for one in group.members], list(reports)) == ([1], [1])
    with pytest.raises(model.ReportMissing):
        queueing.group_of(platform, officer(), 77)
    with pytest.raises(model.NotYourRegion):
        queueing.group_of(platform, officer("32"), 1)
