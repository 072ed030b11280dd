"""Laporan situasi: what it says, what changed since the last, in both languages; its sketch, its plot, its page."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from simpul.disaster.model import Status
from simpul.disaster.model.incidents import Account, Counted, FigureKind, Stage, Taken, Turn
from simpul.disaster.rules import severity_plot, sketch
from simpul.disaster.rules.sitrep import LISTED, Affected, Issuer, Known, content
from simpul.disaster.rules.sitrep_words import document, printed
from simpul.disaster.rules.sketch import Spot
from simpul.kernel.i18n import translator
from tests.disaster.test_rules_drafts import NOW
from tests.disaster.test_rules_incidents import GAMBIR, GROWING, KOJA, case, one

pytestmark = pytest.mark.rules
BPBD = Issuer("BPBD DKI Jakarta", "Sari Wulandari", "https://bpbd.example/bencana/kejadian/9")
SECRET = "Rumah Pak Budi, telepon 0812"


def known(**changes: Any) -> Known:
    """Three verified reports in two districts and one that is not, with figures, a log, an area."""
    reports = [
        one(1, minutes=90, text=SECRET),
        one(2, KOJA, minutes=30, severity="severe", card={"report_type": "flood", "flood_depth": 180}),
        one(3, minutes=20),
        one(4, minutes=10, status=Status.UNVERIFIED),
        one(5, status=Status.HIDDEN),
    ]
    made = case(*reports, stage=GROWING, told=Account("Perahu karet", "Evakuasi", "24 personel", "112"))
    incident = made.incident
    history = [
        Taken(incident.id, 2, NOW - timedelta(minutes=60), Turn.ADVANCE, {"from": "open", "to": "growing", "reason": ""}),
        Taken(incident.id, 3, NOW - timedelta(minutes=50), Turn.NOTE, {"text": "Pintu air dibuka", "report": True}),
        Taken(incident.id, 4, NOW - timedelta(minutes=40), Turn.NOTE, {"text": "Rapat internal", "report": False}),
        Taken(incident.id, 5, NOW - timedelta(minutes=30), Turn.NOTE, {"text": "Salah tulis", "report": True}),
        Taken(incident.id, 6, NOW - timedelta(minutes=29), Turn.UNDO, {"of": 5, "kind": "note"}),
    ]
    figures = {FigureKind.EVACUATED: Counted(FigureKind.EVACUATED, 1240, "Camat Gambir", NOW, NOW, 7)}
    places = {GAMBIR: "Gambir, Jakarta Pusat", KOJA: "Koja, Jakarta Utara"}
    districts = {GAMBIR: "Gambir", KOJA: "Koja"}
    areas = [Affected("RW 07", 3, NOW)]
    plain = Known(incident, made.reports, history, figures, areas, places, districts, "DKI Jakarta")
    return replace(plain, **changes)


def first(**changes: Any) -> dict[str, Any]:
    return content(known(**changes), BPBD, 1, NOW, None)


def words(said: Mapping[str, Any], lang: str = "id") -> str:
    return json.dumps(printed(document(said, translator(lang))), ensure_ascii=False)


def test_the_content_is_plain_and_complete() -> None:
    said = first()
    assert json.loads(json.dumps(said)) == said
    assert (said["reports"]["verified"], said["reports"]["unverified"], said["reports"]["worst"]) == (3, 1, "severe")
    assert said["figures"] == [
        {"kind": "evacuated", "value": 1240, "source": "Camat Gambir", "at": NOW.isoformat()},
    ]
    assert [row["name"] for row in said["places"]] == ["Gambir", "Koja"]
    assert [row["number"] for row in said["listed"]] == [2, 3, 1, 4]
    assert said["notes"] == [{"at": (NOW - timedelta(minutes=50)).isoformat(), "text": "Pintu air dibuka"}]
    assert [step["stage"] for step in said["steps"]] == ["open", "growing"]
    assert said["zone"] == "WIB"


def test_no_word_of_a_resident_and_no_internal_note_is_in_it() -> None:
    said = json.dumps(first())
    assert SECRET not in said
    assert "Rapat internal" not in said
    assert "Salah tulis" not in said


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "id",
            [
                "Laporan situasi no. 1",
                "Mengungsi (jiwa)",
                "1.240",
                "BELUM DIVERIFIKASI",
                "Kronologi",
                "WIB",
                "di atas kepala",
            ],
        ),
        (
            "en",
            ["Situation report no. 1", "Evacuated (persons)", "1,240", "NOT VERIFIED", "How it went", "verified"],
        ),
    ],
)
def test_it_is_read_in_both_languages(lang: str, expected: list[str]) -> None:
    said = words(first(), lang)
    for phrase in (
        *expected,
        "Pintu air dibuka",
        "Perahu karet",
        "Camat Gambir",
        "RW 07",
        "Sari Wulandari",
        "kejadian/9",
        "WIB",
    ):
        assert phrase in said


def test_times_are_those_of_the_place() -> None:
    jayapura = "91.71.01.1001"
    made = case(one(1, jayapura))
    said = content(replace(known(), incident=made.incident, reports=made.reports, areas=[]), BPBD, 1, NOW, None)
    assert said["zone"] == "WIT"
    assert "WIT" in words(said)
    assert "WIB" not in words(said)


def test_what_changed_since_the_last_edition() -> None:
    before = first()
    later = known()
    figures = {
        FigureKind.EVACUATED: replace(later.figures[FigureKind.EVACUATED], value=1500),
        FigureKind.DEAD: Counted(FigureKind.DEAD, 1, "RS", NOW, NOW, 8),
    }
    calm = replace(later, incident=replace(later.incident, stage=Stage.EASING), figures=figures, areas=[])
    said = content(calm, BPBD, 2, NOW, before)
    assert [(one["what"], one["before"], one["now"]) for one in said["changes"]] == [
        ("stage", "growing", "easing"),
        ("kind:evacuated", 1240, 1500),
        ("kind:dead", None, 1),
        ("name:RW 07", 3, None),
    ]
    read = words(said)
    assert "Perubahan sejak laporan no. 1" in read
    assert "1.500" in read


def test_an_edition_without_news_says_so() -> None:
    said = content(known(), BPBD, 2, NOW, first())
    assert said["changes"] == []
    assert "Tidak ada perubahan" in words(said)


@pytest.mark.parametrize(
    ("tag", "issuer", "training", "loud"),
    [("training", BPBD, True, "LATIHAN"), ("demo", replace(BPBD, demo=True), False, "PERAGAAN")],
)
def test_exercise_and_demonstration_stay_marked(tag: str, issuer: Issuer, training: bool, loud: str) -> None:
    made = known()
    said = content(replace(made, incident=replace(made.incident, training=training)), issuer, 1, NOW, None)
    assert tag in said["tags"]
    assert "unverified" in said["tags"]
    read = document(said, translator("id"))
    assert any(loud in words for words in read.loud)
    assert len(read.loud) == 1


def test_a_thousand_reports_make_a_report_of_bounded_length() -> None:
    many = case(*(one(n, minutes=n / 10) for n in range(1, 1001)))
    said = content(replace(known(), incident=many.incident, reports=many.reports), BPBD, 1, NOW, None)
    assert len(said["listed"]) == LISTED
    assert "40 dari 1.000 laporan" in words(said)
    assert len(json.dumps(said)) < 100_000


def test_the_drawings_are_whole_pictures_with_an_alternative() -> None:
    for section in document(first(), translator("en")).sections:
        if section.picture:
            assert ET.fromstring(section.picture.svg).tag.endswith("svg")
            assert section.picture.alt


def test_hostile_names_are_drawn_as_text() -> None:
    made = case()
    square = {"type": "Polygon", "coordinates": [[[106, -7], [108, -7], [108, -5], [106, -5], [106, -7]]]}
    frame = sketch.frame_of(made.incident.spread.extent, [])
    outline = sketch.clipped(frame, '<script>"&', square)
    drawn = sketch.sketch(made.incident.spread.extent, [Spot(106.83, -6.17, "severe", False)], [outline], "<U>")
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    ET.fromstring(drawn)


def test_the_sketch_keeps_scale_and_proportion() -> None:
    extent = case(one(1), one(2, x=106.93)).incident.spread.extent
    frame = sketch.frame_of(extent, [])
    west, south, east, north = sketch.box_of(frame)
    x, y = frame.at(106.88, (south + north) / 2)
    assert abs(x - sketch.WIDTH / 2) < 2
    assert abs(y - sketch.HEIGHT / 2) < 2
    metres = (east - west) * 111_320 * 0.9942
    assert abs(metres / sketch.WIDTH - (north - south) * 111_320 / sketch.HEIGHT) < 0.2
    assert west < 106.83 < 106.93 < east


def test_reports_over_time_are_counted_in_whole_steps_of_the_clock() -> None:
    found = severity_plot.series([one(n, minutes=n * 10) for n in range(1, 10)], NOW, 7)
    assert sum(found.totals) == 9
    assert len(found.starts) <= severity_plot.MOST
    assert all(at.second == 0 and at.minute % (found.step.total_seconds() // 60 or 1) == 0 for at in found.starts)
    assert severity_plot.series([], NOW, 7).totals == (0, 0, 0, 0)


@pytest.mark.parametrize(("most", "ticks"), [(0, (0, 1)), (1, (0, 1)), (7, (0, 2, 4, 6, 8)), (41, (0, 20, 40, 60))])
def test_the_axis_has_round_whole_ticks(most: int, ticks: tuple[int, ...]) -> None:
    assert severity_plot.axis(most) == ticks
