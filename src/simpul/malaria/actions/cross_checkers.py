"""Who reads slides again asks once; the desk says which microscopist that is, or none, before any slide is shown.

The desk knows an account by what it showed of itself when it asked: no other module is asked for accounts.
"""

from collections.abc import Sequence
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.slides import CrossChecker, Microscopist
from simpul.malaria.rules import desk as desk_rules
from simpul.malaria.rules import reading_slides as rules
from simpul.malaria.store import cross_checkers as store
from simpul.malaria.store import quality


def ask(platform: Platform, actor: Actor) -> None:
    """The desk of the region is asked to admit the actor; asked twice changes nothing. ReadersOnly."""
    rules.permit_reading(actor)
    assert actor.id is not None
    with platform.database.writing(actor) as unit:
        one = CrossChecker(actor.id, actor.name, actor.region or "", unit.clock.now(), None, "")
        if store.ask(unit.connection, one):
            unit.audit("malaria.quality.ask", subject=str(actor.id))
            unit.ring("malaria")
        else:
            unit.unaudited("asked before: nothing changed")


def standing(platform: Platform, actor: Actor) -> CrossChecker | None:
    """What the desk knows of the actor as a cross-checker; ReadersOnly."""
    rules.permit_reading(actor)
    with platform.database.reading() as unit:
        return store.checker(unit.connection, actor.id)


def checkers(platform: Platform, actor: Actor) -> list[tuple[CrossChecker, Sequence[Microscopist], Sequence[UUID]]]:
    """(cross-checker, microscopists it may be, those it is) of the actor's region, those that wait first; DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        known = quality.readers(unit.connection, actor.region)
        found = store.checkers(unit.connection, actor.region)
    return [(one, _free(known, one.account), [each.id for each in known if each.account == one.account]) for one in found]


def _free(known: Sequence[Microscopist], account: UUID) -> list[Microscopist]:
    return [one for one in known if one.account in (None, account)]


def admit(platform: Platform, actor: Actor, *, account: UUID, own: Sequence[UUID]) -> None:
    """The cross-checker reads slides of all but these microscopists, of which it is one; DeskNothing, DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        one = store.checker(unit.connection, account)
        if one is None or not desk_rules.answers_for(actor, one.area):
            raise DeskNothing()
        free = {each.id for each in _free(quality.readers(unit.connection, actor.region), account)}
        if set(own) - free:
            raise DeskNothing()
        store.name_own(unit.connection, account, own, actor.region)
        store.settle(unit.connection, account, actor.name, unit.clock.now())
        unit.audit("malaria.quality.admit", subject=str(account), after={"own": [str(each) for each in own]})
        unit.ring("malaria")
