"""Instruments read from TOML or JSON: every number exact, every flaw told with its line, nothing guessed."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NoReturn

from simpul.maturity.model.instrument_refusals import InstrumentFlaw, InstrumentFlawed
from simpul.maturity.model.instruments import (
    ROOT,
    Band,
    Conversion,
    Heading,
    Instrument,
    Node,
    NodeKind,
    Predicate,
    Scale,
    Words,
)
from simpul.maturity.rules import instrument_checks, instrument_writing
from simpul.maturity.rules.instrument_criteria import criteria_in
from simpul.maturity.rules.instrument_fields import Fields
from simpul.maturity.rules.instrument_places import Places
from simpul.maturity.rules.numbers import exact

_UNWRITABLE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")
CODE = re.compile(r"[A-Z][A-Z0-9-]{2,29}")
"""What the code of an instrument looks like."""
MOST = 4_000_000
"""Characters of a file; the instruments of the law have 25,000."""


def read(text: str, *, form: str = "toml") -> Instrument:
    """The instrument that this file says ("toml" or "json"); InstrumentFlawed with every flaw and its line."""
    if len(text) > MOST:
        raise InstrumentFlawed([InstrumentFlaw(0, f"the file has more than {MOST:,} characters")])
    given = _parsed(text, form)
    reader = _Reader(Places(text))
    made = reader.instrument(given)
    reader.end()
    flaws = [InstrumentFlaw(reader.places.line(*where), reason) for where, reason in instrument_checks.flaws(made)]
    if flaws:
        raise InstrumentFlawed(flaws)
    return replace(made, digest=instrument_writing.digest(made))


def of_document(document: Mapping[str, Any]) -> Instrument:
    """The instrument of a document that was read before and kept; InstrumentFlawed when it was tampered with."""
    return _kept(json.dumps(document, ensure_ascii=False))


@lru_cache(maxsize=32)
def _kept(text: str) -> Instrument:
    return read(text, form="json")


def _parsed(text: str, form: str) -> Mapping[str, Any]:
    try:
        given = _json(text) if form == "json" else tomllib.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as fault:
        raise InstrumentFlawed([InstrumentFlaw(fault.lineno, f"this is not JSON: {fault.msg}")]) from None
    except tomllib.TOMLDecodeError as fault:
        said = str(fault)
        at = re.search(r"at line (\d+)", said)
        line = int(at[1]) if at else (text.count("\n") + 1 if "end of document" in said else 0)
        raise InstrumentFlawed([InstrumentFlaw(line, f"this is not TOML: {said}")]) from None
    except (RecursionError, ValueError, ArithmeticError) as fault:
        raise InstrumentFlawed([InstrumentFlaw(0, f"the file cannot be read: {fault}")]) from None
    if not isinstance(given, dict):
        raise InstrumentFlawed([InstrumentFlaw(1, "this is not an object with code, title, predicate and node")])
    if _unwritable(given):
        raise InstrumentFlawed([InstrumentFlaw(0, "it has a character that cannot be kept: U+0000, or half of a pair")])
    return given


def _unwritable(given: Mapping[str, Any]) -> bool:
    """Whether a text in it is none that UTF-8 and the database can hold, such as escapes of JSON can say."""
    written = json.dumps(given, ensure_ascii=False, default=str)
    return bool(_UNWRITABLE.search(written))


def _json(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)


def _no_constant(said: str) -> NoReturn:
    raise ValueError(f"{said} is not a number")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {name!r} stands twice in one object")
        found[name] = value
    return found


class _Reader(Fields):
    """Takes the parts of an instrument one by one."""

    def instrument(self, given: Mapping[str, Any]) -> Instrument:
        scale = self.part(given, "scale")
        return Instrument(
            heading=self._heading(given),
            scale=Scale(*(self.number(scale, key, table="scale") for key in ("min", "max", "step"))),
            predicates=tuple(Predicate(self.words(one), self.number(one, "min")) for one in self.rows(given, "predicate")),
            levels={name: self._levels(name, row) for name, row in self.part(given, "levels").items()},
            nodes=tuple(self._node(one) for one in self.rows(given, "node")),
            conversions=tuple(self._conversion(one) for one in self.rows(given, "conversion", needed=False)),
            criteria=criteria_in(self, given),
        )

    def _heading(self, given: Mapping[str, Any]) -> Heading:
        self.at("", 0)
        code = self.text(given, "code")
        if code and not CODE.fullmatch(code):
            self.note("code", "a code is capitals, digits and hyphens, 3 to 30 of them, such as SPBE-2020")
        years = given.get("years")
        if not isinstance(years, list) or not years or not all(type(y) is int and 2000 <= y <= 2100 for y in years):
            self.note("years", "years must be a list of years between 2000 and 2100")
            years = [2000]
        title = self.words(self.part(given, "title"), key="title")
        texts = [self.text(given, name) for name in ("law", "source")]
        return Heading(code, title, texts[0], tuple(years), texts[1], self.doubt(given))

    def _node(self, one: Mapping[str, Any]) -> Node:
        kind, code = self.text(one, "kind"), self.text(one, "code")
        if kind and kind not in list(NodeKind):
            self.note("kind", f"{kind!r} is none of {', '.join(NodeKind)}")
        kind = kind if kind in list(NodeKind) else NodeKind.ASPECT
        if (code and not re.fullmatch(r"[A-Z][A-Z0-9.]{0,11}", code)) or code == ROOT:
            self.note("code", f"{code!r} is no code: a capital, then capitals and digits, such as D1, A1, I1")
        number = re.fullmatch(r"I([1-9]\d{0,3})", code)
        if kind == NodeKind.INDICATOR and code and not number:
            self.note("code", f"an indicator's code is I and its number, such as I1; not {code!r}")
        if kind != NodeKind.INDICATOR and number:
            self.note("code", f"{code} is the code of an indicator")
        return Node(
            code=code,
            parent=self.text(one, "parent", needed=False) or ROOT,
            kind=NodeKind(kind),
            weight=self.number(one, "weight", positive=True),
            name=self.words(self.part(one, "name"), key="name"),
            number=int(number[1]) if number and kind == NodeKind.INDICATOR else None,
            capability=self.text(one, "capability", needed=False),
            outer=self.text(one, "outer", needed=False),
        )

    def _conversion(self, one: Mapping[str, Any]) -> Conversion:
        bands = [self._band(band) for band in self.items(one, "bands")]
        numbers = self.items(one, "indicators")
        if not all(type(number) is int for number in numbers):
            self.note("indicators", "indicators must be a list of indicators' numbers")
            numbers = []
        source, doubt = self.text(one, "source", needed=False), self.doubt(one)
        return Conversion(self.text(one, "code"), self.words(one), tuple(numbers), tuple(bands), source, doubt)

    def _band(self, given: object) -> Band:
        try:
            low, high, to_low, to_high = (exact(number) for number in given)  # type: ignore[attr-defined]
        except (TypeError, ValueError):
            self.note("bands", "a band is four numbers: from, to, value from, value to")
            return Band(Fraction(0), Fraction(1), Fraction(1), Fraction(1))
        return Band(low, high, to_low, to_high)

    def _levels(self, name: str, row: object) -> Mapping[int, Words]:
        if not isinstance(row, dict) or not all(re.fullmatch(r"0|[1-9][0-9]?", key) for key in row):
            self.note("levels", f"levels.{name} must name levels by their number")
            return {}
        return {int(key): self.words(words, key="levels") for key, words in row.items()}
