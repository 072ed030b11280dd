"""The demo: one embedded PostgreSQL, one node as a child process, accounts that exist nowhere else."""

import os
import socket
import sys
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import platformdirs

from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.errors import Conflict
from simpul.kernel.keys import Keys
from simpul.kernel.operate.serve import DEMO_MARK, environment_of, up_to_date
from simpul.kernel.operate.supervise import Child, Supervisor
from simpul.kernel.settings import Settings

Account = tuple[str, str, str]
"""Login, password, what it is for."""


MARK = "Made by `simpul demo`. Its passwords are known to everybody."


class NotADemoDirectory(Conflict):
    """The directory holds something that no demo made."""

    code = "not-a-demo-directory"
    sentence = "This directory was not made by `simpul demo`. Choose an empty one, or leave --data-dir out."


class PortTaken(Conflict):
    """Another program listens on the port."""

    code = "port-taken"
    sentence = "Port {port} is in use. Choose another with --port, or --port 0 for a free one."


def demo(*, port: int, data_dir: Path | None, browser: bool, prepare: Callable[[Settings, str], Sequence[Account]]) -> None:
    """Runs the demo until Ctrl-C. `prepare(settings, database_url)` migrates, seeds and names the accounts."""
    folder = (data_dir or Path(platformdirs.user_data_dir("simpul-demo"))).expanduser().resolve()
    mark(folder)
    settings = node_settings(folder, free_port(port))
    keys = Keys.kept_in(settings.data_dir / "keys")
    with embedded_postgres_at(folder, keys, f"simpul_{settings.node}") as url:
        accounts = prepared(settings, url, prepare)
        supervisor = Supervisor([_child(settings, url)])
        supervisor.start()
        address = f"http://localhost:{settings.port}"
        announce(address, accounts, folder)
        if browser:
            with suppress(webbrowser.Error):
                webbrowser.open(f"{address}/bencana")
        supervisor.watch()


def prepared(settings: Settings, url: str, prepare: Callable[[Settings, str], Sequence[Account]]) -> Sequence[Account]:
    """The demo's accounts; the database is prepared only when it never was, or is behind: that takes a while."""
    kept = settings.data_dir / DEMO_MARK
    lines = [line.split("\t") for line in kept.read_text().splitlines()[1:]]
    if lines and up_to_date(url):
        return [(line[0], line[1], line[2]) for line in lines]
    accounts = prepare(settings, url)
    kept.write_text("\n".join([MARK, *("\t".join(account) for account in accounts)]) + "\n")
    return accounts


def mark(folder: Path) -> None:
    """The folder exists and is marked as a demo's; NotADemoDirectory if it holds anything else."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / DEMO_MARK).exists():
        if any(folder.iterdir()):
            raise NotADemoDirectory()
        (folder / DEMO_MARK).write_text(MARK + "\n")


def node_settings(folder: Path, port: int) -> Settings:
    """Settings of the demo's node: BPBD of Jakarta, bound to this machine alone."""
    return Settings(
        node="bpbd",
        agency="BPBD Provinsi DKI Jakarta",
        agency_code="ID/GOV/3100/BPBD",
        region="31",
        contact="112",
        data_dir=folder,
        host="127.0.0.1",
        port=port,
        workers=1,
        log_level="warning",
        demo=True,
    )


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, a free one for 0; PortTaken otherwise."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            raise PortTaken(port=wanted) from None
        return int(probe.getsockname()[1])


def announce(address: str, accounts: Sequence[Account], folder: Path) -> None:
    """Addresses, accounts, and last the ready line."""
    print(f"\n  Live map      {address}/bencana\n  Report        {address}/bencana/lapor")
    print(f"  Officer       {address}/bencana/meja\n  English       {address}/en/\n  Data          {folder}\n")
    for login, password, purpose in accounts:
        print(f"  Account       {login} / {password}   ({purpose})")
    print(f"\nSimpul is ready: {address}", flush=True)


def _child(settings: Settings, url: str) -> Child:
    environment = {**os.environ, **environment_of(settings, database_url=url)}
    command = [sys.executable, "-m", "simpul.cli", "serve"]
    return Child(settings.node, command, environment, f"http://127.0.0.1:{settings.port}/health/ready")
