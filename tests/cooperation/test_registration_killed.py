"""`kill -9` while registration is open, two worker processes: each acknowledged ticket is there, no seat given twice.

On an embedded PostgreSQL of its own with its defaults (fsync on). Who got no answer sends the same form again, as a browser
does; who was told a number comes back with it, to whichever process is there then.
"""

import hashlib
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import psycopg
import pytest
from sqlalchemy import text

from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import EVENT, SLUG, counted, lecture, nip
from tests.faults.node import GONE, Node

PEOPLE, WRITERS, KILLS = 600, 12, 2
POST = f"/api/v1/cooperation/events/{SLUG}/registrations"


@pytest.fixture
def durable_url(short_folder) -> Iterator[str]:
    """A PostgreSQL as operators have it, not the tests' fast one."""
    with embedded_postgres_at(short_folder, Keys.kept_in(short_folder / "keys"), "simpul") as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
        yield url


class Crowd:
    """Threads that register people, each until there is a ticket."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._next = iter(range(PEOPLE))
        self._lock = threading.Lock()
        self.codes: dict[int, set[str]] = {}
        self.strange: list[str] = []
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(WRITERS)]

    def _work(self) -> None:
        with httpx.Client(base_url=self._base, timeout=10, trust_env=False) as client:
            while True:
                with self._lock:
                    person = next(self._next, None)
                if person is None:
                    return
                for _ in range(1 + (person % 5 == 0)):  # each fifth sends the form a second time, after the answer
                    self._register(client, person)

    def _register(self, client: httpx.Client, person: int) -> None:
        form = {"agency": "AB"[person % 2], "number": nip(person), "name": f"Peserta {person}", "wish": "hall"}
        again, until = "", time.monotonic() + 90
        while time.monotonic() < until:
            try:
                answer = client.get(again) if again else client.post(POST, json=form)
            except GONE:
                time.sleep(0.05)
                continue
            if answer.status_code in (200, 201):
                with self._lock:
                    self.codes.setdefault(person, set()).add(answer.json()["ticket"]["code"])
                return
            if answer.status_code == 202:
                again = answer.json()["queue"]["again"]
                time.sleep(0.2)
            elif answer.status_code != 503:
                self.strange.append(f"{answer.status_code} {answer.text[:200]}")
                return
        self.strange.append("no ticket in time")


def digests(platform: Platform) -> set[bytes]:
    with platform.database.reading() as unit:
        asked = text("SELECT digest FROM cooperation_registration WHERE event = :event")
        return {bytes(one) for one in unit.connection.scalars(asked, {"event": EVENT})}


def test_nothing_acknowledged_is_lost_and_no_seat_is_given_twice(short_folder, durable_url):
    node = Node(short_folder, durable_url, modules="identity,cooperation", workers=2)
    node.prepare()
    platform = node.platform()
    lecture(
        platform, hall_places=130, quotas={"A": ("Instansi A", 100), "B": ("Instansi B", 50)}, opens=timedelta(hours=-1)
    )
    node.start()
    crowd = Crowd(node.base)
    try:
        for thread in crowd.threads:
            thread.start()
        for kill in range(KILLS):
            until = time.monotonic() + 60
            while len(crowd.codes) < (kill + 1) * PEOPLE // 4 and time.monotonic() < until:
                time.sleep(0.01)
            node.kill()
            there, known = digests(platform), set().union(*list(crowd.codes.values()))
            assert {hashlib.sha256(code.encode()).digest() for code in known} <= there
            node.start()
        for thread in crowd.threads:
            thread.join(120)
    finally:
        node.stop()
    assert crowd.strange == []
    assert sorted(crowd.codes) == list(range(PEOPLE))
    assert [person for person, codes in crowd.codes.items() if len(codes) != 1] == []
    found = counted(platform)
    platform.database.close()
    assert found == {"hall": 130, "remote": 0, "waiting": PEOPLE - 130, "cancelled": 0}
