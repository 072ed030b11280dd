"""What a bundle's statements of the register say of logs, witnesses and keys, folded as everywhere (`rules.register`)."""

from collections.abc import Sequence

from simpul.exchange.log import notes
from simpul.exchange.log.bundle import BadBundle
from simpul.exchange.log.notes import BadNote, Signature, Verifier
from simpul.exchange.model.refusals import StatementMalformed
from simpul.exchange.model.register import TrustList
from simpul.exchange.rules.register import fold

LOG_NAME, WITNESS_NAME = "simpul.log/", "simpul.witness/"


def known(statements: Sequence[str]) -> TrustList:
    """What the statements say, in their order; BadBundle when one is malformed."""
    try:
        return fold(text.encode() for text in statements)
    except StatementMalformed:
        raise BadBundle("a statement of the register is malformed") from None


def log_of(trust: TrustList, node: str) -> Verifier:
    """The key of the node's log; BadBundle when no statement names one in the node's own name."""
    found = trust.nodes.get(node)
    verifier = _verifier(found.log, LOG_NAME + node, notes.ED25519) if found else None
    if verifier is None:
        raise BadBundle("no statement names a log of this node")
    return verifier


def witness_of(trust: TrustList, signature: Signature) -> tuple[str, Verifier]:
    """The node whose witness a signature says it is by, and that witness's key; BadNote when it is nobody's."""
    path = signature.name.removeprefix(WITNESS_NAME)
    found = trust.nodes.get(path)
    verifier = _verifier(found.witness, WITNESS_NAME + path, notes.COSIGNATURE) if found else None
    if verifier is None or not signature.is_by(verifier):
        raise BadNote(f"a signature by {signature.name} is by nobody the register names")
    return path, verifier


def _verifier(vkey: str, name: str, algorithm: int) -> Verifier | None:
    """The key, when it is of that kind and bears that name."""
    try:
        parsed = notes.parse_vkey(vkey)
    except BadNote:
        return None
    return parsed if (parsed.name, parsed.algorithm) == (name, algorithm) else None
