"""The dosing table signed by a clinician, and the signature withdrawn: without one, phones stay in training."""

from collections.abc import Sequence

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.model.signing import DoseSignature, DoseSigner, NotRead, NotSigned, OtherTable, SignedAlready
from simpul.malaria.rules import signing as rules
from simpul.malaria.rules.dosing_table import TABLE
from simpul.malaria.store import signatures as store


def signed(platform: Platform) -> DoseSignature | None:
    """The signature that stands under exactly the table in force; None while none does."""
    with platform.database.reading() as unit:
        return store.standing(unit.connection, TABLE.version, TABLE.sha256)


def history(platform: Platform) -> Sequence[DoseSignature]:
    """Every signature under the table in force, withdrawn ones too, the newest first."""
    with platform.database.reading() as unit:
        return store.of_table(unit.connection, TABLE.version, TABLE.sha256)


def sign(platform: Platform, actor: Actor, *, sha256: str, by: DoseSigner) -> DoseSignature:
    """The table whose digest was read is signed; ClinicianOnly, OtherTable, SignedAlready, NotRead, or a field."""
    rules.permit_sign(actor)
    if sha256 != TABLE.sha256:
        raise OtherTable()
    named, licensed = rules.name(by.name), rules.licence(by.licence)
    if not by.compared:
        raise NotRead()
    with platform.database.writing(actor) as unit:
        store.lock(unit.connection)
        if store.standing(unit.connection, TABLE.version, TABLE.sha256):
            raise SignedAlready()
        made = DoseSignature(
            unit.ids.new(), TABLE.version, TABLE.sha256, named, licensed, signed_by=actor.id, at=unit.clock.now()
        )
        store.keep(unit.connection, made)
        after = {"sha256": made.sha256, "name": made.name, "licence": made.licence}
        unit.audit("malaria.doses.sign", subject=made.version, after=after)
        unit.ring("malaria")
    return made


def withdraw(platform: Platform, actor: Actor, *, reason: str) -> None:
    """No signature stands under the table in force; ClinicianOnly, WithdrawalReasonMissing, NotSigned."""
    rules.permit_sign(actor)
    why = rules.reason(reason)
    with platform.database.writing(actor) as unit:
        store.lock(unit.connection)
        standing = store.standing(unit.connection, TABLE.version, TABLE.sha256)
        if standing is None:
            raise NotSigned()
        store.withdraw(unit.connection, standing.id, at=unit.clock.now(), by=actor.id, reason=why)
        before = {"sha256": standing.sha256, "name": standing.name, "licence": standing.licence}
        unit.audit("malaria.doses.withdraw", subject=standing.version, before=before, after={"reason": why})
        unit.ring("malaria")
