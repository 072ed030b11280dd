"""Who answers at the agency: respondents given indicators, the data-entry officer's seat handed over."""

from collections.abc import Mapping
from uuid import UUID

from simpul.kernel.actor import Actor, government_of
from simpul.kernel.holders import Holders
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering
from simpul.maturity.actions.entering import Moved, changed
from simpul.maturity.model.assessing import Person, Respondent
from simpul.maturity.model.maturity_refusals import IndicatorUnknown, NotOfAgency
from simpul.maturity.rules import who
from simpul.maturity.store import assessments as store


def people(platform: Platform, actor: Actor, id: UUID) -> list[Person]:
    """The accounts of the agency that can be given work, by name; none for others than the agency. AssessmentUnknown."""
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
    if not found.who.of_agency:
        return []
    gathered: dict[UUID, Person] = {}
    for role in (who.ENTRY, who.RESPONDENT):
        for one in platform.port(Holders).holders(platform, role):
            if government_of(one.agency) == found.row.agency:
                roles = gathered[one.id].roles if one.id in gathered else frozenset[str]()
                gathered[one.id] = Person(one.id, one.name, roles | {role})
    return sorted(gathered.values(), key=lambda one: one.name)


def respondents(platform: Platform, actor: Actor, id: UUID) -> Mapping[str, list[Respondent]]:
    """Who answers for which indicator; nothing for others than the agency."""
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
        return store.respondents_of(unit.connection, id) if found.who.of_agency else {}


def _person(platform: Platform, actor: Actor, id: UUID, account: UUID) -> Person:
    found = next((one for one in people(platform, actor, id) if one.account == account), None)
    if found is None:
        raise NotOfAgency()
    return found


def appoint(platform: Platform, actor: Actor, id: UUID, *, indicators: tuple[str, ...], account: UUID) -> None:
    """The account answers for these indicators too; NotOfAgency, IndicatorUnknown, refusals of permits."""
    person = _person(platform, actor, id, account)
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "appoint")
        if unknown := [one for one in indicators if one not in found.indicators]:
            raise IndicatorUnknown(indicator=unknown[0])
        store.appoint(unit.connection, id, indicators, Respondent(person.account, person.name, unit.clock.now()))
        unit.audit("maturity.respondent.appoint", subject=f"maturity:{id}", after={"indicators": list(indicators)})
        unit.ring("maturity")


def remove(platform: Platform, actor: Actor, id: UUID, *, indicator: str, account: UUID) -> None:
    """The account no longer answers for the indicator; IndicatorUnknown, refusals of permits."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "appoint")
        if indicator not in found.indicators:
            raise IndicatorUnknown(indicator=indicator)
        store.dismiss(unit.connection, id, indicator, account)
        unit.audit("maturity.respondent.remove", subject=f"maturity:{id}", after={"indicator": indicator})
        unit.ring("maturity")


def hand_over(platform: Platform, actor: Actor, id: UUID, *, account: UUID) -> None:
    """The account is the data-entry officer from now on; NotOfAgency where it lacks the role, refusals of permits."""
    person = _person(platform, actor, id, account)
    if who.ENTRY not in person.roles:
        raise NotOfAgency()
    with platform.database.writing(actor) as unit:
        seen = entering.entered(unit.connection, actor, id, lock=True)
        step = "hand_over" if seen.who.entry or not seen.who.leader else "appoint_entry"
        found = entering.stepping(unit, actor, id, step)
        after = changed(found, entry=person.account, entry_name=person.name)
        entering.moved(unit, found, after, Moved("handed_over", person.name))
