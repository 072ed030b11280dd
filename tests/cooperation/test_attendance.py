"""Who was there: by a code that changes, once a day, on one's own device, from afar by a word; corrected with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest

from simpul.cooperation.actions import attendance, attending
from simpul.cooperation.actions.attendance import Correction
from simpul.cooperation.actions.attending import Asker
from simpul.cooperation.model.activities import ActivityState, Precision
from simpul.cooperation.model.activity_refusals import ActivityUnknown
from simpul.cooperation.model.attendance import (
    CertificateRule,
    CertificateRuleChanged,
    CertificateRuleWrong,
    CodeWordWrong,
    NotThisDay,
    PresenceChanged,
    PresenceReasonMissing,
    PresenceUnknown,
    RoomCodeOld,
    Way,
)
from simpul.cooperation.model.programmes import NotYourProgramme
from simpul.cooperation.rules import attendance_codes as codes
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import TooMany
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT
from tests.cooperation.attendance_makers import (
    SINCE,
    UNTIL,
    key_of,
    known,
    number_of,
    room_code,
    two_days,
    was_there,
    word_of,
)
from tests.cooperation.people import EVERYBODY, KEEPER

PHONE = Asker("telepon", "jaringan")


def test_who_scans_the_screen_and_types_their_number_is_there_once(platform: Platform) -> None:
    _, one, other = two_days(platform)
    seen = attending.scanned(platform, room_code(platform), "telepon")
    key, fresh = attending.check_in(platform, seen.grant, number_of(platform, one).lower(), PHONE)
    assert (key, fresh) == (key_of(platform, one), True)
    assert attending.check_in(platform, seen.grant, number_of(platform, one), PHONE)[1] is False
    assert (found := known(platform, one)) is not None
    assert found.way is Way.ROOM
    assert found.version == 1
    assert known(platform, other) is None
    assert attendance.seen(platform, KEEPER, VISIT).here == 1


def test_a_code_counts_while_it_is_shown_and_thirty_seconds_more(platform: Platform, clock: FixedClock) -> None:
    two_days(platform)
    code, shown = room_code(platform), clock.now()
    for seconds, good in ((0, True), (29, True), (59, True), (60, False), (3600, False), (-31, False)):
        clock.advance(shown + timedelta(seconds=seconds) - clock.now())
        if good:
            attending.scanned(platform, code, "telepon")
        else:
            with pytest.raises(RoomCodeOld):
                attending.scanned(platform, code, "telepon")


def test_a_grant_is_for_one_device_and_five_minutes(platform: Platform, clock: FixedClock) -> None:
    _, one, _ = two_days(platform)
    grant, number = attending.scanned(platform, room_code(platform), "telepon").grant, number_of(platform, one)
    with pytest.raises(RoomCodeOld):
        attending.check_in(platform, grant, number, Asker("telepon lain", "jaringan"))
    clock.advance(timedelta(seconds=codes.GRANTED + 1))
    with pytest.raises(RoomCodeOld):
        attending.check_in(platform, grant, number, PHONE)
    assert known(platform, one) is None


def test_forged_codes_and_those_of_another_purpose_open_nothing(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    code, key = room_code(platform), key_of(platform, one)
    grant = attending.scanned(platform, code, "telepon").grant
    forged = codes.room_code(b"x" * 32, codes.Room(VISIT, UNTIL, codes.window(platform.clock.now())))
    changed = ("b" if code[0] != "b" else "c") + code[1:]
    for wrong in (forged, changed, grant, key, code + "a", code[:-1], "", "é" * 40, "a" * 5_000):
        with pytest.raises(RoomCodeOld):
            attending.scanned(platform, wrong, "telepon")
    for wrong in (code, grant, key[:-1], "zz", ""):
        with pytest.raises(PresenceUnknown):
            attending.own(platform, KEEPER, wrong)


def test_a_code_of_another_room_does_not_admit_to_this_one(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    secret = attendance.key_of(platform.keys)
    other = codes.room_code(secret, codes.Room(uuid4(), UNTIL, codes.window(platform.clock.now())))
    yesterday = codes.room_code(secret, codes.Room(VISIT, SINCE, codes.window(platform.clock.now())))
    for wrong in (other, yesterday):
        with pytest.raises(RoomCodeOld):
            attending.scanned(platform, wrong, "telepon")
    assert known(platform, one) is None


def test_numbers_cannot_be_tried_out(platform: Platform) -> None:
    two_days(platform)
    grant = attending.scanned(platform, room_code(platform), "telepon").grant
    for _ in range(attending._PER_DEVICE):
        with pytest.raises(PresenceUnknown):
            attending.check_in(platform, grant, "AAAA-AAAA", PHONE)
    with pytest.raises(TooMany):
        attending.check_in(platform, grant, "AAAA-AAAA", PHONE)


def test_from_afar_the_word_counts_and_minutes_are_kept(platform: Platform, clock: FixedClock) -> None:
    _, one, _ = two_days(platform)
    key = key_of(platform, one)
    with pytest.raises(CodeWordWrong):
        attending.arrive(platform, key, "salah", PHONE)
    with pytest.raises(NotThisDay):
        attending.leave(platform, key)
    assert attending.arrive(platform, key, f" {word_of(platform).lower()} ", PHONE)
    assert not attending.arrive(platform, key, word_of(platform), PHONE)
    clock.advance(timedelta(minutes=95, seconds=59))
    assert attending.leave(platform, key) == 95
    found = known(platform, one)
    assert found is not None
    assert (found.way, found.minutes) == (Way.REMOTE, 95)


def test_a_keeper_s_scan_of_a_badge_counts_once(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    assert [attendance.admit(platform, KEEPER, key_of(platform, one))[1] for _ in range(2)] == [True, False]


def test_a_correction_has_a_reason_and_can_be_undone(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    was_there(platform, one)
    said = Correction(one.id, UNTIL.isoformat(), present=False, reason="pulang sebelum mulai", version=1)
    with pytest.raises(PresenceReasonMissing):
        attendance.correct(platform, KEEPER, VISIT, Correction(one.id, said.day, False, "a", 1))
    attendance.correct(platform, KEEPER, VISIT, said)
    assert (struck := known(platform, one)) is not None
    assert not struck.present
    assert struck.version == 2
    assert attendance.seen(platform, KEEPER, VISIT).here == 0
    with pytest.raises(PresenceChanged):
        attendance.undo(platform, KEEPER, VISIT, said)
    attendance.undo(platform, KEEPER, VISIT, Correction(one.id, said.day, False, "", 2))
    assert (again := known(platform, one)) is not None
    assert again.present
    assert again.way is Way.ROOM
    assert again.version == 3


def test_undoing_a_first_entry_leaves_nothing(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    attendance.correct(platform, KEEPER, VISIT, Correction(one.id, SINCE.isoformat(), True, "lupa memindai", 0))
    attendance.undo(platform, KEEPER, VISIT, Correction(one.id, SINCE.isoformat(), True, "", 1))
    assert known(platform, one, SINCE) is None


def test_who_was_struck_does_not_sign_in_again(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    attendance.correct(platform, KEEPER, VISIT, Correction(one.id, UNTIL.isoformat(), False, "bukan orangnya", 0))
    assert attendance.admit(platform, KEEPER, key_of(platform, one))[1] is False
    assert (found := known(platform, one)) is not None
    assert not found.present


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-24", "kemarin"])
def test_other_days_take_no_corrections(platform: Platform, day: str) -> None:
    _, one, _ = two_days(platform)
    with pytest.raises(NotThisDay):
        attendance.correct(platform, KEEPER, VISIT, Correction(one.id, day, True, "lupa memindai", 0))


@pytest.mark.parametrize("changes", [{"precision": Precision.MONTH}, {"state": ActivityState.CANCELLED}])
def test_days_that_are_not_known_or_not_held_have_no_screen(platform: Platform, changes: dict[str, object]) -> None:
    from tests.cooperation.activity_makers import there

    there(platform, since=SINCE, until=UNTIL, **changes)
    with pytest.raises(NotThisDay):
        attendance.room(platform, KEEPER, VISIT)
    assert attendance.seen(platform, KEEPER, VISIT).days == ()


def test_the_day_is_that_of_the_place(platform: Platform, clock: FixedClock) -> None:
    two_days(platform, zone="KST")
    clock.advance(timedelta(hours=10, minutes=30))  # 00.30 of the next day in Seoul, 22.30 in Jakarta
    with pytest.raises(NotThisDay):
        attendance.room(platform, KEEPER, VISIT)


def test_the_rule_is_checked_and_kept_once(platform: Platform) -> None:
    two_days(platform)
    attendance.set_rule(platform, KEEPER, CertificateRule(VISIT, 50, ("ko", "id", "xx"), 1))
    assert attendance.seen(platform, KEEPER, VISIT).rule == CertificateRule(VISIT, 50, ("id", "ko"), 2)
    with pytest.raises(CertificateRuleChanged):
        attendance.set_rule(platform, KEEPER, CertificateRule(VISIT, 60, ("id",), 1))
    for share, languages in ((0, ("id",)), (101, ("id",)), (80, ()), (80, ("xx",))):
        with pytest.raises(CertificateRuleWrong):
            attendance.set_rule(platform, KEEPER, CertificateRule(VISIT, share, languages, 2))


READ = {"centre", "keeper", "reader", "korean", "korean reader", "seated centre"}
KEEP = {"centre", "keeper", "korean", "seated centre"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_reads_and_who_keeps_the_list(platform: Platform, name: str) -> None:
    _, one, _ = two_days(platform)
    who = EVERYBODY[name]
    said = Correction(one.id, UNTIL.isoformat(), True, "lupa memindai", 0)
    acts = (
        lambda: attendance.seen(platform, who, VISIT),
        lambda: attendance.room(platform, who, VISIT),
        lambda: attendance.badges(platform, who, VISIT),
        lambda: attendance.set_rule(platform, who, CertificateRule(VISIT, 70)),
        lambda: attendance.correct(platform, who, VISIT, said),
        lambda: attendance.admit(platform, who, key_of(platform, one)),
    )
    may: list[object] = []
    for act in acts:
        try:
            act()
            may.append(True)
        except (ActivityUnknown, NotYourProgramme) as refusal:
            may.append(type(refusal))
    rest = True if name in KEEP else NotYourProgramme if name in READ else ActivityUnknown
    assert may == [True if name in READ else ActivityUnknown, *[rest] * 5]
