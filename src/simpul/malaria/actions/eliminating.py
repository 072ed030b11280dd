"""The way to elimination of villages and kabupaten, and their certificates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions.people import people_of
from simpul.malaria.actions.reading import today as local_day
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.elimination import EliminationCertificate, RegencyStatus, VillageStatus
from simpul.malaria.model.register import COUNTS
from simpul.malaria.rules import desk as permits
from simpul.malaria.rules import elimination as rules
from simpul.malaria.rules import indicators
from simpul.malaria.store import eliminated as store
from simpul.malaria.store import surveyed
from simpul.malaria.store.eliminated import LookedAt


def villages(platform: Platform, actor: Actor, region: str) -> Sequence[VillageStatus]:
    """How far each village of the region is; DeskOnly, NotYourVillage."""
    permits.permit_village(actor, region)
    with platform.database.reading() as unit:
        today = local_day(unit.clock.now(), region)
        recent = rules.years_after(today, -rules.law()["years"])
        found = store.of_villages(unit.connection, region, recent)
        certified = store.certified(unit.connection, region)
    return [_village(one, certified.get(one.code), today) for one in found]


def _village(one: LookedAt, certificate: EliminationCertificate | None, today: date) -> VillageStatus:
    return VillageStatus(
        code=one.code,
        name=one.name,
        state=rules.state(one.last_local, one.since, today),
        last_local=one.last_local,
        looked_since=one.since,
        years=rules.years_free(one.last_local, one.since, today),
        unexplained=one.unexplained,
        earliest=rules.earliest(one.last_local, one.since),
        certificate=certificate,
        synthetic=one.synthetic,
    )


def regencies(platform: Platform, actor: Actor, region: str | None) -> Sequence[RegencyStatus]:
    """How far each kabupaten of the region with tests is; DeskOnly, DeskNothing outside the actor's region."""
    permits.permit_desk(actor)
    if (region is None and actor.region is not None) or (region is not None and not permits.answers_for(actor, region)):
        raise DeskNothing()
    with platform.database.reading() as unit:
        today = local_day(unit.clock.now(), actor.region)
        until = indicators.month_after(today.replace(day=1), 1)
        connection = unit.connection
        looked = store.of_regencies(connection, region)
        counts = surveyed.regencies(connection, region, (indicators.month_after(until, -12), until))
        certified = store.certified(connection, region)
        people = {one.code: people_of(platform, connection, one.code).count for one in looked}
    year = {one.code: one.counts for one in counts}
    nought = dict.fromkeys(COUNTS, 0)
    found = [_regency(one, today, year.get(one.code, nought), people[one.code]) for one in looked]
    names = {one.code: regions.name_or_code(platform, one.code) for one in found}
    return [replace(one, name=names[one.code], certificate=certified.get(one.code)) for one in found]


def _regency(one: LookedAt, today: date, counts: Mapping[str, int], people: int | None) -> RegencyStatus:
    last = min(indicators.month_after(one.last_local, 1) - timedelta(days=1), today) if one.last_local else None
    state = rules.state(last, one.since, today)
    criteria = rules.criteria(state, counts, people)
    return RegencyStatus(one.code, one.name, state, last, one.since, criteria, synthetic=one.synthetic)


def certify(platform: Platform, actor: Actor, *, area: str, number: str, given_on: str) -> None:
    """The area's certificate stands with its number and day. CertificateOfficerOnly and others."""
    rules.permit_certificate(actor, area)
    with platform.database.writing(actor) as unit:
        kept, day = rules.certificate(number, given_on, local_day(unit.clock.now(), area))
        row = {"area": area, "number": kept, "given_on": day, "by": actor.id, "by_name": actor.name}
        store.certify(unit.connection, row | {"at": unit.clock.now()})
        unit.audit("malaria.certificate.enter", subject=area, after={"number": kept, "given_on": day.isoformat()})
        unit.ring("malaria")


def withdraw(platform: Platform, actor: Actor, *, area: str, reason: str) -> None:
    """The area holds no certificate. CertificateOfficerOnly, DeskReasonMissing, DeskNothing where it held none."""
    rules.permit_certificate(actor, area)
    why = permits.reason(reason)
    with platform.database.writing(actor) as unit:
        if not (gone := store.withdraw(unit.connection, area)):
            raise DeskNothing()
        unit.audit("malaria.certificate.withdraw", subject=area, before={"number": gone[0]}, after={"reason": why})
        unit.ring("malaria")
