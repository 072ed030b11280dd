"""The pages of docs/protocol say what the program does: examples made anew, tables compared, commands run."""

import json
import re
import subprocess
import sys
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.exchange import docs_examples as made
from tests.exchange.docs_examples import AT, BPBD, BUNDLE, MARK, PAGES, VKEY, examples
from tests.exchange.outside_log import bundles as papers
from tests.exchange.outside_log.authority import Tsa
from tests.exchange.outside_log.tools import go_program, openssl
from tests.exchange.test_client_proof import agree

from simpul.exchange.gateway import arriving, body, consuming, leg, nodeside, proofs, serving
from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import notes, stamps
from simpul.exchange.log.notes import Note
from simpul.exchange.model.services import TIERS
from simpul.exchange.outside import register_feed
from simpul.exchange.rules import register, requests
from simpul.exchange.wire import addresses, faults, headers, signing
from simpul.exchange.wire.faults import Fault, fault_of
from simpul.kernel.settings import Settings

pytestmark = pytest.mark.rules
TEXTS = {page.name: page.read_text(encoding="utf-8") for page in sorted(PAGES.glob("*.md"))}


def section(page, title):
    """What stands below a heading, up to the next one of its rank or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", TEXTS[page], re.DOTALL | re.MULTILINE)
    assert found, f"{page} has no {title}"
    return found[2]


def code(page, kind, first):
    """The fenced block of that kind whose first line holds the words."""
    blocks = re.findall(rf"```{kind}\n(.*?)```", TEXTS[page], re.DOTALL)
    (found,) = [block for block in blocks if first in block.split("\n")[0]]
    return found


def rows(text):
    """The cells of a table's rows, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize("page", TEXTS)
def test_every_example_is_what_the_program_makes(page):
    """If a page is right and the program wrong, mend that; else `python -m tests.exchange.docs_examples`."""
    for _, name, said, _ in MARK.findall(TEXTS[page]):
        assert said == examples()[name], f"{page}: {name}"


def test_every_example_stands_in_a_page():
    shown = [name for text in TEXTS.values() for _, name, _, _ in MARK.findall(text)]
    assert sorted(shown) == sorted(examples())
    assert all(text.count("<!-- example:") == len(MARK.findall(text)) for text in TEXTS.values())


def test_the_examples_bundle_holds_by_program_and_client():
    assert BUNDLE.read_bytes() == made.proof() + b"\n"
    proof = agree(BUNDLE.read_bytes(), VKEY, AT + timedelta(hours=1))
    assert (proof.node, proof.witnesses, len(proof.records)) == (BPBD, 1, 2)
    hashed = dict(made.call().sent.arrived.headers)[b"x-road-request-hash"].decode()
    assert proof.answer(hashed, 200, made.ANSWERED)["status"] == 200


def test_the_examples_signatures_hold():
    """Beside being made again: the join request by both its keys."""
    asked = made.join_request()
    message = requests.signed_part(asked)
    signing.check(made.Signer(BPBD).key.public_key(), requests.signature(asked, "member"), message)
    log = notes.parse_vkey(asked["log"]).key
    Ed25519PublicKey.from_public_bytes(log).verify(requests.signature(asked, "log"), message)
    assert requests.read_join(asked, "ID").node == made.node(BPBD)


def test_every_error_stands_in_the_table_with_both_spellings_and_statuses():
    table = rows(section("consumer-surface.md", "Errors"))
    told = sorted((classic, snake, r1, v1) for _, classic, snake, r1, v1, _ in table)
    every = [one for one in vars(faults).values() if isinstance(one, Fault)]
    assert told == sorted((f"`{f.classic}`", f"`{f.snake}`", str(f.xroad_status), str(f.status)) for f in every)


def test_of_rows_with_one_type_the_first_is_what_is_told():
    """Between nodes only the type travels."""
    table = rows(section("consumer-surface.md", "Errors"))
    first = {snake.strip("`"): v1 for _, _, snake, _, v1, _ in reversed(table)}
    far = {snake: v1 for snake, v1 in first.items() if ".serverproxy." in snake}
    assert far == {snake: str(fault_of(snake).status) for snake in far}


