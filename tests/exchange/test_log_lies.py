"""What a proof bundle cannot say: each lie of a node, a log, a witness or a signer, by name."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.exchange.outside_log import bundles as world
from tests.exchange.outside_log.authority import Tsa
from tests.exchange.outside_log.bundles import BEFORE, BPBD, DINKES, NOW, PORTAL, REGISTER_VKEY, Call, failed, judged, only

from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import notes, stamps, trust
from simpul.exchange.log.notes import Note
from simpul.exchange.log.verify import lines
from simpul.exchange.model.register import Node
from simpul.exchange.rules import statements as say

pytestmark = pytest.mark.rules


def test_another_register_is_not_the_one_given():
    other = notes.verifier("simpul.register/ID", world.ed25519(99)).text
    assert "another register" in only(judged(world.bundle(), key=other), "register key")


def test_a_register_signed_by_another_key_is_refused():
    found = world.bundle()
    note = world.sealed(world.statements(), key=world.ed25519(99))
    assert "register" in failed(judged(replace(found, register=replace(found.register, checkpoint=note))))


def test_a_register_of_the_future_is_refused_and_an_old_one_said_to_be_old():
    assert "future" in failed(judged(world.bundle(), now=NOW - timedelta(days=1)))["register"]
    verdict = judged(world.bundle(), now=NOW + timedelta(days=400))
    assert verdict.ok
    assert "its time has passed since" in "\n".join(lines(verdict))


def test_a_log_that_another_key_signed_is_refused():
    found = world.bundle()
    text = notes.parse(found.checkpoint).text
    forged = notes.signed(text, f"simpul.log/{BPBD}", world.LOGS[PORTAL])
    assert "not signed by" in only(judged(replace(found, checkpoint=forged)), "checkpoint")


def test_another_nodes_log_does_not_speak_for_this_one():
    assert "checkpoint" in failed(judged(replace(world.bundle(), node=PORTAL)))


@pytest.mark.parametrize(
    ("log", "witness"),
    [
        (notes.verifier(f"simpul.log/{PORTAL}", world.LOGS[BPBD]), notes.verifier("simpul.witness/x", world.LOGS[BPBD], 4)),
        (
            notes.verifier(f"simpul.log/{BPBD}", world.LOGS[BPBD], 4),
            notes.verifier(f"simpul.witness/{BPBD}", world.LOGS[BPBD]),
        ),
    ],
    ids=["another's name", "another kind"],
)
def test_a_node_registers_keys_in_its_own_name_and_of_their_kind_only(log, witness):
    """Else one key could speak as the log or the witness of many nodes."""
    node = say.said_node(Node(BPBD, BPBD, "http://127.0.0.1:1", b"", log.text, witness.text), BEFORE)
    known = trust.known([node.decode()])
    with pytest.raises(bundles.BadBundle, match="no statement names a log"):
        trust.log_of(known, BPBD)
    with pytest.raises(notes.BadNote, match="nobody"):
        trust.witness_of(known, notes.Signature(f"simpul.witness/{BPBD}", witness.id, b""))


def test_the_logs_own_node_is_no_witness_of_it():
    assert judged(world.bundle(witnesses=(BPBD,))).witnesses == 0
    assert judged(world.bundle(witnesses=(BPBD, DINKES))).witnesses == 1
    assert judged(world.bundle(witnesses=())).ok


def test_a_cosignature_that_does_not_hold_or_is_by_a_stranger_is_refused():
    found = world.bundle()
    note = notes.parse(found.checkpoint)
    last = note.signatures[-1]
    flipped = replace(last, value=last.value[:20] + bytes([last.value[20] ^ 1]) + last.value[21:])
    for signatures, words in (
        ((*note.signatures[:-1], flipped), "does not hold"),
        ((*note.signatures, notes.cosign(note.text, "simpul.witness/ID/GOV/1/X", world.ed25519(50), 1)), "nobody"),
        ((*note.signatures, last), "twice"),
        ((*note.signatures[:-1], replace(last, name=f"simpul.witness/{PORTAL}")), "nobody"),
    ):
        changed = replace(found, checkpoint=Note(note.text, signatures).whole)
        assert words in only(judged(changed), "witnesses")


def test_the_builder_leaves_out_what_would_not_hold():
    """Lines by strangers, double ones, broken ones: the bundle still holds."""
    leaves, head = world.logged(Call().records())
    good = world.noted(head, (PORTAL,))
    more = notes.cosign(head.text, "simpul.witness/ID/GOV/1/X", world.ed25519(50), 1).line
    broken = notes.cosign(head.text, f"simpul.witness/{DINKES}", world.ed25519(51), 1).line
    source = world.Source(REGISTER_VKEY, world.sealed(world.statements()), world.statements())
    found = world.gathered(leaves, good + more + broken + more, source, message=world.MESSAGE, node=BPBD)
    assert judged(found).witnesses == 1


def _records(**changes):
    return Call(**changes).records()


def test_a_record_that_was_never_logged_is_refused():
    found = world.bundle()
    other = world.logged(_records(more={"purpose": "something else"}))[0][0]
    assert "another root" in failed(judged(replace(found, records=[other, found.records[1]])))["record 5"]


def _forged(change, which=0):
    """A bundle whose log holds a record that says something else than was signed: the node itself lies."""
    records = Call().records()
    change(records[which])
    return world.bundle(records)


LIES = [
    ("method", lambda r: r.update(method="GET"), "@method"),
    ("path", lambda r: r.update(path="/other?kind=flood"), "@path"),
    ("query", lambda r: r.update(path="/list?kind=fire"), "@query"),
    ("digest", lambda r: r.update(digest="sha-256=:AAAA:"), "content-digest"),
    ("client", lambda r: r.update(client="ID/GOV/2060/OTHER"), "x-road-client"),
    ("service", lambda r: r.update(service="ID/GOV/6000/BPBD/other"), "@path"),
    ("request", lambda r: r.update(request="other"), "x-road-request-id"),
    ("hash", lambda r: r.update(hash="b3RoZXI="), "x-road-request-hash"),
    ("time", lambda r: r.update(at="2026-11-20T05:00:00.000001Z"), "time of the record"),
    ("key", lambda r: r["signature"].update(keyid=world.KEYIDS[DINKES]), "another than the record's"),
    ("signature", lambda r: r["signature"].update(value=b64encode(bytes(range(64))).decode()), "does not fit"),
    ("short signature", lambda r: r["signature"].update(value="AAAA"), "64 bytes"),
    ("base", lambda r: r.update(base=r["base"].replace("application/json", "text/html")), "does not fit"),
    ("no base", lambda r: r.update(base=""), "malformed"),
    ("base of another form", lambda r: r.update(base=r["base"].replace('"@method": POST\n', "")), "parameters cover"),
]


@pytest.mark.parametrize(("change", "words"), [lie[1:] for lie in LIES], ids=[lie[0] for lie in LIES])
def test_a_record_that_says_something_else_than_was_signed_is_refused(change, words):
    assert words in only(judged(_forged(change)), "record 5")


ANSWERS = [
    ("status", lambda r: r.update(status=500), "@status"),
    ("digest", lambda r: r.update(digest="sha-256=:AAAA:"), "content-digest"),
    ("kind", lambda r: r.update(kind="received"), "other kind"),
    ("service", lambda r: r.update(service="ID/GOV/6000/BPBD/other"), "x-road-service"),
]


@pytest.mark.parametrize(("change", "words"), [lie[1:] for lie in ANSWERS], ids=[lie[0] for lie in ANSWERS])
def test_an_answers_record_must_say_what_was_signed(change, words):
    assert words in only(judged(_forged(change, 1)), "record 6")


def test_a_message_of_another_id_or_node_is_refused():
    assert "another message" in failed(judged(_forged(lambda r: r.update(message="other"))))["record 5"]
    assert "another message" in failed(judged(_forged(lambda r: r.update(node=PORTAL))))["record 5"]


def test_a_signature_by_the_wrong_member_is_refused():
    assert "is that of ID/GOV/8205" in only(judged(world.bundle(_records(asked_by=DINKES))), "record 5")
    assert "is that of ID/GOV/2060" in only(judged(world.bundle(_records(answered_by=PORTAL))), "record 6")


@pytest.mark.parametrize(
    ("statement", "ok"),
    [
        (say.said_revoked(world.KEYIDS[PORTAL], "lost", NOW - timedelta(hours=2)), False),
        (say.said_revoked(world.KEYIDS[PORTAL], "renewed", NOW - timedelta(minutes=1)), True),
        (say.said_removed("member", "ID/GOV/2060", NOW - timedelta(hours=2)), False),
    ],
)
def test_a_key_counts_until_it_is_revoked(statement, ok):
    verdict = judged(world.bundle(texts=[*world.statements(), statement], witnesses=(DINKES,)))
    assert verdict.ok is ok
    if not ok:
        assert "no longer" in failed(verdict)["record 5"]


def test_a_key_that_came_later_does_not_count():
    late = _records(at=BEFORE - timedelta(days=1))
    assert "not yet" in failed(judged(world.bundle(late)))["record 5"]


def test_an_answer_to_another_request_is_refused():
    first, second = Call(), Call(at=NOW - timedelta(minutes=9))
    mixed = [first.records()[0], second.records()[1]]
    assert "the request's signature" in only(judged(world.bundle(mixed)), "calls")
    changed = Call(more={"path": "/list?kind=flood"}).records()
    changed[1]["path"] = "/other"
    assert "differ in path" in only(judged(world.bundle(changed)), "calls")


def test_one_record_alone_and_refusals_are_told_apart():
    asked, answered = Call().records()
    assert judged(world.bundle([asked])).ok
    assert "no answer is recorded" in "\n".join(lines(judged(world.bundle([asked]))))
    assert "without its request" in only(judged(world.bundle([answered])), "calls")
    refused = answered | {"kind": "refused", "fault": "server.serverproxy.access_denied"}
    assert judged(world.bundle([refused])).ok
    assert "refused and yet served" in only(judged(world.bundle([asked, refused])), "calls")
    assert "stands twice" in only(judged(world.bundle([asked, Call().records()[0]])), "calls")


def test_the_consumers_node_may_end_a_call_itself_without_a_signature():
    asked, answered = Call(role="consumer", more={"provider": BPBD}).records()
    own = answered | {
        "base": "",
        "fault": "server.clientproxy.network_error",
        "signature": answered["signature"] | {"value": ""},
    }
    verdict = judged(world.bundle([asked, own]))
    assert verdict.ok, failed(verdict)
    assert "the answer is the node's own" in "\n".join(lines(verdict))
    assert not judged(world.bundle([asked, {k: v for k, v in own.items() if k != "fault"}])).ok
    assert not judged(world.bundle([own | {"kind": "received"}])).ok
    elsewhere = Call(role="consumer", more={"provider": DINKES}).records()
    assert "simpul-node" in failed(judged(world.bundle(elsewhere)))["record 5"]


def test_bodies_are_checked_against_their_digests():
    found = replace(world.bundle(), bodies={"received": world.ASKED, "answered": world.ANSWERED})
    assert judged(found).ok
    assert "not the one" in only(judged(replace(found, bodies={"answered": world.ASKED})), "bodies")
    text = bundles.written(found)
    at = text.index(b64encode(world.ANSWERED))
    assert not judged(text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :]).ok


@pytest.fixture(scope="module")
def stamped(tmp_path_factory):
    tsa = Tsa(tmp_path_factory.mktemp("tsa"), "ec")
    found = world.bundle()
    note = notes.parse(found.checkpoint)
    stamp = stamps.fetch(Note(note.text, note.signatures[:1]).whole, url="", post=tsa.post, roots=[tsa.root])
    return replace(found, stamp=stamp, stamp_roots=[tsa.root])


def test_a_time_stamp_over_the_checkpoint_is_checked(stamped):
    later = stamps.decode_timestamp_response(stamped.stamp).tst_info.gen_time + timedelta(minutes=1)
    verdict = judged(stamped, now=max(NOW, later))
    assert verdict.ok, failed(verdict)
    assert "Authority of the test" in "\n".join(lines(verdict))
    text = bundles.written(stamped)
    begin, end = text.index(b'"stamp":"'), text.index(b'"v":1')
    for at in range(begin, end, 9):
        assert not judged(text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :], now=max(NOW, later)).ok, text[at - 5 : at + 5]
    note = notes.parse(stamped.checkpoint)
    bare = replace(stamped, checkpoint=Note(note.text, note.signatures[:1]).whole)
    assert judged(bare, now=max(NOW, later)).ok, "cosignatures come and go without the stamp"
    moved = replace(world.bundle([Call().records()[0]]), stamp=stamped.stamp, stamp_roots=stamped.stamp_roots)
    assert "Mismatch" in only(judged(moved, now=max(NOW, later)), "time stamp")


def test_statements_that_are_not_in_the_register_are_refused():
    found = world.bundle()
    first, *rest = found.register.statements
    forged = replace(first, statement=first.statement.replace("Agency", "Agents"))
    verdict = judged(replace(found, register=replace(found.register, statements=[forged, *rest])))
    assert "another root" in failed(verdict)["statements"]


def test_nothing_in_a_bundle_can_steer_the_terminal():
    asked, answered = Call().records()
    found = replace(world.bundle([asked, answered]), message="\x1b[2J\nThe proof holds")
    assert all(line.isprintable() for line in lines(judged(found)))
