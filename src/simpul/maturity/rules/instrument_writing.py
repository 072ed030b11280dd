"""An instrument written out again: the document that a file of it says, the same as TOML, and the digest over it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from simpul.maturity.model.instruments import ROOT, Conversion, IndicatorCriteria, Instrument, Node, Words
from simpul.maturity.rules.numbers import plain


def document(instrument: Instrument) -> dict[str, Any]:
    """The instrument in the shape of its file; weights and bounds as texts, so that nobody reads them as floats."""
    heading, scale = instrument.heading, instrument.scale
    written = {
        "code": heading.code,
        "title": _words(heading.title),
        "law": heading.law,
        "years": list(heading.years),
        "source": heading.source,
        "doubt": _doubt(heading.doubt),
        "scale": {"min": plain(scale.min), "max": plain(scale.max), "step": plain(scale.step)},
        "levels": {
            name: {str(level): _words(words) for level, words in row.items()} for name, row in instrument.levels.items()
        },
        "predicate": [{**_words(one.name), "min": plain(one.min)} for one in instrument.predicates],
        "conversion": [_conversion(one) for one in instrument.conversions],
        "node": [_node(one) for one in instrument.nodes],
    }
    if any(one.draft for one in instrument.criteria.values()):
        written["status"] = "draft"
    if instrument.criteria:
        written["indicator"] = {str(number): _criteria(one) for number, one in instrument.criteria.items()}
    return written


def digest(instrument: Instrument) -> str:
    """SHA-256 over the canonical document: the same for the same instrument, however its file was laid out."""
    text = json.dumps(document(instrument), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def without_criteria(instrument: Instrument) -> Instrument:
    """The same tree, scale and names alone, with the digest of those."""
    bare = replace(instrument, criteria={}, digest="")
    return replace(bare, digest=digest(bare))


def toml(instrument: Instrument) -> str:
    """The document as TOML, ready to be changed and imported again under another code."""
    given = document(instrument)
    tables = [name for name, value in given.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
    deep = (*tables, "scale", "levels", "indicator")
    top = {name: value for name, value in given.items() if name not in deep and value != []}
    lines = [*_pairs(top), "", "[scale]", *_pairs(given["scale"])]
    for name, row in given["levels"].items():
        lines += ["", f"[levels.{_key(name)}]", *_pairs(row)]
    for table in tables:
        for row in given[table]:
            lines += ["", f"[[{table}]]", *_pairs(row)]
    for number, one in given.get("indicator", {}).items():
        lines += _indicator(f"indicator.{number}", one)
    return "\n".join(lines) + "\n"


def _indicator(table: str, one: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"[{table}]")
    yield from _pairs({name: value for name, value in one.items() if name not in ("evidence", "level")})
    for kind in one["evidence"]:
        yield from ("", f"[[{table}.evidence]]", *_pairs(kind))
    for level, said in one["level"].items():
        yield from ("", f"[{table}.level.{level}]", *_pairs(said))


def _criteria(one: IndicatorCriteria) -> dict[str, Any]:
    said = {"question": _words(one.question), "about": _words(one.about), "judged": _words(one.judged)}
    levels = {
        str(number): {"criteria": _words(level.criteria), "evidence": _words(level.evidence)}
        for number, level in one.levels.items()
    }
    kinds = [{"key": kind.key, **_words(kind.words)} for kind in one.evidence]
    return {"article": one.article, **said, "evidence": kinds, "level": levels}


def _words(words: Words) -> dict[str, str]:
    return {"id": words.id, "en": words.en}


def _doubt(words: Words) -> dict[str, str] | str:
    return _words(words) if words else ""


def _node(node: Node) -> dict[str, Any]:
    given = {
        "code": node.code,
        "parent": "" if node.parent == ROOT else node.parent,
        "kind": node.kind.value,
        "weight": plain(node.weight),
        "capability": node.capability,
        "outer": node.outer,
        "name": _words(node.name),
    }
    return {name: value for name, value in given.items() if value or name == "parent"}


def _conversion(one: Conversion) -> dict[str, Any]:
    bands = [[plain(number) for number in (band.low, band.high, band.to_low, band.to_high)] for band in one.bands]
    about = {"source": one.source, "doubt": _doubt(one.doubt)}
    return {"code": one.code, **_words(one.name), "indicators": list(one.indicators), "bands": bands, **about}


def _pairs(row: Mapping[str, Any]) -> Iterator[str]:
    return (f"{_key(name)} = {_value(value)}" for name, value in row.items())


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_pairs(value)) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
