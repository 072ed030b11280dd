"""What people do with reports, on PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from simpul.disaster import actions, live_figures, model, seed_demo, store
from simpul.disaster.handlers import JOBS
from simpul.disaster.model import Order, Photo, Placed, Report, Sender, Status, Wanted
from simpul.disaster.store.tables import reports, steps, tally
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import audit, outbox
from simpul.kernel.errors import NotFound, TooMany
from simpul.kernel.outbox import relay
from simpul.kernel.platform import Platform
from simpul.regions import PlaceAbroad, PlaceAtSea
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, SINGAPORE, a_draft, officer, sent

ALL = frozenset(Status)
PHOTO = Photo(b"large", b"small")


def report_of(platform: Platform, number: int) -> Report:
    with platform.database.reading() as unit:
        found = store.get(unit.connection, number)
    assert found is not None
    return found


def counted(platform: Platform, table: Any) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).select_from(table)) or 0


def events(platform: Platform) -> list[tuple[str, dict[str, Any]]]:
    with platform.database.reading() as unit:
        return [
            tuple(row) for row in unit.connection.execute(select(outbox.c.name, outbox.c.payload).order_by(outbox.c.id))
        ]


def history(platform: Platform, report: Report) -> list[str]:
    with platform.database.reading() as unit:
        return [step.kind.value for step in store.history(unit.connection, report.id)]


def test_a_report_is_kept_as_it_was_sent_and_told_to_nobody(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform, photo=PHOTO, client_at=clock.now() + timedelta(days=1), placed=Placed.GPS)
    assert report == report_of(platform, report.number)
    assert (report.status, report.severity, report.version) == (Status.UNVERIFIED, "minor", 1)
    assert (report.where.province, report.where.regency, report.where.placed) == ("31", "31.71", Placed.GPS)
    assert report.reported_at == clock.now()
    assert report.live_until == clock.now() + timedelta(hours=3)
    assert platform.files.read(report.photo or "") == b"large"
    assert platform.files.read(report.thumbnail or "") == b"small"
    assert history(platform, report) == ["report"]
    assert events(platform) == []
    assert counted(platform, audit) == 1


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"point": SEA}, PlaceAtSea),
        ({"point": SINGAPORE}, PlaceAbroad),
        ({"card": {"flood_depth": -3}}, model.AnswerOutOfRange),
        ({"card": {"flood_depth": "banjir"}}, model.AnswerUnreadable),
        ({"text": "a" * 5_000_000}, model.TextTooLong),
        ({"hazard": "meteor"}, model.HazardUnknown),
    ],
)
def test_what_no_report_may_be_leaves_no_trace(platform: Platform, more: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        sent(platform, **more)
    assert counted(platform, reports) == counted(platform, audit) == 0


def test_the_same_form_is_the_same_report(platform: Platform) -> None:
    draft = a_draft()
    one, other = (actions.report(platform, Actor.ANONYMOUS, draft) for _ in range(2))
    assert (one.fresh, other.fresh) == (True, False)
    assert one.report == other.report
    assert counted(platform, reports) == counted(platform, steps) == counted(platform, audit) == 1


def test_the_same_form_at_the_same_time_is_the_same_report(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = a_draft()
    first = actions.report(platform, Actor.ANONYMOUS, draft).report
    counters = dict.fromkeys(["disaster.device:x", "disaster.address:x"], 1)
    monkeypatch.setattr(store, "before", lambda *_a, **_k: ([], counters))
    again = actions.report(platform, Actor.ANONYMOUS, replace(draft, sender=Sender("x", "x")))
    assert (again.report, again.fresh) == (first, False)
    assert counted(platform, reports) == 1


def test_five_reports_of_a_device_in_ten_minutes(platform: Platform, clock: FixedClock) -> None:
    for n in range(5):
        sent(platform, (JAKARTA[0], JAKARTA[1] + n / 100), device="sari")
    with pytest.raises(TooMany) as refused:
        sent(platform, BANDUNG, device="sari")
    assert refused.value.facts == {"seconds": 600}
    sent(platform, BANDUNG, device="budi")
    clock.advance(timedelta(minutes=10))
    sent(platform, BANDUNG, device="sari")


def test_sixty_reports_of_an_address_in_ten_minutes(platform: Platform) -> None:
    for _ in range(60):
        sent(platform, sender=Sender(None, "masjid"))
    with pytest.raises(TooMany):
        sent(platform, sender=Sender(None, "masjid"))


def test_a_like_report_of_the_same_device_is_asked_about(platform: Platform) -> None:
    first = sent(platform, device="sari", text="Semata kaki", photo=PHOTO)
    with pytest.raises(model.SimilarReport) as asked:
        sent(platform, device="sari")
    assert asked.value.facts == {"number": first.number}
    news = sent(platform, device="sari", card={"flood_depth": 160}, text="", update_of=first.number)
    assert (news.id, news.number, news.version) == (first.id, first.number, 2)
    assert (news.severity, news.text, news.photo) == ("severe", "Semata kaki", first.photo)
    assert history(platform, news) == ["report", "update"]
    other = sent(platform, device="sari", anyway=True)
    assert other.number != first.number
    assert counted(platform, reports) == 2


def test_news_of_a_verified_report_is_a_report_of_its_own(platform: Platform) -> None:
    first = sent(platform, device="sari")
    actions.verify(platform, officer(), first.number, version=1)
    news = sent(platform, device="sari", update_of=first.number)
    assert news.duplicate_of == first.id
    assert news.status is Status.UNVERIFIED
    assert report_of(platform, first.number).status is Status.VERIFIED


def test_news_of_a_report_that_is_gone_is_a_report_of_its_own(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sent(platform, device="sari")
    monkeypatch.setattr(store, "claim_id", lambda *_: None)
    assert sent(platform, device="sari", update_of=first.number).duplicate_of == first.id


def test_nobody_updates_another_device_s_report(platform: Platform) -> None:
    first = sent(platform, device="sari")
    other = sent(platform, device="budi", card={"flood_depth": 5}, update_of=first.number)
    assert other.number != first.number
    assert report_of(platform, first.number).version == 1


def test_verifying_tells_and_counts_once_however_often_it_is_heard(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform)
    after = actions.verify(platform, officer(), report.number, version=1)
    assert after == report_of(platform, report.number)
    assert after.decision is not None
    assert after.decision.by == officer().id
    [(name, payload)] = events(platform)
    assert name == "disaster.ReportVerified"
    assert (payload["number"], payload["depth_cm"], payload["region"][:5]) == (report.number, 60, "31.71")
    with platform.database.reading() as unit:
        event_id = unit.connection.scalar(select(outbox.c.id))
    event = model.ReportVerified.of(payload)
    assert isinstance(event_id, UUID)
    for _ in range(2):
        platform.bus.deliver(platform, event_id, event)
    with platform.database.reading() as unit:
        [row] = unit.connection.execute(select(tally)).all()
    assert tuple(row) == (clock.now().date(), "31.71", "flood", 1)
    assert live_figures(platform) == {"reports_3h": 1, "verified_today": 1, "deep_3h": 0}


def test_the_tally_follows_corrections_and_hiding(platform: Platform) -> None:
    report = sent(platform)
    everywhere = officer(None)
    actions.verify(platform, everywhere, report.number, version=1)
    actions.correct(platform, everywhere, report.number, version=2, to=({"flood_depth": 160}, BANDUNG))
    while relay(platform):
        pass
    with platform.database.reading() as unit:
        found = {row.region: row.verified for row in unit.connection.execute(select(tally))}
        assert store.verified_on(unit.connection, platform.clock.now().date(), "32") == 1
    assert found == {"31.71": 0, "32.73": 1}
    assert live_figures(platform)["deep_3h"] == 1
    actions.hide(platform, everywhere, report.number, version=3, reason="Palsu")
    while relay(platform):
        pass
    assert live_figures(platform) == {"reports_3h": 0, "verified_today": 0, "deep_3h": 0}


def test_correcting_keeps_the_place_s_origin_where_it_was_not_moved(platform: Platform) -> None:
    report = sent(platform, placed=Placed.NAME)
    point = (report.where.longitude, report.where.latitude)
    after = actions.correct(platform, officer(), report.number, version=1, to=({"flood_depth": 90}, point))
    assert (after.where, after.severity, after.status) == (report.where, "moderate", Status.UNVERIFIED)
    assert events(platform) == []


def test_an_officer_cannot_move_a_report_out_of_their_region_or_the_country(platform: Platform) -> None:
    report = sent(platform)
    for point, refusal in ((BANDUNG, model.NotYourRegion), (SEA, PlaceAtSea)):
        with pytest.raises(refusal):
            actions.correct(platform, officer(), report.number, version=1, to=({"flood_depth": 9}, point))
    assert report_of(platform, report.number) == report


def test_hiding_and_taking_it_back(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform)
    hidden = actions.hide(platform, officer(), report.number, version=1, reason=" Ganda ")
    assert hidden.decision is not None
    assert (hidden.status, hidden.decision.reason) == (Status.HIDDEN, "Ganda")
    with pytest.raises(model.ReportMissing):
        actions.public_report(platform, report.number)
    back = actions.undo(platform, officer(), report.number, version=2)
    assert (back.status, back.version) == (Status.UNVERIFIED, 3)
    assert history(platform, back) == ["report", "hide", "undo"]
    with pytest.raises(model.UndoTooLate):
        actions.undo(platform, officer(), report.number, version=3)
    actions.verify(platform, officer(), report.number, version=3)
    clock.advance(timedelta(minutes=31))
    with pytest.raises(model.UndoTooLate):
        actions.undo(platform, officer(), report.number, version=4)


Step = Callable[[Platform, Actor, int, int], Report]
STEPS: dict[str, Step] = {
    "verify": lambda p, a, n, v: actions.verify(p, a, n, version=v),
    "correct": lambda p, a, n, v: actions.correct(p, a, n, version=v, to=({"flood_depth": 9}, JAKARTA)),
    "hide": lambda p, a, n, v: actions.hide(p, a, n, version=v, reason="Palsu"),
    "undo": lambda p, a, n, v: actions.undo(p, a, n, version=v),
}


@pytest.mark.parametrize("step", STEPS)
def test_who_may_not_and_what_is_not_there(platform: Platform, step: str) -> None:
    report = sent(platform)
    take = STEPS[step]
    for actor, refusal in ((Actor.ANONYMOUS, model.OfficerOnly), (officer("32"), model.NotYourRegion)):
        with pytest.raises(refusal):
            take(platform, actor, report.number, 1)
    with pytest.raises(model.ChangedMeanwhile):
        take(platform, officer(), report.number, 9)
    for number in (report.number + 1, 0, 2**63):
        with pytest.raises(model.ReportMissing):
            take(platform, officer(), number, 1)
    assert report_of(platform, report.number) == report


def test_two_officers_at_once(platform: Platform) -> None:
    report = sent(platform)
    actions.verify(platform, officer(), report.number, version=1)
    with pytest.raises(model.ChangedMeanwhile):
        actions.hide(platform, officer(number=8), report.number, version=1, reason="Palsu")
    with pytest.raises(model.StepNotAllowed):
        actions.verify(platform, officer(), report.number, version=2)


def test_the_public_sees_words_and_pictures_only_after_verification(platform: Platform) -> None:
    report = sent(platform, photo=PHOTO)
    name = report.photo or ""
    assert actions.public_report(platform, report.number).text is None
    for actor in (Actor.ANONYMOUS, officer("32")):
        with pytest.raises(model.ReportMissing):
            actions.photo(platform, actor, name)
    assert actions.photo(platform, officer(), name) == (b"large", False)
    actions.verify(platform, officer(), report.number, version=1)
    assert actions.public_report(platform, report.number).text == "Air naik cepat."
    assert actions.photo(platform, Actor.ANONYMOUS, report.thumbnail or "") == (b"small", True)
    with pytest.raises(NotFound):
        actions.photo(platform, Actor.ANONYMOUS, "../../etc/passwd")


def test_the_queue_is_of_the_officer_s_region_the_worst_first(platform: Platform, clock: FixedClock) -> None:
    slight = sent(platform)
    severe = sent(platform, card={"flood_depth": 180})
    elsewhere = sent(platform, BANDUNG)
    clock.advance(timedelta(minutes=1))
    newest = sent(platform, card={"flood_depth": 20})
    wanted = Wanted(statuses=ALL, order=Order.URGENT)
    page, counts = actions.queue(platform, officer(), wanted)
    assert [one.number for one in page.reports] == [severe.number, newest.number, slight.number]
    assert (counts.unverified, counts.severe) == (3, 1)
    assert actions.next_on_desk(platform, officer(), severe.number) == newest.number
    actions.verify(platform, officer(), severe.number, version=1)
    assert actions.queue(platform, officer(), wanted)[0].reports[-1].number == severe.number
    everywhere, whole = actions.queue(platform, officer(None), replace(wanted, order=Order.DEEPEST, per_page=2))
    assert (everywhere.total, everywhere.pages, whole.verified) == (4, 2, 1)
    assert everywhere.reports[0].number == severe.number
    with pytest.raises(model.OfficerOnly):
        actions.queue(platform, Actor.ANONYMOUS, wanted)
    assert actions.next_on_desk(platform, officer("32"), elsewhere.number) is None


def test_a_report_on_the_desk(platform: Platform) -> None:
    report = sent(platform)
    neighbour = sent(platform, (JAKARTA[0] + 0.003, JAKARTA[1]))
    sent(platform, BANDUNG)
    seen = actions.on_desk(platform, officer(), report.number)
    assert [one.number for one in seen.neighbours] == [neighbour.number]
    assert (len(seen.history), seen.undoable) == (1, None)
    for actor, number, refusal in (
        (officer("32"), report.number, model.NotYourRegion),
        (Actor.ANONYMOUS, report.number, model.OfficerOnly),
        (officer(), 99, model.ReportMissing),
    ):
        with pytest.raises(refusal):
            actions.on_desk(platform, actor, number)


def test_lists(platform: Platform, clock: FixedClock) -> None:
    old = sent(platform, card={"flood_depth": 160})
    clock.advance(timedelta(hours=2))
    new, hidden = sent(platform), sent(platform)
    sent(platform, training=True)
    actions.hide(platform, officer(), hidden.number, version=1, reason="Ganda")

    def found(**more: Any) -> list[int]:
        wanted = Wanted(**({"statuses": ALL} | more))
        return [one.number for one in actions.public_page(platform, wanted).reports]

    assert found() == [new.number, old.number]
    assert found(order=Order.DEEPEST) == [old.number, new.number]
    assert found(statuses=frozenset({Status.HIDDEN})) == [new.number, old.number]
    assert found(deeper_than=150) == [old.number]
    assert found(since=clock.now() - timedelta(hours=1)) == [new.number]
    assert found(live_at=clock.now() + timedelta(hours=2)) == [new.number]
    assert found(number=old.number) == [old.number]
    assert found(regions=("31.71", "32")) == [new.number, old.number]
    assert found(regions=("32",)) == []
    assert found(page=2, per_page=1) == [old.number]
    assert actions.public_page(platform, Wanted(statuses=ALL, per_page=1)).pages == 2


def test_the_archive_as_a_list(platform: Platform) -> None:
    assert actions.archived(platform, Wanted(statuses=ALL)) == ([], 0)
    seed_demo(platform)
    assert live_figures(platform)["reports_3h"] == 0
    newest, total = actions.archived(platform, Wanted(statuses=ALL))
    assert total == 1_204
    assert len(newest) == 20
    assert newest[0].at >= newest[1].at
    deepest, deep = actions.archived(platform, Wanted(statuses=ALL, deeper_than=150, order=Order.DEEPEST))
    assert 0 < deep < 230
    assert (deepest[0].depth_cm or 0) > 150
    in_east, east = actions.archived(platform, Wanted(statuses=ALL, regions=("31.75",)))
    assert 0 < east < total
    assert all(one.region.startswith("31.75") for one in in_east)
    [one], _ = actions.archived(platform, Wanted(statuses=ALL, number=in_east[0].number))
    assert one == in_east[0]


def test_personal_data_leaves_when_it_is_due(platform: Platform, clock: FixedClock) -> None:
    shared = sent(platform, photo=PHOTO)
    hidden = sent(platform, photo=PHOTO)
    alone = sent(platform, photo=Photo(b"other", b"tiny"))
    for report in (hidden, alone):
        actions.hide(platform, officer(), report.number, version=1, reason="Nama orang")
    assert actions.erase_due(platform) == {"addresses": 0, "devices": 0, "files": 0}
    clock.advance(timedelta(hours=48, seconds=1))
    next(job for job in JOBS if job.name == "disaster.erase_due").run(platform)
    assert report_of(platform, shared.number).sender.address is None
    clock.advance(timedelta(days=29))
    assert actions.erase_due(platform)["devices"] == 3
    clock.advance(timedelta(days=62))
    assert actions.erase_due(platform) == {"addresses": 0, "devices": 0, "files": 2}
    assert (report_of(platform, alone.number).text, report_of(platform, hidden.number).photo) == (None, None)
    assert report_of(platform, shared.number).text
    assert platform.files.read(shared.photo or "") == b"large"
    with pytest.raises(NotFound):
        platform.files.read(alone.photo or "")
