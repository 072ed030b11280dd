"""A made-up register that is not perfect: people written down twice, some merged, facts changed by two phones unseen."""

from datetime import datetime, timedelta

from simpul.malaria.rules.simulation import names
from simpul.malaria.rules.simulation.people import Resident
from simpul.malaria.rules.simulation.phones import Notebook

_TWICE, _MERGED, _MOVED = 0.008, 0.5, 0.01


def disagreements(book: Notebook, span: tuple[datetime, datetime], people: list[Resident]) -> None:
    """Duplicates, merges of the desk, corrected master data, and fields that two phones tell differently."""
    chance, (begin, until) = book.chance, span
    known = [one for one in people if one.ids]
    for one in known:
        if chance.random() < _TWICE:
            _twice(book, one, begin + chance.random() * (until - begin))
        if chance.random() < _MOVED:
            at = begin + chance.uniform(0.5, 1) * (until - begin)
            facts = {"field": chance.choice(("moved", "moved", "died")), "to": True, "from": None}
            book.write(at, "person.changed", facts, one.ids[0])
    for at in book.handed_over():
        for one in chance.sample(known, min(len(known), 1)):
            _differ(book, one, at)


def _twice(book: Notebook, one: Resident, at: datetime) -> None:
    chance, again = book.chance, book.new(at)
    facts = {**one.registered(), "name": names.respelled(chance, one.name)}
    facts["birth_year"] += chance.choice((0, 0, 1, -1))
    facts.pop("nik", None)
    if book.write(at, "person.registered", facts, again) is not None and chance.random() < _MERGED:
        merge = {"from": again, "into": one.ids[0], "reason": "Orang yang sama (sintetis)"}
        book.desk(at + timedelta(days=chance.randrange(20, 60)), "person.same", merge, one.ids[0])


def _differ(book: Notebook, one: Resident, at: datetime) -> None:
    """The old phone changed the house last; the new one, which has not seen that, changes it too."""
    number = int(one.house)
    before = {"field": "house", "from": one.house, "to": f"{number + 1}"}
    after = {"field": "house", "from": one.house, "to": f"{number + 2}"}
    old = at - timedelta(days=24)
    while book.works(old) is None:
        old -= timedelta(days=1)
        if at - old > timedelta(days=60):
            return
    book.write(old, "person.changed", before, one.ids[0])
    book.write(at + timedelta(days=1), "person.changed", after, one.ids[0])