def test_every_kind_of_statement_stands_in_the_table_with_its_fields():
    table = {
        kind.strip("`"): re.findall(r"`(\w+)`", names) for kind, names, _ in rows(section("register.md", "Statements"))
    }
    assert table.keys() == register._EFFECTS.keys()
    for text in made.statements():
        said = json.loads(text)
        assert sorted(table[said["type"]]) == sorted(said.keys() - {"type", "at"})


def test_every_request_of_a_node_stands_in_the_table():
    table = {cells[0].strip("`"): cells[1:] for cells in rows(section("register.md", "Joining"))}
    assert table.keys() == {kind.value for kind in requests.FIELDS}
    for kind, names in requests.FIELDS.items():
        told, by, _, old = table[kind.value]
        assert set(told.strip("`").split()) == names
        assert re.findall(r"`(member|log|former)`", by) == list(requests.SIGNATURES[kind])
        most = requests.AGE_MOST[kind]
        assert old == (f"{most.days} days old" if most.days else f"{most.seconds // 60} minutes old")


def test_every_field_of_a_record_stands_in_the_table():
    table = [name for cells in rows(section("evidence-log.md", "Records")) for name in re.findall(r"`(\w+)`", cells[0])]
    shown = {name for row in made.call().rows for name in json.loads(row.body)}
    assert shown | {"provider", "fault", "error", "asked"} == set(table) - {"refused", "answered", "received"}


def test_every_field_of_a_bundle_stands_in_the_table():
    table = [name for cells in rows(section("evidence-log.md", "The bundle")) for name in re.findall(r"`(\w+)`", cells[0])]
    assert sorted(table) == sorted(["v", *(field.name for field in fields(bundles.Bundle))])


def test_what_is_signed_and_removed_is_listed_in_order():
    signed, leg_page = section("node-leg.md", "The signature"), section("node-leg.md", "The request")
    assert f"`{signing.request_components({})}`" in signed
    assert "`" + " ".join(f'"{name.decode()}"' for name in signing.IF_PRESENT) + "`" in signed
    answer = section("node-leg.md", "The answer")
    assert '`"@status" ' + " ".join(f'"{name.decode()}"' for name in signing.ANSWER_ALWAYS) + "`" in answer
    for one in ('`"signature";req;key="simpul"`', '`"content-digest";req`'):
        assert one in answer
        assert one.strip("`") in signing._OF_REQUEST
    for name in headers.LEG:
        assert name.decode() in leg_page
    surface = TEXTS["consumer-surface.md"]
    assert "`" + " ".join(sorted(name.decode() for name in headers.REMOVED)) + "`" in surface
    assert " ".join(sorted(addresses.METHODS)) in surface
    assert set(re.findall(r"\w+", surface.split("The codes `")[1].split("`")[0])) == addresses.RESERVED


DAY = Settings.model_fields
NUMBERS = [
    ("consumer-surface.md", f"header of {serving.LINE_MOST // 1024} KiB, {serving.HEADERS_MOST} headers"),
    ("consumer-surface.md", f"{serving.HEAD_SECONDS:.0f} s for the head, {arriving.BODY_SECONDS:.0f} s for the body"),
    ("consumer-surface.md", f"a body of {consuming.BODY_LIMIT >> 20} MiB"),
    ("consumer-surface.md", f"identifiers of {addresses._LONGEST:,} signs"),
    ("consumer-surface.md", f"at most {arriving.MESSAGE_MOST} signs"),
    ("consumer-surface.md", f"too slow ({leg.SECONDS:.0f} s)"),
    ("consumer-surface.md", f"at most {proofs.TRIES * proofs.PAUSE:.0f} s"),
    ("consumer-surface.md", f"(`SIMPUL_EXCHANGE_PORT`, {DAY['exchange_port'].default})"),
    ("consumer-surface.md", f"Tiers: `trial` {TIERS['trial'].calls} calls a minute"),
    ("consumer-surface.md", f"`standard` {TIERS['standard'].calls}, `high` {TIERS['high'].calls}, `unlimited`"),
    ("node-leg.md", f"at most {nodeside.BODY_LIMIT >> 20} MiB"),
    ("node-leg.md", f"`expires` (`created` + {signing.LIFE})"),
    ("node-leg.md", f"`created` ≤ now + {signing.SKEW}"),
    ("node-leg.md", f"({signing.NONCE_KEPT} s here)"),
    ("node-leg.md", f"may take {leg.SECONDS:.0f} s and have {leg.ANSWER_LIMIT >> 20} MiB"),
    ("node-leg.md", f"at most {nodeside.PAGE:,}"),
    ("node-leg.md", f"registered at most {register.SKEW.seconds} s after now"),
    ("register.md", f"at most {register_feed.NOTE_MOST // 1024} KiB"),
    ("register.md", f"at most {register_feed.PER_PAGE:,}"),
    ("register.md", f"`SIMPUL_EXCHANGE_TRUST_HOURS` ({DAY['exchange_trust_hours'].default})"),
    ("register.md", f"dated {requests.AHEAD.seconds // 60} minutes ahead"),
    ("evidence-log.md", f"`SIMPUL_EXCHANGE_BODY_DAYS` ({DAY['exchange_body_days'].default};"),
    ("evidence-log.md", f"`SIMPUL_EXCHANGE_RECORD_DAYS` ({DAY['exchange_record_days'].default:,})"),
    ("evidence-log.md", f"at most {bundles.MOST_BYTES >> 20} MiB"),
]


