"""Importing an edition: complete or not at all, resumable, audited, with a report of what was refused."""

import gzip
import json
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely
from sqlalchemy import text

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform
from simpul.regions import actions
from simpul.regions.actions import atlas as held
from simpul.regions.actions import importing
from simpul.regions.actions.importing import Imported, Source
from simpul.regions.lookup import land
from simpul.regions.lookup.atlas import Atlas
from simpul.regions.model import BoundariesUnavailable, FolderUnfit, ImportForbidden, Level, RegionUnknown
from simpul.regions.outside import folder as published
from simpul.regions.store import cache, editions


def imported(platform: Platform, folder: Path) -> Imported:
    return actions.import_folder(platform, Actor.SYSTEM, source=Source(folder))


def test_a_fresh_node_answers_from_the_packaged_facts(platform: Platform, atlas: Atlas) -> None:
    place = regions.locate(platform, 106.8272, -6.1754)
    assert (place.name, place.approximate) == ("Gambir, Gambir, Jakarta Pusat", True)
    assert [place.at(level).code for level in Level if place.at(level)] == ["31", "31.71", "31.71.01", "31.71.01.1001"]
    assert regions.locate(platform, 112.75, -7.257).at(Level.VILLAGE) is None
    assert regions.search(platform, "jaksel")[0].region.code == "31.74"
    assert [r.code for r in regions.children(platform)][:2] == ["11", "12"]
    assert len(regions.children(platform, "31.72")) == 6
    assert regions.get(platform, "31").population == 11_038_216 or regions.get(platform, "31").population
    assert regions.name_path(platform, "31.72.01") == "Penjaringan, Jakarta Utara"
    assert [r.code for r in regions.path(platform, "31.72")] == ["31", "31.72"]
    assert regions.locate_many(platform, np.array([106.8272, 110.0]), np.array([-6.1754, -6.55])) == ("31.71.01.1001", None)
    west, south, east, north = regions.bbox(platform, "31.72")
    assert west < 106.8 < east
    assert south < -6.12 < north
    assert regions.edition(platform).exact is False
    with pytest.raises(RegionUnknown):
        regions.children(platform, "99")


def test_a_folder_comes_into_force_whole_and_audited(platform: Platform, small: Path) -> None:
    steps: list[tuple[str, float]] = []
    result = actions.import_folder(
        platform, Actor.SYSTEM, source=Source(small), step=lambda name, share: steps.append((name, share))
    )
    assert result.edition.counts == (1, 1, 1, 5)
    assert list(dict.fromkeys(name for name, share in steps if share == 1.0)) == [
        "gazetteer",
        "outlines",
        "database",
        "index",
        "force",
    ]
    assert sorted(result.findings.refused) == [
        ("31.01.01.1002", "twice"),
        ("31.01.01.1005", "outline without area"),
        ("31.01.01.1006", "name"),
        ("31.01.09.1001", "parent"),
        ("32", "point"),
        ("3x", "code"),
        ("99.01.01.1001", "outline of an unknown code"),
    ]
    assert result.findings.repaired == ["31.01.01.1003", "31.01.01.1005"]
    assert result.findings.bare == ["31.01.01.1004", "31.01.01.1005"]
    assert regions.edition(platform) == result.edition
    place = regions.locate(platform, 106.15, -6.85)
    assert (place.name, place.approximate) == ("Satu, Barat, Uji", False)
    with platform.database.reading() as unit:
        audits = unit.connection.execute(text("SELECT action, subject FROM kernel_audit")).all()
        events = unit.connection.execute(text("SELECT name FROM kernel_outbox")).scalars().all()
    assert audits == [("regions.import", result.edition.digest)]
    assert events == ["regions.RegionsImported"]


def test_points_beyond_the_imported_polygons(platform: Platform, small: Path, atlas: Atlas) -> None:
    imported(platform, small)
    near = regions.locate(platform, 106.15, -6.78)
    assert near.code == "31.01.01.1001"
    far_inland = regions.locate(platform, 106.8, -6.6)
    assert far_inland.code.startswith("31.01.01")
    with pytest.raises(regions.PlaceAtSea):
        regions.locate(platform, 110.0, -6.55)
    with pytest.raises(regions.PlaceAbroad):
        regions.locate(platform, 103.82, 1.35)


def test_importing_again_changes_nothing(platform: Platform, small: Path) -> None:
    first = imported(platform, small)
    again = imported(platform, small)
    assert (first.known, again.known) == (False, True)
    assert again.edition == first.edition
    with platform.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT count(*) FROM kernel_audit")) == 1


