"""Residents' votes and flags: a thousand votes of one device are one; who voted is forgotten; the desk answers flags."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from simpul.disaster import actions, model
from simpul.disaster.actions import deciding, flagging, voting
from simpul.disaster.actions.flagging import Answer
from simpul.disaster.model import Photo, Report, Status
from simpul.disaster.model import desk_refusals as refusals
from simpul.disaster.store.desk_tables import flags, votes
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import TooMany
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, value_of
from tests.disaster.makers import officer, sent
from tests.disaster.test_actions import history, report_of

PHOTO = Photo(b"large", b"small", 77)


def vote(platform: Platform, report: Report, points: int = 1, **more: str | None) -> int:
    who = {"device": uuid4().hex, "address": uuid4().hex} | more
    return voting.vote(platform, report.number, points=points, **who)  # type: ignore[arg-type]


def kept(platform: Platform, table: object = votes) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


def test_a_vote_is_one_of_its_device_and_can_be_changed(platform: Platform) -> None:
    report = sent(platform)
    assert [vote(platform, report, points, device="sari") for points in (1, 1, -1, 0, 1)] == [1, 1, -1, 0, 1]
    assert vote(platform, report, device="budi") == 2
    assert kept(platform) == 2


def test_a_thousand_votes_of_one_device_count_once(platform: Platform) -> None:
    report = sent(platform)
    refused = 0
    for _ in range(1_000):
        try:
            vote(platform, report, device="bot", address="gerai")
        except TooMany:
            refused += 1
    assert (report_of(platform, report.number).points, kept(platform)) == (1, 1)
    assert refused == 990


def test_many_devices_of_one_address_are_bounded(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform)
    for _ in range(10):
        vote(platform, report, address="warnet")
    with pytest.raises(TooMany):
        vote(platform, report, address="warnet")
    assert report_of(platform, report.number).points == 10
    vote(platform, report, address="rumah")
    clock.advance(timedelta(minutes=20))
    with pytest.raises(TooMany):
        vote(platform, report, address="warnet")


def test_without_a_device_the_address_is_the_voter(platform: Platform) -> None:
    report = sent(platform)
    assert [vote(platform, report, device=None, address="api") for _ in range(3)] == [1, 1, 1]


def test_a_vote_stands_in_no_officers_way_and_is_seen_by_the_feed(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform)
    clock.advance(timedelta(minutes=3))
    vote(platform, report, -1)
    after = report_of(platform, report.number)
    assert (after.version, after.points, after.changed_at) == (1, -1, clock.now())
    assert actions.verify(platform, officer(), report.number, version=1).points == -1
    assert history(platform, report) == ["report", "verify"]


def test_who_voted_is_forgotten_and_the_sum_stays(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform)
    vote(platform, report, device="sari")
    flagging.object_to(platform, report.number, sender="sari", reason="other", note="Saya tahu rumah ini")
    with platform.database.reading() as unit:
        hashes = [*unit.connection.scalars(select(votes.c.voter)), *unit.connection.scalars(select(flags.c.sender))]
    assert "sari" not in hashes
    assert len(set(hashes)) == 2
    clock.advance(timedelta(days=30, seconds=1))
    assert voting.erase_due_votes(platform) == 2
    assert (kept(platform), report_of(platform, report.number).points) == (0, 1)
    with pytest.raises(refusals.VoteClosed):
        vote(platform, report, device="sari")
    clock.advance(timedelta(days=60))
    assert voting.erase_due_votes(platform) == 1
    with platform.database.reading() as unit:
        [row] = unit.connection.execute(select(flags.c.sender, flags.c.note, flags.c.reason)).all()
    assert tuple(row) == (None, None, "other")


@pytest.mark.parametrize(("points", "refusal"), [(2, refusals.VoteUnreadable), (-5, refusals.VoteUnreadable)])
def test_what_is_no_vote(platform: Platform, points: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        vote(platform, sent(platform), points)


def test_no_votes_and_flags_for_what_is_hidden_or_unknown(platform: Platform) -> None:
    report = sent(platform)
    actions.hide(platform, officer(), report.number, version=1, reason="Palsu")
    for number in (report.number, 99, 0, 2**63):
        for act in (
            lambda n: voting.vote(platform, n, device="d", address="a", points=1),
            lambda n: flagging.flag(platform, n, sender="d"),
            lambda n: flagging.withdraw(platform, n, sender="d"),
        ):
            with pytest.raises(model.ReportMissing):
                act(number)


def test_one_flag_of_a_sender_which_can_be_withdrawn(platform: Platform) -> None:
    report = sent(platform)
    assert flagging.object_to(platform, report.number, sender="sari", reason="not-true", note="")
    assert not flagging.object_to(platform, report.number, sender="sari", reason="other", note="Lagi")
    assert flagging.flag(platform, report.number, sender="budi")
    assert report_of(platform, report.number).flags == 2
    assert flagging.flag(platform, report.number, sender="budi", on=False)
    assert not flagging.withdraw(platform, report.number, sender="budi")
    after = report_of(platform, report.number)
    assert (after.flags, after.version) == (1, 1)
    assert flagging.flag(platform, report.number, sender="budi"), "who took it back may object again"


@pytest.mark.parametrize(
    ("reason", "note", "refusal"),
    [
        ("", "", refusals.FlagReasonMissing),
        ("rude", "", refusals.FlagReasonMissing),
        ("other", " ", refusals.FlagNoteMissing),
        ("not-true", "a" * 501, refusals.FlagNoteTooLong),
    ],
)
def test_what_is_no_flag(platform: Platform, reason: str, note: str, refusal: type[Exception]) -> None:
    report = sent(platform)
    with pytest.raises(refusal):
        flagging.object_to(platform, report.number, sender="sari", reason=reason, note=note)
    assert kept(platform, flags) == 0


@pytest.mark.parametrize(
    ("do", "status", "text", "photo"),
    [
        ("hide", Status.HIDDEN, True, True),
        ("text", Status.UNVERIFIED, False, True),
        ("photo", Status.UNVERIFIED, True, False),
        ("accept", Status.UNVERIFIED, True, True),
        ("dismiss", Status.UNVERIFIED, True, True),
    ],
)
def test_the_desk_answers(platform: Platform, do: str, status: Status, text: bool, photo: bool) -> None:
    report = sent(platform, photo=PHOTO)
    for sender in ("sari", "budi"):
        flagging.flag(platform, report.number, sender=sender, reason="names-people")
    [flagged] = flagging.flagged(platform, officer())
    assert (flagged.report.number, len(flagged.flags)) == (report.number, 2)
    flagging.answer_flags(platform, officer(), report.number, Answer(do, 1, "Sudah dilihat"))
    after = report_of(platform, report.number)
    assert (after.status, bool(after.text), bool(after.photo), after.flags) == (status, text, photo, 0)
    assert flagging.flagged(platform, officer()) == []
    with platform.database.reading() as unit:
        answered = {tuple(row) for row in unit.connection.execute(select(flags.c.outcome, flags.c.answer))}
    assert answered == {("dismissed" if do == "dismiss" else "accepted", "Sudah dilihat")}
    with pytest.raises((refusals.FlagMissing, model.StepNotAllowed)):
        flagging.answer_flags(platform, officer(), report.number, Answer("dismiss", after.version, "Lagi"))


def test_an_answer_needs_words_and_the_version_that_was_seen(platform: Platform) -> None:
    report = sent(platform)
    flagging.flag(platform, report.number, sender="sari")
    for answer, refusal in (
        (Answer("dismiss", 1, " "), model.ReasonMissing),
        (Answer("hide", 2, "Palsu"), model.ChangedMeanwhile),
    ):
        with pytest.raises(refusal):
            flagging.answer_flags(platform, officer(), report.number, answer)
    assert report_of(platform, report.number).flags == 1


@pytest.mark.parametrize(
    ("who", "actor", "sees", "refusal"),
    [
        ("officer of the region", officer("31.71"), 1, None),
        ("officer of the whole country", officer(None), 1, None),
        ("officer of another regency", officer("31.72"), 0, model.NotYourRegion),
        ("auditor", Actor(uuid4(), "Rina", "X", "31", frozenset({"exchange.auditor"})), None, model.OfficerOnly),
        ("nobody", Actor.ANONYMOUS, None, model.OfficerOnly),
    ],
)
def test_who_answers_flags(
    platform: Platform, who: str, actor: Actor, sees: int | None, refusal: type[Exception] | None
) -> None:
    report = sent(platform)
    flagging.flag(platform, report.number, sender="sari")
    if sees is None:
        with pytest.raises(model.OfficerOnly):
            flagging.flagged(platform, actor)
    else:
        assert len(flagging.flagged(platform, actor)) == sees
    if refusal:
        with pytest.raises(refusal):
            flagging.answer_flags(platform, actor, report.number, Answer("dismiss", 1, "Benar"))
    else:
        flagging.answer_flags(platform, actor, report.number, Answer("dismiss", 1, "Benar"))


def test_a_part_is_taken_from_the_public_and_given_back(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform, photo=PHOTO, text="Rumah Bu Sari kebanjiran")
    actions.verify(platform, officer(), report.number, version=1)
    bare = deciding.withhold(
        platform, officer(), report.number, version=2, asked=deciding.Withheld("text", "Menyebut nama")
    )
    assert (bare.text, bare.photo, bare.status, bare.version) == (None, report.photo, Status.VERIFIED, 3)
    assert actions.public_report(platform, report.number).text is None
    aside = deciding.withheld_of(platform, officer(), bare)
    assert (aside["text"]["text"], aside["text"]["reason"]) == ("Rumah Bu Sari kebanjiran", "Menyebut nama")
    with pytest.raises(refusals.NothingToWithhold):
        deciding.withhold(platform, officer(), report.number, version=3, asked=deciding.Withheld("text", "Lagi"))
    back = actions.undo(platform, officer(), report.number, version=3)
    assert (back.text, back.status) == ("Rumah Bu Sari kebanjiran", Status.VERIFIED)
    assert deciding.withheld_of(platform, officer(), back) == {}


def test_a_photograph_that_is_withheld_is_the_desks_alone_and_erased_after_90_days(
    platform: Platform, clock: FixedClock
) -> None:
    report = sent(platform, photo=PHOTO)
    actions.verify(platform, officer(), report.number, version=1)
    name = report.photo or ""
    assert actions.photo(platform, Actor.ANONYMOUS, name) == (b"large", True)
    deciding.withhold(platform, officer(), report.number, version=2, asked=deciding.Withheld("photo", "Foto lama"))
    assert report_of(platform, report.number).photo_hash is None
    assert actions.photo(platform, officer(), name) == (b"large", False)
    for actor in (Actor.ANONYMOUS, officer("32")):
        with pytest.raises(model.ReportMissing):
            actions.photo(platform, actor, name)
    clock.advance(timedelta(days=90, seconds=1))
    assert deciding.erase_due_withheld(platform) == 2
    with pytest.raises(model.ReportMissing):
        actions.photo(platform, officer(), name)


def test_voting_and_flagging_by_the_pages(client: TestClient, client_for: Clients, platform: Platform) -> None:
    report = sent(platform)
    voted = client.post(f"/bencana/laporan/{report.number}/suara", data={"points": "1"})
    assert (voted.status_code, voted.headers["location"]) == (303, f"/bencana/laporan/{report.number}?suara=ya#suara")
    for _ in range(3):
        client.post(f"/en/bencana/laporan/{report.number}/suara", data={"points": "1"})
    assert report_of(platform, report.number).points == 1
    assert client.post(f"/bencana/laporan/{report.number}/suara", data={"points": "7"}).status_code == 422
    assert client.post("/bencana/laporan/77/suara", data={"points": "1"}).status_code == 404
    path = f"/bencana/laporan/{report.number}/tandai"
    assert "Apa yang salah" in client.get(path).text
    wrong = client.post(path, data={"do": "flag", "reason": "other", "note": ""})
    assert (wrong.status_code, "Tulis secara singkat" in wrong.text) == (422, True)
    done = client.post(path, data={"do": "flag", "reason": "old-photo", "note": "Ini banjir 2020"})
    assert done.headers["location"].endswith("?ditandai=ya")
    desk = client_for(officer())
    page = desk.get("/bencana/meja/tanda").text
    assert "Ini banjir 2020" in page
    form = {"csrf": value_of(page, "csrf"), "report": str(report.number), "version": "1"}
    empty = desk.post("/bencana/meja/tanda", data=form | {"do": "dismiss", "reason": ""})
    assert (empty.status_code, "Tulis alasan" in empty.text) == (422, True)
    answered = desk.post("/bencana/meja/tanda", data=form | {"do": "dismiss", "reason": "Foto ini baru"})
    assert answered.headers["location"] == f"/bencana/meja/tanda?selesai=dismiss&laporan={report.number}"
    assert "Tidak ada laporan yang dipersoalkan" in desk.get("/bencana/meja/tanda").text
    gone = desk.post("/bencana/meja/tanda", data=form | {"do": "dismiss", "reason": "Lagi"})
    assert (gone.status_code, "sudah dijawab" in gone.text) == (404, True)
    client.post(path, data={"do": "withdraw"})
    assert client_for(officer("32", number=9)).get("/bencana/meja/tanda").status_code == 200
