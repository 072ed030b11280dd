"""Many drafts in one transaction: each judged by itself, as if they had come one after the other."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from simpul.disaster import actions, model, store
from simpul.disaster.actions import intake, partners
from simpul.disaster.actions.drafting import Offered
from simpul.disaster.actions.intake import take
from simpul.disaster.actions.placing import place, places
from simpul.disaster.model import Draft, Placed, Report, Sender, Sent, Status, StepKind
from simpul.disaster.model.desk_refusals import SignatureWrong
from simpul.disaster.rules.history import step_of
from simpul.disaster.store import cards as card_store
from simpul.disaster.store import intake as store_intake
from simpul.disaster.store.rows import row_of
from simpul.disaster.store.tables import reports, steps
from simpul.kernel.actor import Actor
from simpul.kernel.audit.chain import check, seal
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import audit, limit, outbox
from simpul.kernel.errors import Invalid, Refusal, Unavailable
from simpul.kernel.platform import Platform
from simpul.regions import PlaceAtSea
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, a_draft, officer
from tests.disaster.signing import Phone

NEARBY = (JAKARTA[0] + 0.0003, JAKARTA[1])


def offered(*drafts: Draft, actor: Actor = Actor.ANONYMOUS) -> list[Offered]:
    return [Offered(draft, actor) for draft in drafts]


def kept(answers: list[Sent | Refusal]) -> list[Report]:
    return [one.report for one in answers if isinstance(one, Sent) and one.fresh]


def codes(answers: list[Sent | Refusal]) -> list[str]:
    return [one.code if isinstance(one, Refusal) else "sent" if one.fresh else "known" for one in answers]


def counted(platform: Platform, table: Any) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).select_from(table)) or 0


def test_each_draft_has_its_own_answer_in_its_place(platform: Platform) -> None:
    answers = take(
        platform,
        offered(a_draft(), a_draft(SEA), a_draft(card={"flood_depth": 900}), a_draft(BANDUNG), a_draft(hazard="meteor")),
    )
    assert codes(answers) == ["sent", "place-at-sea", "answer-out-of-range", "sent", "hazard-unknown"]
    assert isinstance(answers[1], PlaceAtSea)
    first, second = kept(answers)
    assert (first.where.regency, second.where.regency) == ("31.71", "32.73")
    with platform.database.reading() as unit:
        assert [store.get(unit.connection, one.number) for one in (first, second)] == [first, second]
    assert counted(platform, reports) == counted(platform, steps) == counted(platform, audit) == 2


def test_nothing_offered_and_nothing_fit_leave_no_trace(platform: Platform) -> None:
    assert take(platform, []) == []
    assert codes(take(platform, offered(a_draft(SEA)))) == ["place-at-sea"]
    assert counted(platform, reports) == counted(platform, audit) == counted(platform, limit) == 0


def test_the_same_form_twice_in_a_batch_is_one_report(platform: Platform) -> None:
    draft = a_draft()
    answers = take(platform, offered(draft, a_draft(), draft))
    assert codes(answers) == ["sent", "sent", "known"]
    assert isinstance(answers[0], Sent)
    assert isinstance(answers[2], Sent)
    assert answers[0].report == answers[2].report
    assert counted(platform, reports) == 2


def test_a_device_s_reports_in_a_batch_are_judged_one_after_the_other(platform: Platform) -> None:
    first = a_draft(device="sari", text="Semata kaki")
    alike = a_draft(NEARBY, device="sari")
    answers = take(platform, offered(first, alike, replace(alike, form_id=uuid4(), anyway=True)))
    assert codes(answers) == ["sent", "similar-report", "sent"]
    assert isinstance(answers[1], model.SimilarReport)
    assert answers[1].facts == {"number": kept(answers)[0].number}


def test_news_in_the_same_batch_is_news_of_the_report_before_it(platform: Platform) -> None:
    first = kept(take(platform, offered(a_draft(device="sari"))))[0]
    news = a_draft(NEARBY, {"flood_depth": 160}, device="sari", update_of=first.number)
    answers = take(platform, offered(a_draft(), news, replace(news, form_id=uuid4(), card={"flood_depth": 20})))
    assert codes(answers) == ["sent", "sent", "sent"]
    renewed = kept(answers)[1:]
    assert [(one.id, one.version, one.severity) for one in renewed] == [(first.id, 2, "severe"), (first.id, 3, "minor")]


def test_limits_count_what_was_taken_and_not_what_was_refused(platform: Platform, clock: FixedClock) -> None:
    spread = [a_draft((JAKARTA[0], JAKARTA[1] + n / 100), device="sari") for n in range(8)]
    answers = take(platform, offered(a_draft(SEA, device="sari"), *spread))
    assert codes(answers) == ["place-at-sea", *["sent"] * 5, *["too-many"] * 3]
    with platform.database.reading() as unit:
        key = "disaster.device:sari"
        assert unit.connection.scalar(select(limit.c.spent).where(limit.c.key == key)) == 5
    clock.advance(timedelta(minutes=10))
    assert codes(take(platform, offered(*spread[5:]))) == ["sent"] * 3


def test_an_address_shared_by_many_is_counted_within_a_batch(platform: Platform) -> None:
    drafts = [a_draft(sender=Sender(None, "masjid")) for _ in range(62)]
    assert codes(take(platform, offered(*drafts))) == [*["sent"] * 60, *["too-many"] * 2]
    crowd = kept(take(platform, offered(a_draft(sender=Sender(None, "pos")), *(a_draft(sender=Sender(None, "pos")),) * 5)))
    assert crowd[0].reasons == ()
    six = take(platform, offered(*(a_draft(sender=Sender(None, "warnet")) for _ in range(6))))
    assert [len(one.reasons) for one in kept(six)] == [0, 0, 0, 0, 0, 1]
    assert kept(six)[5].reasons[0].startswith("from-address")


def test_own_counters_stand_in_place_of_a_form_s(platform: Platform) -> None:
    drafts = [a_draft(sender=Sender(None, "bot")) for _ in range(3)]
    limited = [Offered(draft, Actor.ANONYMOUS, limits={"disaster.address.report:bot": 2}) for draft in drafts]
    assert codes(take(platform, limited)) == ["sent", "sent", "too-many"]


def test_a_report_of_another_platform_is_taken_once(platform: Platform) -> None:
    one, other = a_draft(external="qlue:91"), a_draft(external="qlue:91", text="Lain")
    assert codes(take(platform, offered(one, other, a_draft(external="qlue:92")))) == ["sent", "known", "sent"]
    again = take(platform, offered(a_draft(external="qlue:91")))
    assert codes(again) == ["known"]
    assert isinstance(again[0], Sent)
    assert again[0].report.text == "Air naik cepat."


def test_what_another_worker_kept_meanwhile_is_found(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    known = a_draft(external="qlue:7")
    first = kept(take(platform, offered(known)))[0]
    monkeypatch.setattr(store, "before", lambda *_a, **_k: ([], {}))
    answers = take(platform, offered(a_draft(), known, a_draft(external="qlue:7")))
    assert codes(answers) == ["sent", "known", "known"]
    assert [one.report.id for one in answers[1:] if isinstance(one, Sent)] == [first.id, first.id]
    assert counted(platform, audit) == counted(platform, reports) == 2


@pytest.mark.parametrize("words", ["a\x00b", "half \ud83d"])
def test_a_text_that_no_database_keeps_is_refused_alone(platform: Platform, words: str) -> None:
    answers = take(platform, offered(a_draft(), a_draft(text=words), a_draft(BANDUNG)))
    assert codes(answers) == ["sent", "invalid", "sent"]


def test_one_that_breaks_the_whole_batch_fails_alone(platform: Platform) -> None:
    far = a_draft(external="".join(uuid4().hex for _ in range(300)))  # too long for its index, as only the database knows
    answers = take(platform, offered(a_draft(), far, a_draft(BANDUNG)))
    assert codes(answers)[::2] == ["sent", "sent"]
    assert isinstance(answers[1], Unavailable | Invalid)
    assert counted(platform, reports) == counted(platform, audit) == 2


def test_batches_that_waited_for_each_other_are_tried_again_one_by_one(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    real, broken = intake._taken, Unavailable(part="database")
    broken.__cause__ = type("Wrapped", (Exception,), {"orig": Deadlock()})()

    def taken(platform: Platform, some: list[Offered]) -> Any:
        if len(some) > 1:
            raise broken
        return real(platform, some)

    monkeypatch.setattr(intake, "_taken", taken)
    assert codes(take(platform, offered(a_draft(), a_draft(BANDUNG)))) == ["sent", "sent"]


def test_without_a_database_all_are_told_to_come_again(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_a: Any) -> Any:
        raise Unavailable(part="database")

    monkeypatch.setattr(intake, "_taken", gone)
    assert codes(take(platform, offered(a_draft(), a_draft()))) == ["unavailable", "unavailable"]


WHO: dict[str, tuple[Actor, tuple[float, float], Status]] = {
    "nobody": (Actor.ANONYMOUS, JAKARTA, Status.UNVERIFIED),
    "an officer of the place": (officer("31"), JAKARTA, Status.VERIFIED),
    "an officer of the whole country": (officer(None), BANDUNG, Status.VERIFIED),
    "an officer of another province": (officer("32"), JAKARTA, Status.UNVERIFIED),
    "an officer without an agency": (officer("31", agency=None), JAKARTA, Status.UNVERIFIED),
    "an official who is no officer": (replace(officer("31"), roles=frozenset()), JAKARTA, Status.UNVERIFIED),
}


@pytest.mark.parametrize("who", WHO)
def test_whose_own_report_is_verified_at_once(platform: Platform, who: str) -> None:
    actor, point, status = WHO[who]
    stranger = Offered(a_draft(), Actor.ANONYMOUS)
    report = kept(take(platform, [stranger, Offered(a_draft(point), actor)]))[1]
    assert report.status is status
    with platform.database.reading() as unit:
        told = list(unit.connection.scalars(select(outbox.c.payload)))
        trail = unit.connection.execute(select(audit.c.actor).where(audit.c.subject == str(report.id))).scalar_one()
    assert [one["number"] for one in told] == ([report.number] if status is Status.VERIFIED else [])
    assert trail == actor.id
    if status is Status.VERIFIED:
        assert report.decision is not None
        assert report.decision.by == actor.id
        assert actions.public_report(platform, report.number).text == "Air naik cepat."


def test_an_officer_s_exercise_is_told_to_nobody(platform: Platform) -> None:
    report = kept(take(platform, offered(a_draft(training=True), actor=officer())))[0]
    assert (report.status, report.training) == (Status.VERIFIED, True)
    assert counted(platform, outbox) == 0


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1), timedelta(days=-40)])
def test_the_server_s_clock_decides_whatever_the_client_s_says(
    platform: Platform, clock: FixedClock, off: timedelta
) -> None:
    report = kept(take(platform, offered(a_draft(client_at=clock.now() + off))))[0]
    assert (report.reported_at, report.client_at) == (clock.now(), clock.now() + off)
    assert report.live_until == clock.now() + timedelta(hours=3)


def test_what_only_programs_report_goes_live_nowhere(platform: Platform) -> None:
    report = kept(take(platform, offered(a_draft(hazard="prep", card={"report_type": "drain"}))))[0]
    assert report.live_until == report.reported_at


def test_the_trail_of_a_batch_is_chained_like_any_other(platform: Platform) -> None:
    report = kept(take(platform, offered(*(a_draft() for _ in range(5)))))[0]
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        assert seal(unit.connection, clock=platform.clock, keys=platform.keys) == 5
        assert check(unit.connection, keys=platform.keys).broken_at is None
        row = unit.connection.execute(select(audit).where(audit.c.subject == str(report.id))).one()
        opened = unit.scribe.opened(row.id, row.sealed)
    assert (row.action, row.digest_before) == ("disaster.report.send", None)
    assert '"number":1' in opened["after"]


def test_points_found_together_are_those_found_one_by_one(platform: Platform) -> None:
    points = [(95.3 + n * 0.37 % 45, -10.5 + n * 0.61 % 16) for n in range(120)] + [JAKARTA, BANDUNG, (200.0, 3.0)]
    together = places(platform, [(point, Placed.MAP) for point in points])

    def alone(point: tuple[float, float]) -> Any:
        try:
            return place(platform, *point, Placed.MAP)
        except Refusal as refusal:
            return refusal.code

    assert [one.code if isinstance(one, Refusal) else one for one in together] == [alone(point) for point in points]
    assert sum(not isinstance(one, Refusal) for one in together) > 10


def test_a_full_table_of_reports_is_not_read_for_one_more(platform: Platform) -> None:
    """Prepared while the table was empty, the statements still go by the index once it is full."""
    take(platform, offered(*(a_draft() for _ in range(3))))
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        store.begin(unit.connection, 1)
        unit.connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        none = {"forms": [UUID(int=1)], "devices": ["x"], "externals": ["x"], "since": platform.clock.now()}
        for statement, given in (
            (store_intake._KNOWN, none),
            (store_intake._KEEP, {"reports": "[]", "audits": "[]", "cards": [UUID(int=1)]}),
            (card_store._CLAIM, {"ids": [UUID(int=1)]}),
        ):
            plan = [row[0] for row in unit.connection.exec_driver_sql(f"EXPLAIN {statement}", given)]
            walks = [n for n, line in enumerate(plan) if " on disaster_" in line and "Scan" in line]
            assert walks
            assert all("Index Cond" in plan[n + 1] for n in walks), plan


def test_whose_badge_a_report_bears(platform: Platform) -> None:
    partners.create(platform, officer(), code="pmi", name="PMI Jakarta", icon="shield-check")
    phone = Phone()
    key = partners.register(platform, partners.invite(platform, officer(), "pmi", label="Posko 3"), phone.jwk)[1]
    typed, forged = a_draft(partner="pmi"), replace(phone.signed(a_draft(), "pmi", key), text="x", longitude=106.9)
    program = replace(officer(), roles=frozenset())
    answers = take(
        platform,
        [*offered(phone.signed(a_draft(), "pmi", key), typed, forged), Offered(a_draft(partner="pmi"), program)],
    )
    assert codes(answers) == ["sent", "sent", SignatureWrong.code, "sent"]
    assert [(one.partner, one.signed_by) for one in kept(answers)] == [("pmi", key), (None, None), ("pmi", None)]


@pytest.mark.parametrize("actor", [Actor.ANONYMOUS, officer(), replace(officer(), roles=frozenset())])
def test_the_first_step_says_what_history_says_of_the_report(platform: Platform, actor: Actor) -> None:
    report = kept(take(platform, offered(a_draft(placed=Placed.NAME), a_draft(BANDUNG), actor=actor)))[0]
    with platform.database.reading() as unit:
        assert store.history(unit.connection, report.id) == [step_of(report, StepKind.REPORT, actor.id)]


def test_what_is_kept_wakes_the_map_and_what_is_refused_does_not(platform: Platform) -> None:
    rung: list[str] = []
    platform.database.rings(rung.append)
    take(platform, offered(a_draft(SEA), a_draft(card={"flood_depth": 999})))
    assert rung == []
    take(platform, offered(a_draft(), a_draft()))
    assert rung == ["disaster"]


def test_a_row_travels_with_every_column(platform: Platform) -> None:
    report = kept(take(platform, offered(a_draft(photo=model.Photo(b"l", b"s", hash=-5), title="Judul"))))[0]
    with platform.database.reading() as unit:
        found = store.get(unit.connection, report.number)
    assert found == report
    assert set(row_of(report)) | {"number"} == set(reports.columns.keys())