def test_an_import_that_broke_off_leaves_the_edition_before_and_goes_on_later(
    platform: Platform, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_index", broken)
        with pytest.raises(RuntimeError):
            imported(platform, small)
    assert regions.edition(platform).exact is False
    assert [since for _, since in actions.status(platform).editions] == [None, None]
    kept = []
    monkeypatch.setattr(editions, "keep_outlines", lambda *args: kept.append(args))
    assert imported(platform, small).known is False
    assert kept == []
    assert regions.edition(platform).exact is True


def test_a_newer_edition_takes_the_place_of_the_older(platform: Platform, clock: FixedClock, small: Path) -> None:
    older = imported(platform, small)
    clock.advance(timedelta(days=1))
    (small / "population.csv").write_text("kode,nama,pria,wanita,penduduk,luas_km2\n31,x,1,1,99,1\n")
    newer = imported(platform, small)
    assert newer.edition != older.edition
    assert regions.get(platform, "31").population == 99
    told = actions.status(platform)
    assert told.in_force == newer.edition
    assert len(told.editions) == 3
    with platform.database.reading() as unit:
        held_editions = unit.connection.execute(text("SELECT DISTINCT edition FROM regions_outline")).scalars().all()
    assert held_editions == [newer.edition.digest]


def test_only_the_administrator_imports(platform: Platform, small: Path) -> None:
    with pytest.raises(ImportForbidden):
        actions.import_folder(platform, Actor.ANONYMOUS, source=Source(small))
    with pytest.raises(ImportForbidden):
        actions.import_basemap(platform, Actor.ANONYMOUS, tiles=small / "population.csv")


@pytest.mark.parametrize("name", published.NEEDED)
def test_a_folder_that_lacks_a_file_is_refused(platform: Platform, small: Path, name: str) -> None:
    (small / name).unlink()
    with pytest.raises(FolderUnfit) as refusal:
        imported(platform, small)
    assert refusal.value.facts == {"file": name}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("villages.topojson.gz", b"not gzip"),
        ("villages.topojson.gz", b"\x1f\x8b\x08\x00"),
        ("gazetteer.csv.gz", b"not gzip"),
        ("jakarta_kelurahan.geojson.gz", b"not gzip"),
        ("population.csv", b"kode,penduduk\n31,banyak\n"),
        ("population.csv", b"code\n31\n"),
        ("population.csv", b"\xff\xfe"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(platform: Platform, small: Path, name: str, content: bytes) -> None:
    (small / name).write_bytes(content)
    with pytest.raises(FolderUnfit):
        imported(platform, small)
    assert regions.edition(platform).exact is False


def test_the_finer_file_and_other_layers_may_be_missing(platform: Platform, small: Path) -> None:
    (small / "jakarta_kelurahan.geojson.gz").unlink()
    (small / "provinces.topojson.gz").unlink()
    assert imported(platform, small).findings.finer == 0
    west, south, east, north = regions.bbox(platform, "31")
    assert west < 106.15 < east
    assert south < -6.85 < north


def test_villages_of_a_finer_file_stand_instead_of_the_layers_own(platform: Platform, small: Path) -> None:
    ring = [[106.11, -6.89], [106.13, -6.89], [106.13, -6.87], [106.11, -6.87], [106.11, -6.89]]
    outline = {
        "type": "Feature",
        "properties": {"kode": "31.01.01.1004"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    told = {"type": "FeatureCollection", "features": [outline]}
    (small / "contoh_kampung.geojson").write_text(json.dumps(told))
    assert imported(platform, small).findings.finer == 2
    assert regions.bbox(platform, "31.01.01.1004") == pytest.approx((106.11, -6.89, 106.13, -6.87))


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"features": [{"properties": {"kode": "31"}, "geometry": {"type": "x"}}]}']
)
def test_a_finer_file_that_is_none_is_refused(platform: Platform, small: Path, content: bytes) -> None:
    (small / "contoh_kampung.geojson").write_bytes(content)
    with pytest.raises(FolderUnfit):
        imported(platform, small)


def test_the_villages_of_teluk_bintuni_are_read_from_the_published_file(shared: Path) -> None:
    folder = shared.parent / "data" / "malaria" / "wilayah"
    if not folder.is_dir():
        pytest.skip("the published files are not here")
    shapes = published.finer(folder)
    assert len(shapes.codes) == 117
    assert all(code.startswith("92.06.") for code in shapes.codes)
    assert not shapely.is_empty(shapes.polygons).any()


def test_boundaries_and_boxes_of_an_imported_edition(platform: Platform, small: Path) -> None:
    imported(platform, small)
    assert regions.bbox(platform, "31.01.01.1001") == pytest.approx((106.1, -6.9, 106.2, -6.8))
    west, _, east, _ = regions.bbox(platform, "31.01.01.1004")
    assert east - west < 0.5
    packed, digest = actions.outlines(platform, Level.VILLAGE, "31.01")
    assert actions.outlines(platform, Level.VILLAGE, "31.01") == (packed, digest)
    assert b"31.01.01.1002" in gzip.decompress(packed)
    with pytest.raises(RegionUnknown):
        actions.outlines(platform, Level.VILLAGE)


def test_approximate_boundaries_are_drawn_once_and_counted(platform: Platform, atlas: Atlas) -> None:
    packed, digest = actions.outlines(platform, Level.PROVINCE)
    drawn = json.loads(gzip.decompress(packed))
    assert (drawn["approximate"], len(drawn["features"])) == (True, 38)
    assert actions.outlines(platform, Level.PROVINCE) == (packed, digest)
    assert actions.counts(platform, "31") == {Level.REGENCY: 6, Level.DISTRICT: 44, Level.VILLAGE: 267}
    assert actions.counts(platform)[Level.PROVINCE] == 38
    with pytest.raises(RegionUnknown):
        actions.outlines(platform, Level.REGENCY, "77")


def test_successors_are_told(platform: Platform, small: Path) -> None:
    assert [each.new for each in actions.successors(platform, "91.01")] == ["93.01"]
    assert actions.successors(platform, "31.72") == ()
    assert regions.current_code(platform, "91.01") == "93.01"
    assert regions.current_code(platform, "31.72") == "31.72"
    for unknown in ("99.99", "31.72.", ""):
        with pytest.raises(RegionUnknown):
            regions.current_code(platform, unknown)
    assert actions.partly_known(platform) == actions.partly_known(platform, "92") == {Level.VILLAGE}
    assert actions.partly_known(platform, "31") == frozenset()
    imported(platform, small)
    assert [each.new for each in actions.successors(platform, "91.01")] == ["93.01"]


def test_tiles_are_copied_and_audited(platform: Platform, tmp_path: Path) -> None:
    tiles = tmp_path / "any.pmtiles"
    tiles.write_bytes(b"PMTiles")
    actions.import_basemap(platform, Actor.SYSTEM, tiles=tiles)
    kept = actions.basemap(platform)
    assert kept is not None
    assert kept.read_bytes() == b"PMTiles"
    kept.unlink()
    assert actions.status(platform).basemap is False


def test_an_atlas_is_made_again_where_the_data_directory_lost_it(platform: Platform, small: Path) -> None:
    edition = imported(platform, small).edition
    cache.swept(platform.settings.data_dir, "nothing")
    held.keeper(platform).__init__()  # type: ignore[misc]
    assert regions.locate(platform, 106.15, -6.85).name == "Satu, Barat, Uji"
    assert cache.folder(platform.settings.data_dir, held.key(edition, land.digest())).is_dir()


def test_another_worker_hears_of_a_new_edition_and_rides_out_an_outage(
    platform: Platform, clock: FixedClock, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = held.Keeper()
    assert other.held(platform).edition.exact is False
    imported(platform, small)
    assert other.held(platform).edition.exact is False
    clock.advance(held.CHECKED_EVERY)
    assert other.held(platform).edition.exact is True

    def down(_: Platform) -> None:
        raise Unavailable(part="database")

    monkeypatch.setattr(held, "in_force", down)
    clock.advance(held.CHECKED_EVERY)
    assert other.held(platform).edition.exact is True
    with pytest.raises(Unavailable):
        held.Keeper().held(platform)


def test_without_land_outlines_nothing_is_drawn(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    known = held.held(platform)
    for old in known.folder.glob("boundaries-regency-52*"):
        old.unlink()
    monkeypatch.setattr(land, "read", lambda: None)
    with pytest.raises(BoundariesUnavailable):
        actions.outlines(platform, Level.REGENCY, "52")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    def fails(_: Path) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        cache.kept(tmp_path / "a" / "b", fails)
    (tmp_path / "a" / "b").mkdir()
    cache.kept(tmp_path / "a" / "b", fails)


def test_jakarta_imports_from_the_published_files(platform: Platform, jakarta: Path) -> None:
    result = imported(platform, jakarta)
    assert result.edition.counts == (1, 6, 44, 267)
    assert result.findings.finer == 6
    assert regions.locate(platform, 106.8272, -6.1754).name == "Gambir, Gambir, Jakarta Pusat"
    assert regions.locate(platform, 106.613, -5.745).code == "31.01.01.1001"


@pytest.mark.soak
def test_the_whole_country_imports_within_five_minutes(platform: Platform, shared: Path) -> None:
    began = time.monotonic()
    result = imported(platform, shared)
    assert time.monotonic() - began < 300
    assert result.edition.counts == (38, 514, 7285, 83762)
    with platform.database.reading() as unit:
        codes, polygons = editions.outlines(unit.connection, result.edition.digest, Level.VILLAGE)
    points = shapely.get_coordinates(shapely.point_on_surface(polygons))
    found = regions.locate_many(platform, points[:, 0], points[:, 1])
    wrong = [code for code, other in zip(codes, found, strict=True) if code != other]
    assert len(wrong) <= len(codes) * 0.0005, wrong[:20]
