"""The demo's three nodes: who they are and where they listen. The next run finds them where this one left them."""

import json
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from simpul.kernel.errors import Conflict
from simpul.kernel.settings import Settings

PORTAL, BPBD, DINKES = "portal", "bpbd", "dinkes"
NODES = (PORTAL, BPBD, DINKES)
"""The operator first."""
KEPT = "nodes.json"
_LAST_PORT = 65535
_WISHES = {PORTAL: (0, 10, 11), BPBD: (1, 12, 13), DINKES: (2, 14, 15)}
"""How far above the operator's port each port lies where nobody else is there: 8081, 8090 … beside 8080."""


class PortTaken(Conflict):
    """Another program listens on the port."""

    code = "port-taken"
    sentence = "Port {port} is in use. Choose another with --port, or --port 0 for a free one."


@dataclass(frozen=True, slots=True)
class Ports:
    """Where one node listens: for people, for its own programs in the exchange, for other nodes."""

    web: int
    consumer: int
    node: int


@dataclass(frozen=True, slots=True)
class Federation:
    """What a demo's folder keeps of its exchange: everybody's ports, the register's key, and since when that is so."""

    ports: Mapping[str, Ports]
    register_key: str = ""
    at: datetime | None = None


def kept_in(folder: Path) -> Federation | None:
    """What the folder keeps; None when no run came so far."""
    try:
        said = json.loads((folder / KEPT).read_text())
        ports = {name: Ports(**said["ports"][name]) for name in NODES}
        return Federation(ports, said["register_key"], datetime.fromisoformat(said["at"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def keep(folder: Path, federation: Federation) -> None:
    """The folder keeps it."""
    ports = {name: asdict(one) for name, one in federation.ports.items()}
    said = {"ports": ports, "register_key": federation.register_key, "at": str(federation.at)}
    (folder / KEPT).write_text(json.dumps(said, indent=1) + "\n")


def ports_for(port: int, kept: Federation | None) -> Mapping[str, Ports]:
    """Ports that are free now: `port` for the operator (0: any; PortTaken), all else as kept, or near it, or any."""
    wishes = [kept.ports[name] if kept else _wish(port, name) for name in NODES]
    flat = [one for wish in wishes for one in (wish.web, wish.consumer, wish.node)]
    found = iter(free_ports([port, *flat[1:]]))
    return {name: Ports(next(found), next(found), next(found)) for name in NODES}


def _wish(port: int, name: str) -> Ports:
    near = [port + more if port and port + more <= _LAST_PORT else 0 for more in _WISHES[name]]
    return Ports(*near)


def free_ports(wanted: Sequence[int]) -> list[int]:
    """Different free ports: the first as it is wanted (0 takes any), or PortTaken; the others too, where they are free."""
    with ExitStack() as stack:
        found: list[int] = []
        for number, port in enumerate(wanted):
            probe = stack.enter_context(socket.socket())
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                if number == 0:
                    raise PortTaken(port=port) from None
                probe.bind(("127.0.0.1", 0))
            found.append(int(probe.getsockname()[1]))
    return found


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, a free one for 0; PortTaken otherwise."""
    return free_ports([wanted])[0]


def settings_of(folder: Path, federation: Federation) -> tuple[Settings, ...]:
    """Settings of the three nodes, each in a folder of its own, bound to this machine alone; the operator first."""
    ports = federation.ports
    operator = f"http://127.0.0.1:{ports[PORTAL].node}"
    joined = {"exchange_operator": operator, "exchange_register_key": federation.register_key}
    return (
        _settings(folder, PORTAL, ports, **_PORTAL),
        _settings(folder, BPBD, ports, **_BPBD, **joined),
        _settings(folder, DINKES, ports, **_DINKES, **joined),
    )


_PORTAL = {
    "agency": "Kementerian PANRB",
    "agency_code": "ID/GOV/2060/PORTAL",
    "modules": "identity,maturity,cooperation,exchange",
    "exchange_figures": "ID/GOV/6000/BPBD/reports",
}
_BPBD = {
    "agency": "BPBD Provinsi DKI Jakarta",
    "agency_code": "ID/GOV/6000/BPBD",
    "modules": "identity,disaster,exchange",
    "region": "31",
    "contact": "112",
}
_DINKES = {
    "agency": "Dinas Kesehatan Kabupaten Teluk Bintuni",
    "agency_code": "ID/GOV/8205/DINKES",
    "modules": "identity,malaria,exchange",
    "region": "92.06",
}
"""Agency codes are the ministry's (kode instansi): 2060 Kemen PANRB, 6000 Pemprov DKI Jakarta, 8205 Pemkab Teluk Bintuni.
An office that has none of its own stands under its government's."""


def _settings(folder: Path, name: str, ports: Mapping[str, Ports], **own: str) -> Settings:
    values: dict[str, object] = {
        "node": name,
        "data_dir": folder / name,
        "host": "127.0.0.1",
        "port": ports[name].web,
        "public_url": f"http://localhost:{ports[name].web}",
        "workers": 1,
        "database_pool": 8,
        "log_level": "warning",
        "exchange_host": "127.0.0.1",
        "exchange_port": ports[name].consumer,
        "exchange_node_port": ports[name].node,
        "exchange_workers": 1,
        "exchange_tls": False,
        "exchange_private_networks": "127.0.0.0/8",
        "exchange_operator": "",
        "exchange_register_key": "",
        "exchange_figures": "",
        "demo": True,
    }
    return Settings(**(values | own))
