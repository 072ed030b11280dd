"""PostgreSQL ends at once while people register, and comes again: what was acknowledged is there, the counts are exact."""

import os
import signal
import threading
import time

from simpul.cooperation.actions import registering
from simpul.cooperation.rules import tickets as rules
from simpul.cooperation.store import registrations
from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import EVENT, counted, form, lecture
from tests.faults.node import Node

PEOPLE, WRITERS = 240, 4


class Crowd:
    """Threads that register people, each again until there is a ticket."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.codes: dict[int, str] = {}
        self.strange: list[BaseException] = []
        self.threads = [threading.Thread(target=self._work, args=(at,), daemon=True) for at in range(WRITERS)]

    def _work(self, first: int) -> None:
        until = time.monotonic() + 90
        for person in range(first, PEOPLE, WRITERS):
            while person not in self.codes and time.monotonic() < until and not self.strange:
                self._register(person)

    def _register(self, person: int) -> None:
        try:
            sent = form(person, "AB"[person % 2])
            self.codes[person] = registering.register(self._platform, EVENT, sent).code
        except Unavailable:
            time.sleep(0.05)
        except Exception as fault:  # noqa: BLE001 (the test tells which)
            self.strange.append(fault)


def test_nothing_acknowledged_is_lost_when_the_database_ends(short_folder):
    with embedded_postgres_at(short_folder, Keys.kept_in(short_folder / "keys"), "simpul") as url:
        node = Node(short_folder, url, modules="identity,cooperation")
        node.prepare()
        platform = node.platform()
        lecture(platform, hall_places=60, quotas={"A": ("Instansi A", 40), "B": ("Instansi B", 30)})
        crowd = Crowd(platform)
        for one in crowd.threads:
            one.start()
        while len(crowd.codes) < PEOPLE // 4 and not crowd.strange:
            time.sleep(0.01)
        pid = int((short_folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGQUIT)  # "immediate": no checkpoint, as when the power goes
        for one in crowd.threads:
            one.join(100)
        assert crowd.strange == []
        assert sorted(crowd.codes) == list(range(PEOPLE))
        with platform.database.reading() as unit:
            found = [registrations.by_digest(unit.connection, rules.digest(code)) for code in crowd.codes.values()]
        assert None not in found
        assert counted(platform) == {"hall": 60, "remote": 0, "waiting": PEOPLE - 60, "cancelled": 0}
        platform.database.close()
