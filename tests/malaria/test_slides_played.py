"""The month of a laboratory, played through the pages: slides, a second reading, a reader found wanting, a certificate."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from simpul.kernel.platform import Platform
from simpul.malaria.actions import cross_checking as actions
from simpul.malaria.actions import training
from simpul.malaria.model.slide_refusals import AttendanceChanged
from simpul.malaria.model.slides import Attendance
from tests.malaria import desk_makers as makers

LEAD = makers.LEAD
SECOND = makers.person("92.06", "malaria.reader")


def send(client: Any, path: str, **form: str) -> Any:
    token = client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]
    answer = client.post(path, data={"csrf": token, **form})
    assert answer.status_code in (200, 303), (path, answer.status_code, answer.text[:2000])
    return answer


def certified(platform: Platform, desk: Any, who: UUID) -> Attendance:
    """The reader attends a training and passes; the certificate is a PDF."""
    pelatihan = "/malaria/meja/pelatihan"
    told = {"title": "Penyegaran mikroskopis", "kind": "reader", "held_on": "2026-11-20", "place": "Bintuni"}
    send(desk, pelatihan, **told, trainer="Bu Latih", months="12")
    (course,) = training.courses(platform, LEAD)
    send(desk, f"{pelatihan}/{course.id}", step="attend", who=str(who))
    (person,) = training.course(platform, LEAD, course.id).people
    send(desk, f"{pelatihan}/{course.id}", step="grade", id=f"{person.id}:1", result="passed", score="91")
    (passed,) = training.course(platform, LEAD, course.id).people
    assert passed.valid_until == date(2027, 11, 20)
    assert desk.get(f"{pelatihan}/sertifikat/{person.id}.pdf").content.startswith(b"%PDF")
    return passed


def a_slip_keeps_what_was_typed(desk: Any, there: str, slide: str) -> None:
    """A third reading with a wrong density is refused at its field, and neither the slide nor the number is lost."""
    token = desk.get(there).text.partition('name="csrf" value="')[2].partition('"')[0]
    slip = desk.post(there, data={"csrf": token, "code": slide, "seen": "vivax", "density": "12oo"})
    assert 'id="seen-error"' in slip.text
    assert 'value="12oo"' in slip.text
    assert f'<option value="{slide}" selected>' in slip.text


def test_a_month_is_played_from_the_laboratory_to_the_certificate(platform, client_for):
    """Sixty slides come in, some are read again, the reader misses half of the positive ones, learns, and is certified."""
    desk, second = client_for(LEAD), client_for(SECOND)
    mutu = "/malaria/meja/mutu"
    send(desk, mutu, name="Pak Keliru", facility="Puskesmas Uji")
    ((one, _),) = actions.readers(platform, LEAD)
    ill = [f"P{n};5/10/2026;Pv;{800 + n}" for n in range(12)]
    lines = "\n".join(ill + [f"N{n};2026-10-06;neg" for n in range(48)])
    send(desk, f"{mutu}/pembaca/{one.id}", step="slides", lines=lines)
    send(desk, f"{mutu}/pembaca/{one.id}", step="draw", month="2026-10")
    (drawn,) = actions.reader(platform, LEAD, one.id).rounds
    assert drawn.slides == 17  # all 12 positive and 5 of 48 negative ones

    assert "Ask the malaria desk" in second.get("/en/malaria/baca-ulang").text
    send(second, "/malaria/baca-ulang")
    send(desk, mutu, step="admit", account=str(SECOND.id))
    truth = {code: label for label, _, code in actions.packing(platform, LEAD, drawn.id)}
    here = f"/malaria/baca-ulang/{drawn.id}"
    for code, label in truth.items():
        seen = "falciparum" if label in ("P0", "P1", "P2") or label[0] == "N" else "vivax"
        send(second, f"{here}/{code}", version="1", seen=seen, density="")
    assert "All slides are read" in second.get(f"/en{here}").text

    there = f"{mutu}/putaran/{drawn.id}"
    send(desk, there)
    _, pairs, judged = actions.results(platform, LEAD, drawn.id)
    assert (judged.true_positive, judged.false_negative, judged.verdict) == (12, 5, "wanting")
    slide = f"{next(each.code for each in pairs if each.first.result == 'negative')}:2"
    a_slip_keeps_what_was_typed(desk, there, slide)
    send(desk, there, code=slide, seen="negative", density="")
    _, _, judged = actions.results(platform, LEAD, drawn.id)
    assert (judged.false_negative, judged.true_negative) == (4, 1)
    assert judged.wanting == ["sensitivity", "species"]
    assert "Found wanting" in desk.get(f"/en{mutu}").text

    send(desk, f"{mutu}/pembaca/{one.id}", step="follow", what="retraining", reason="ikut pelatihan November")
    passed = certified(platform, desk, one.id)
    page = client_for().get(f"/en/malaria/sertifikat?kode={passed.code}").text
    assert "This certificate holds" in page
    assert "Pak Keliru" in page


def test_a_wrong_score_keeps_what_was_typed_and_who_was_chosen(platform, client_for):
    """Nobody is preselected: a certificate must not go to whoever stands first in the list."""
    desk, here, people = _course_of_two(platform, client_for)
    token = desk.get(here).text.partition('name="csrf" value="')[2].partition('"')[0]
    chosen = f"{people[1].id}:1"
    answer = desk.post(here, data={"csrf": token, "step": "grade", "id": chosen, "result": "failed", "score": "101"})
    assert answer.status_code == 422
    assert f'<option value="{chosen}" selected>' in answer.text
    assert '<option value="failed" selected>' in answer.text
    assert 'value="101"' in answer.text
    nobody = desk.post(here, data={"csrf": token, "step": "grade", "id": "", "result": "passed", "score": ""})
    assert (nobody.status_code, "Pilih orangnya" in nobody.text) == (422, True)


def test_who_was_added_by_mistake_is_taken_out_and_who_has_a_certificate_is_not(platform, client_for):
    desk, here, people = _course_of_two(platform, client_for)
    send(desk, here, step="grade", id=f"{people[0].id}:1", result="passed", score="80")
    assert "Sudah dikeluarkan" in desk.get(send(desk, here, step="leave", id=f"{people[1].id}:1").headers["location"]).text
    course = people[0].course
    (left,) = training.course(platform, LEAD, course).people
    assert left.id == people[0].id
    with pytest.raises(AttendanceChanged):
        training.leave(platform, LEAD, id=left.id, version=left.version)


def _course_of_two(platform: Platform, client_for: Any) -> tuple[Any, str, list[Attendance]]:
    desk = client_for(LEAD)
    course = training.hold(platform, LEAD, training.NewCourse("RDT", "reader", "2026-11-02", "Bintuni", "Bu Latih"))
    for name in ("Bu Satu", "Pak Dua"):
        send(desk, "/malaria/meja/mutu", name=name, facility="Puskesmas Uji")
    for one, _ in actions.readers(platform, LEAD):
        training.attend(platform, LEAD, course=course, who=one.id)
    return desk, f"/malaria/meja/pelatihan/{course}", list(training.course(platform, LEAD, course).people)
