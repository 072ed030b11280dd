"""What the desk decides: workers, devices, and the checks that a supervisor settles and takes back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions import enrolling, reading, sync, workers
from simpul.malaria.actions.checking import is_settled_by
from simpul.malaria.model.desk import Check, CheckKind, Settling
from simpul.malaria.model.desk_refusals import DeskNothing, FinalAlready, HowMissing, SettledAlready, VillageMissing
from simpul.malaria.model.devices import Invitation
from simpul.malaria.model.events import Taken
from simpul.malaria.model.workers import Village
from simpul.malaria.rules import desk as rules
from simpul.malaria.store import desk_checks as store
from simpul.malaria.store import workers as worker_store


def add_worker(platform: Platform, actor: Actor, *, name: str, kind: str, village: str) -> UUID:
    """The id of the new worker of this village. DeskOnly, NotYourVillage, and what is wrong with name, kind or village."""
    _choose(platform, actor, village)
    return workers.add_worker(platform, actor, name=name, kind=kind, village=village).id


def move_worker(platform: Platform, actor: Actor, *, worker: UUID, village: str) -> None:
    """The worker serves this village; both villages must be the actor's. A device of the old village is ended."""
    rules.permit_workers(actor, reading.worker(platform, actor, worker).village)
    _choose(platform, actor, village)
    workers.move_worker(platform, actor, worker=worker, village=village)


def _choose(platform: Platform, actor: Actor, village: str) -> None:
    """The village is one of the programme's, from now on where it was none."""
    if not village:
        raise VillageMissing()
    rules.permit_workers(actor, village)
    name = dict(reading.village_choices(platform, actor)).get(village)
    if name is None or village in dict(reading.village_names(platform, actor)):
        return
    with platform.database.writing(actor) as unit:
        worker_store.keep_villages(unit.connection, [Village(village, name)], unit.clock.now())
        unit.audit("malaria.village.add", subject=village, after={"name": name})


def retire_worker(platform: Platform, actor: Actor, *, worker: UUID, reason: str) -> None:
    """The worker is out of service and devices are ended at their next contact. DeskReasonMissing."""
    why = rules.reason(reason)
    rules.permit_workers(actor, reading.worker(platform, actor, worker).village)
    workers.retire_worker(platform, actor, worker=worker, reason=why)


def restore_worker(platform: Platform, actor: Actor, *, worker: UUID) -> None:
    """The worker is in service again."""
    rules.permit_workers(actor, reading.worker(platform, actor, worker).village)
    workers.restore_worker(platform, actor, worker=worker)


def invite(platform: Platform, actor: Actor, *, worker: UUID) -> Invitation:
    """Leave to enrol one device for this worker, within 24 hours, once. SupervisorOnly."""
    rules.permit_invite(actor, reading.worker(platform, actor, worker).village)
    return enrolling.invite(platform, actor, worker=worker)


def revoke(platform: Platform, actor: Actor, *, device: UUID, reason: str) -> None:
    """The device's use is ended: at its next contact it sends what it holds, then it is wiped. DeskReasonMissing."""
    why = rules.reason(reason)
    rules.permit_revoke(actor, reading.device(platform, actor, device).village)
    enrolling.revoke(platform, actor, device=device, reason=why)


def take_file(platform: Platform, actor: Actor, content: bytes) -> Taken:
    """What became of the events in a device's export file, of a village of the actor's. FileUnreadable, DeskNothing."""
    rules.permit_desk(actor)
    return sync.take_file(platform, actor, content)


def take_sms(platform: Platform, actor: Actor, text: str) -> None:
    """What a device told by SMS waits at the desk until its events arrive. SmsUnreadable, DeviceUnknown, NotYourVillage."""
    rules.permit_desk(actor)
    sync.take_sms(platform, actor, " ".join(text.split()))


