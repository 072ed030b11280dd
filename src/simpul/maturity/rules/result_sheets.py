"""The report of a result as sheets: numbers as numbers, with the digits that are shown."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from simpul.kernel.i18n import Translator
from simpul.maturity.model.instruments import Node
from simpul.maturity.rules import recommending
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.result_report import Row, asked, marks
from simpul.maturity.rules.result_view import Viewed

SheetRow = tuple[str | int | Decimal | None, ...]
Sheet = tuple[Row, list[SheetRow]]


def sheets(found: Viewed, t: Translator) -> dict[str, Sheet]:
    """Summary, parts, indicators, recommendations: heading and rows of each."""
    share = recommending.shares(found.instrument)
    gains = recommending.gains(found.instrument, found.values)
    instrument = found.instrument
    return {
        t.gettext("Summary"): ((t.gettext("What"), t.gettext("Value")), _summary(found, t)),
        t.gettext("Parts"): (_head(t), [_part(found, node, share, t) for node in instrument.groups]),
        t.gettext("Indicators"): (_head(t), [_indicator(found, node, share, t) for node in instrument.indicators]),
        t.gettext("Recommendations"): (_gain_head(t), [_gain(found, one, t) for one in gains]),
    }


def _summary(found: Viewed, t: Translator) -> list[SheetRow]:
    return [
        (t.gettext("Agency"), found.of.name),
        (t.gettext("Edition"), found.of.title),
        (t.gettext("Instrument"), found.instrument.code),
        (t.gettext("Index"), Decimal(shown(found.reckoned.index))),
        (t.gettext("Index, exactly"), str(found.reckoned.index)),
        (t.gettext("Predicate"), found.judged.name.name.id),
        *((t.gettext("Mark"), words) for words in marks(found, t)),
    ]


def _head(t: Translator) -> Row:
    weights = (t.gettext("Weight (%)"), t.gettext("Share of the index (%)"))
    return (t.gettext("Code"), t.gettext("Name"), *weights, t.gettext("Value"), t.gettext("Self-assessment"))


def _part(found: Viewed, node: Node, share: Mapping[str, Fraction], t: Translator) -> SheetRow:
    own = found.self_reckoned
    values = (found.reckoned.nodes[node.code], own.nodes[node.code] if own else None)
    told = (None if value is None else Decimal(shown(value, 4)) for value in values)
    return (node.code, node.name.said(t.language), *_weights(node, share), *told)


def _indicator(found: Viewed, node: Node, share: Mapping[str, Fraction], t: Translator) -> SheetRow:
    values = (_cell(found.values.get(node.key)), _cell(found.self_values.get(node.key)))
    return (int(node.key), node.name.said(t.language), *_weights(node, share), *values)


def _weights(node: Node, share: Mapping[str, Fraction]) -> tuple[Decimal, Decimal]:
    return Decimal(shown(node.weight, 4)), Decimal(shown(share[node.code] * 100, 4))


def _cell(value: Fraction | None) -> Decimal | None:
    return Decimal(shown(value, 4)) if value else None


def _gain_head(t: Translator) -> Row:
    levels = (t.gettext("Level"), t.gettext("Next level"), t.gettext("Adds"))
    return (t.gettext("No."), t.gettext("Indicator"), *levels, t.gettext("What the next level asks"))


def _gain(found: Viewed, one: recommending.Gain, t: Translator) -> SheetRow:
    levels = (_cell(one.now), _cell(one.next), Decimal(shown(one.gain, 6)))
    return (int(one.node.key), one.node.name.said(t.language), *levels, asked(found, one, t))
