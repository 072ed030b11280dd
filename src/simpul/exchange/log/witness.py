"""Witnessing: a node vouches that another's log only ever grew. c2sp.org/tlog-witness `add-checkpoint`.

The witness remembers (size, root) per origin. Whoever calls `decide` reads that memory under a lock, and stores
`Outcome.checkpoint` durably before the cosignature leaves the node.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simpul.exchange.log import merkle, notes
from simpul.exchange.log.merkle import ProofBroken
from simpul.exchange.log.notes import BadNote, Checkpoint, Note, Signature, Verifier

MOST_BYTES = 64 * 1024
MOST_STEPS = 63
SIZE_TYPE = "text/x.tlog.size"
_TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a log asks of a witness: a step from the size it last had cosigned to a new checkpoint, with the proof."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Outcome:
    """The HTTP answer; `checkpoint` is what to remember, and stands only where a cosignature may be given (status 200)."""

    status: int
    body: str
    content_type: str = _TEXT_TYPE
    checkpoint: Checkpoint | None = None


def request(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """The body of `add-checkpoint`: the log's side."""
    lines = [f"old {old}", *(b64encode(step).decode() for step in proof), "", note]
    return "\n".join(lines).encode()


def parse(body: bytes) -> Asked:
    """What the body asks; BadNote (to be answered with 400) when it is malformed."""
    if len(body) > MOST_BYTES:
        raise BadNote("the request is too long")
    try:
        head, gap, note = body.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise BadNote("the request is no UTF-8") from None
    first, *steps = head.split("\n")
    if not gap or not first.startswith("old "):
        raise BadNote("the request does not begin with the old size")
    if len(steps) > MOST_STEPS:
        raise BadNote("the proof is too long")
    proof = tuple(_step(line) for line in steps)
    parsed = notes.parse(note)
    return Asked(notes.number(first[4:]), proof, parsed, notes.parse_checkpoint(parsed.text))


def _step(line: str) -> bytes:
    found = notes.base64(line, "a line of the proof")
    if len(found) != merkle.HASH:
        raise BadNote("a line of the proof is not 32 bytes")
    return found


def malformed(why: BadNote) -> Outcome:
    """The answer to a body that cannot be read."""
    return Outcome(400, f"{why}\n")


def decide(asked: Asked, *, log: Verifier | None, remembered: tuple[int, bytes] | None) -> Outcome:
    """Whether to cosign, given the origin's key (None: unknown log) and what was cosigned last (None: nothing)."""
    new, (size, root) = asked.checkpoint, remembered or (0, merkle.EMPTY)
    if log is None or log.name != new.origin:
        return Outcome(404, "the log is unknown\n")
    try:
        notes.opened(asked.note.whole, log)
    except BadNote as wrong:
        return Outcome(403, f"{wrong}\n")
    if asked.old > new.size:
        return Outcome(400, "the old size is above the checkpoint's\n")
    if asked.old != size or (size == new.size and size and root != new.root):
        return Outcome(409, f"{size}\n", SIZE_TYPE)
    try:
        merkle.verify_consistency(size, root, new.size, new.root, asked.proof)
    except ProofBroken as broken:
        return Outcome(422, f"{broken}\n")
    return Outcome(200, "", checkpoint=new)


def cosignature(asked: Asked, name: str, key: Ed25519PrivateKey, at: int) -> str:
    """The answer's body, a cosignature line; for a request that was decided well and whose checkpoint is remembered."""
    return notes.cosign(asked.note.text, name, key, at).line


def answered(body: bytes, text: str, witness: Verifier) -> Signature:
    """The witness's valid cosignature over the text, out of its answer: the log's side. BadNote when there is none."""
    if len(body) > MOST_BYTES:
        raise BadNote("the answer is too long")
    try:
        lines = body.decode().splitlines()
    except UnicodeDecodeError:
        raise BadNote("the answer is no UTF-8") from None
    for signature in (notes.parse_line(line) for line in lines):
        if signature.is_by(witness):
            notes.check(text, signature, witness)
            return signature
    raise BadNote(f"{witness.name} has not cosigned")


def known_size(body: bytes) -> int:
    """The size that a 409 names; BadNote when it names none."""
    if len(body) > 32 or not body.isascii():
        raise BadNote("the answer names no size")
    return notes.number(body.decode().removesuffix("\n"))
