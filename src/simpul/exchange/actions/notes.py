"""The register's checkpoint as a signed note: made at the operator, opened everywhere. c2sp.org/tlog-checkpoint."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from simpul.exchange.log import merkle, notes
from simpul.exchange.log.notes import COSIGNATURE, ED25519, BadNote
from simpul.exchange.model.refusals import OperatorUnknown, RequestMalformed, RequestNotSigned, TrustListForged
from simpul.exchange.model.register import Checkpoint

_ISSUED, _EXPIRES = "issued", "expires"


def vkey(name: str, key: Ed25519PrivateKey) -> str:
    """The verifier key of a key that signs notes under this name."""
    return notes.verifier(name, key).text


def witness_vkey(name: str, key: Ed25519PrivateKey) -> str:
    """The verifier key of a key that cosigns under this name."""
    return notes.verifier(name, key, COSIGNATURE).text


def root(statements: Sequence[bytes]) -> bytes:
    """The Merkle root over all statements (RFC 6962)."""
    return merkle.root([merkle.leaf_hash(one) for one in statements])


def sealed(name: str, key: Ed25519PrivateKey, checkpoint: Checkpoint) -> str:
    """The checkpoint as a note under this name, with when it was issued and until when it may be relied on."""
    issued, expires = (int(at.timestamp()) for at in (checkpoint.issued_at, checkpoint.expires_at))
    lines = (f"{_ISSUED} {issued}", f"{_EXPIRES} {expires}")
    return notes.signed(notes.Checkpoint(name, checkpoint.size, checkpoint.root, lines).text, name, key)


def opened(note: str, key: str) -> Checkpoint:
    """What the note says, when the register's verifier key signed it; TrustListForged, or OperatorUnknown for a bad key."""
    try:
        by = notes.parse_vkey(key)
    except BadNote:
        raise OperatorUnknown() from None
    try:
        found = notes.parse_checkpoint(notes.opened(note, by).text)
        if found.origin != by.name or by.algorithm != ED25519 or len(found.extensions) < 2:
            raise BadNote("it is no checkpoint of the register")
        issued, expires = (_instant(line, word) for line, word in zip(found.extensions, (_ISSUED, _EXPIRES), strict=False))
        return Checkpoint(found.size, found.root, issued, expires)
    except BadNote as bad:
        raise TrustListForged(why=str(bad)) from None


def check_vkeys(log: str, witness: str) -> None:
    """Nothing when the two verifier keys are whole and of their kinds; RequestMalformed."""
    try:
        kinds = notes.parse_vkey(log).algorithm, notes.parse_vkey(witness).algorithm
    except BadNote as bad:
        raise RequestMalformed(why=str(bad)) from None
    if kinds != (ED25519, COSIGNATURE):
        raise RequestMalformed(why="the keys of log and witness are not of their kinds")


def check_by_log(log: str, signature: bytes, message: bytes) -> None:
    """Nothing when the log's key made the signature over the message; RequestNotSigned."""
    try:
        Ed25519PublicKey.from_public_bytes(notes.parse_vkey(log).key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise RequestNotSigned() from None


def _instant(line: str, word: str) -> datetime:
    name, _, seconds = line.partition(" ")
    try:
        if name != word:
            raise BadNote(f"the checkpoint does not say when it was {word}")
        return datetime.fromtimestamp(notes.number(seconds), UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise BadNote(f"the checkpoint does not say when it was {word}") from error
