"""What assessors and reviewers declare: agencies that they must stay away from, why, and until when."""

from dataclasses import dataclass
from datetime import date

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.model.edition_refusals import InterestWrong, MinistryOnly
from simpul.maturity.model.editions import Interest
from simpul.maturity.rules import leading
from simpul.maturity.store import assignments as store
from simpul.maturity.store import participants


@dataclass(frozen=True, slots=True)
class InterestSeen:
    """An interest with the agency's name; `seated`: the person has a seat for it now, which the ministry must free."""

    interest: Interest
    name: str
    seated: bool


def mine(platform: Platform, actor: Actor) -> list[InterestSeen]:
    """What this person declared and still holds; MinistryOnly for who does not assess."""
    leading.permit_declare(actor)
    with platform.database.reading() as unit:
        told = store.interests_of(unit.connection, unit.clock.now().date(), actor.id) if actor.id else []
        seated = {one.agency for one in store.of_account(unit.connection, actor.id)} if actor.id else set()
        return [InterestSeen(one, _name(unit, one.agency), one.agency in seated) for one in told]


def _name(unit: Unit, agency: str) -> str:
    known = participants.editions_of(unit.connection, agency)
    return known[0].name if known else ""


def agencies(platform: Platform, actor: Actor) -> list[tuple[str, str]]:
    """The agencies of all editions that one may declare: number and name, by name."""
    leading.permit_declare(actor)
    with platform.database.reading() as unit:
        return participants.known(unit.connection)


def declare(platform: Platform, actor: Actor, *, agency: str, reason: str, until: str = "") -> Interest:
    """The interest is on record; InterestWrong where no edition has the agency, the reason is missing, the day is past."""
    leading.permit_declare(actor)
    if actor.id is None:
        raise MinistryOnly()
    told = Interest(actor.id, agency.strip(), leading.interest_reason(reason), _day(until))
    with platform.database.writing(actor) as unit:
        at = unit.clock.now()
        if not _name(unit, told.agency) or (told.until and told.until < at.date()):
            raise InterestWrong()
        store.declare(unit.connection, told, at)
        after = {"agency": told.agency, "until": told.until and told.until.isoformat()}
        unit.audit("maturity.interest.declare", subject=str(actor.id), after=after)
    return told


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        raise InterestWrong() from None


def take_back(platform: Platform, actor: Actor, *, agency: str) -> bool:
    """Whether the interest is off the record; False where it was not there."""
    leading.permit_declare(actor)
    if actor.id is None:
        return False
    with platform.database.writing(actor) as unit:
        gone = store.take_back(unit.connection, actor.id, agency)
        unit.audit("maturity.interest.take_back", subject=str(actor.id), before={"agency": agency})
    return gone
