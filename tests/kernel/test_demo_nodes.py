"""The demo's three nodes: who they are, where they listen, and when they are prepared anew."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import START

from simpul.kernel.clock import FixedClock
from simpul.kernel.operate import demo as running
from simpul.kernel.operate.demo import NotADemoDirectory, accounts_of, announce, prepared
from simpul.kernel.operate.nodes import Federation, Ports, PortTaken, keep, kept_in, ports_for, settings_of
from simpul.law import agencies

pytestmark = pytest.mark.rules
PORTS = {"portal": Ports(8080, 8090, 8091), "bpbd": Ports(8081, 8092, 8093), "dinkes": Ports(8082, 8094, 8095)}
URLS = ["postgresql://x/portal", "postgresql://x/bpbd", "postgresql://x/dinkes"]


def test_each_node_stands_under_its_governments_number_in_the_ministrys_list(tmp_path):
    portal, bpbd, dinkes = settings_of(tmp_path, Federation(PORTS))
    assert [s.agency_code for s in (portal, bpbd, dinkes)] == [
        "ID/GOV/2060/PORTAL",
        "ID/GOV/6000/BPBD",
        "ID/GOV/8205/DINKES",
    ]
    names = [agencies()[s.agency_code.split("/")[2]].abbreviation for s in (portal, bpbd, dinkes)]
    assert names == ["Kemen PANRB", "Pemprov DKI Jakarta", "Pemkab Teluk Bintuni"]
    assert [s.node for s in (portal, bpbd, dinkes)] == ["portal", "bpbd", "dinkes"]
    assert "disaster" in bpbd.modules
    assert {*portal.modules} == {"identity", "maturity", "cooperation", "exchange"}
    assert {*dinkes.modules} == {"identity", "malaria", "exchange"}


def test_the_nodes_are_bound_to_this_machine_and_have_a_folder_each(tmp_path):
    nodes = settings_of(tmp_path, Federation(PORTS, register_key="key"))
    assert {s.data_dir for s in nodes} == {tmp_path / "portal", tmp_path / "bpbd", tmp_path / "dinkes"}
    assert {(s.host, s.exchange_host, s.exchange_tls, s.demo, s.workers, s.exchange_workers) for s in nodes} == {
        ("127.0.0.1", "127.0.0.1", False, True, 1, 1)
    }
    assert {s.exchange_private_networks for s in nodes} == {("127.0.0.0/8",)}
    assert [(s.port, s.exchange_port, s.exchange_node_port) for s in nodes] == [
        (8080, 8090, 8091), (8081, 8092, 8093), (8082, 8094, 8095)
    ]  # fmt: skip


def test_the_first_is_the_operator_whom_the_others_believe_by_its_key(tmp_path):
    portal, *others = settings_of(tmp_path, Federation(PORTS, register_key="key"))
    assert (portal.exchange_operator, portal.exchange_register_key) == ("", "")
    assert portal.exchange_figures == ("ID/GOV/6000/BPBD/reports",)
    for other in others:
        assert (other.exchange_operator, other.exchange_register_key) == ("http://127.0.0.1:8091", "key")
        assert other.exchange_figures == ()


def test_the_given_port_is_the_operators_and_no_two_are_the_same():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(PortTaken):
            ports_for(taken, None)
        kept = Federation(PORTS | {"bpbd": Ports(taken, 0, 0)})
        found = ports_for(0, kept)
    flat = [one for ports in found.values() for one in (ports.web, ports.consumer, ports.node)]
    assert taken not in flat
    assert len(set(flat)) == 9
    assert ports_for(flat[0], None)["portal"].web == flat[0]


def test_the_next_run_finds_the_ports_of_the_last_one(tmp_path):
    assert kept_in(tmp_path) is None
    first = Federation(ports_for(0, None), "key", START)
    keep(tmp_path, first)
    assert kept_in(tmp_path) == first
    again = ports_for(0, kept_in(tmp_path))
    assert {n: (p.consumer, p.node) for n, p in again.items()} == {n: (p.consumer, p.node) for n, p in first.ports.items()}
    (tmp_path / "nodes.json").write_text('{"ports": {"portal": 1}}')
    assert kept_in(tmp_path) is None


class Preparing:
    """Counts how often the nodes are prepared."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, nodes):
        self.times += 1
        return [[(settings.node, f"word{self.times}", "role")] for settings, _ in nodes], f"key{self.times}"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


def run(folder: Path, ports, prepare: Preparing, clock: FixedClock):
    return [settings for settings, _ in prepared(folder, Federation(ports), URLS, prepare, clock)]


def test_a_demo_is_prepared_once_and_again_when_it_moved_is_behind_or_lay_for_a_day(tmp_path, monkeypatch, clock):
    up_to_date = [True]
    monkeypatch.setattr(running, "up_to_date", lambda url: up_to_date[0])
    prepare = Preparing()
    assert run(tmp_path, PORTS, prepare, clock)[1].exchange_register_key == "key1"
    assert accounts_of(tmp_path / "bpbd") == [("bpbd", "word1", "role")]
    assert run(tmp_path, PORTS, prepare, clock)[1].exchange_register_key == "key1"
    web = PORTS | {"portal": Ports(9999, 8090, 8091)}
    run(tmp_path, web, prepare, clock)
    assert prepare.times == 1, "people's address stands in no register"
    run(tmp_path, PORTS | {"bpbd": Ports(8081, 8092, 9000)}, prepare, clock)
    assert prepare.times == 2
    up_to_date[0] = False
    run(tmp_path, PORTS | {"bpbd": Ports(8081, 8092, 9000)}, prepare, clock)
    assert prepare.times == 3
    up_to_date[0] = True
    clock.advance(timedelta(days=2))
    assert run(tmp_path, PORTS | {"bpbd": Ports(8081, 8092, 9000)}, prepare, clock)[2].exchange_register_key == "key4"


def test_a_nodes_folder_that_no_demo_made_is_left_alone(tmp_path, clock):
    (tmp_path / "bpbd").mkdir()
    (tmp_path / "bpbd" / "important.txt").write_text("mine")
    with pytest.raises(NotADemoDirectory):
        run(tmp_path, PORTS, Preparing(), clock)


def test_the_last_two_lines_are_for_programs(tmp_path, monkeypatch, capsys, clock):
    monkeypatch.setattr(running, "up_to_date", lambda url: True)
    announce(run(tmp_path, PORTS, Preparing(), clock), tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["Exchange: http://localhost:8090", "Simpul is ready: http://localhost:8080"]
    said = "\n".join(lines)
    for words in (
        "http://localhost:8081/bencana/meja",
        "bpbd / word1   (role)",
        "ID/GOV/8205/DINKES",
        "http://localhost:8082/",
    ):
        assert words in said
