"""What a demo's first run leaves in its three databases: one register, BPBD's service, accounts where they have work."""

from pathlib import Path

import pytest

from simpul.app import build_platform, prepare_demo
from simpul.exchange.actions import asking, grants, services, trust
from simpul.kernel.actor import Actor
from simpul.kernel.keys import Keys
from simpul.kernel.operate.nodes import Federation, Ports, settings_of

EVERYWHERE = [
    ("admin", "node.admin"),
    ("pengelola", "exchange.steward"),
    ("integrator", "exchange.integrator"),
    ("auditor", "node.auditor"),
    ("pencocok", "exchange.registrar"),
    ("warga", ""),
]
PORTS = {"portal": Ports(1, 2, 3), "bpbd": Ports(4, 5, 6), "dinkes": Ports(7, 8, 9)}


@pytest.fixture
def nodes(tmp_path: Path, database_urls):
    """Settings and databases, by ports."""
    urls = database_urls(3)
    return lambda ports: list(zip(settings_of(tmp_path, Federation(ports)), urls, strict=True))


def platforms(nodes):
    made = [build_platform(s, keys=Keys.kept_in(s.data_dir / "keys"), url=url) for s, url in nodes]
    yield from made
    for platform in made:
        platform.database.close()


def test_three_nodes_know_one_another_and_bpbd_offers_its_reports(nodes):
    _, key = prepare_demo(nodes(PORTS))
    for platform in platforms(nodes(PORTS)):
        known = trust.trust(platform)
        assert known.operator == "ID/GOV/2060"
        assert {path: node.address for path, node in known.nodes.items()} == {
            "ID/GOV/2060/PORTAL": "http://127.0.0.1:3",
            "ID/GOV/6000/BPBD": "http://127.0.0.1:6",
            "ID/GOV/8205/DINKES": "http://127.0.0.1:9",
            "ID/GOV/7271/BPBD": "http://127.0.0.1:1",
        }
        assert "sengaja tidak dijalankan" in known.nodes["ID/GOV/7271/BPBD"].maintenance
        offered = [(s.subsystem, s.code, s.url, s.public) for s in services.services(platform)]
        if platform.settings.node == "bpbd":
            assert offered == [
                ("ID/GOV/6000/BPBD", "bantuan", "module:exchange", True),
                ("ID/GOV/6000/BPBD", "reports", "module:disaster", True),
                ("ID/GOV/6000/BPBD", "reports-v0", "module:disaster", True),
            ]
            aid, new, old = services.services(platform)
            assert (new.lifecycle, old.lifecycle, old.successor) == ("published", "deprecated", "ID/GOV/6000/BPBD/reports")
            assert (new.contact, aid.person_in) != ("", "")
            _given(platform)
        elif platform.settings.node == "portal":
            assert offered == [("ID/GOV/2060/PORTAL", "events", "module:exchange/events", False)]
        else:
            assert offered == [
                ("ID/GOV/8205/DINKES", "events", "module:exchange/events", False),
                ("ID/GOV/8205/DINKES", "malaria", "module:malaria", True),
            ]
            assert known.subsystems["ID/GOV/8205/BPBD"].node == "ID/GOV/8205/DINKES"
            (asked,) = asking.all_requests(platform, Actor.SYSTEM)
            assert (asked.wish.owner, asked.wish.event_type) == ("ID/GOV/6000/BPBD", "disaster.report.verified")
    assert key.startswith("simpul.register/ID+")


def _given(platform):
    """Who may call what of BPBD's services."""
    given = [(g.service, g.subject.rsplit("/", 1)[1], g.endpoint and g.endpoint.path) for g in grants.grants(platform)]
    assert sorted(given, key=str) == [
        ("bantuan", "BPBD", "/example/aid"),
        ("bantuan", "DINKES", "/example/aid"),
        ("bantuan", "PORTAL", "/example/aid"),
        ("pull", "PORTAL", "/v1/disaster.report.verified"),
        ("reports", "PORTAL", None),
        ("reports-v0", "PORTAL", None),
    ]


def test_accounts_are_where_they_have_work_and_stay_as_they_were(nodes):
    portal, bpbd, dinkes = prepare_demo(nodes(PORTS))[0]
    health = [
        ("malaria", "malaria.officer malaria.supervisor"),
        ("dokter", "malaria.clinician"),
        ("pembaca", "malaria.reader"),
    ]
    evaluation = [
        ("kementerian", "maturity.ministry"),
        ("asesor1", "maturity.assessor"),
        ("asesor2", "maturity.assessor"),
        ("penelaah", "maturity.reviewer"),
        ("entri", "maturity.entry"),
        ("responden", "maturity.respondent"),
        ("pimpinan", "maturity.leader"),
    ]
    centre = [
        ("sekretariat", "cooperation.centre cooperation.partner"),
        ("mitra", "cooperation.partner"),
        ("utusan", "cooperation.liaison"),
        ("gerbang", "cooperation.gate"),
    ]
    own = [("operator", "exchange.operator")], [("petugas", "disaster.officer")], health
    for node, first, more in zip((portal, bpbd, dinkes), own, (evaluation + centre, [], []), strict=True):
        assert [(login, role) for login, _, role in node] == [*first, *EVERYWHERE, *more]
    assert len({password for node in (portal, bpbd, dinkes) for _, password, _ in node}) == 16 + 3 * len(EVERYWHERE)
    assert prepare_demo(nodes(PORTS))[0] == [portal, bpbd, dinkes]


def test_nodes_that_listen_elsewhere_are_known_there_and_the_key_stays(nodes):
    _, first = prepare_demo(nodes(PORTS))
    moved = PORTS | {"portal": Ports(1, 2, 13), "bpbd": Ports(4, 5, 16)}
    _, again = prepare_demo(nodes(moved))
    assert again == first
    for platform in platforms(nodes(moved)):
        addresses = {path: node.address for path, node in trust.trust(platform).nodes.items()}
        assert addresses["ID/GOV/6000/BPBD"] == "http://127.0.0.1:16"
        assert addresses["ID/GOV/2060/PORTAL"] == "http://127.0.0.1:13"
