"""An event with tickets, two gates and devices at them, for tests of gates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from simpul.cooperation.actions import gates
from simpul.cooperation.actions.gates import SignedOn
from simpul.cooperation.model.events import LargeEvent, Quota
from simpul.cooperation.model.gates import Batch, Shown
from simpul.cooperation.rules import tickets
from simpul.cooperation.rules.gates_reading import key_digest
from simpul.cooperation.store import events
from simpul.cooperation.store.event_tables import registrations
from simpul.kernel.actor import Actor
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform
from tests.cooperation.people import CENTRE, GATE_OFFICER

NONE = timedelta(0)
AGENCIES = ("ID/GOV/2060/PORTAL", "ID/GOV/8205/SPBE")


class Everybody:
    """Says that the test's officers hold their roles, as identity would."""

    def __init__(self, *people: Actor) -> None:
        self.people = list(people)

    def holders(self, _platform: Platform, role: str, agency: str = "") -> list[Holder]:
        found = [one for one in self.people if role in one.roles and agency in ("", one.agency)]
        return [Holder(one.id, one.name, one.agency or "", one.agency or "", "") for one in found if one.id]


def officers(platform: Platform, *people: Actor) -> Everybody:
    """From now on these hold their roles; CENTRE and GATE_OFFICER where nobody is named."""
    port = Everybody(*(people or (CENTRE, GATE_OFFICER)))
    object.__setattr__(platform, "ports", {**platform.ports, Holders: port})
    platform.state.pop("cooperation.gates.holders", None)
    return port


@dataclass
class Hall:
    """An event that is there: its codes by admission, its gates."""

    event: LargeEvent
    codes: list[str]
    gates: list[UUID] = field(default_factory=list)


def code(number: int) -> str:
    """The number-th ticket's code."""
    return tickets.code_of(b"k" * 32, UUID(int=number))


def hall(platform: Platform, people: int = 4, *, event: int = 500, admissions: Sequence[str] = ()) -> Hall:
    """An event that begins in an hour, with so many tickets for the hall (or what `admissions` say), and two gates."""
    now = platform.clock.now()
    large = lecture(event, now)
    given = [*admissions, *["hall"] * (people - len(admissions))]
    rows = [registered(large, n, admission, now) for n, admission in enumerate(given)]
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        events.add(unit.connection, large, now)
        quotas = [Quota(large.id, agency, f"Instansi {agency[7:11]}", 5000) for agency in AGENCIES]
        events.put_quotas(unit.connection, quotas)
        if rows:
            unit.connection.execute(insert(registrations), rows)
    made = Hall(large, [code(event * 1_000_000 + n) for n in range(people)])
    for name in ("Gerbang Utara", "Gerbang Selatan"):
        made.gates.append(gates.open_gate(platform, CENTRE, large.id, name=name).id)
    return made


def lecture(event: int, now: datetime) -> LargeEvent:
    """An event that begins in an hour; registration has closed."""
    return LargeEvent(
        id=UUID(int=event),
        slug=f"kuliah-{event}",
        title={"id": "Kuliah umum (rekaan)", "en": "Public lecture (synthetic)", "ko": "공개 강연(가상)"},
        place={"id": "Aula rekaan", "en": "An invented hall", "ko": "가상의 강당"},
        zone="WIB",
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=4),
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
        hall_places=10_000,
        synthetic=True,
    )


def registered(large: LargeEvent, n: int, admission: str, now: datetime) -> dict[str, object]:
    """The row of the n-th registration."""
    number = large.id.int * 1_000_000 + n
    return {
        "id": UUID(int=number),
        "event": large.id,
        "number": n + 1,
        "agency": AGENCIES[n % 2],
        "person": n.to_bytes(16),
        "digest": tickets.digest(code(number)),
        "wish": "hall",
        "admission": admission,
        "at": now,
        "changed_at": now,
    }


def device(platform: Platform, there: Hall, gate: int = 0) -> SignedOn:
    """A device of GATE_OFFICER at this gate."""
    return gates.sign_on(platform, GATE_OFFICER, there.gates[gate], event=there.event.id, label="Tablet")


def batch(platform: Platform, on: SignedOn, *shown: Shown, skew: timedelta = NONE) -> Batch:
    """What the device sends now, with a clock that is `skew` ahead."""
    now = platform.clock.now()
    return Batch(on.event.id, key_digest(on.key), now + skew, now, shown)


def shown(
    platform: Platform, text: str, seq: int, *, ago: float = 0, skew: timedelta = timedelta(0), **more: object
) -> Shown:
    """The code was shown so many seconds ago."""
    at = platform.clock.now() - timedelta(seconds=ago) + skew
    return Shown(tickets.digest(text), seq, at, **more)  # type: ignore[arg-type]
