"""An officer writes a warning, looks at what people will read, and gives it out: then it is a message for good.

What is given out is decided in one transaction with its CAP document, its audit row and its event. The same draft gives
out once, however often it is sent.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from simpul.disaster.actions.warning_area import Covered, covered
from simpul.disaster.actions.warnings import sender_of
from simpul.disaster.model.warning_events import WarningCancelled, WarningIssued, WarningUpdated
from simpul.disaster.model.warning_refusals import SecondOfficerNeeded, WarningChangedMeanwhile, WarningMissing
from simpul.disaster.model.warnings import HazardWarning, MessageKind, WarningDraft, WarningMessage
from simpul.disaster.rules import warning_form, warnings
from simpul.disaster.rules.cap import document, of_warning
from simpul.disaster.rules.gathering import around
from simpul.disaster.store import warning_drafts as drafts
from simpul.disaster.store import warnings as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

Values = Mapping[str, Any]


def preview(platform: Platform, actor: Actor, draft: WarningDraft) -> HazardWarning:
    """The warning that this draft would be if it were given out now; every refusal that giving it out would bring."""
    now = _now(platform)
    before = _claimed_or_read(platform, draft)
    after = _after(platform, draft, before, _place(platform, draft, now, before), now)
    _permit(actor, before, after)
    return after


def draft_new(platform: Platform, actor: Actor, values: Values) -> WarningDraft:
    """A draft of a new warning with these answers, all of which fit."""
    return _drafted(platform, actor, MessageKind.ALERT, values, None)


def draft_change(platform: Platform, actor: Actor, number: int, values: Values, *, seen: int) -> WarningDraft:
    """A draft of an update of this warning, which the officer saw at this version."""
    return _drafted(platform, actor, MessageKind.UPDATE, values, (number, seen))


def draft_end(platform: Platform, actor: Actor, number: int, why: Mapping[str, str], *, seen: int) -> WarningDraft:
    """A draft of this warning's end, for this reason by language."""
    values = {f"note_{language}": text.strip() for language, text in why.items() if text.strip()}
    return _drafted(platform, actor, MessageKind.CANCEL, values, (number, seen))


def _drafted(
    platform: Platform, actor: Actor, kind: MessageKind, values: Values, of: tuple[int, int] | None
) -> WarningDraft:
    number, seen = of or (None, 0)
    values = warning_form.cleaned(values)
    draft = WarningDraft(
        platform.ids.new(), kind, values, number, seen, _now(platform), actor.id, actor.name, actor.region or ""
    )
    preview(platform, actor, draft)
    with platform.database.writing(actor) as unit:
        drafts.keep(unit.connection, draft)
        unit.audit("disaster.warning.draft", subject=str(draft.id), after={"kind": kind.value, "of": number})
    return draft


def rewrite(platform: Platform, actor: Actor, id: UUID, values: Values) -> WarningDraft:
    """The draft with these answers, as written by this officer; WarningMissing, and what `preview` refuses."""
    before, answers = the_draft(platform, actor, id), warning_form.cleaned(values)
    draft = replace(before, values=answers, at=_now(platform), by=actor.id, by_name=actor.name)
    preview(platform, actor, draft)
    with platform.database.writing(actor) as unit:
        drafts.rewrite(unit.connection, draft)
        unit.audit("disaster.warning.rewrite", subject=str(id), after={"kind": draft.kind.value})
    return draft


def the_draft(platform: Platform, actor: Actor, id: UUID) -> WarningDraft:
    """The draft, for an officer of its place; WarningMissing for others."""
    warnings.permit_warn(actor)
    with platform.database.reading() as unit:
        draft = drafts.get(unit.connection, id)
    if draft is None or not _near(actor, draft):
        raise WarningMissing()
    return draft


def waiting(platform: Platform, actor: Actor) -> list[WarningDraft]:
    """Drafts of the officer's place that were not given out, the newest first."""
    warnings.permit_warn(actor)
    with platform.database.reading() as unit:
        return [one for one in drafts.waiting(unit.connection) if _near(actor, one)]


