"""The flood of February 2017 again: a function of the clock, its own feed and stream, its tag, never among what is live."""

import asyncio
import gzip
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from simpul.disaster import live
from simpul.disaster.actions import replay as actions
from simpul.disaster.commands.facts import write_facts
from simpul.disaster.rules import replay as rules
from tests.conftest import SHARED
from tests.disaster.live import FEED, HISTORY, ask, put
from tests.disaster.test_live_stream import Watching, settled

SOURCES = SHARED / "disaster" / "archive_2017_flood"
TAG = "arsip 2017 · PetaBencana.id"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the public archive is not on this machine")


def a_replay(speed=600.0, **changes):
    values = {"started_at": NOW, "from_at": rules.FIRST_2017, "until_at": rules.LAST_2017, "speed": speed, "running": True}
    return rules.Replay(rules.ARCHIVE_2017, **(values | changes))


@pytest.mark.parametrize(
    ("after", "speed", "moment", "laps"),
    [
        (timedelta(0), 600, rules.FIRST_2017, 0),
        (timedelta(seconds=1), 600, rules.FIRST_2017 + timedelta(minutes=10), 0),
        (timedelta(hours=1), 1, rules.FIRST_2017 + timedelta(hours=1), 0),
        (timedelta(seconds=432), 600, rules.FIRST_2017, 1),
        (timedelta(seconds=433), 600, rules.FIRST_2017 + timedelta(minutes=10), 1),
        (timedelta(seconds=-5), 600, rules.FIRST_2017, 0),
    ],
    ids=["start", "ten minutes a second", "as it happened", "again from the start", "second lap", "a clock behind"],
)
def test_the_moment_is_a_function_of_the_clock(after, speed, moment, laps):
    replay = a_replay(speed)
    assert rules.moment(replay, NOW + after) == moment
    assert rules.lap(replay, NOW + after) == laps


@pytest.mark.parametrize(
    ("speed", "begin", "end", "can"),
    [
        (600, rules.FIRST_2017, rules.LAST_2017, True),
        (1, rules.FIRST_2017, rules.FIRST_2017 + timedelta(hours=1), True),
        (0.5, rules.FIRST_2017, rules.LAST_2017, False),
        (7201, rules.FIRST_2017, rules.LAST_2017, False),
        (600, rules.FIRST_2017 - timedelta(hours=1), rules.LAST_2017, False),
        (600, rules.FIRST_2017, rules.LAST_2017 + timedelta(hours=1), False),
        (600, rules.LAST_2017, rules.FIRST_2017, False),
    ],
)
def test_bounds_of_a_replay(speed, begin, end, can):
    assert rules.can_run(speed, begin, end) is can


@pytest.mark.parametrize(("minutes", "is_shown"), [(-1, False), (0, True), (179, True), (180, False)])
def test_a_report_stays_three_hours(minutes, is_shown):
    assert rules.is_shown(rules.PEAK_2017 - timedelta(minutes=minutes), rules.PEAK_2017) is is_shown


def test_states_are_those_of_the_hour():
    assert rules.hour_of(rules.PEAK_2017 + timedelta(minutes=59, seconds=59)) == rules.PEAK_2017


def test_seeding_is_repeatable(platform):
    assert actions.seed(platform) == 1204 + 302 + 3546
    assert actions.seed(platform) == 0


def test_the_peak_is_shown_when_no_replay_runs(platform):
    answered = ask(platform, FEED, "arsip=2017")
    kinds = [one["properties"]["kind"] for one in answered.json["features"]]
    assert answered.json["moment"] == "2017-02-21T06:00:00Z"
    assert kinds.count("area") == 168
    assert answered.json["replay"] is None


def test_everything_of_the_archive_carries_its_tag(platform):
    found = ask(platform, FEED, "arsip=2017").json
    assert found["archive"] == TAG
    assert {one["properties"]["archive"] for one in found["features"]} == {TAG}
    assert found["licence"] == "CC-BY-4.0"
    assert "PetaBencana.id" in found["attribution"]


def test_the_feed_follows_the_replay(platform, clock):
    actions.start(platform, speed=600, from_at=datetime(2017, 2, 20, 22, tzinfo=UTC))
    first = ask(platform, FEED, "arsip=2017").json
    clock.advance(timedelta(seconds=12))
    second = ask(platform, FEED, "arsip=2017").json
    assert (first["moment"], second["moment"]) == ("2017-02-20T22:00:00Z", "2017-02-21T00:00:00Z")
    assert second["replay"]["running"] is True
    assert all(
        one["properties"]["reported_at"] <= second["moment"]
        for one in second["features"]
        if one["properties"]["kind"] == "report"
    )
    assert actions.stop(platform) is True
    assert actions.stop(platform) is False
    assert ask(platform, FEED, "arsip=2017").json["moment"] == "2017-02-21T06:00:00Z"


def test_a_chosen_moment(platform):
    found = ask(platform, FEED, "arsip=2017&pada=2017-02-21T07:30:59%2B07:00")
    assert found.json["moment"] == "2017-02-21T00:30:00Z"
    assert "max-age=300" in found.headers["cache-control"]
    assert ask(platform, FEED, "arsip=2017&pada=1999-01-01T00:00:00Z").json["moment"] == "2017-02-19T17:00:00Z"


