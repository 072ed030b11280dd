"""A log of 100,000 leaves verifies with Go's golang.org/x/mod/sumdb, and no more once a byte of it is flipped."""

import json
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.exchange.outside_log.tools import go_program

from simpul.exchange.log import notes, tiles
from simpul.exchange.log.notes import Checkpoint
from simpul.exchange.log.tiles import Place

pytestmark = pytest.mark.rules

SIZE = 100_000
ORIGIN = "simpul.log/ID/GOV/6000/BPBD"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = notes.verifier(ORIGIN, KEY).text
PLACES = [(0, 0, 256), (0, 273, 112), (1, 1234067, 17), (-1, 999, 256), (-1, 1000, 1), (5, 10**9, 255), (63, 0, 1)]


def entry(number):
    return number.to_bytes(8, "big") * 4


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    source = Path(__file__).parent / "outside_log" / "check.go"
    return go_program(source, tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """The log's folder: its checkpoint, its tiles, and proofs that we made."""
    folder = tmp_path_factory.mktemp("log")
    stored: dict[tuple[int, int], bytes] = {}

    def read(level, number):
        return stored.get((level, number), b"")

    size, root = 0, b""
    while size < SIZE:
        fresh = [entry(n) for n in range(size, min(size + 7_777, SIZE))]
        size, root, changed = tiles.grow(read, size, fresh)
        stored.update({(level, number): content for level, number, _, content in changed})
    for (level, number), content in stored.items():
        place = Place(level, number, len(content) // Place(level, 0, 1).bytes)
        path = folder / place.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "checkpoint").write_text(notes.signed(Checkpoint(ORIGIN, size, root).text, ORIGIN, KEY))
    (folder / "claims.json").write_text(json.dumps(_claims(read)))
    return folder


def _claims(read):
    indexes = [0, 1, 255, 256, 65_535, 65_536, 98_303, 98_304, SIZE - 1, *range(7, SIZE, 997)]
    return {
        "Inclusion": [
            {"Index": n, "Entry": _text(entry(n)), "Proof": _texts(tiles.inclusion(read, n, SIZE))} for n in indexes
        ],
        "Consistency": [
            {"Size": n, "Root": _text(tiles.tree_root(read, n)), "Proof": _texts(tiles.consistency(read, n, SIZE))}
            for n in (1, 2, 3, 255, 256, 257, 65_535, 65_536, 65_537, 77_777, 99_840, SIZE - 1, SIZE)
        ],
        "Paths": [{"Level": lv, "Number": n, "Width": w, "Path": Place(lv, n, w).path} for lv, n, w in PLACES],
    }


def _text(raw):
    return b64encode(raw).decode()


def _texts(raws):
    return [_text(raw) for raw in raws]


def said(program, folder):
    found = subprocess.run([program, folder, VKEY], capture_output=True, text=True, timeout=60, check=False)
    return found.returncode, found.stdout


def test_go_opens_the_checkpoint_and_finds_every_proof_right(program, log):
    code, words = said(program, log)
    assert (code, words.split()[:4]) == (0, ["accepted", "100000", "110", "13"]), words


PARTS = [
    "checkpoint",
    "tile/0/000",
    "tile/0/390.p/160",
    "tile/1/000",
    "tile/1/001.p/134",
    "tile/2/000.p/1",
    "tile/entries/000",
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("where", [0.02, 0.5, 0.99])
def test_go_refuses_a_flipped_byte(program, log, part, where):
    path = log / part
    good = path.read_bytes()
    read = 34 if part == "tile/entries/000" else len(good)  # of this bundle, Go reads the first entry
    at = min(int(read * where), read - 2)
    path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
    try:
        code, words = said(program, log)
        assert (code, words.split()[0]) == (1, "refused:"), words
    finally:
        path.write_bytes(good)


@pytest.mark.parametrize("part", ["Inclusion", "Consistency"])
def test_go_refuses_a_proof_of_ours_with_a_flipped_byte(program, log, part):
    path = log / "claims.json"
    good = json.loads(path.read_text())
    changed = json.loads(path.read_text())
    step = changed[part][3]["Proof"][2]
    changed[part][3]["Proof"][2] = ("B" if step[0] == "A" else "A") + step[1:]
    path.write_text(json.dumps(changed))
    try:
        assert said(program, log)[0] == 1
    finally:
        path.write_text(json.dumps(good))