def _near(actor: Actor, draft: WarningDraft) -> bool:
    mine = actor.region or ""
    return not mine or draft.region == mine or draft.region.startswith(f"{mine}.")


def discard(platform: Platform, actor: Actor, id: UUID) -> None:
    """The draft is gone; one that was given out stays."""
    the_draft(platform, actor, id)
    with platform.database.writing(actor) as unit:
        drafts.remove(unit.connection, id)
        unit.audit("disaster.warning.discard", subject=str(id))


def needs_second(platform: Platform, actor: Actor, draft: WarningDraft) -> bool:
    """Whether somebody else than this officer has to confirm the draft; not for exercises."""
    if not platform.settings.disaster_second_officer or draft.by != actor.id:
        return False
    before = _read(platform, draft)
    return not (before.exercise if before else draft.values.get("exercise") == "1")


def give_out(platform: Platform, actor: Actor, id: UUID, *, mark: str = "") -> WarningMessage:
    """The message that the draft has become; the same one when it had become it before.

    `mark`: of the answers that the officer saw; others are not given out. SecondOfficerNeeded, WarningChangedMeanwhile,
    WarningOver, and what `preview` refuses.
    """
    seen = the_draft(platform, actor, id)
    place = _place(platform, seen, _now(platform), _read(platform, seen))
    with platform.database.writing(actor) as unit:
        draft = drafts.get(unit.connection, id, claimed=True)
        if draft is None:
            raise WarningMissing()
        if draft.values != seen.values or mark not in ("", warning_form.mark(draft.values)):
            raise WarningChangedMeanwhile()
        if draft.given is not None:
            unit.unaudited("the same draft, given out before")
            return _of_draft(store.messages_of(unit.connection, draft.given), draft)
        if needs_second(platform, actor, draft):
            raise SecondOfficerNeeded()
        return _given(platform, unit, actor, draft, place)


def _of_draft(said: list[WarningMessage], draft: WarningDraft) -> WarningMessage:
    version = draft.of_version + 1
    return next(one for one in said if one.version == version)


def _given(platform: Platform, unit: Unit, actor: Actor, draft: WarningDraft, place: Covered | None) -> WarningMessage:
    now = _now(platform)
    before = _claimed(unit, draft, now)
    after = _after(platform, draft, before, place, now)
    _permit(actor, before, after)
    if before is None:
        after = replace(after, id=platform.ids.new(), number=store.next_number(unit.connection))
        store.keep(unit.connection, after, around(after.regions))
    else:
        store.change(unit.connection, after, around(after.regions))
    message = _message(platform, unit, actor, draft, (before, after))
    store.add_message(unit.connection, message)
    drafts.given(unit.connection, draft.id, after.number)
    _told(unit, draft, before, message)
    return message


def _message(
    platform: Platform,
    unit: Unit,
    actor: Actor,
    draft: WarningDraft,
    turn: tuple[HazardWarning | None, HazardWarning],
) -> WarningMessage:
    before, after = turn
    settings = platform.settings
    telling = of_warning.Telling(
        kind=draft.kind,
        identifier=of_warning.identifier(after.sender, after.number, after.version),
        note=after.description["id"] if draft.kind is MessageKind.CANCEL else "",
        earlier=of_warning.references(store.messages_of(unit.connection, after.number)),
        base=settings.public_url,
        test=settings.sandbox or settings.demo,
    )
    return WarningMessage(
        warning=after.id,
        number=after.number,
        version=after.version,
        kind=draft.kind,
        identifier=telling.identifier,
        sent=after.sent,
        content=after,
        document=document.document(of_warning.alert(after, telling)),
        note=telling.note,
        matters=before is None or warnings.matters(before, after),
        by=draft.by,
        by_name=draft.by_name,
        agreed_name=actor.name,
    )


def _told(unit: Unit, draft: WarningDraft, before: HazardWarning | None, message: WarningMessage) -> None:
    after = message.content
    unit.audit(
        f"disaster.warning.{draft.kind.value}",
        subject=str(after.id),
        before=_audited(before) if before else None,
        after=_audited(after),
    )
    unit.ring("disaster")
    if not after.exercise:
        unit.emit(_event(before, message))


