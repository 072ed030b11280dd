"""A resident reports, or tells what has become of what they reported."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from simpul import regions
from simpul.disaster import store
from simpul.disaster.model import (
    Draft,
    Hazard,
    Placed,
    Report,
    Sent,
    SimilarReport,
    Status,
    Step,
    StepKind,
    Where,
)
from simpul.disaster.rules import drafts
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.history import step_of
from simpul.disaster.rules.severity import severity
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import TooMany
from simpul.kernel.platform import Platform
from simpul.regions import Level


def report(platform: Platform, actor: Actor, draft: Draft) -> Sent:
    """The report that this draft became, durable, on the map at once as not verified, and told to nobody as an event.

    A second draft of the same form is the same report. Invalid for a card, text or place that no report may have;
    SimilarReport when the device reported the same a few minutes ago and did not say what this is; TooMany.
    """
    hazard = hazard_of(draft.hazard)
    fresh = _fresh(platform, hazard, draft)
    with platform.database.writing(actor) as unit:
        earlier, spent = store.before(
            unit.connection,
            form=draft.form_id,
            device=draft.sender.device,
            since=fresh.reported_at - drafts.WINDOW,
            counted=(drafts.window(fresh.reported_at), list(drafts.limits(draft.sender))),
        )
        if known := next((one for one in earlier if one.form_id == draft.form_id), None):
            unit.unaudited("the same form again: nothing was written")
            return Sent(known, fresh=False)
        _within_limits(draft, spent, fresh.reported_at)
        kept = _renewed_or_kept(platform, unit, draft, fresh, earlier)
        unit.ring("disaster")
    return kept


def place(platform: Platform, longitude: float, latitude: float, placed: Placed = Placed.GIVEN) -> Where:
    """The point with the regions it lies in; regions' PlaceAbroad, PlaceAtSea or PlaceUnreadable."""
    found = regions.locate(platform, longitude, latitude)
    codes = {level.slug: region.code for level in Level if (region := found.at(level))}
    return Where(longitude, latitude, approximate=found.approximate, placed=placed, **codes)


def _fresh(platform: Platform, hazard: Hazard, draft: Draft) -> Report:
    """The report this draft makes if it is taken, without its photograph's names."""
    now = platform.clock.now()
    card = drafts.card(hazard, draft.card)
    return Report(
        id=platform.ids.new(),
        number=0,
        hazard=hazard.slug,
        reported_at=now,
        where=place(platform, draft.longitude, draft.latitude, draft.placed),
        card=card,
        severity=severity(hazard, card),
        status=Status.UNVERIFIED,
        source=draft.source,
        form_id=draft.form_id,
        live_until=now + hazard.live_for,
        changed_at=now,
        text=drafts.text(draft.text),
        client_at=draft.client_at,
        training=draft.training,
        card_id=draft.card_id,
        partner=draft.partner,
        sender=draft.sender,
    )


def _within_limits(draft: Draft, spent: Mapping[str, int], now: datetime) -> None:
    """Nothing, while neither the device nor the address has sent more than it may; TooMany otherwise."""
    if any(spent[key] > most for key, most in drafts.limits(draft.sender).items()):
        raise TooMany(seconds=int((drafts.window(now) + drafts.WINDOW - now).total_seconds()))


def _renewed_or_kept(platform: Platform, unit: Unit, draft: Draft, fresh: Report, earlier: list[Report]) -> Sent:
    like = drafts.similar(draft, earlier, fresh.reported_at)
    if like and not draft.anyway and draft.update_of != like.number:
        raise SimilarReport(number=like.number)
    fresh = _with_photo(platform, draft, fresh)
    if like and draft.update_of == like.number:
        current = store.claim_id(unit.connection, like.id)
        if current and current.status is Status.UNVERIFIED:
            return _renew(unit, current, fresh)
        fresh = replace(fresh, duplicate_of=like.id)
    return _keep(unit, fresh)


def _with_photo(platform: Platform, draft: Draft, fresh: Report) -> Report:
    """The report with its photograph's files, which are durable before the report is."""
    if draft.photo is None:
        return fresh
    large, small = (platform.files.put(content, "jpg") for content in (draft.photo.large, draft.photo.small))
    return replace(fresh, photo=large, thumbnail=small)


def _keep(unit: Unit, fresh: Report) -> Sent:
    number = store.keep(unit.connection, fresh, step_of(fresh, StepKind.REPORT, unit.actor.id))
    if number is None:
        unit.unaudited("the same form at the same time: the other one was kept")
        return Sent(store.of_form(unit.connection, fresh.form_id), fresh=False)
    kept = replace(fresh, number=number)
    unit.audit("disaster.report.send", subject=str(kept.id), after=audited(kept))
    return Sent(kept, fresh=True)


def _renew(unit: Unit, current: Report, fresh: Report) -> Sent:
    """The device's own report, not verified yet, says from now on what the fresh one says."""
    renewed = _merged(current, fresh, fresh.reported_at)
    step: Step = step_of(renewed, StepKind.UPDATE, unit.actor.id, form=str(fresh.form_id))
    store.change(unit.connection, renewed, step)
    unit.audit("disaster.report.update", subject=str(renewed.id), before=audited(current), after=audited(renewed))
    return Sent(renewed, fresh=True)


def _merged(current: Report, fresh: Report, now: datetime) -> Report:
    return replace(
        current,
        card=fresh.card,
        severity=fresh.severity,
        where=fresh.where,
        text=fresh.text or current.text,
        photo=fresh.photo or current.photo,
        thumbnail=fresh.thumbnail or current.thumbnail,
        live_until=fresh.live_until,
        version=current.version + 1,
        changed_at=now,
    )


def audited(report: Report) -> dict[str, object]:
    """What the audit trail holds of a report: what was decided about, not what a resident wrote."""
    return {
        "number": report.number,
        "hazard": report.hazard,
        "card": dict(report.card),
        "longitude": report.where.longitude,
        "latitude": report.where.latitude,
        "region": report.where.region,
        "status": report.status.value,
        "text": bool(report.text),
        "photo": report.photo,
    }