def settle(platform: Platform, actor: Actor, *, key: str, said: Settling) -> None:
    """The check waits no more: merged, told apart, one value chosen (its number), or seen.

    `again` reads what could not be read once more: of the whole village, without a reason.

    SupervisorOnly, DeskNothing, DeskReasonMissing, HowMissing, SettledAlready.
    """
    with platform.database.reading() as unit:
        found = store.check_row(unit.connection, actor.region, key)
        people = store.particulars(unit.connection, found[0].village, found[1]) if found else []
    if found is None:
        raise DeskNothing()
    check, about = found
    rules.permit_settle(actor, check.village)
    if said.how not in is_settled_by(check.kind):
        raise HowMissing()
    if said.how == "again":
        sync.rejudge(platform, actor, village=check.village)
        return
    kept = replace(said, reason=rules.reason(said.reason))
    event = _event(check, about, kept, people)
    settlement = _claim(platform, actor, check, kept)
    if event:
        _record(platform, actor, settlement, check, event)


def _event(
    check: Check, about: tuple[UUID, ...], said: Settling, people: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The body of the event that this settlement is; None where it is none."""
    if said.how == "same":
        return {
            "t": "person.same",
            "p": str(about[0]),
            "d": {"from": str(about[1]), "into": str(about[0]), "reason": said.reason},
        }
    if check.kind is not CheckKind.FIELD:
        return None
    values = [row["value"] for row in check.facts.get("values", [])]
    choice = said.choice
    if not (choice.isascii() and choice.isdigit() and len(choice) < 4 and int(choice) < len(values)):
        raise HowMissing()
    name = check.facts["field"]
    changed = {"field": name, "to": values[int(choice)], "from": people[0].get(name)}
    return {"t": "person.changed", "p": str(about[0]), "d": changed}


def _claim(platform: Platform, actor: Actor, check: Check, said: Settling) -> UUID:
    """The settlement stands; its id. A second one of the same check is refused."""
    with platform.database.writing(actor) as unit:
        settlement = unit.ids.new()
        final = check.kind is CheckKind.FIELD
        row = {
            "id": settlement,
            "key": f"{check.key}-{settlement}" if final else check.key,  # such a check may come again, of other values
            "kind": check.kind.value,
            "village": check.village,
            "how": said.how,
            "reason": said.reason,
            "facts": {"field": check.facts["field"]} if final else {},
            "by": actor.id,
            "by_name": actor.name,
            "at": unit.clock.now(),
        }
        if not store.keep(unit.connection, row):
            raise SettledAlready()
        unit.audit("malaria.check.settle", subject=check.key, after={"how": said.how, "kind": check.kind.value})
        unit.ring("malaria")
    return settlement


def _record(platform: Platform, actor: Actor, settlement: UUID, check: Check, event: Mapping[str, Any]) -> None:
    """The event is among the village's, and the settlement names it; without the event there is no settlement."""
    try:
        recorded = sync.record(platform, actor, village=check.village, events=[event])
    except BaseException:
        with platform.database.writing(actor) as unit:
            store.undo(unit.connection, settlement, unit.clock.now(), actor.id)
            unit.audit("malaria.check.undo", subject=check.key, after={"because": "it could not be recorded"})
        raise
    with platform.database.writing(actor) as unit:
        store.name_event(unit.connection, settlement, recorded[0])
        unit.unaudited("the settlement was audited when it was claimed")


def undo(platform: Platform, actor: Actor, *, key: str) -> None:
    """The settlement is taken back; people who were merged are two again. SupervisorOnly, SettledAlready, FinalAlready."""
    with platform.database.writing(actor) as unit:
        found = store.standing(unit.connection, actor.region, key)
        if found is None:
            raise SettledAlready()
        own, settlement = found
        rules.permit_settle(actor, settlement.village)
        if settlement.kind is CheckKind.FIELD:
            raise FinalAlready()
        store.undo(unit.connection, own, unit.clock.now(), actor.id)
        unit.audit("malaria.check.undo", subject=key, before={"how": settlement.how})
        unit.ring("malaria")
    if settlement.event:
        body = {"t": "person.apart", "d": {"merge": str(settlement.event), "reason": "taken back at the desk"}}
        sync.record(platform, actor, village=settlement.village, events=[body])
