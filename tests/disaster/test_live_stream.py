"""GET /bencana/siaran: each change once to every watcher, what was missed to those who come back, nobody kept waiting."""

import asyncio
import json
from datetime import timedelta

import pytest

from simpul.disaster import live
from simpul.disaster.live import hub as hubs
from simpul.disaster.live.features import microseconds
from simpul.disaster.live.hub import Hub, frame
from tests.disaster.live import STREAM, Connection, ask, change, put, scope


async def settled():
    """Everything that was due in the loop has run."""
    for _ in range(5):
        await asyncio.sleep(0)


class Watching:
    """A watcher of the stream, within a running loop."""

    def __init__(self, platform, query="", **headers):
        self.connection = Connection()
        application = live.stream_app(platform)
        call = application(scope(STREAM, query, **headers), self.connection.receive, self.connection.send)
        self.task = asyncio.ensure_future(call)

    def events(self):
        parts = self.connection.wire.decode().split("\n\n")
        lines = [
            dict(line.split(": ", 1) for line in part.split("\n") if ": " in line) for part in parts if "event: " in part
        ]
        return [(one["event"], json.loads(one["data"]), one.get("id")) for one in lines]

    async def hang_up(self):
        self.connection.gone.set()
        await asyncio.wait_for(self.task, 2)


def test_each_step_of_a_report_reaches_those_who_watch(platform, clock):
    async def run():
        feed = live.live_of(platform).feed
        feed.refresh()
        watching = Watching(platform)
        await settled()
        report = put(platform, status="unverified")
        feed.refresh()
        clock.advance(timedelta(seconds=1))
        change(platform, report, status="verified")
        feed.refresh()
        clock.advance(timedelta(seconds=1))
        change(platform, report, status="hidden")
        feed.refresh()
        feed.refresh()
        await settled()
        await watching.hang_up()
        return str(report), watching.events()

    report, events = asyncio.run(run())
    assert [name for name, _, _ in events] == ["report", "report", "removed"]
    assert events[0][1]["properties"]["text"] is None
    assert events[1][1]["properties"]["text"] == "Air naik"
    assert events[2][1] == {"id": report, "version": 3}
    assert events[2][2] == str(microseconds(clock.now()))


def test_an_expired_report_is_taken_from_the_map(platform, clock):
    async def run():
        feed = live.live_of(platform).feed
        put(platform)
        feed.refresh()
        clock.advance(timedelta(hours=3))
        watching = Watching(platform)
        await settled()
        feed.refresh()
        await settled()
        await watching.hang_up()
        return watching.events()

    assert [name for name, _, _ in asyncio.run(run())] == ["removed"]


def test_training_and_hidden_reports_are_never_told(platform):
    async def run():
        feed = live.live_of(platform).feed
        feed.refresh()
        watching = Watching(platform)
        await settled()
        put(platform, training=True)
        put(platform, status="hidden")
        feed.refresh()
        await settled()
        await watching.hang_up()
        return watching

    watching = asyncio.run(run())
    assert {name for name, _, _ in watching.events()} <= {"removed"}
    assert b"Air naik" not in watching.connection.wire


def test_who_comes_back_gets_what_was_missed(platform, clock):
    async def run():
        feed = live.live_of(platform).feed
        feed.refresh()
        last = microseconds(clock.now())
        clock.advance(timedelta(minutes=2))
        report = put(platform)
        feed.refresh()
        clock.advance(timedelta(minutes=2))
        watching = Watching(platform, last_event_id=str(last))
        await settled()
        await watching.hang_up()
        return str(report), watching.events()

    report, events = asyncio.run(run())
    assert [(name, data["id"]) for name, data, _ in events] == [("report", report)]


def test_after_a_restart_the_last_minutes_are_known_from_the_database(platform, clock):
    async def run():
        last = microseconds(clock.now())
        clock.advance(timedelta(minutes=1))
        put(platform)
        live.live_of(platform).feed.refresh()
        watching = Watching(platform, last_event_id=str(last))
        await settled()
        await watching.hang_up()
        return watching.events()

    assert [name for name, _, _ in asyncio.run(run())] == ["report"]


@pytest.mark.parametrize("last", ["0", "1"])
def test_who_was_away_too_long_loads_anew(platform, clock, last):
    async def run():
        live.live_of(platform).feed.refresh()
        watching = Watching(platform, last_event_id=last)
        await settled()
        await watching.hang_up()
        return watching.events()

    ((name, _, at),) = asyncio.run(run())
    assert name == "reset"
    assert at == str(microseconds(clock.now()))


@pytest.mark.parametrize("last", ["x", "", "-1", "9" * 30])
def test_a_last_event_that_is_none_counts_as_new(platform, last):
    async def run():
        live.live_of(platform).feed.refresh()
        watching = Watching(platform, last_event_id=last)
        await settled()
        await watching.hang_up()
        return watching.events()

    assert asyncio.run(run()) == []


def test_a_slow_watcher_is_let_go_with_advice():
    async def run():
        hub = Hub()
        hub.begin(0)
        watcher = hub.join(0, now=1)
        for at in range(hubs.QUEUE + 5):
            hub.publish([frame(at, "report", b"{}")])
        await settled()
        return await watcher.next(), await watcher.next()

    first, end = asyncio.run(run())
    assert first == hubs.SLOW
    assert end is None


def test_the_same_bytes_go_to_every_watcher():
    async def run():
        hub = Hub()
        hub.begin(0)
        watchers = [hub.join(5, now=5) for _ in range(3)]
        for watcher in watchers:
            await watcher.next()
        hub.publish([frame(9, "report", b"{}")])
        await settled()
        return [await watcher.next() for watcher in watchers]

    first, second, third = asyncio.run(run())
    assert first is second is third


def test_what_fell_out_of_memory_is_not_promised():
    async def run():
        hub = Hub(keep=3)
        hub.begin(0)
        hub.publish([frame(at, "report", b"%d" % at) for at in range(1, 4)])
        hub.publish([frame(4, "report", b"4")])
        return hub.missed(1), hub.missed(2)

    gone, kept = asyncio.run(run())
    assert gone is None
    assert len(kept) == 3


def test_the_end_lets_everybody_go(platform):
    async def run():
        application = live.live_of(platform)
        application.feed.refresh()
        watching = Watching(platform)
        await settled()
        live.stop(platform)
        await asyncio.wait_for(watching.task, 2)
        late = Watching(platform)
        await asyncio.wait_for(late.task, 2)
        return watching.connection, late.connection, application.hub.watching

    early, late, left = asyncio.run(run())
    assert early.sent[-1]["more_body"] is False
    assert late.sent[-1]["more_body"] is False
    assert left == 0


def test_heartbeat(platform, monkeypatch):
    monkeypatch.setattr("simpul.disaster.live.stream.HEARTBEAT", 0.01)

    async def run():
        live.live_of(platform).feed.refresh()
        watching = Watching(platform)
        await asyncio.sleep(0.08)
        await watching.hang_up()
        await asyncio.sleep(0.03)
        return watching.connection.wire

    assert b": ada\n" in asyncio.run(run())


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [("POST", "", 405), ("OPTIONS", "", 204), ("GET", "arsip=1999", 400), ("GET", "x=1", 400)],
)
def test_other_requests_are_answered_honestly(platform, method, query, status):
    assert ask(platform, STREAM, query, method).status == status


def test_head_ends_at_once(platform):
    answered = ask(platform, STREAM, method="HEAD")
    assert (answered.status, answered.body) == (200, b"")
    assert answered.headers["content-type"].startswith("text/event-stream")
