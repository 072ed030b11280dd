"""The made-up village's medicines and tests: lots that arrive, expire, are counted and thrown away."""

import re
from datetime import date, datetime, timedelta
from random import Random

from simpul.malaria.rules.dosing_table import TABLE
from simpul.malaria.rules.simulation.phones import Notebook

EVERY_DAYS = 180
_LIVES = 540
"""Days for which a lot is good when it arrives."""


def slug(colour: str) -> str:
    """The colour as events name it: `abu_abu_muda`."""
    return re.sub(r"[^a-z0-9]+", "_", colour)


class StoreRoom:
    """Which lot is taken from on a day, by item and colour."""

    def __init__(self, book: Notebook, span: tuple[datetime, datetime], people: int) -> None:
        self._book, self._people = book, people
        self._lots: list[tuple[str, str | None, str, date, date]] = []
        at, until = span[0] + timedelta(days=1, hours=1), span[1]
        while at < until:
            self._deliver(at)
            at += timedelta(days=EVERY_DAYS + book.chance.randrange(-15, 16))

    def _deliver(self, at: datetime) -> None:
        chance, expires = self._book.chance, at.date() + timedelta(days=_LIVES + self._book.chance.randrange(-60, 60))
        wanted: list[tuple[str, str | None, int]] = [("rdt", None, 10 + self._people // 6), ("primaquine", None, 60)]
        wanted += [("pack", slug(one.colour), chance.randrange(3, 9)) for one in TABLE.colours]
        for number, (item, colour, quantity) in enumerate(wanted):
            lot = f"SIN-{at:%y%m}-{number}"
            facts = {"item": item, "colour": colour, "lot": lot, "expires": expires.isoformat(), "quantity": quantity}
            if self._book.write(at, "stock.received", {k: v for k, v in facts.items() if v is not None}) is not None:
                self._lots.append((item, colour, lot, at.date(), expires))
                self._later(at, expires, (item, colour, lot), quantity)

    def _later(self, at: datetime, expires: date, which: tuple[str, str | None, str], quantity: int) -> None:
        """Some lots are counted after a while; what is left of an expired one is thrown away."""
        chance, (item, colour, lot) = self._book.chance, which
        facts = {"item": item, "lot": lot} | ({"colour": colour} if colour else {})
        if chance.random() < 0.2:
            left = max(0, quantity - chance.randrange(1, 4))
            self._book.write(at + timedelta(days=90), "stock.counted", {**facts, "quantity": left})
        if chance.random() < 0.8:
            end = at + timedelta(days=(expires - at.date()).days + 2)
            self._book.write(end, "stock.discarded", {**facts, "quantity": chance.randrange(0, 3)})

    def lot(self, item: str, day: date, chance: Random, colour: str | None = None) -> str | None:
        """The lot that is used on that day: the one which expires first; very seldom one that has expired, by mistake."""
        held = [one for one in self._lots if one[0] == item and one[1] == colour and one[3] <= day]
        good = [one for one in held if day <= one[4]]
        stale = [one for one in held if day > one[4]]
        if stale and chance.random() < 0.002:
            return stale[-1][2]
        return good[0][2] if good else None
