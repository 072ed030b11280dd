"""Slides are drawn, read blind, judged when closed; training ends in a certificate that anybody can check."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions import cross_checkers, demo_quality, forgetting, training
from simpul.malaria.actions import cross_checking as actions
from simpul.malaria.model.desk_refusals import DeskNothing, DeskOnly, NotYourVillage
from simpul.malaria.model.slide_refusals import (
    AlreadyThere,
    CertificateWithdrawn,
    CourseWrong,
    NotAdmitted,
    NothingToDraw,
    OwnSlides,
    ReadersOnly,
    ReadingChanged,
    RoundClosed,
    RoundOpen,
    SlideLineWrong,
)
from simpul.malaria.model.slides import Attendance, BlindSlide, Reading
from simpul.malaria.store.quality_tables import attendances, microscopists, rounds, seconds, slides
from tests.malaria import desk_makers as makers

LEAD = makers.LEAD
SECOND = makers.person("92.06", "malaria.reader")
MONTH = date(2026, 10, 1)
NEGATIVE = Reading("negative")
LINES = "\n".join([f"P{n};2026-10-05;Pv" for n in range(6)] + [f"N{n};2026-10-06;neg" for n in range(40)])


@pytest.fixture
def reader(platform) -> UUID:
    return actions.add_reader(platform, LEAD, actions.NewReader("Bu Mikro", "Puskesmas Uji", "92.06"))


@pytest.fixture
def drawn(platform, reader) -> UUID:
    actions.add_slides(platform, LEAD, reader=reader, text=LINES)
    admitted(platform, SECOND)
    return actions.draw(platform, LEAD, reader=reader, month=MONTH)


def admitted(platform: Platform, actor: Actor, *own: UUID) -> None:
    """The desk has said which slides are the own of this cross-checker."""
    cross_checkers.ask(platform, actor)
    assert actor.id is not None
    cross_checkers.admit(platform, LEAD, account=actor.id, own=own)


def read_all(platform: Platform, drawn: UUID, seen: Reading = NEGATIVE) -> None:
    for one in actions.blind_round(platform, SECOND, drawn):
        actions.read(platform, SECOND, one=one, seen=seen)


def test_slides_registered_twice_stay_as_they_were(platform, reader):
    assert actions.add_slides(platform, LEAD, reader=reader, text="A;2026-10-05;Pv\nB;2026-10-05;neg") == 2
    assert actions.add_slides(platform, LEAD, reader=reader, text="A;2026-10-05;Pf\nC;2026-10-05;neg") == 1
    with pytest.raises(SlideLineWrong):
        actions.add_slides(platform, LEAD, reader=reader, text="D;2026-10-05;Pv\nE;2099-10-05;neg")
    assert actions.reader(platform, LEAD, reader).months == [(MONTH, 3, 1, 0)]


def test_a_month_is_drawn_until_nothing_is_left_and_no_slide_twice(platform, reader, drawn):
    first = actions.round_(platform, LEAD, drawn)
    assert first.slides == 10  # 6 positives and 4 of 40 negatives
    while True:
        try:
            actions.draw(platform, LEAD, reader=reader, month=MONTH)
        except NothingToDraw:
            break
    assert sum(one.slides for one in actions.reader(platform, LEAD, reader).rounds) == 46


def test_the_second_reader_sees_codes_and_nothing_of_the_first_reading(platform, drawn, client_for):
    client = client_for(SECOND)
    for path in ("/malaria/baca-ulang", f"/malaria/baca-ulang/{drawn}", f"/malaria/baca-ulang/{drawn}/X"):
        page = client.get(path).text
        for told in ("Bu Mikro", "Puskesmas Uji", "P. vivax", r"\bP0", r"\bN0"):  # the round's own code may be HP01
            assert not re.search(told, page), (path, told)
    code = actions.blind_round(platform, SECOND, drawn)[0].code
    page = client.get(f"/malaria/baca-ulang/{drawn}/{code}").text
    assert "checked" not in page
    assert "Bu Mikro" not in page
    for path in ("/malaria/meja/mutu", "/malaria/meja/mutu/ekspor.csv", f"/malaria/meja/mutu/putaran/{drawn}"):
        assert client.get(path).status_code == 403


def test_whoever_judges_reads_nothing_and_whoever_reads_judges_nothing(platform, drawn):
    for actor in (
        LEAD,
        makers.person("92.06", "malaria.reader", "malaria.officer"),
        makers.person("91.05", "malaria.reader"),
    ):
        with pytest.raises((ReadersOnly, NotAdmitted)):
            actions.blind_round(platform, actor, drawn)
    far = makers.person("91.05", "malaria.reader")
    cross_checkers.ask(platform, far)
    cross_checkers.admit(platform, makers.person("91.05", "malaria.officer"), account=far.id, own=[])
    with pytest.raises(DeskNothing):
        actions.blind_round(platform, far, drawn)
    assert actions.to_read(platform, far) == []
    for step in (actions.round_, actions.results, actions.close):
        with pytest.raises(DeskOnly):
            step(platform, SECOND, drawn)
    with pytest.raises(DeskNothing):
        actions.round_(platform, makers.person("91.05", "malaria.officer"), drawn)
    with pytest.raises(NotYourVillage):
        actions.add_reader(platform, LEAD, actions.NewReader("Pak Lain", "Jauh", "91.05"))


def test_results_are_shown_when_all_were_read_and_the_round_is_closed(platform, drawn):
    with pytest.raises(RoundOpen):
        actions.close(platform, LEAD, drawn)
    with pytest.raises(RoundOpen):
        actions.results(platform, LEAD, drawn)
    read_all(platform, drawn)
    actions.close(platform, LEAD, drawn)
    _, _, judged = actions.results(platform, LEAD, drawn)
    assert (judged.true_negative, judged.false_positive) == (4, 6)
    assert judged.verdict == "wanting"
    one = actions.blind_round(platform, SECOND, drawn)[0]
    with pytest.raises(RoundClosed):
        actions.read(platform, SECOND, one=one, seen=Reading("negative"))


def test_a_third_reading_settles_a_difference_and_only_a_difference(platform, drawn):
    read_all(platform, drawn)
    actions.close(platform, LEAD, drawn)
    _, pairs, _ = actions.results(platform, LEAD, drawn)
    differs = next(one for one in pairs if one.discordant)
    same = next(one for one in pairs if not one.discordant)
    version = actions.versions(platform, LEAD, drawn)
    vivax = Reading("positive", "vivax")
    actions.settle(platform, LEAD, one=BlindSlide(drawn, differs.code, True, version[differs.code]), seen=vivax)
    with pytest.raises(ReadingChanged):
        actions.settle(platform, LEAD, one=BlindSlide(drawn, differs.code, True, version[differs.code]), seen=vivax)
    with pytest.raises(DeskNothing):
        actions.settle(platform, LEAD, one=BlindSlide(drawn, same.code, True, version[same.code]), seen=vivax)
    assert actions.results(platform, LEAD, drawn)[2].false_positive == 5


def test_two_readers_on_one_slide_the_second_is_told(platform, drawn):
    one = actions.blind_round(platform, SECOND, drawn)[0]
    actions.read(platform, SECOND, one=one, seen=Reading("negative"))
    with pytest.raises(ReadingChanged):
        actions.read(platform, SECOND, one=one, seen=Reading("positive", "vivax"))


def test_the_audit_trail_of_a_reading_says_that_it_was_made_and_not_what_was_seen(platform, drawn):
    one = actions.blind_round(platform, SECOND, drawn)[0]
    actions.read(platform, SECOND, one=one, seen=Reading("positive", "knowlesi"))
    with platform.database.reading() as unit:
        rows = unit.connection.execute(text("SELECT a::text FROM kernel_audit AS a")).scalars().all()
    assert any("malaria.quality.read" in row for row in rows)
    assert not any("knowlesi" in row for row in rows)


def held(platform: Platform) -> UUID:
    makers.villages(platform)
    new = training.NewCourse("Pelatihan RDT", "worker", "2026-11-02", "Bintuni", "Bu Latih", "24")
    return training.hold(platform, LEAD, new)


def worker(platform: Platform) -> UUID:
    from simpul.malaria.actions import workers

    made = workers.add_worker(platform, LEAD, name="Mama Uji", kind="jmk", village=makers.BINTUNI)
    return made.id if hasattr(made, "id") else made


def test_a_certificate_is_given_to_who_passed_and_can_be_checked_by_anybody(platform, client_for):
    course, who = held(platform), worker(platform)
    training.attend(platform, LEAD, course=course, who=who)
    with pytest.raises((AlreadyThere, DeskNothing)):
        training.attend(platform, LEAD, course=course, who=who)
    (one,) = training.course(platform, LEAD, course).people
    assert (one.result, one.code) == ("waiting", "")
    passed = training.grade(platform, LEAD, one.id, training.NewResult("passed", "88", one.version))
    assert passed.number.endswith("/MAL/2026")
    assert passed.valid_until == date(2028, 11, 2)
    page = client_for().get(f"/en/malaria/sertifikat?kode={passed.code.lower()}")
    assert "This certificate holds" in page.text
    assert client_for().get("/malaria/sertifikat?kode=AAAAAAAAAA").status_code == 404
    training.withdraw(platform, LEAD, id=one.id, reason="salah orang", version=2)
    assert "No certificate holds" in client_for().get(f"/en/malaria/sertifikat?kode={passed.code}").text


def test_a_certificate_is_a_pdf(platform, client_for):
    course, who = held(platform), worker(platform)
    training.attend(platform, LEAD, course=course, who=who)
    (one,) = training.course(platform, LEAD, course).people
    training.grade(platform, LEAD, one.id, training.NewResult("passed", "", 1))
    found = client_for(LEAD).get(f"/malaria/meja/pelatihan/sertifikat/{one.id}.pdf")
    assert found.content.startswith(b"%PDF")
    assert client_for(makers.person("91.05", "malaria.officer")).get(found.url.path).status_code == 404


def test_a_course_in_the_future_or_without_a_title_is_none(platform):
    for new in (
        training.NewCourse("", "worker", "2026-11-02", "Bintuni", ""),
        training.NewCourse("RDT", "worker", "2026-12-24", "Bintuni", ""),
        training.NewCourse("RDT", "worker", "kemarin", "Bintuni", ""),
        training.NewCourse("RDT", "siapa", "2026-11-02", "Bintuni", ""),
    ):
        with pytest.raises(CourseWrong):
            training.hold(platform, LEAD, new)


def test_the_demo_has_a_reader_who_is_found_wanting_and_one_who_is_not(platform, client_for):
    demo_quality.seed(platform)
    demo_quality.seed(platform)
    found = {one.name.split()[0]: judged.verdict for one, judged in actions.readers(platform, LEAD)}
    assert found == {"Yakomina": "good", "Markus": "wanting"}
    client = client_for(LEAD)
    for path in ("mutu", "mutu/ekspor.csv", "pelatihan", "pelatihan/ekspor.csv"):
        assert client.get(f"/malaria/meja/{path}").status_code == 200
    reader = next(one for one, _ in actions.readers(platform, LEAD))
    page = client.get(f"/en/malaria/meja/mutu/pembaca/{reader.id}").text
    assert "Cohen" in page
    one = next(each for each in actions.reader(platform, LEAD, reader.id).rounds if each.closed_at)
    assert "Third reading" in client.get(f"/en/malaria/meja/mutu/putaran/{one.id}").text


def test_nothing_in_the_second_readers_addresses_tells_the_draw(platform, drawn):
    """Who knows the seed and guesses how many were positive knows which codes are: the seed is not in the round's id."""
    one = actions.round_(platform, LEAD, drawn)
    assert one.seed != drawn.int % 2**62
    with platform.database.reading() as unit:
        rows = unit.connection.execute(text("SELECT a::text FROM kernel_audit AS a")).scalars().all()
    assert not any(str(one.seed) in row for row in rows)


