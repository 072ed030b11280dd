"""Files of open data: by month, in two forms, without what may not be public, renewed where a month has changed."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
import shapely
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions import replay
from simpul.disaster.actions.opendata import exporting
from simpul.disaster.model.opendata import DatasetUnknown
from simpul.disaster.rules.opendata.registry import DATASETS
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, officer, sent

DATA = "/bencana/data"


def table(client: TestClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{DATA}/{path}").content.decode())))


def test_both_forms_hold_the_same_rows_and_gis_programs_find_the_geometry(client: TestClient, platform: Platform) -> None:
    sent(platform)
    sent(platform, BANDUNG, hazard="wind", card={"impact": 1})
    exporting.renew(platform)
    rows = table(client, "laporan/2026-11.csv")
    assert [row["number"] for row in rows] == ["1", "2"]
    assert [row["regency_code"] for row in rows] == ["31.71", "32.73"]
    content = client.get(f"{DATA}/laporan/2026-11.parquet").content
    read = pq.read_table(io.BytesIO(content))
    assert read["number"].to_pylist() == [1, 2]
    assert {str(read.schema.field(name).type) for name in ("reported_at", "changed_at")} == {"timestamp[us, tz=UTC]"}
    geo = json.loads(read.schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
    assert column["bbox"] == [106.8272, -6.9147, 107.6098, -6.1754]
    points = [shapely.from_wkb(one).coords[0] for one in read["geometry"].to_pylist()]
    assert points == [(106.8272, -6.1754), BANDUNG]
    assert read["bbox"].to_pylist()[0] == {"xmin": 106.8272, "ymin": -6.1754, "xmax": 106.8272, "ymax": -6.1754}
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]


def test_words_are_there_only_of_verified_reports_and_exercises_and_hidden_ones_never(
    client: TestClient, platform: Platform, clock: FixedClock
) -> None:
    first, second, third = (sent(platform, text=f"rahasia {n}") for n in range(3))
    sent(platform, training=True)
    actions.verify(platform, officer(), first.number, version=1)
    actions.hide(platform, officer(), third.number, version=1, reason="spam")
    exporting.renew(platform)
    rows = table(client, "laporan/2026-11.csv")
    assert [(row["number"], row["status"], row["text"]) for row in rows] == [
        (str(first.number), "verified", "rahasia 0"),
        (str(second.number), "unverified", ""),
    ]
    assert rows[0]["verified_at"]
    whole = client.get(f"{DATA}/laporan/2026-11.csv").text
    assert "rahasia 1" not in whole
    assert not {"device", "address", "decided_by", "score"} & rows[0].keys()


def test_a_report_that_is_hidden_later_leaves_its_file_and_the_old_file_is_gone(
    client: TestClient, platform: Platform, clock: FixedClock
) -> None:
    one = sent(platform, text="alamat saya")
    actions.verify(platform, officer(), one.number, version=1)
    exporting.renew(platform)
    before = exporting.file_named(platform, "laporan", "2026-11.csv")
    path = platform.files.path(before.file)
    assert "alamat saya" in path.read_text()
    clock.advance(timedelta(days=40))
    actions.hide(platform, officer(), one.number, version=2, reason="spam")
    exporting.renew(platform)
    assert not path.exists()
    assert client.get(f"{DATA}/laporan/2026-11.csv").status_code == 404
    assert client.get(f"{DATA}/laporan/2026-11.parquet").status_code == 404


def test_only_months_that_changed_are_made_anew(platform: Platform, clock: FixedClock) -> None:
    sent(platform)
    clock.advance(timedelta(days=30))
    sent(platform)
    assert [f"{one.month:%Y-%m}" for one in exporting.renew(platform, dataset="laporan")] == ["2026-11", "2026-12"]
    clock.advance(timedelta(hours=2))
    assert len(exporting.renew(platform, dataset="laporan")) == 1  # what came just before is looked at once more
    clock.advance(timedelta(hours=2))
    assert exporting.renew(platform, dataset="laporan") == []
    sent(platform)
    assert [(f"{one.month:%Y-%m}", one.rows) for one in exporting.renew(platform, dataset="laporan")] == [("2026-12", 2)]
    assert len(exporting.renew(platform, dataset="laporan", whole=True)) == 2
    with pytest.raises(DatasetUnknown):
        exporting.renew(platform, dataset="moon")


def test_sums_sizes_and_addresses_are_right(client: TestClient, platform: Platform) -> None:
    sent(platform)
    exporting.renew(platform)
    package = client.get(f"{DATA}/datapackage.json").json()
    kept = {one["name"]: one for one in package["resources"]}
    told = client.get(f"{DATA}/sha256sums.txt").text
    for form in ("csv", "parquet"):
        one = kept[f"laporan-2026-11-{form}"]
        content = client.get(one["path"]).content
        digest = hashlib.sha256(content).hexdigest()
        assert one["hash"] == f"sha256:{digest}"
        assert (one["bytes"], one["rows"]) == (len(content), 1)
        assert f"{digest}  laporan-2026-11.{form}\n" in told
    fields = [field["name"] for field in kept["laporan-2026-11-csv"]["schema"]["fields"]]
    assert fields == list(table(client, "laporan/2026-11.csv")[0])
    assert client.get(f"{DATA}/laporan/alamat-csv.txt").text == "http://localhost/bencana/data/laporan/2026-11.csv\n"
    part = client.get(f"{DATA}/laporan/2026-11.parquet", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"PAR1")


def test_the_archive_of_2017_can_be_taken_away_without_words(client: TestClient, platform: Platform) -> None:
    replay.seed(platform)
    exporting.renew(platform, dataset="arsip-2017")
    rows = table(client, "arsip-2017/2017-02.csv")
    assert len(rows) == 1204
    assert "text" not in rows[0]
    page = client.get(f"{DATA}/arsip-2017").text
    assert "2017-02" in page
    assert "PetaBencana.id" in page


@pytest.mark.parametrize("path", ["", "/laporan", "/kejadian", "/wilayah", "/pos-air", "/arsip-2017"])
def test_every_set_has_a_page_that_explains_its_columns(client: TestClient, path: str) -> None:
    for prefix in ("", "/en", "/jv"):
        answer = client.get(prefix + DATA + path)
        assert answer.status_code == 200
        if path:
            for column in DATASETS[path[1:]].columns:
                assert f">{column.name}<" in answer.text


@pytest.mark.parametrize(
    "path", ["/moon", "/laporan/2026-13.csv", "/laporan/2026-11.xls", "/laporan/..%2F..%2Fkeys", "/moon/2026-11.csv"]
)
def test_what_is_not_there_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(DATA + path).status_code == 404


def test_a_cell_never_runs_in_a_spreadsheet(client: TestClient, platform: Platform) -> None:
    one = sent(platform, text='=HYPERLINK("http://x")')
    actions.verify(platform, officer(), one.number, version=1)
    exporting.renew(platform)
    row: Any = table(client, "laporan/2026-11.csv")[0]
    assert row["text"].startswith("'=")
    read = pq.read_table(io.BytesIO(client.get(f"{DATA}/laporan/2026-11.parquet").content))
    assert read["text"].to_pylist()[0].startswith("=")
