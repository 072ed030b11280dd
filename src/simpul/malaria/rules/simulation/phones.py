"""The phones of a made-up village and what is written on them: wrong clocks, weeks without a signal, dead batteries.

What a phone has not sent when it breaks is lost; between two phones nothing is recorded.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random
from typing import Any
from uuid import UUID

from simpul.malaria.model.events import SCHEMA
from simpul.malaria.model.simulation import SimulatedDevice, SimulatedEvent, SimulatedPlan
from simpul.malaria.rules.folding.order import stamp

_LIFE_DAYS = 900
_SIGNALS = ((0.6, 0.45), (5.0, 0.35), (18.0, 0.2))
"""Mean days between two contacts, and how many villages live so."""
_SILENT, _WRONG_CLOCK, _HOLE, _AGAIN = 0.05, 0.04, 0.03, 0.01


def id_at(at: datetime, chance: Random) -> str:
    """A UUIDv7 of that moment."""
    bits = chance.getrandbits(74)
    head, tail = f"{int(at.timestamp() * 1000):012x}", f"{(2 << 62) | (bits & ((1 << 62) - 1)):016x}"
    return f"{head[:8]}-{head[8:]}-7{bits >> 62:03x}-{tail[:4]}-{tail[4:]}"


@dataclass(frozen=True, slots=True)
class _Phone:
    id: UUID
    begin: datetime
    end: datetime
    """When it broke, or far in the future."""
    contacts: tuple[datetime, ...]
    skew: timedelta


@dataclass(frozen=True, slots=True)
class _Written:
    at: datetime
    number: int
    id: str
    phone: int
    """Its place among the phones; -1 is the desk."""
    body: Mapping[str, Any]


class Notebook:
    """What a village's phones record from `begin` to `until`."""

    def __init__(self, plan: SimulatedPlan, chance: Random) -> None:
        self._plan, self.chance = plan, chance
        self._phones = list(_phones(plan, chance))
        self._written: list[_Written] = []

    def new(self, at: datetime) -> str:
        """A fresh id."""
        return id_at(at, self.chance)

    def write(
        self, at: datetime, kind: str, d: Mapping[str, Any], p: str | None = None, s: str | None = None
    ) -> str | None:
        """The id of the event that was recorded at this moment; None where no phone worked, or it is not yet."""
        phone = next((n for n, one in enumerate(self._phones) if one.begin <= at < one.end), None)
        if phone is None or at >= self._plan.until:
            return None
        return self._keep(at + self._phones[phone].skew, at, phone, (kind, d, p, s))

    def desk(self, at: datetime, kind: str, d: Mapping[str, Any], p: str | None) -> str | None:
        """The id of an event of the desk."""
        return self._keep(at, at, -1, (kind, d, p, None)) if at < self._plan.until else None

    def works(self, at: datetime) -> int | None:
        """Which phone works at that moment, by its place."""
        return next((n for n, one in enumerate(self._phones) if one.begin <= at < one.end), None)

    def handed_over(self) -> list[datetime]:
        """When a phone took the place of another."""
        return [one.begin for one in self._phones[1:]]

    def _keep(
        self, clock: datetime, at: datetime, phone: int, what: tuple[str, Mapping[str, Any], str | None, str | None]
    ) -> str:
        kind, d, p, s = what
        event = self.new(clock)
        body = {"v": SCHEMA, "id": event, "t": kind, "at": stamp(clock), "p": p, "d": d} | ({"s": s} if s else {})
        self._written.append(_Written(at, len(self._written), event, phone, body))
        return event

    def devices(self) -> list[SimulatedDevice]:
        """The phones, each with its last contact."""
        until = self._plan.until
        return [
            SimulatedDevice(
                one.id, f"HP {n} (sintetis)", one.begin, max(one.contacts, default=one.begin), _past(one.end, until)
            )
            for n, one in enumerate(self._phones, 1)
        ]

    def sent(self) -> list[SimulatedEvent]:
        """What reached the node, as it arrived: some of it twice, the newest perhaps with a hole."""
        found: list[SimulatedEvent] = []
        own: list[list[_Written]] = [[] for _ in self._phones]
        for one in sorted(self._written, key=attrgetter("at", "number")):
            if one.phone < 0:
                found.append(SimulatedEvent(None, None, one.at, one.body))
            else:
                own[one.phone].append(one)
        for phone, written in zip(self._phones, own, strict=True):
            found += _arrived(phone, written, self.chance)
        return sorted(found, key=_arrival)


def _past(end: datetime, until: datetime) -> datetime | None:
    return end if end < until else None


def _arrival(one: SimulatedEvent) -> tuple[datetime, str, int]:
    return one.received_at, str(one.device or ""), one.seq or 0


def _phones(plan: SimulatedPlan, chance: Random) -> Iterator[_Phone]:
    every = chance.choices([days for days, _ in _SIGNALS], [share for _, share in _SIGNALS])[0]
    silent = plan.until - timedelta(days=chance.uniform(16, 40)) if chance.random() < _SILENT else plan.until
    begin = plan.begin + timedelta(minutes=chance.randrange(600))
    while begin < plan.until:
        end = begin + timedelta(days=30 + chance.expovariate(1 / _LIFE_DAYS))
        wrong = chance.random() < _WRONG_CLOCK
        skew = timedelta(seconds=chance.uniform(-172_800, 172_800) if wrong else chance.gauss(0, 30))
        contacts = tuple(_contacts(begin, min(end, silent), every, chance))
        yield _Phone(UUID(id_at(begin, chance)), begin, end, contacts, skew)
        begin = end + timedelta(days=chance.uniform(2, 21))


def _contacts(begin: datetime, end: datetime, every: float, chance: Random) -> Iterator[datetime]:
    at = begin + timedelta(hours=1)
    while at < end:
        yield at
        at += timedelta(days=0.1 + chance.expovariate(1 / every))


def _arrived(phone: _Phone, written: list[_Written], chance: Random) -> Iterator[SimulatedEvent]:
    """The events of one phone that it could send: numbered as they were written, each at the next contact, a few again."""
    again = chance.random() < 0.3
    last = bisect_right(phone.contacts, written[-1].at) if written else 0
    hole = len(written) - 2 if chance.random() < _HOLE and last < len(phone.contacts) else -1
    for seq, one in enumerate(written, 1):
        turn = bisect_right(phone.contacts, one.at)
        if turn >= len(phone.contacts) or seq == hole:
            continue
        contact = phone.contacts[turn]
        yield SimulatedEvent(phone.id, seq, contact, one.body)
        if again and chance.random() < _AGAIN:
            yield SimulatedEvent(phone.id, seq, contact + timedelta(minutes=4), one.body)