def test_the_desk_says_which_slides_are_the_own_before_any_is_shown(platform, reader, drawn):
    new = makers.person("92", "malaria.reader")
    with pytest.raises(NotAdmitted):
        actions.to_read(platform, new)
    cross_checkers.ask(platform, new)
    cross_checkers.ask(platform, new)
    for step in (actions.to_read, lambda *of: actions.blind_round(*of, drawn)):
        with pytest.raises(NotAdmitted):
            step(platform, new)
    with pytest.raises(DeskNothing):  # the province's cross-checker is admitted by the province
        cross_checkers.admit(platform, LEAD, account=new.id, own=[])
    province = makers.person("92", "malaria.officer")
    cross_checkers.admit(platform, province, account=new.id, own=[reader])
    assert actions.to_read(platform, new) == []
    with pytest.raises(OwnSlides):
        actions.blind_round(platform, new, drawn)
    with pytest.raises(DeskNothing):  # a reader who has an account keeps it
        cross_checkers.admit(platform, LEAD, account=SECOND.id, own=[reader])
    cross_checkers.admit(platform, province, account=new.id, own=[])
    assert [one.id for one in actions.to_read(platform, new)] == [drawn]
    for asks in (LEAD, makers.person("92.06", "malaria.clinician")):
        with pytest.raises(ReadersOnly):
            cross_checkers.ask(platform, asks)
    with pytest.raises(DeskOnly):
        cross_checkers.admit(platform, SECOND, account=SECOND.id, own=[])


