"""Another body's index made a value of ours, band by band (PEMDI-2026: SDI, SJIG, IPS)."""

from fractions import Fraction

from simpul.maturity.model.instrument_refusals import OuterOff
from simpul.maturity.model.instruments import Conversion, Instrument, Node
from simpul.maturity.rules.numbers import plain


def converted(conversion: Conversion, outer: Fraction) -> Fraction:
    """The value, linear within its band, exact; OuterOff beyond the bands or where no bands are known."""
    if not conversion.bands:
        raise OuterOff(name=conversion.name.en, reason=conversion.doubt.en or "the conversion is not known.")
    for band in conversion.bands:
        if band.low <= outer <= band.high:
            return band.to_low + (outer - band.low) * (band.to_high - band.to_low) / (band.high - band.low)
    low, high = conversion.bands[0].low, conversion.bands[-1].high
    raise OuterOff(name=conversion.name.en, reason=f"{plain(outer)} is not between {plain(low)} and {plain(high)}.")


def conversion_of(instrument: Instrument, node: Node) -> Conversion | None:
    """The conversion that this indicator's value may come from; None where its level is assessed."""
    named = (one for one in instrument.conversions if one.code == node.outer or node.number in one.indicators)
    return next(named, None)