@pytest.mark.parametrize(("page", "words"), NUMBERS, ids=[words for _, words in NUMBERS])
def test_every_number_is_the_programs(page, words):
    assert words in TEXTS[page]


def test_a_short_body_stays_in_memory():
    assert body.IN_MEMORY == 256 * 1024


def test_every_setting_in_the_pages_exists():
    named = {name for text in TEXTS.values() for name in re.findall(r"SIMPUL_([A-Z_]+)", text)}
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


# the commands in the pages


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "example-proof.json").write_bytes(BUNDLE.read_bytes())
    return tmp_path


def test_the_go_program_in_the_page_accepts_the_example_and_refuses_a_changed_one(folder):
    (folder / "check.go").write_text(code("evidence-log.md", "go", "usage: check"))
    program = go_program(folder / "check.go", folder)
    log = json.loads(made.statements()[6])["log"]
    text = BUNDLE.read_bytes()
    seen = []
    for content in (text, text.replace(b"tanggap", b"Tanggap"), text.replace(b"Pemprov", b"pemprov")):
        (folder / "proof.json").write_bytes(content)
        ran = subprocess.run([program, "proof.json", VKEY, log], cwd=folder, capture_output=True, text=True, check=False)
        seen.append((ran.returncode, (ran.stdout or ran.stderr.partition(" ")[2]).split(":")[0].split()[-1]))
    assert [status for status, _ in seen] == [0, 1, 1]
    assert seen[0][1] == "log"


def test_openssl_accepts_what_the_page_takes_out_of_a_bundle(folder):
    (folder / "take.py").write_text(code("evidence-log.md", "python", "usage: python take.py"))
    subprocess.run([sys.executable, "take.py", "example-proof.json"], cwd=folder, check=True)
    commands = code("evidence-log.md", "sh", "python take.py").splitlines()[1:]
    assert len(commands) == 2
    for command in commands:
        ran = openssl(*command.split()[1:], folder=folder)
        assert (ran.returncode, ran.stdout.strip()) == (0, "Verified OK"), ran.stderr
    (folder / "received.base").write_bytes((folder / "received.base").read_bytes() + b"x")
    assert openssl(*commands[0].split()[1:], folder=folder).returncode == 1


def test_openssl_accepts_the_stamp_that_the_page_takes_out(folder, tmp_path_factory):
    tsa, found = Tsa(tmp_path_factory.mktemp("tsa"), "ec"), papers.bundle()
    note = notes.parse(found.checkpoint)
    stamp = stamps.fetch(Note(note.text, note.signatures[:1]).whole, url="", post=tsa.post, roots=[tsa.root])
    (folder / "stamped.json").write_bytes(bundles.written(replace(found, stamp=stamp, stamp_roots=[tsa.root])))
    (folder / "take.py").write_text(code("evidence-log.md", "python", "usage: python take.py"))
    subprocess.run([sys.executable, "take.py", "stamped.json"], cwd=folder, check=True)
    ran = openssl(*code("evidence-log.md", "sh", "openssl ts").split()[1:], folder=folder)
    assert ran.returncode == 0, ran.stderr
