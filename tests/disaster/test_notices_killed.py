"""`kill -9` of a server that sends notices: everybody is told, and who is told again sees it once."""

import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from simpul.disaster.actions import noticing, sending_notices, subscribing
from simpul.disaster.model.subscriptions import NoticeState, Severity, Telling, Wish
from simpul.disaster.outside import push
from simpul.disaster.store import subscribers as store
from simpul.kernel.database.migrate import migrate
from simpul.kernel.platform import Platform
from tests.disaster.notice_makers import alarm
from tests.disaster.push_service import PushService, push_service
from tests.faults.node import Node
from tests.waiting import until

PEOPLE = 300


class Slow(PushService):
    """Takes its time, as a push service far away does, so that a kill finds messages on their way."""

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        threading.Event().wait(0.02)
        return super().take(path, headers, body)


def _browsers(platform: Platform, service: PushService) -> None:
    wish = Wish(regions=("31.72",), reports=True, wakes=False, quiet=None)  # the node runs by the real clock
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for n in range(PEOPLE):
            given = service.browser(f"b{n}")
            address = push.address(platform.settings, given.endpoint, given.p256dh, given.auth)
            store.keep(unit.connection, subscribing._asking(platform, "push", address), wish, [], unit.clock.now())


def _sent(platform: Platform) -> int:
    with platform.database.reading() as unit:
        asked = text("SELECT count(*) FROM disaster_notice WHERE state = :sent")
        return int(unit.connection.scalar(asked, {"sent": int(NoticeState.SENT)}) or 0)


def test_a_server_killed_while_it_sends_tells_everybody_and_shows_nobody_the_same_twice(
    short_folder: Path, database_url: str
) -> None:
    node = Node(short_folder, database_url, modules="identity,disaster", disaster_private_networks="127.0.0.0/8")
    platform = node.platform()
    migrate(platform.database.engine)
    with push_service(Slow) as service:
        _browsers(platform, service)
        told = alarm(kind=Telling.REPORTS, severity=Severity.MINOR, urgency="", regions=("31.72",), count=3)
        with platform.database.writing() as unit:
            unit.unaudited("a test")
            noticing.tell(unit, replace(told, subject="r31.72:today"))
        assert noticing.queue_open(platform) == PEOPLE
        node.start()
        try:
            until(lambda: len(service.shown) > PEOPLE // 6, what="nothing is sent")
            node.kill()
            before = len(service.shown)
            assert _sent(platform) < PEOPLE, "it was killed too late to prove anything"
            with platform.database.writing() as unit:
                unit.unaudited("five minutes later, when what it had taken is free again")
                unit.connection.execute(text("UPDATE disaster_notice SET changed_at = changed_at - interval '6 minutes'"))
            sending_notices.revive(platform)
            node.start()
            until(lambda: _sent(platform) == PEOPLE, what="somebody is not told")
        finally:
            node.stop()
    platform.database.close()
    by_browser = Counter(name for name, _, _ in service.shown)
    assert set(by_browser) == {f"b{n}" for n in range(PEOPLE)}
    assert max(by_browser.values()) <= 2
    assert len(service.shown) - PEOPLE <= min(before, 200), "no more are told again than one go held"
    assert len({headers["topic"] for _, _, headers in service.shown}) == 1, "the same topic: a browser shows it once"
