"""What the malaria programme tells others: of places and days, never of people."""

from dataclasses import dataclass

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CaseConfirmed(Event):
    """A positive test is known that was not before: the village's code, the species, the local day of the test."""

    village: str
    species: str
    day: str
