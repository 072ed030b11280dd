"""Agencies of the node."""

from simpul.identity import rules, store
from simpul.identity.model import Agency, AgencyNotFound, AgencyTaken
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

PER_PAGE = 25


def known_agency(platform: Platform, *, code: str) -> Agency:
    """The agency with this code; AgencyNotFound if there is none. The node's own, from its settings, need not be added."""
    with platform.database.reading() as unit:
        found = store.agency(unit.connection, code)
    if found is not None:
        return found
    settings = platform.settings
    if not code or code != settings.agency_code:
        raise AgencyNotFound(code=code[:100] or "–")
    return add_agency(platform, Actor.SYSTEM, new=Agency(code, settings.agency, settings.region))


def add_agency(platform: Platform, actor: Actor, *, new: Agency) -> Agency:
    """The agency, added. CodeNotFit, NameMissing, RegionNotFit, AgencyTaken or NotAllowed."""
    rules.permit_add_agency(actor, platform.settings.agency_code)
    fit = rules.check_agency(new)
    with platform.database.writing(actor) as unit:
        if not store.add_agency(unit.connection, fit, unit.clock.now()):
            raise AgencyTaken()
        after = {"name": fit.name, "region": fit.region}
        unit.audit("identity.agency.add", subject=fit.code, after=after)
    return fit


def search_agencies(
    platform: Platform, *, q: str = "", page: int = 1, most: int = PER_PAGE
) -> tuple[list[tuple[Agency, int]], int]:
    """A page of the agencies whose code or name holds `q`, each with its active accounts; and how many there are in all."""
    with platform.database.reading() as unit:
        found = store.agencies(unit.connection, q, first=(page - 1) * most, most=most)
        return found, store.count_agencies(unit.connection, q)
