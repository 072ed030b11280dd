"""What an answer must hold: a level of the scale, what stands below it, texts of bounded length; an assessor's reasons."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from simpul.maturity.model.agency_refusals import LevelUnreadable
from simpul.maturity.model.assessing import Answer, Difference, Said
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.model.maturity_refusals import (
    CriteriaMissing,
    IndicatorUnknown,
    JustificationMissing,
    LevelStepWrong,
    LevelWrong,
    SaidTooLong,
)
from simpul.maturity.rules.numbers import plain

MOST = 20_000
LEAST_WHY = 10
FIRST = 1


def missing_below(said: Said) -> tuple[int, ...]:
    """The levels up to the stated one whose criteria are not said to be met: level n presupposes n-1."""
    if said.level is None:
        return ()
    return tuple(level for level in range(FIRST, int(said.level) + 1) if level not in said.met)


def checked(instrument: Instrument, indicator: str, said: Said, *, assessor: bool) -> Said:
    """The words as they are kept; refusals name the field. Missing criteria below, without a reason, refuse an assessor."""
    if indicator not in instrument.by_key or not indicator.isdigit():
        raise IndicatorUnknown(indicator=indicator)
    kept = Said(
        said.level,
        tuple(sorted({level for level in said.met if 1 <= level <= int(instrument.scale.max)})),
        *(_bounded(getattr(said, field), field) for field in ("facts", "analysis", "justification")),
    )
    _on_scale(instrument, kept.level)
    if assessor:
        _reasoned(kept)
    return kept


def _bounded(text: str, field: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if len(kept) > MOST:
        refusal = SaidTooLong(most=MOST)
        refusal.field = field
        raise refusal
    return kept


def _on_scale(instrument: Instrument, level: Fraction | None) -> None:
    scale = instrument.scale
    if level is None:
        return
    if "/" in plain(level):
        raise LevelUnreadable()
    if not scale.min <= level <= scale.max:
        raise LevelWrong(min=str(scale.min), max=str(scale.max))
    if scale.step and (level - scale.min) % scale.step:
        raise LevelStepWrong()


def _reasoned(said: Said) -> None:
    if said.level is None:
        return
    if len(said.justification) < LEAST_WHY:
        raise CriteriaMissing() if missing_below(said) else JustificationMissing()


def carried(stages: Sequence[str], answers: Mapping[str, Answer], stage: str) -> Answer | None:
    """The newest joint answer before this stage: what carries over where nothing is cleared up. `answers` by stage."""
    found = [
        answers[one] for one in stages[: stages.index(stage)] if one in answers and answers[one].said.level is not None
    ]
    return found[-1] if found else None


def same_value(first: Answer | None, second: Answer | None) -> bool:
    """Whether two assessors gave the same level; two that gave none agree."""
    return (first and first.said.level) == (second and second.said.level)


def same_words(one: Said, other: Said) -> bool:
    """Whether two say the same, but for blanks around texts and the order of criteria."""
    return _plainly(one) == _plainly(other)


def _plainly(said: Said) -> Said:
    texts = (text.replace("\r\n", "\n").strip() for text in (said.facts, said.analysis, said.justification))
    return Said(said.level, tuple(sorted(set(said.met))), *texts)


def settled(one: Difference) -> bool:
    """Whether the two agreed on a level after both gave the values that they stand by now."""
    alone = [each.at for each in (one.first, one.second) if each is not None]
    return one.agreed is not None and one.agreed.said.level is not None and all(at <= one.agreed.at for at in alone)


def unfilled(indicators: Iterable[str], levels: Mapping[str, Fraction | None]) -> list[str]:
    """The indicators that have no level."""
    return [one for one in indicators if levels.get(one) is None]
