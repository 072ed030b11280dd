"""The situation map on paper: every number is in the list, names cannot break the drawing, the PDF is whole."""

import re
from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from starlette.testclient import TestClient

from simpul.disaster.actions import situation_map as actions
from simpul.disaster.actions.areas import set_state
from simpul.disaster.rules import sheet
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, JAKARTA, officer, sent

BOX = (106.7, -6.4, 107.0, -6.1)
SQUARE = {"type": "Polygon", "coordinates": [[[106.8, -6.3], [106.9, -6.3], [106.9, -6.2], [106.8, -6.2], [106.8, -6.3]]]}
PATH = "/bencana/peta-cetak"


def spot(index: int, x: float, y: float, severity: str = "minor", *, verified: bool = True) -> sheet.Spot:
    return sheet.Spot(x, y, severity, verified, index)


def test_reports_that_would_cover_each_other_are_one_number_and_the_worst_is_first() -> None:
    frame = sheet.frame_of(BOX)
    spots = [
        spot(0, 106.80, -6.20),
        spot(1, 106.8001, -6.2001, "extreme"),
        spot(2, 106.90, -6.30, "severe", verified=False),
    ]
    first, second = sheet.numbered(frame, spots)
    assert (first.number, first.severity, first.indexes) == (1, "extreme", (1, 0))
    assert (second.number, second.verified) == (2, False)


def test_every_report_stands_under_exactly_one_number() -> None:
    spots = [spot(n, 106.7 + (n * 0.618) % 0.3, -6.4 + (n * 0.755) % 0.3) for n in range(500)]
    groups = sheet.numbered(sheet.frame_of(BOX), spots)
    assert sorted(index for one in groups for index in one.indexes) == list(range(500))
    assert len(groups) < 500


def test_the_sheet_is_one_well_formed_drawing_whatever_places_are_called() -> None:
    name = "<script>alert('x')</script> & \"Kali\""
    contents = sheet.Contents(
        own=[(name, SQUARE)],
        areas=[(4, SQUARE), (2, SQUARE)],
        warnings=[("!1", SQUARE)],
        numbered=sheet.numbered(sheet.frame_of(BOX), [spot(0, 106.85, -6.25, "extreme")]),
        signs=[sheet.Sign(f"P{n}", "shelter", 106.85, -6.25) for n in range(4)],
        north="U",
        whole=(106.0, -7.0, 108.0, -5.0),
    )
    drawn = sheet.sheet(sheet.frame_of(BOX), contents)
    root = fromstring(drawn)
    assert root.tag.endswith("svg")
    assert "<script" not in drawn
    assert name in "".join(root.itertext())


def test_signs_that_would_cover_each_other_move_aside_and_point_back() -> None:
    signs = [sheet.Sign(f"P{n}", "shelter", 106.85, -6.25) for n in range(3)]
    drawn = sheet.sheet(sheet.frame_of(BOX), sheet.Contents(signs=signs))
    places = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>P\d<', drawn)
    assert len(set(places)) == 3
    assert drawn.count("<line ") == 2


@pytest.mark.parametrize(
    ("points", "closer"),
    [
        ([], False),
        ([(106.75, -6.35), (106.95, -6.15)], False),
        ([(106.85, -6.25), (106.86, -6.25)], True),
    ],
)
def test_the_sheet_comes_closer_only_where_that_shows_more(points: list[tuple[float, float]], *, closer: bool) -> None:
    found = sheet.closer(BOX, points)
    assert (found is not None) is closer
    if found:
        assert all(found[0] <= x <= found[2] and found[1] <= y <= found[3] for x, y in points)


def test_a_region_holds_its_own_reports_and_no_others(platform: Platform) -> None:
    mine, other = sent(platform, JAKARTA, {"flood_depth": 60}), sent(platform, BANDUNG, {"flood_depth": 90})
    exercise = sent(platform, JAKARTA, {"flood_depth": 70}, training=True)
    made = actions.situation_map(platform, "31")
    numbers = {one.number for one in made.found.reports}
    assert mine.number in numbers
    assert not numbers & {other.number, exercise.number}
    assert {one.number for one in actions.situation_map(platform, "").found.reports} == {mine.number, other.number}


def test_the_page_lists_what_the_sheet_numbers(client: TestClient, platform: Platform) -> None:
    sent(platform, JAKARTA, {"flood_depth": 60})
    set_state(platform, officer(), 317106, state=3, seen=None)
    page = client.get(f"{PATH}?wilayah=31").text
    assert "1 laporan berlaku" in page
    assert "60 cm" in page
    assert "Menteng" in page
    assert f"{PATH}.pdf?wilayah=31" in page
    assert datetime.now(UTC).strftime("%Y") in page


def test_another_hazard_leaves_floods_and_their_areas_out(client: TestClient, platform: Platform) -> None:
    sent(platform, JAKARTA, {"flood_depth": 60})
    set_state(platform, officer(), 317106, state=3, seen=None)
    page = client.get(f"{PATH}?wilayah=31&bahaya=wind").text
    assert "tidak ada laporan yang berlaku" in page
    assert "71–150 cm" not in page


@pytest.mark.parametrize("words", ["wilayah=99", "wilayah=%3Cb%3E", "bahaya=x", "q=zzqxwv", "wilayah=semua", ""])
def test_nonsense_in_the_address_still_makes_a_sheet(client: TestClient, platform: Platform, words: str) -> None:
    answer = client.get(f"{PATH}?{words}")
    assert answer.status_code == 200
    assert "<svg" in answer.text


def test_the_pdf_is_whole_in_both_languages(client: TestClient, platform: Platform) -> None:
    sent(platform, JAKARTA, {"flood_depth": 60})
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}{PATH}.pdf?wilayah=31")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
