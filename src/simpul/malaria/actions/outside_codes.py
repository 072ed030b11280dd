"""The numbers that our places have in DHIS2 and SATUSEHAT, as the office writes them down."""

import re
from collections.abc import Iterator

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.model.sending import OutsideCode, OutsideSystem
from simpul.malaria.model.sending_refusals import CodesUnreadable, NotEntitled
from simpul.malaria.rules import desk
from simpul.malaria.store import sending as store

_LINE = re.compile(r"(\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?)\s*[,;\t]\s*([A-Za-z0-9._/-]{1,50})")
_MOST = 5_000


def shown(platform: Platform, actor: Actor) -> dict[OutsideSystem, str]:
    """The numbers of the actor's region as text, a line each: region code, comma, number."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        found = {system: store.codes(unit.connection, system, actor.region) for system in OutsideSystem}
    return {system: "\n".join(f"{one.area},{one.code}" for one in many) for system, many in found.items()}


def keep(platform: Platform, actor: Actor, system: OutsideSystem, text: str) -> int:
    """How many numbers the places of the actor's region have now; NotEntitled unless an officer, CodesUnreadable."""
    desk.permit_desk(actor)
    if not actor.has(desk.OFFICER):
        raise NotEntitled()
    many = {one.area: one for one in _read(actor, system, text)}
    with platform.database.writing(actor) as unit:
        before = len(store.codes(unit.connection, system, actor.region))
        store.replace_codes(unit, system, actor.region, list(many.values()))
        counted = ({"count": before}, {"count": len(many)})
        unit.audit("malaria.outside_codes", subject=system.value, before=counted[0], after=counted[1])
    return len(many)


def _read(actor: Actor, system: OutsideSystem, text: str) -> Iterator[OutsideCode]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if number > _MOST or found is None or not desk.answers_for(actor, found[1]):
            raise CodesUnreadable(line=number)
        yield OutsideCode(system, found[1], found[2])