def _audited(warning: HazardWarning) -> dict[str, Any]:
    return {
        "number": warning.number,
        "version": warning.version,
        "severity": warning.severity.value,
        "state": warning.state.value,
        "regions": list(warning.regions),
        "expires": warning.expires.isoformat(),
        "headline": warning.headline["id"],
    }


def _event(before: HazardWarning | None, message: WarningMessage) -> WarningIssued | WarningUpdated | WarningCancelled:
    after = message.content
    what: dict[str, Any] = {"id": after.id, "number": after.number, "version": after.version, "hazard": after.hazard}
    where: dict[str, Any] = {"severity": after.severity.value, "regions": after.regions, "at": after.sent}
    if message.kind is MessageKind.CANCEL:
        return WarningCancelled(**what, **where)
    sure: dict[str, Any] = {"urgency": after.urgency.value, "certainty": after.certainty.value, "expires": after.expires}
    if before is None:
        return WarningIssued(**what, **where, **sure)
    was: dict[str, Any] = {
        "severity_before": before.severity.value,
        "regions_before": before.regions,
        "matters": message.matters,
    }
    return WarningUpdated(**what, **where, **sure, **was)


def _permit(actor: Actor, before: HazardWarning | None, after: HazardWarning) -> None:
    warnings.permit_warn(actor, (*after.regions, *(before.regions if before else ())))


def _claimed_or_read(platform: Platform, draft: WarningDraft) -> HazardWarning | None:
    return _before(_read(platform, draft), draft)


def _read(platform: Platform, draft: WarningDraft) -> HazardWarning | None:
    """The warning that a draft changes, as it stands; None for a new one."""
    if not draft.of:
        return None
    with platform.database.reading() as unit:
        return store.get(unit.connection, draft.of, _now(platform))


def _claimed(unit: Unit, draft: WarningDraft, now: datetime) -> HazardWarning | None:
    return _before(store.get(unit.connection, draft.of, now, claimed=True) if draft.of else None, draft)


def _before(found: HazardWarning | None, draft: WarningDraft) -> HazardWarning | None:
    """The warning that the draft changes, as it stands and as its writer saw it; None for a new one."""
    if draft.of is None:
        return None
    if found is None:
        raise WarningMissing()
    warnings.permit_change(found)
    warnings.same_version(found, draft.of_version)
    return found


def _place(platform: Platform, draft: WarningDraft, now: datetime, before: HazardWarning | None) -> Covered | None:
    """Where the draft's warning holds; drawn while no transaction is open, since that may take a while. None for an end."""
    if draft.kind is MessageKind.CANCEL:
        return None
    plan = warning_form.plan_of(draft.values, now, before)
    warnings.check(plan, now)
    return covered(platform, plan.regions, outlined=plan.circle is None)


def _after(
    platform: Platform, draft: WarningDraft, before: HazardWarning | None, place: Covered | None, now: datetime
) -> HazardWarning:
    """The warning after this message; `before` is as it stands."""
    if place is None:
        assert before is not None, "only a warning that there is ends"
        why = {language: str(draft.values.get(f"note_{language}", "")) for language in before.headline}
        return warnings.cancelled(before, {one: text for one, text in why.items() if text}, now)
    plan = warning_form.plan_of(draft.values, now, before)
    warnings.check(plan, now)
    settings = platform.settings
    made = warnings.Issuing(
        id=before.id if before else UUID(int=0),
        number=before.number if before else 0,
        sender=before.sender if before else sender_of(settings),
        sender_name=before.sender_name if before else settings.agency,
        area=place.name,
        approximate=place.approximate,
    )
    plan = replace(plan, polygon=place.polygon, contact=plan.contact or settings.contact)
    return warnings.updated(before, plan, made, now) if before else warnings.issued(plan, made, now)


def _now(platform: Platform) -> datetime:
    """Now, to the second: what CAP calls a time, and what later messages name this one by."""
    return platform.clock.now().replace(microsecond=0)
