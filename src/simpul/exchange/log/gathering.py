"""Putting a proof bundle together at a node: the statements that matter, the signatures that count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from simpul.exchange.log import merkle, notes, trust
from simpul.exchange.log.bundle import Bundle, Leaf, Register, Stated
from simpul.exchange.log.notes import BadNote, Note, Signature
from simpul.exchange.model.names import NodeId
from simpul.exchange.model.register import TrustList

_SUBJECT = {"node": "node", "node-removed": "node", "key": "key", "key-revoked": "key"} | {
    "member": "member",
    "member-removed": "member",
}


@dataclass(frozen=True, slots=True)
class Source:
    """The register as a node keeps it: its vkey, its newest checkpoint, all statements up to that."""

    key: str
    checkpoint: str
    statements: Sequence[bytes]


def gathered(leaves: Sequence[Leaf], checkpoint: str, source: Source, *, message: str, node: str) -> Bundle:
    """The bundle over these leaves under a checkpoint (its note with cosignatures); BadNote, BadBundle when it cannot be.

    Stamp and bodies are put in by `dataclasses.replace`.
    """
    known = trust.known([text.decode() for text in source.statements])
    note, witnesses = _fitting(notes.parse(checkpoint), known, node)
    subjects = _subjects(leaves, known) | {node, *witnesses}
    subjects |= {NodeId.parse(path).member.path for path in (node, *witnesses)}
    wanted = [at for at, text in enumerate(source.statements) if _subject(orjson.loads(text)) in subjects]
    register = Register(source.key, source.checkpoint, _proved(source.statements, wanted))
    return Bundle(message, node, leaves, note.whole, register)


def _fitting(note: Note, known: TrustList, node: str) -> tuple[Note, list[str]]:
    """The note with its log's signature and one cosignature of each registered witness; and those witnesses."""
    log = trust.log_of(known, node)
    kept: dict[str, Signature] = {}
    own = [signature for signature in note.signatures if signature.is_by(log)]
    for signature in note.signatures:
        path = _witness(note.text, signature, known)
        if path is not None:
            kept.setdefault(path, signature)
    return Note(note.text, (*own[:1], *kept.values())), list(kept)


def _witness(text: str, signature: Signature, known: TrustList) -> str | None:
    try:
        path, key = trust.witness_of(known, signature)
        notes.check(text, signature, key)
    except BadNote:
        return None
    return path


def _subjects(leaves: Sequence[Leaf], known: TrustList) -> set[str]:
    """Keys, members and nodes that the records' signatures rest on."""
    found: set[str] = set()
    for leaf in leaves:
        said = orjson.loads(leaf.record)
        keys = [known.keys.get(one["signature"]["keyid"]) for one in (said, said.get("asked", said))]
        found |= {"/".join(said[side].split("/")[:3]) for side in ("client", "service")}
        found |= {part for key in keys if key for part in (key.thumbprint, key.member, key.node)}
    return found


def _subject(said: Mapping[str, Any]) -> object:
    return said.get(_SUBJECT.get(said["type"], ""))


def _proved(statements: Sequence[bytes], wanted: Sequence[int]) -> list[Stated]:
    read = merkle.reading([merkle.leaf_hash(text) for text in statements])
    size = len(statements)
    return [Stated(at, statements[at].decode(), merkle.prove_inclusion(read, at, size)) for at in wanted]
