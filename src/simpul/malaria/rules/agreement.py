"""How well two readings agree: shares with Wilson's interval, Cohen's kappa with its interval, a reader judged.

Wilson 1927; Fleiss, Cohen and Everitt 1969 for kappa's variance (as statsmodels computes both).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

from simpul.malaria.model.slides import ReaderJudged, Share, SlidePair, SpeciesAgreement
from simpul.malaria.rules.quality_terms import terms

Table = Mapping[tuple[str, str], int]


def z() -> float:
    """How many standard deviations the interval of the law's confidence reaches to either side."""
    return NormalDist().inv_cdf(0.5 + float(Decimal(terms()["judging"]["confidence"])) / 2)


def share(hits: int, of: int) -> Share:
    """A share and its interval by Wilson; nothing of nothing."""
    if not of:
        return Share(hits, of, None, None, None)
    p, far = hits / of, z()
    middle = (p + far**2 / (2 * of)) / (1 + far**2 / of)
    half = far / (1 + far**2 / of) * sqrt(p * (1 - p) / of + far**2 / (4 * of**2))
    return Share(hits, of, p, max(0.0, middle - half), min(1.0, middle + half))


def kappa(table: Table) -> tuple[float, float, float] | None:
    """Cohen's kappa and its interval of a square table (row, column) -> count; None where chance explains all."""
    total = sum(table.values())
    names = sorted({name for pair in table for name in pair})
    if not total:
        return None
    row = {one: sum(n for (r, _), n in table.items() if r == one) / total for one in names}
    column = {one: sum(n for (_, c), n in table.items() if c == one) / total for one in names}
    same = sum(table.get((one, one), 0) for one in names) / total
    chance = sum(row[one] * column[one] for one in names)
    if chance >= 1:
        return None
    value = (same - chance) / (1 - chance)
    error = sqrt(max(_variance(table, (row, column), value, chance), 0) / total)
    return value, value - z() * error, value + z() * error


def _variance(table: Table, margins: tuple[Mapping[str, float], Mapping[str, float]], value: float, chance: float) -> float:
    total, (row, column) = sum(table.values()), margins
    on = sum(table.get((one, one), 0) / total * (1 - (row[one] + column[one]) * (1 - value)) ** 2 for one in row)
    off = sum(n / total * (column[r] + row[c]) ** 2 for (r, c), n in table.items() if r != c) * (1 - value) ** 2
    return (on + off - (value - chance * (1 - value)) ** 2) / (1 - chance) ** 2


def species(pairs: Sequence[tuple[str, str]]) -> SpeciesAgreement:
    """Agreement on species; `pairs`: (first, true) of slides that both readings call positive."""
    table = Counter(pairs)
    found = kappa(table)
    hits = sum(n for (one, other), n in table.items() if one == other)
    value, low, high = found or (None, None, None)
    return SpeciesAgreement(share(hits, len(pairs)), value, low, high, dict(table))


def judged(pairs: Sequence[SlidePair]) -> ReaderJudged:
    """A reader by slides that were read twice; those without a second reading do not count."""
    seen = [(one.first, truth) for one in pairs if (truth := one.truth) is not None]
    counted = Counter((first.result, truth.result) for first, truth in seen)
    tp, fp = counted["positive", "positive"], counted["positive", "negative"]
    fn, tn = counted["negative", "positive"], counted["negative", "negative"]
    both = [
        (first.species or "unknown", truth.species or "unknown")
        for first, truth in seen
        if first.result == truth.result == "positive"
    ]
    found = {
        "sensitivity": share(tp, tp + fn),
        "specificity": share(tn, tn + fp),
        "species": share(sum(one == other for one, other in both), len(both)),
    }
    agreement = share(tp + tn, len(seen))
    counts = [(first.density, truth.density) for first, truth in seen if first.density and truth.density]
    wanting = [name for name, one in found.items() if one.value is not None and one.value * 100 < terms()["judging"][name]]
    few = len(seen) < terms()["judging"]["enough"]
    return ReaderJudged(
        *(tp, fp, fn, tn, found["sensitivity"], found["specificity"], agreement, species(both), _near(counts)),
        verdict="few" if few else "wanting" if wanting else "good",
        wanting=wanting,
        level="" if few else _level(agreement, found["species"]),
    )


def _near(counts: Sequence[tuple[int, int]]) -> Share:
    """Of pairs (first count, right one), the share that lies no further off than the law allows."""
    allowed = terms()["judging"]["density"]
    return share(sum(abs(first - right) * 100 <= allowed * right for first, right in counts), len(counts))


def over_all(found: ReaderJudged, positive: int, negative: int) -> tuple[float | None, float | None]:
    """(sensitivity, specificity) to be expected over all of so many slides first called positive and negative.

    Positive slides are read twice more often than negative ones, so that shares of those read twice tell too few as missed;
    here each stands for those that were not drawn. Begg and Greenes 1983, doi:10.2307/2530820.
    """
    called, not_called = found.true_positive + found.false_positive, found.false_negative + found.true_negative
    if (positive and not called) or (negative and not not_called):
        return None, None
    right = positive * found.true_positive / called if called else 0.0
    missed = negative * found.false_negative / not_called if not_called else 0.0
    ill, well = right + missed, positive + negative - right - missed
    return (right / ill if ill else None), ((negative - missed) / well if well else None)


def _level(detection: Share, right: Share) -> str:
    """WHO's level of competence, 1 the best: by detection, and by species where any was to be told."""
    for one in terms()["level"]:
        fits = detection.value is not None and detection.value * 100 >= one["detection"]
        if fits and (right.value is None or right.value * 100 >= one["species"]):
            return str(one["code"])
    return ""