def test_a_cross_checker_sees_what_she_saw_and_not_what_another_saw(platform, drawn, client_for):
    other = makers.person("92.06", "malaria.reader", agency="ID/GOV/92/LABKES")
    other = replace(other, id=UUID(int=77), name="Pak Silang")
    admitted(platform, other)
    one, two = actions.blind_round(platform, SECOND, drawn)[:2]
    actions.read(platform, SECOND, one=one, seen=Reading("positive", "knowlesi", 4321))
    assert actions.own_reading(platform, SECOND, id=drawn, code=one.code)[1] == Reading("positive", "knowlesi", 4321)
    mine, seen = actions.own_reading(platform, other, id=drawn, code=one.code)
    assert (mine.read, mine.mine, seen) == (True, False, None)
    with pytest.raises(ReadingChanged):
        actions.read(platform, other, one=mine, seen=NEGATIVE)
    page = client_for(other).get(f"/en/malaria/baca-ulang/{drawn}/{one.code}").text
    assert "4321" not in page
    assert "checked" not in page.replace("cross-checked", "")
    actions.read(platform, other, one=two, seen=NEGATIVE)


def test_the_list_for_the_box_names_labels_and_codes_and_no_reading(platform, drawn, client_for):
    found = actions.packing(platform, LEAD, drawn)
    assert [label for label, *_ in found] == sorted(label for label, *_ in found if label[0] == "P") + sorted(
        label for label, *_ in found if label[0] == "N"
    )
    assert {code for *_, code in found} == {one.code for one in actions.blind_round(platform, SECOND, drawn)}
    page = client_for(LEAD).get(f"/en/malaria/meja/mutu/putaran/{drawn}").text
    assert found[0][2] in page
    assert "vivax" not in page
    with pytest.raises(DeskOnly):
        actions.packing(platform, SECOND, drawn)


