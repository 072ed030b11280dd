"""What a made-up worker does whether or not somebody is ill: rounds from house to house, a supervisor's visits."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from simpul.malaria.rules.simulation import names
from simpul.malaria.rules.simulation.people import Resident
from simpul.malaria.rules.simulation.phones import Notebook

_POINTS = (
    *("scale", "severe_first", "rdt_wait", "rdt_disposal", "weight_dose", "first_dose"),
    *("followed", "slides", "stock", "expired", "records", "phone"),
)
"""Codes as the field app has them."""
_ROUND_EVERY, _VISITED = 365, 0.6


def rounds(book: Notebook, span: tuple[datetime, datetime], houses: Mapping[str, Sequence[Resident]]) -> None:
    """Once a year most houses are visited."""
    chance, at = book.chance, span[0] + timedelta(days=book.chance.randrange(10, 200))
    while at < span[1]:
        for number, (house, people) in enumerate(houses.items()):
            if chance.random() < _VISITED:
                absent = sum(chance.random() < 0.2 for _ in people)
                facts = {"house": house, "people": len(people), "absent": absent, "nets": (len(people) + 1) // 2}
                book.write(at + timedelta(days=number // 25, minutes=12 * (number % 25)), "round.visited", facts)
        at += timedelta(days=_ROUND_EVERY)


def supervisions(book: Notebook, span: tuple[datetime, datetime]) -> None:
    """A supervisor comes in seven months of ten, and ticks off what is well."""
    chance, at = book.chance, span[0] + timedelta(days=book.chance.randrange(1, 28))
    supervisor = names.of(chance, "L")
    while at < span[1]:
        if chance.random() < 0.7:
            items = {point: "yes" if chance.random() < 0.88 else chance.choice(("no", "na")) for point in _POINTS}
            book.write(at, "supervision.done", {"supervisor": supervisor, "items": items})
        at += timedelta(days=30)
