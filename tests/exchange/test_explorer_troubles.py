"""When a proof cannot be made, or a key is none: what the log explorer says instead of guessing."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import text
from tests.exchange import log_room as room
from tests.exchange.log_room import BPBD, DINKES, NOW, Call, person
from tests.exchange.outside_log import bundles as papers
from tests.exchange.outside_log.authority import Tsa
from tests.exchange.outside_log.bundles import MESSAGE, REGISTER_VKEY
from tests.exchange.register_nodes import change, nodes

from simpul.exchange.actions import checking, explorer
from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import notes, stamps
from simpul.exchange.log.notes import Note
from simpul.exchange.model.explorer_refusals import ProofImpossible, RegisterKeyNotFit
from simpul.exchange.model.refusals import NoTrustList


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as making:
        yield making


@pytest.fixture
def node(made):
    platform = room.paper_node(made)
    room.keep(platform, Call().records())
    room.sequence(platform)
    return platform


def wreck(platform, statement):
    with platform.database.writing() as unit:
        unit.unaudited("somebody changes the table")
        unit.connection.execute(text(statement))


def test_a_log_whose_tiles_are_damaged_proves_nothing(node):
    auditor = person("node.auditor")
    wreck(node, "UPDATE exchange_tile SET content = '' WHERE level = 0")
    with pytest.raises(ProofImpossible):
        explorer.prove(node, auditor, message=MESSAGE)
    assert [one.stands for one in explorer.look(node, auditor, message=MESSAGE).records] == [False, False]


def test_a_checkpoint_that_is_no_note_stands_for_nothing(node):
    auditor = person("node.auditor")
    wreck(node, "UPDATE exchange_checkpoint SET note = 'x', cosignatures = ''")
    with pytest.raises(ProofImpossible):
        explorer.prove(node, auditor, message=MESSAGE)
    assert [one.stands for one in explorer.look(node, auditor, message=MESSAGE).records] == [False, False]


def test_a_node_without_a_trust_list_shows_its_records_but_proves_nothing(node):
    auditor = person("node.auditor")
    wreck(node, "DELETE FROM exchange_trust")
    assert explorer.look(node, auditor, message=MESSAGE).names == {f"{BPBD}/reports": "Laporan warga"}
    assert explorer.narrowed(node, room.Sought(), client="bpbd", service="").clients == ()
    with pytest.raises(NoTrustList):
        explorer.prove(node, auditor, message=MESSAGE)


def test_a_time_stamp_goes_with_the_proof_where_its_root_is_known(node, tmp_path):
    auditor = person("node.auditor")
    tsa = Tsa(tmp_path, "ec")
    with node.database.reading() as unit:
        (note,) = unit.connection.execute(text("SELECT note FROM exchange_checkpoint")).one()
    stamp = stamps.fetch(
        Note(notes.parse(note).text, notes.parse(note).signatures[:1]).whole, url="", post=tsa.post, roots=[tsa.root]
    )
    with node.database.writing() as unit:
        unit.unaudited("what the stamping job does")
        unit.connection.execute(text("UPDATE exchange_checkpoint SET stamp = :stamp"), {"stamp": stamp})
    assert bundles.parse(explorer.prove(node, auditor, message=MESSAGE)).stamp is None
    root = tmp_path / "given.pem"
    root.write_bytes(x509.load_der_x509_certificate(tsa.root).public_bytes(Encoding.PEM))
    change(node, exchange_tsa_root=root)
    found = bundles.parse(explorer.prove(node, auditor, message=MESSAGE))
    assert (found.stamp, list(found.stamp_roots)) == (stamp, [tsa.root])


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "simpul.register/ID",
        notes.verifier(f"simpul.log/{DINKES}", papers.LOGS[DINKES]).text,
        notes.verifier("simpul.register/ID", papers.REGISTER, notes.COSIGNATURE).text,
        REGISTER_VKEY + "x",
    ],
)
def test_what_is_no_registers_key_is_refused(node, key):
    with pytest.raises(RegisterKeyNotFit):
        checking.judge(node, text=b"{}", key=key)


def test_the_register_key_that_is_given_counts_and_not_the_nodes_own(node):
    text_of_it = papers.bundles.written(papers.bundle())
    assert checking.judge(node, text=text_of_it, key=REGISTER_VKEY).ok
    other = papers.notes.verifier("simpul.register/ID", papers.ed25519(99)).text
    assert not checking.judge(node, text=text_of_it, key=other).ok
    assert node.clock.now() == NOW
