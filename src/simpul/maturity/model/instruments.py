"""Instruments of evaluation: a tree of exact weights over indicators, what its levels are called, when it was in force.

Law: Permen PANRB 5/2018, 59/2020 and 8/2026. Terms: docs/glossary.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

ROOT = "INDEKS"
"""The tree's root, under the name that published results give the index itself."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Indonesian and in English."""

    id: str
    en: str

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return bool(self.id)

    def said(self, language: str) -> str:
        """In that language; Indonesian where it is not English."""
        return self.en if language == "en" and self.en else self.id


class NodeKind(StrEnum):
    """What a part of the tree is (domain, aspek, indikator)."""

    DOMAIN = "domain"
    ASPECT = "aspect"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Node:
    """A domain, aspect or indicator with its weight in percent. `parent` is ROOT at the top.

    An indicator has a `number` and a `capability` ("proses", "layanan": which row of level names is its own); `outer` names
    the conversion that makes its value from another body's index.
    """

    code: str
    parent: str
    kind: NodeKind
    weight: Fraction
    name: Words
    number: int | None = None
    capability: str = ""
    outer: str = ""

    @property
    def key(self) -> str:
        """How values name it: an indicator by its number ("1"), all else by its code ("A1", "D1")."""
        return self.code if self.number is None else str(self.number)


@dataclass(frozen=True, slots=True)
class Scale:
    """The least and most of a value, both included; `step` 0 is any number between."""

    min: Fraction
    max: Fraction
    step: Fraction


@dataclass(frozen=True, slots=True)
class Predicate:
    """What an index from `min` on is called, up to the next one. `name.id` is the legal term (Memuaskan is the top)."""

    name: Words
    min: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to `high` of another body's index, onto `to_low` to `to_high` of ours, linear between."""

    low: Fraction
    high: Fraction
    to_low: Fraction
    to_high: Fraction


@dataclass(frozen=True, slots=True)
class Conversion:
    """How another body's index becomes an indicator's value. Without bands the way is not known, and `doubt` says so."""

    code: str
    name: Words
    indicators: tuple[int, ...]
    bands: tuple[Band, ...]
    source: str = ""
    doubt: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of document that serves an indicator (jenis data dukung)."""

    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class LevelCriteria:
    """What a level asks beyond the one before it, and what shows that it is met."""

    level: int
    criteria: Words
    evidence: Words


@dataclass(frozen=True, slots=True)
class IndicatorCriteria:
    """How an indicator is asked, explained and judged, in our own words; `article` is where the regulation says it."""

    number: int
    article: str
    question: Words
    about: Words
    judged: Words
    evidence: tuple[EvidenceKind, ...]
    levels: Mapping[int, LevelCriteria]
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What an instrument is called and where it comes from; `doubt` says what of it is reconstructed or unconfirmed."""

    code: str
    title: Words
    law: str
    years: tuple[int, ...]
    source: str
    doubt: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument (instrumen evaluasi), whole. Predicates descend; nodes stand in the law's order, a parent first.

    `criteria` are those that came in its own file; for instruments of the law they stand apart, since their words are ours
    and may be bettered: `law_instruments.criteria_of` finds both.
    """

    heading: Heading
    scale: Scale
    predicates: tuple[Predicate, ...]
    levels: Mapping[str, Mapping[int, Words]]
    nodes: tuple[Node, ...]
    conversions: tuple[Conversion, ...] = ()
    criteria: Mapping[int, IndicatorCriteria] = field(default_factory=dict)
    digest: str = ""
    by_code: Mapping[str, Node] = field(init=False, repr=False, compare=False)
    by_key: Mapping[str, Node] = field(init=False, repr=False, compare=False)
    indicators: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    groups: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    _children: Mapping[str, tuple[Node, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: dict[str, list[Node]] = {ROOT: []}
        for node in self.nodes:
            children.setdefault(node.parent, []).append(node)
        kept: dict[str, object] = {
            "by_code": MappingProxyType({node.code: node for node in self.nodes}),
            "by_key": MappingProxyType({node.key: node for node in self.nodes}),
            "indicators": tuple(node for node in self.nodes if node.kind is NodeKind.INDICATOR),
            "groups": tuple(node for node in self.nodes if node.kind is not NodeKind.INDICATOR),
            "_children": MappingProxyType({code: tuple(found) for code, found in children.items()}),
        }
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    @property
    def code(self) -> str:
        """Its code, such as SPBE-2020."""
        return self.heading.code

    @property
    def title(self) -> Words:
        """What it is called."""
        return self.heading.title

    @property
    def law(self) -> str:
        """The regulation that it is."""
        return self.heading.law

    @property
    def years(self) -> tuple[int, ...]:
        """The years that were or are evaluated with it."""
        return self.heading.years

    def children(self, code: str = ROOT) -> tuple[Node, ...]:
        """The parts right under this one, in order; none under an indicator."""
        return self._children.get(code, ())

    def indicator(self, number: int) -> Node:
        """The indicator of that number; KeyError when it has none."""
        return self.by_key[str(number)]

    def under(self, code: str) -> tuple[Node, ...]:
        """Every indicator below this part, in order; itself, if it is one."""
        node = self.by_code.get(code)
        if node is not None and node.kind is NodeKind.INDICATOR:
            return (node,)
        return tuple(found for child in self.children(code) for found in self.under(child.code))

    def path(self, code: str) -> tuple[Node, ...]:
        """The parts above this one, the highest first, itself at the end."""
        node = self.by_code.get(code)
        return () if node is None else (*self.path(node.parent), node)

    def level_name(self, node: Node, level: int) -> Words:
        """What a whole level of this indicator is called; empty words where the instrument has no name for it."""
        row = self.levels.get(node.capability) or self.levels.get("", {})
        return row.get(level, Words("", ""))


@dataclass(frozen=True, slots=True)
class ImportedInstrument:
    """An instrument that this node took in from a file: which file, by whom, when."""

    instrument: Instrument
    file_name: str
    by_name: str
    at: datetime


class Basis(StrEnum):
    """From which number an edition takes its predicate: the index rounded to two decimals, the exact one, or not known."""

    ROUNDED = "rounded"
    EXACT = "exact"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """A general question that an edition asks beside the indicators (pertanyaan umum): counted in no index."""

    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class LawEdition:
    """A year's evaluation with one instrument, as the law has it: guideline, basis of the predicate, stages, questions."""

    year: int
    instrument: str
    guideline: str
    basis: Basis
    stages: tuple[str, ...]
    questions: tuple[Question, ...]
    source: str
    doubt: str = ""
