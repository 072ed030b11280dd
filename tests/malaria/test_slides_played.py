"""The month of a laboratory, played through the pages: slides, a second reading, a reader found wanting, a certificate."""

from datetime import date
from typing import Any
from uuid import UUID

from simpul.kernel.platform import Platform
from simpul.malaria.actions import cross_checking as actions
from simpul.malaria.actions import training
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
    first = next(each for each in pairs if each.first.result == "negative")
    send(desk, there, code=f"{first.code}:2", seen="negative", density="")
    _, _, judged = actions.results(platform, LEAD, drawn.id)
    assert (judged.false_negative, judged.true_negative) == (4, 1)
    assert judged.wanting == ["sensitivity", "species"]
    assert "Found wanting" in desk.get(f"/en{mutu}").text

    send(desk, f"{mutu}/pembaca/{one.id}", step="follow", what="retraining", reason="ikut pelatihan November")
    passed = certified(platform, desk, one.id)
    page = client_for().get(f"/en/malaria/sertifikat?kode={passed.code}").text
    assert "This certificate holds" in page
    assert "Pak Keliru" in page
