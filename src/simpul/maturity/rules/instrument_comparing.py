"""Two instruments side by side, and indicators found by their words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simpul.maturity.model.instruments import Instrument, Node, NodeKind

_GENERAL = frozenset(
    re.findall(
        r"\w+",
        "tingkat kematangan layanan manajemen pelaksanaan penerapan penyelenggaraan spbe instansi pusat pemerintah daerah "
        "pemerintahan digital berbasis elektronik dan",
    )
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What has the same name in both, or stands in one alone."""

    left: Node | None
    right: Node | None


def compared(left: Instrument, right: Instrument, kind: NodeKind) -> list[Pair]:
    """Parts of one kind by name: in the order of the left, then what only the right has.

    Names are compared without general words, so that "Layanan Manajemen Kepegawaian" is "Layanan Kepegawaian".
    """
    ours, theirs = ([node for node in one.nodes if node.kind is kind] for one in (left, right))
    by_name = {_telling(node): node for node in reversed(theirs)}
    pairs = [Pair(node, by_name.pop(_telling(node), None)) for node in ours]
    taken = {pair.right.code for pair in pairs if pair.right}
    return pairs + [Pair(None, node) for node in theirs if node.code not in taken]


def found(instruments: Iterable[Instrument], words: str) -> list[tuple[Instrument, Node]]:
    """Every indicator whose name, in either language, has all these words; or whose number this is."""
    wanted = words.casefold().split()
    return [(one, node) for one in instruments for node in one.indicators if wanted and _fits(node, wanted)]


def _fits(node: Node, wanted: Sequence[str]) -> bool:
    text = f"{node.name.id} {node.name.en}".casefold()
    return wanted == [node.key] or all(word in text for word in wanted)


def _telling(node: Node) -> frozenset[str]:
    """The words that tell this name from others; all of them where none would be left."""
    said = frozenset(re.findall(r"\w+", node.name.id.casefold()))
    return said - _GENERAL or said