@pytest.mark.parametrize("moment", ["x", "2017-02-21", "2017-02-21T07:00:00", ""])
def test_a_moment_that_is_none(platform, moment):
    assert ask(platform, FEED, f"arsip=2017&pada={moment}").status == 400


def test_snapshots_kept_are_bounded(platform):
    feed = live.live_of(platform).archive
    for minute in range(130):
        at = rules.FIRST_2017 + timedelta(minutes=minute)
        ask(platform, FEED, f"arsip=2017&pada={at.isoformat().replace('+', '%2B')}")
    assert len(feed._made) <= 96


def test_the_archive_is_never_among_what_is_live(platform):
    """Neither in the live feed, its history, its stream, nor in reports, events or counts."""
    actions.start(platform, speed=600, from_at=rules.PEAK_2017)
    mine = put(platform)
    assert [one["id"] for one in ask(platform).json["features"]] == [str(mine)]
    assert "arsip" not in ask(platform).body.decode()
    assert [one["id"] for one in ask(platform, HISTORY).json["features"]] == [str(mine)]
    with platform.database.reading() as unit:
        tables = ("disaster_report", "disaster_tally", "kernel_outbox")
        counts = [unit.connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables]
    assert counts == [1, 0, 0]


def test_the_archives_stream_is_its_own(platform, clock):
    async def run():
        parts = live.live_of(platform)
        ask_in_thread = asyncio.to_thread(parts.archive.of_query, b"arsip=2017", fresh=True)
        actions.start(platform, speed=600, from_at=datetime(2017, 2, 20, 22, tzinfo=UTC))
        await ask_in_thread
        parts.feed.refresh()
        of_now, of_then = Watching(platform), Watching(platform, "arsip=2017")
        await settled()
        for _ in range(3):
            parts.archive.refresh()
            parts.feed.refresh()
            clock.advance(timedelta(seconds=10))
        await asyncio.to_thread(actions.stop, platform)
        parts.archive.refresh()
        await settled()
        await of_now.hang_up()
        await of_then.hang_up()
        return of_now.events(), of_then.events()

    of_now, of_then = asyncio.run(run())
    assert of_now == []
    names = [name for name, _, _ in of_then]
    assert names[-1] == "reset"
    assert {"reset", "moment", "report", "removed"} <= set(names)
    assert all(data["properties"]["archive"] == TAG for name, data, _ in of_then if name in ("report", "area"))
    assert all(data["archive"] == TAG for name, data, _ in of_then if name in ("removed", "reset") and data)


def test_an_impossible_replay_is_refused(platform):
    with pytest.raises(actions.ReplayImpossible):
        actions.start(platform, speed=0)


@needs_sources
def test_facts_are_those_of_the_public_archive(tmp_path):
    rows = write_facts(SOURCES, tmp_path)
    assert sum(rows.values()) == 5052
    for name in rows:
        assert (tmp_path / name).read_bytes() == (actions.FACTS / name).read_bytes()


@needs_sources
def test_import_adds_texts_and_outlines(platform):
    steps = []
    result = actions.take_in(platform, SOURCES, progress=steps.append)
    assert (result.texts, result.outlines, result.refused) == (1204, 302, ())
    assert sum(steps) == 1506
    found = ask(platform, FEED, "arsip=2017").json["features"]
    assert {one["geometry"]["type"] for one in found if one["properties"]["kind"] == "area"} <= {"Polygon", "MultiPolygon"}
    assert any(one["properties"]["text"] for one in found if one["properties"]["kind"] == "report")
    with platform.database.reading() as unit:
        actions_told = unit.connection.scalars(text("SELECT action FROM kernel_audit")).all()
    assert "disaster.archive.import" in actions_told


@needs_sources
def test_import_refuses_what_does_not_fit_and_says_so(platform, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(SOURCES, folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    reports = json.loads((folder / "reports.geojson").read_bytes())
    reports["features"][0]["geometry"]["coordinates"] = [100.0, 1.0]
    (folder / "reports.geojson").write_text(json.dumps(reports))
    with gzip.open(folder / "rw_polygons_flooded_union.geojson.gz") as packed:
        outlines = json.load(packed)
    outlines["features"][0]["geometry"] = {"type": "Point", "coordinates": [106, -6]}
    outlines["features"][1]["properties"]["geom_id"] = 9
    with gzip.open(folder / "rw_polygons_flooded_union.geojson.gz", "wt") as packed:
        json.dump(outlines, packed)
    result = actions.take_in(platform, folder)
    assert (result.texts, result.outlines, len(result.refused)) == (1203, 300, 3)


def test_import_of_a_folder_without_the_archive(platform, tmp_path):
    with pytest.raises(actions.NoArchiveHere):
        actions.take_in(platform, tmp_path)
    with pytest.raises(actions.NoArchiveHere):
        write_facts(tmp_path, tmp_path)


def test_to_minute_and_within():
    assert rules.to_minute(datetime(2017, 2, 21, 6, 1, 59, 9, tzinfo=UTC)) == datetime(2017, 2, 21, 6, 1, tzinfo=UTC)
    assert rules.within(rules.FIRST_2017, rules.LAST_2017, NOW) == rules.LAST_2017
