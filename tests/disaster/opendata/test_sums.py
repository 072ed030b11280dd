"""What is counted and taken away agrees with a hand count of the rows, and holds nothing that is not everybody's."""

import csv
import io
from datetime import timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
import shapely
from sqlalchemy import text
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions.opendata import exporting
from simpul.kernel.clock import FixedClock
from simpul.kernel.ids import seeded
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, JAKARTA, officer, sent

MAKASSAR, JAYAPURA = (119.4327, -5.1477), (140.7, -2.55)
CARDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("flood", {"flood_depth": 30}),
    ("flood", {"flood_depth": 190}),
    ("wind", {"impact": 2}),
    ("haze", {"visibility": 1, "airQuality": 3}),
)
SECRETS = ("rahasia", "081234567890", "Sari Wulandari")


@pytest.fixture
def month_end(platform: Platform, clock: FixedClock) -> None:
    """Forty reports over the end of a month (UTC, WIB, WITA and WIT), some verified, hidden or of an exercise."""
    chance = seeded(29)
    clock.advance(timedelta(days=7, hours=2))  # 30 November, 07:00 UTC
    everywhere = officer(None)
    for number in range(40):
        hazard, card = chance.choice(CARDS)
        place = chance.choice((JAKARTA, BANDUNG, MAKASSAR))
        point = (place[0] + chance.uniform(-0.01, 0.01), place[1] + chance.uniform(-0.01, 0.01))
        training = chance.random() < 0.2
        report = sent(platform, point, card, hazard=hazard, training=training, text=" ".join(SECRETS), anyway=True)
        clock.advance(timedelta(minutes=chance.choice((5, 20, 55))))
        match chance.choice(("verify", "hide", "leave", "leave")):
            case "verify" if number % 2 and not training:
                actions.verify(platform, everywhere, report.number, version=1)
            case "hide":
                actions.hide(platform, everywhere, report.number, version=1, reason="spam")
        clock.advance(timedelta(minutes=chance.choice((5, 20, 55))))


def by_hand(platform: Platform, words: str) -> dict[str, tuple[int, int]]:
    """Counts by an expression of SQL, of what is neither hidden nor an exercise: all, and those verified."""
    asked = (
        f"SELECT {words} AS part, count(*) AS n, count(*) FILTER (WHERE status = 'verified') AS v FROM disaster_report"
        " WHERE status <> 'hidden' AND NOT training GROUP BY 1"
    )
    with platform.database.reading() as unit:
        return {str(row.part): (row.n, row.v) for row in unit.connection.execute(text(asked))}


def counted(client: TestClient, table: str) -> dict[str, tuple[int, int]]:
    answer = client.get(f"/bencana/statistik.csv?rentang=tahun&tabel={table}")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    return {next(iter(row.values())): (int(row["reports"]), int(row["verified"])) for row in rows}


@pytest.mark.usefixtures("month_end")
def test_every_sum_is_the_hand_count(client: TestClient, platform: Platform) -> None:
    for table, column in (("bahaya", "hazard"), ("wilayah", "province"), ("keparahan", "severity"), ("saluran", "source")):
        found = {key: both for key, both in counted(client, table).items() if both[0]}
        assert found == by_hand(platform, column), table
    days = counted(client, "waktu&langkah=day")
    assert sum(number for number, _ in days.values()) == sum(number for number, _ in by_hand(platform, "1").values())


@pytest.mark.usefixtures("month_end")
def test_each_month_holds_its_reports_and_no_others_in_both_forms(client: TestClient, platform: Platform) -> None:
    exporting.renew(platform)
    months = by_hand(platform, "to_char(reported_at AT TIME ZONE 'UTC', 'YYYY-MM')")
    assert len(months) == 2
    for month, (number, verified) in months.items():
        rows = list(csv.DictReader(io.StringIO(client.get(f"/bencana/data/laporan/{month}.csv").text)))
        assert (len(rows), sum(row["status"] == "verified" for row in rows)) == (number, verified)
        assert all(row["reported_at"].startswith(month) for row in rows)
        read = pq.read_table(io.BytesIO(client.get(f"/bencana/data/laporan/{month}.parquet").content))
        points = [shapely.from_wkb(one) for one in read["geometry"].to_pylist()]
        assert [(f"{one.x:g}", f"{one.y:g}") for one in points] == [
            (f"{float(row['longitude']):g}", f"{float(row['latitude']):g}") for row in rows
        ]


@pytest.mark.usefixtures("month_end")
def test_words_of_residents_are_nowhere_but_in_verified_reports(client: TestClient, platform: Platform) -> None:
    exporting.renew(platform)
    paths = [
        *(
            f"/ogc/collections/{name}/items?f=json&limit=10000"
            for name in ("reports", "reports_archive", "incidents", "areas")
        ),
        "/bencana/laporan.cap.atom",
        "/bencana/statistik.csv?tabel=wilayah",
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        unverified = (
            [one for one in answer.json().get("features", []) if one["properties"].get("status") != "verified"]
            if "json" in answer.headers["content-type"]
            else answer.text
        )
        assert not any(secret in str(unverified) for secret in SECRETS), path
