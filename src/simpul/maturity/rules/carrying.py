"""Which value an indicator has as of the newest stage: one that a stage did not clear up carries over from the one before.

Law: Permen PANRB 59/2020, Lampiran; Pedoman Menteri PANRB 3/2024, on document assessment, interview and visit.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

SELF = "self"
Levels = Mapping[str, Fraction | None]


def values(stages: Sequence[str], answers: Mapping[str, Levels]) -> dict[str, Fraction | None]:
    """Each answered indicator's value, by number, after all of `stages` in their order; None: no stage filled it in."""
    found: dict[str, Fraction | None] = {}
    for stage in stages:
        for indicator, level in answers.get(stage, {}).items():
            found[indicator] = found.get(indicator) if level is None else level
    return found


def newest(stages: Sequence[str], answers: Mapping[str, Levels]) -> str:
    """The last of `stages` that has a value of its own; the self-assessment where none has."""
    filled = [stage for stage in stages if any(level is not None for level in answers.get(stage, {}).values())]
    return filled[-1] if filled else SELF