def graded(platform: Platform, result: str = "passed", score: str = "88") -> tuple[UUID, Attendance]:
    course, who = held(platform), worker(platform)
    training.attend(platform, LEAD, course=course, who=who)
    (one,) = training.course(platform, LEAD, course).people
    return course, training.grade(platform, LEAD, one.id, training.NewResult(result, score, one.version))


def test_a_number_once_given_is_never_given_again(platform):
    _, first = graded(platform)
    failed = training.grade(platform, LEAD, first.id, training.NewResult("failed", "20", 2))
    assert (failed.number, failed.withdrawn != "") == (first.number, True)
    again = training.grade(platform, LEAD, first.id, training.NewResult("passed", "80", 3))
    assert (again.number, again.code, again.withdrawn) == (first.number, first.code, "")
    _, second = graded(platform)
    assert (first.number, second.number) == ("0001/MAL/2026", "0002/MAL/2026")


def test_a_certificate_that_was_withdrawn_does_not_hold_again_by_a_new_result(platform):
    _, one = graded(platform)
    training.withdraw(platform, LEAD, id=one.id, reason="salah orang", version=2)
    with pytest.raises(CertificateWithdrawn):
        training.grade(platform, LEAD, one.id, training.NewResult("passed", "", 3))


def test_people_are_forgotten_five_years_after_the_last_course_or_slide(platform, clock, reader, drawn):
    course, one = graded(platform)
    clock.advance(timedelta(days=5 * 365 - 30))
    forgetting.forget(platform)
    assert actions.reader(platform, LEAD, reader).reader.name == "Bu Mikro"
    clock.advance(timedelta(days=60))
    forgetting.forget(platform)
    with pytest.raises(DeskNothing):
        actions.reader(platform, LEAD, reader)
    with pytest.raises(DeskNothing):
        training.course(platform, LEAD, course)
    assert training.checked(platform, one.code) is None
    with pytest.raises(NotAdmitted):
        actions.to_read(platform, SECOND)
    with platform.database.reading() as unit:
        for table in (slides, rounds, seconds, microscopists, attendances):
            assert unit.connection.scalar(select(func.count()).select_from(table)) == 0, table.name


