"""The page of statistics: counts that agree with the reports, by time, place, hazard and channel; filters."""

import csv
import io
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions import replay
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, officer, sent

PAGE = "/bencana/statistik"


def rows(client: TestClient, query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(f"{PAGE}.csv?{query}").text)))


@pytest.fixture
def reported(platform: Platform, clock: FixedClock) -> None:
    """Three floods in Jakarta, one of them verified after 20 minutes; a storm in Bandung; an exercise and a hidden one."""
    first = sent(platform)
    clock.advance(timedelta(minutes=20))
    actions.verify(platform, officer(), first.number, version=1)
    clock.advance(timedelta(hours=3))
    sent(platform)
    gone = sent(platform)
    sent(platform, card={"flood_depth": 160})
    sent(platform, BANDUNG, hazard="wind", card={"impact": 1})
    sent(platform, training=True)
    actions.hide(platform, officer(), gone.number, version=1, reason="spam")
    clock.advance(timedelta(minutes=1))


@pytest.mark.usefixtures("reported")
def test_every_table_agrees_with_the_reports_without_exercises_and_hidden_ones(client: TestClient) -> None:
    assert rows(client, "tabel=waktu&rentang=hari") == [
        ["from", "reports", "verified"],
        ["2026-11-23T05:00:00Z", "1", "1"],
        ["2026-11-23T08:00:00Z", "3", "0"],
    ]
    assert rows(client, "tabel=bahaya")[1:] == [["flood", "3", "1"], ["wind", "1", "0"]]
    assert [row[0] for row in rows(client, "tabel=wilayah")[1:]] == ["31", "32"]
    assert [row[0] for row in rows(client, "tabel=wilayah&wilayah=31")[1:]] == ["31.71"]
    assert rows(client, "tabel=saluran")[1:] == [["web", "4", "1"]]
    assert ["30", "1"] in rows(client, "tabel=tunggu")
    graded = {row[0]: row[1] for row in rows(client, "tabel=keparahan")[1:]}
    assert graded == {"minor": "2", "severe": "1", "moderate": "1"}


@pytest.mark.usefixtures("reported")
def test_the_page_says_what_is_to_be_seen_in_each_language(client: TestClient) -> None:
    told = client.get("/en" + PAGE).text
    assert "By disaster" in told
    assert "Flood is reported most: 3 of 4 reports" in told
    assert "Half of the verified reports were verified within 20 minutes" in told
    assert "1 of 4 reports are severe or extreme" in told
    page = client.get(PAGE).text
    assert "Statistik laporan" in page
    assert client.get("/jv" + PAGE).status_code == 200


@pytest.mark.usefixtures("reported")
def test_filters_stand_in_the_address_and_lead_deeper(client: TestClient) -> None:
    page = client.get(f"{PAGE}?hazard=flood&rentang=pekan").text
    assert f"{PAGE}?rentang=pekan&amp;hazard=flood&amp;wilayah=31" in page
    assert [row[:2] for row in rows(client, "tabel=bahaya&hazard=flood&q=jakarta pusat")[1:]] == [["flood", "3"]]
    assert rows(client, "tabel=bahaya&dari=2026-11-23&sampai=2026-11-23")[1:] == [["flood", "3", "1"], ["wind", "1", "0"]]
    assert rows(client, "tabel=bahaya&dari=2026-11-01&sampai=2026-11-22") == [["key", "reports", "verified"]]


@pytest.mark.parametrize(
    "query",
    ["", "q=atlantis", "rentang=moon", "dari=2026-99-99", "dari=0001-01-01", "langkah=year", "wilayah=99.99", "hazard=x"],
)
def test_an_address_that_makes_no_sense_still_shows_a_page(client: TestClient, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 200
    assert client.get(f"{PAGE}.csv?{query}").status_code == 200


def test_the_archive_of_2017_is_counted_by_the_hour_and_by_city(client: TestClient, platform: Platform) -> None:
    replay.seed(platform)
    page = client.get(f"/en{PAGE}?arsip=2017").text
    assert "1,204" in page
    assert "Most reports came in during the hour from 21 Feb 2017" in page
    assert "PetaBencana.id" in page
    hours = rows(client, "arsip=2017&tabel=waktu")[1:]
    assert sum(int(row[1]) for row in hours) == 1204
    assert {row[0] for row in rows(client, "arsip=2017&tabel=wilayah")[1:]} >= {"31.71", "31.74"}


def test_days_and_months_begin_at_midnight_where_the_place_is(
    client: TestClient, platform: Platform, clock: FixedClock
) -> None:
    clock.advance(timedelta(hours=12, minutes=30))  # 24 November, 00:30 in Jakarta
    sent(platform)
    clock.advance(timedelta(minutes=1))
    assert rows(client, "tabel=waktu&langkah=day")[1:] == [["2026-11-23T17:00:00Z", "1", "0"]]
    assert rows(client, "tabel=waktu&langkah=month")[1:] == [["2026-10-31T17:00:00Z", "1", "0"]]
