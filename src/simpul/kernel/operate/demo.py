"""The demo: one embedded PostgreSQL, three nodes as child processes, the exchange between them, accounts for trying out."""

import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import platformdirs

from simpul.kernel.clock import Clock, SystemClock
from simpul.kernel.embedded import embedded_postgres_at, ensure_database
from simpul.kernel.errors import Conflict
from simpul.kernel.keys import Keys
from simpul.kernel.operate.nodes import NODES, Federation, keep, kept_in, ports_for, settings_of
from simpul.kernel.operate.serve import DEMO_MARK, environment_of, up_to_date
from simpul.kernel.operate.supervise import Child, Supervisor
from simpul.kernel.settings import Settings

Account = tuple[str, str, str]
"""Login, password, what it is for."""
DemoNode = tuple[Settings, str]
"""A node's settings and the address of its database."""
Prepare = Callable[[Sequence[DemoNode]], tuple[Sequence[Sequence[Account]], str]]
"""Migrates, seeds and federates the nodes, the operator first: each node's accounts, and the register's key."""

MARK = "Made by `simpul demo`. Its passwords are known to everybody."
RENEWED = timedelta(days=1)
"""A demo that lay longer is prepared again, so that its trust list is young."""


class NotADemoDirectory(Conflict):
    """The directory holds something that no demo made."""

    code = "not-a-demo-directory"
    sentence = "This directory was not made by `simpul demo`. Choose an empty one, or leave --data-dir out."


def demo(*, port: int, data_dir: Path | None, browser: bool, prepare: Prepare) -> None:
    """Runs the demo until Ctrl-C."""
    folder = (data_dir or Path(platformdirs.user_data_dir("simpul-demo"))).expanduser().resolve()
    mark(folder)
    ports = ports_for(port, kept_in(folder))
    with embedded_postgres_at(folder, Keys.kept_in(folder / "keys"), "postgres") as server:
        urls = [ensure_database(server, f"demo_{name}") for name in NODES]
        nodes = prepared(folder, Federation(ports), urls, prepare, SystemClock())
        supervisor = Supervisor([_child(*node) for node in nodes])
        supervisor.start()
        announce([settings for settings, _ in nodes], folder)
        if browser:
            with suppress(webbrowser.Error):
                webbrowser.open(f"http://localhost:{ports[NODES[0]].web}/")
        supervisor.watch()


def prepared(folder: Path, wanted: Federation, urls: Sequence[str], prepare: Prepare, clock: Clock) -> Sequence[DemoNode]:
    """The nodes, prepared: only when they never were, are behind, lay for a day, or listen elsewhere: it takes a while."""
    known, now = kept_in(folder), clock.now()
    if known is not None:
        wanted = replace(wanted, register_key=known.register_key, at=known.at)
    nodes = list(zip(settings_of(folder, wanted), urls, strict=True))
    for settings, _ in nodes:
        mark(settings.data_dir)
    if known is None or not _is_ready(known, wanted, nodes) or now - (known.at or now) > RENEWED:
        accounts, key = prepare(nodes)
        wanted = replace(wanted, register_key=key, at=now)
        nodes = list(zip(settings_of(folder, wanted), urls, strict=True))
        for (settings, _), own in zip(nodes, accounts, strict=True):
            _keep_accounts(settings.data_dir, own)
    keep(folder, wanted)
    return nodes


def _is_ready(known: Federation, wanted: Federation, nodes: Sequence[DemoNode]) -> bool:
    """Whether every node was seeded, is known in the register at its address, and has a database that is not behind."""
    moved = any(known.ports[name].node != wanted.ports[name].node for name in NODES)
    return not moved and all(accounts_of(settings.data_dir) and up_to_date(url) for settings, url in nodes)


def accounts_of(data_dir: Path) -> list[Account]:
    """The node's demo accounts; none when it was never prepared."""
    lines = [line.split("\t") for line in (data_dir / DEMO_MARK).read_text().splitlines()[1:]]
    return [(line[0], line[1], line[2]) for line in lines]


def _keep_accounts(data_dir: Path, accounts: Sequence[Account]) -> None:
    words = "\n".join([MARK, *("\t".join(account) for account in accounts)])
    (data_dir / DEMO_MARK).write_text(words + "\n")


def mark(folder: Path) -> None:
    """The folder exists and is marked as a demo's; NotADemoDirectory if it holds anything else."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / DEMO_MARK).exists():
        if any(folder.iterdir()):
            raise NotADemoDirectory()
        (folder / DEMO_MARK).write_text(MARK + "\n")


def announce(nodes: Sequence[Settings], folder: Path) -> None:
    """What there is to do at each node, the exchange's address, and last the ready line."""
    operator = nodes[0]
    print(f"\n  Data          {folder}")
    for settings in nodes:
        address = f"http://localhost:{settings.port}"
        print(f"\n  {settings.agency} ({settings.agency_code})")
        for label, path in _places(settings):
            print(f"    {label:<12}{address}{path}")
        for login, password, purpose in accounts_of(settings.data_dir):
            print(f"    {'Account':<12}{login} / {password}   ({purpose})")
    print(f"\nExchange: http://localhost:{operator.exchange_port}")
    print(f"Simpul is ready: http://localhost:{operator.port}", flush=True)


def _places(settings: Settings) -> list[tuple[str, str]]:
    places = [("Home", "/"), ("English", "/en/")]
    if "disaster" in settings.modules:
        places += [("Live map", "/bencana"), ("Report", "/bencana/lapor"), ("Officer", "/bencana/meja")]
    if "malaria" in settings.modules:
        places += [("Field app", "/malaria/lapangan"), ("Desk", "/malaria/meja")]
    if "maturity" in settings.modules:
        places += [("Maturity", "/kematangan")]
    if "cooperation" in settings.modules:
        places += [("Cooperation", "/kerja-sama"), ("Showcase", "/pameran")]
    if not settings.exchange_operator:
        places += [("Search", "/cari")]
    return [*places, ("Members", "/penghubung")]


def _child(settings: Settings, url: str) -> Child:
    environment = {**os.environ, **environment_of(settings, database_url=url)}
    command = [sys.executable, "-m", "simpul.kernel.operate.launch", "serve", str(os.getpid())]
    listening = (settings.exchange_port, settings.exchange_node_port)
    return Child(settings.node, command, environment, f"http://127.0.0.1:{settings.port}/health/ready", listening)