def test_a_certificate_that_holds_keeps_its_person(platform, clock, reader):
    new = training.NewCourse("Sertifikasi", "reader", "2026-11-02", "Manokwari", "Bu Latih", "84")
    course = training.hold(platform, LEAD, new)
    training.attend(platform, LEAD, course=course, who=reader)
    (one,) = training.course(platform, LEAD, course).people
    passed = training.grade(platform, LEAD, one.id, training.NewResult("passed", "", 1))
    clock.advance(timedelta(days=6 * 365))
    forgetting.forget(platform)
    assert training.checked(platform, passed.code) is not None
    assert actions.reader(platform, LEAD, reader).reader.name == "Bu Mikro"
    clock.advance(timedelta(days=400))
    forgetting.forget(platform)
    assert training.checked(platform, passed.code) is None


def test_a_slide_that_is_broken_or_lost_can_be_said_so_and_counts_for_nothing(platform, drawn, client_for):
    """Else one broken slide keeps its round open for ever."""
    first, *others = actions.blind_round(platform, SECOND, drawn)
    client = client_for(SECOND)
    path = f"/malaria/baca-ulang/{drawn}/{first.code}"
    token = client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]
    assert client.post(path, data={"csrf": token, "version": "1", "seen": "unreadable"}).status_code == 303
    for one in others:
        actions.read(platform, SECOND, one=one, seen=NEGATIVE)
    actions.close(platform, LEAD, drawn)
    _, pairs, judged = actions.results(platform, LEAD, drawn)
    assert judged.true_negative + judged.false_positive == 9
    assert not next(one for one in pairs if one.code == first.code).discordant
    assert "Cannot be read" in client_for(LEAD).get(f"/en/malaria/meja/mutu/putaran/{drawn}").text


def test_no_two_open_rounds_bear_the_same_letters(platform, reader):
    for month in range(1, 11):
        lines = "\n".join(f"{n};2026-{month:02d}-0{n};Pv" for n in range(1, 6))
        actions.add_slides(platform, LEAD, reader=reader, text=lines)
        actions.draw(platform, LEAD, reader=reader, month=date(2026, month, 1))
    found = [one.codes[0] for one in actions.reader(platform, LEAD, reader).rounds]
    assert len({code[:2] for code in found}) == 10
    assert all(code.endswith("01") for code in found)
