"""A result as rows and documents for programs: exact fractions as text beside what is shown; the form of TAUVAL too."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from simpul.maturity.model.results import Assessed, MaturityResult
from simpul.maturity.rules import recommending
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.numbers import plain
from simpul.maturity.rules.published import Published
from simpul.maturity.rules.result_view import Viewed

COLUMNS = ("code", "kind", "name", "weight", "value", "exact", "self", "share_of_index", "synthetic")
LICENCE = "CC-BY-4.0"


def rows(found: Viewed) -> Iterator[tuple[Any, ...]]:
    """The index, every part and indicator in the regulation's order, under COLUMNS; empty where nothing is filled in."""
    own, share = found.self_reckoned, recommending.shares(found.instrument)
    synthetic = found.of.synthetic
    index = found.reckoned.index
    yield ("INDEKS", "index", "", "", shown(index), str(index), shown(own.index) if own else "", "1", synthetic)
    for node in found.instrument.nodes:
        value, before = _values(found, node.key, node.number is not None)
        told = (node.code, node.kind.value, node.name.id, plain(node.weight))
        yield (*told, *value, before, shown(share[node.code], 6), synthetic)


def _values(found: Viewed, key: str, indicator: bool) -> tuple[tuple[str, str], str]:
    if indicator:
        value, own = found.values.get(key), found.self_values.get(key)
        return (plain(value) if value else "", str(value) if value else ""), plain(own) if own else ""
    part = found.reckoned.nodes[key]
    return (shown(part), str(part)), shown(found.self_reckoned.nodes[key]) if found.self_reckoned else ""


def document(found: Viewed) -> dict[str, Any]:
    """The result as JSON: numbers as text, so that no reader rounds anew; `recommendations` the most lifting first."""
    of, own = found.of, found.self_reckoned
    told: dict[str, Any] = {
        "agency": {"code": of.agency, "name": of.name, "kind": of.kind, "province": of.province},
        "edition": {"key": of.edition, "year": of.year, "title": of.title, "basis": of.basis},
        "instrument": found.instrument.code,
        "stage": found.stage,
        "final": of.final,
        "synthetic": of.synthetic,
        "at": found.at.isoformat(),
        "index": shown(found.reckoned.index),
        "exact": str(found.reckoned.index),
        "predicate": found.judged.name.name.id,
        "predicate_other": found.judged.other.name.id if found.judged.differs else None,
        "nodes": {code: shown(value) for code, value in found.reckoned.nodes.items()},
        "exact_nodes": {code: str(value) for code, value in found.reckoned.nodes.items()},
        "values": {node.key: _plain(found.values.get(node.key)) for node in found.instrument.indicators},
        "unfilled": list(found.reckoned.unfilled),
        "self_index": shown(own.index) if own else None,
    }
    return {**told, "recommendations": [gain(one) for one in recommending.gains(found.instrument, found.values)]}


def gain(one: recommending.Gain) -> dict[str, str]:
    """A recommendation for programs."""
    return {
        "indicator": one.node.key,
        "name": one.node.name.id,
        "now": plain(one.now),
        "next": plain(one.next),
        "gain": shown(one.gain, 4),
        "exact": str(one.gain),
    }


def _plain(value: Fraction | None) -> str | None:
    return plain(value) if value else None


def tauval_code(code: str) -> str:
    """How the ministry's TAUVAL names a part: A1 as A2001, D4 as D2004; other codes (A1.1, SUB) as they are."""
    return f"{code[0]}2{int(code[1:]):03}" if re.fullmatch(r"[AD]\d{1,3}", code, re.ASCII) else code


def tauval(of: Assessed, result: MaturityResult) -> dict[str, Any]:
    """A final result of this node in the form of TAUVAL, with instrument and marks of ours beside it."""
    values = {tauval_code(code): _number(value) for code, value in result.nodes.items()}
    told = _tauval((of.agency, of.year, of.name, of.kind, of.province), values, _number(result.index))
    return {**told, "instrumen": of.instrument, "predikat": result.predicate, "sintetis": of.synthetic}


def tauval_published(one: Published) -> dict[str, Any]:
    """A published row in the same form: its domains alone, with the two decimals that were printed."""
    values = {tauval_code(code): _number(value) for code, value in one.domains.items()}
    told = _tauval((one.agency, one.year, one.name, one.kind, one.province), values, _number(one.index))
    return {**told, "instrumen": "SPBE-2020", "predikat": one.predicate, "sintetis": False}


def _number(value: Fraction) -> float:
    """Four decimals, as the ministry's interface prints them: the one place where a value leaves as a JSON number."""
    return float(shown(value, 4))


def _tauval(of: tuple[str, int, str, str, str], values: Mapping[str, float], index: float) -> dict[str, Any]:
    agency, year, name, kind, province = of
    return {
        "kode": agency,
        "tahun": year,
        "nama_instansi": name,
        "kategori": kind,
        "daerah": province,
        "nilai": dict(sorted(values.items())),
        "indeks": index,
    }


PUBLISHED_COLUMNS = (
    "rank",
    "year",
    "kind",
    "province",
    "code",
    "name",
    "d1",
    "d2",
    "d3",
    "d4",
    "index",
    "predicate",
    "source",
)


def published_rows(ranked: Iterable[tuple[int, Published]]) -> Iterator[tuple[Any, ...]]:
    """Published results with their rank in the list, under PUBLISHED_COLUMNS; a domain that the report lacks is empty."""
    for rank, one in ranked:
        domains = [shown(one.domains[code]) if code in one.domains else "" for code in ("D1", "D2", "D3", "D4")]
        told = (rank, one.year, one.kind, one.province, one.code, one.name)
        yield (*told, *domains, shown(one.index), one.predicate, one.source)


def published_documents(ranked: Sequence[tuple[int, Published]]) -> list[dict[str, Any]]:
    """The same for programs; `agency` is the key by which this node names the agency."""
    return [
        {
            "rank": rank,
            "year": one.year,
            "agency": one.agency,
            "code": one.code or None,
            "name": one.name,
            "kind": one.kind,
            "province": one.province or None,
            "domains": {code: shown(value) for code, value in one.domains.items()},
            "index": shown(one.index),
            "predicate": one.predicate,
            "source": one.source,
        }
        for rank, one in ranked
    ]
