"""A hazard as data: what a report's card asks, how its answers are judged, how long a report stays live."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from simpul.disaster.model.refusals import CardUnreadable

Label = Mapping[str, str]
"""A word by language: `id` and `en`."""


class FieldKind(StrEnum):
    """How a question is answered."""

    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    POINT = "point"
    ITEMS = "items"


class Measure(StrEnum):
    """What of an answer the severity is judged by: the answer itself, how many were chosen, the greatest of them."""

    VALUE = "value"
    COUNT = "count"
    GREATEST = "greatest"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that people are shown; `value` is what choosing it reports. `picture` names an icon, or is empty."""

    value: int
    slug: str
    label: Label
    hint: Label | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a card; `label` asks it.

    `least` to `most` (in `unit`) is what a program may send, `options` are what people are shown. A NUMBER with options
    is a scale of pictures, for people who have no ruler. The answer to a `private` field is used and not kept.
    `components` are the words that the entries of ITEMS may name.
    """

    name: str
    kind: FieldKind
    label: Label
    least: float
    most: float
    hint: Label | None = None
    unit: str = ""
    options: tuple[Option, ...] = ()
    components: tuple[str, ...] = ()
    required: bool = True
    private: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class SeverityStep:
    """The severity of every value up to and with `most`; None for all that is above."""

    severity: str
    most: float | None


@dataclass(frozen=True, slots=True)
class Deck:
    """The questions of one type of report, in their order. `severity_of` names the field that the severity is judged by.

    Empty where a report of this type has no severity of its own; it is minor then.
    """

    report_type: str
    label: Label
    fields: tuple[Field, ...]
    severity_of: str
    measure: Measure
    severities: tuple[SeverityStep, ...]

    def field(self, name: str) -> Field | None:
        """The question of this name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Hazard:
    """A kind of disaster that people report. `listed` is False where only programs report it, and nothing goes live.

    `follow_on` says that after a report of one type people are asked for one of the others.
    """

    slug: str
    label: Label
    hint: Label
    icon: str
    live_for: timedelta
    decks: tuple[Deck, ...]
    cap_event: str
    cap_category: str
    law: str
    order: int
    listed: bool = True
    follow_on: bool = False

    def deck(self, report_type: object = None) -> Deck:
        """The questions of this type; of the only one where there is one and none was named; else CardUnreadable."""
        if report_type is None and len(self.decks) == 1:
            return self.decks[0]
        for deck in self.decks:
            if deck.report_type == report_type:
                return deck
        raise CardUnreadable(name="report_type")
