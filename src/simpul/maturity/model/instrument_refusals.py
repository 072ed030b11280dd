"""What is refused about instruments: files that contradict themselves, values that are none, codes that nobody knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class InstrumentFlaw:
    """A line of an instrument's file (1 is the first, 0 the file as a whole) and what is wrong there."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


class InstrumentFlawed(Invalid):
    """The file is no instrument that could be reckoned with; `flaws` are all that were found, by line."""

    code = "maturity-instrument-flawed"
    sentence = N_("The instrument cannot be taken in:\n{flaws}")
    field = "file"

    def __init__(self, flaws: Sequence[InstrumentFlaw]) -> None:
        self.flaws = tuple(sorted(set(flaws), key=lambda one: (one.line, one.reason)))
        super().__init__(flaws="\n".join(str(one) for one in self.flaws))


class InstrumentUnknown(NotFound):
    """Neither the law tables nor this node have an instrument of that code."""

    code = "maturity-instrument-unknown"
    sentence = N_("There is no instrument {code}.")


class InstrumentTaken(Conflict):
    """The code belongs to another instrument: published instruments do not change, a new one needs a code of its own."""

    code = "maturity-instrument-taken"
    sentence = N_(
        "There is an instrument {code} already, and instruments do not change. Give the new one a code of its own."
    )


class ValueOff(Invalid):
    """A value is no number, off the scale, given twice, or for a part that the instrument does not have."""

    code = "maturity-value-off"
    sentence = N_("Indicator {key}: {reason}")
    field = "values"


class ValuesUnreadable(Invalid):
    """What came is no JSON object of values by indicator."""

    code = "maturity-values-unreadable"
    sentence = N_("The values cannot be read: {reason}")
    field = "values"


class OuterOff(Invalid):
    """Another body's index lies outside the bands, or the way from it to a value is not known."""

    code = "maturity-outer-off"
    sentence = N_("{name}: {reason}")
    field = "values"
