"""Who may see and do what at the malaria desk. Law: Permenkes 22/2022 (programme), UU 27/2022 (patients' data).

The officer of a kabupaten sees all of its region; the supervisor of a Puskesmas sees the villages of the region of the
agency, gives devices to workers and settles differences. Nobody sees a village outside the region of the own agency.
"""

from simpul.kernel.actor import Actor
from simpul.malaria.model.desk_refusals import DeskOnly, DeskReasonMissing, NotConfirmed, NotYourVillage, SupervisorOnly

OFFICER, SUPERVISOR = "malaria.officer", "malaria.supervisor"
REASON_LEAST, REASON_MOST = 3, 200


def answers_for(actor: Actor, village: str) -> bool:
    """Whether the village's code is the actor's region or lies in it; a region of None is the whole country."""
    return actor.region is None or village == actor.region or village.startswith(f"{actor.region}.")


def permit_desk(actor: Actor) -> None:
    """Nothing, for an officer or supervisor of an agency; DeskOnly otherwise."""
    if not (actor.agency and (actor.has(OFFICER) or actor.has(SUPERVISOR))):
        raise DeskOnly()


def permit_village(actor: Actor, village: str) -> None:
    """Nothing, when the actor may see this village and its patients; DeskOnly, NotYourVillage."""
    permit_desk(actor)
    if not answers_for(actor, village):
        raise NotYourVillage(village=village)


def permit_workers(actor: Actor, village: str) -> None:
    """Nothing, when the actor may add, move and retire workers of this village: its officer and its supervisor."""
    permit_village(actor, village)


def permit_invite(actor: Actor, village: str) -> None:
    """Nothing, when the actor may give a device to a worker of this village: its supervisor; SupervisorOnly."""
    permit_village(actor, village)
    if not actor.has(SUPERVISOR):
        raise SupervisorOnly()


def permit_revoke(actor: Actor, village: str) -> None:
    """Nothing, when the actor may end the use of a device of this village: its officer and its supervisor."""
    permit_village(actor, village)


def permit_settle(actor: Actor, village: str) -> None:
    """Nothing, when the actor may settle a check or a likely duplicate of this village: its supervisor."""
    permit_invite(actor, village)


def reason(given: str) -> str:
    """The reason as it is kept, on one line; DeskReasonMissing unless it has 3 to 200 characters."""
    kept = " ".join(given.split())
    if not REASON_LEAST <= len(kept) <= REASON_MOST:
        raise DeskReasonMissing()
    return kept


def confirmed(given: str) -> None:
    """Nothing, when the box was ticked; NotConfirmed."""
    if given != "ya":
        raise NotConfirmed()
