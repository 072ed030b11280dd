"""Agreements written down, changed, ended and resumed, and their texts, by who keeps the programme."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from simpul.cooperation.actions.agreements import agreement_for
from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.agreement_refusals import (
    AgreementChanged,
    AgreementEndWrong,
    TextKindWrong,
    TextLanguageWrong,
    TextTwice,
)
from simpul.cooperation.model.agreements import Agreement, AgreementText, TextSignature
from simpul.cooperation.model.programmes import ProgrammeUnknown
from simpul.cooperation.outside import pdf_signatures
from simpul.cooperation.rules import agreements as rules
from simpul.cooperation.rules import permits, projects_files
from simpul.cooperation.rules.programmes import TONGUES
from simpul.cooperation.store import agreements as store
from simpul.cooperation.store import programmes
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

_DOCX = next(media for media, suffix in projects_files.KINDS.items() if suffix == "docx")


def permit_programme(platform: Platform, actor: Actor, programme: str) -> None:
    """Who keeps the programme; ProgrammeUnknown, NotYourProgramme."""
    with platform.database.reading() as unit:
        permits.permit_keep(standing(unit.connection, actor, unit.clock.now()), programme)


def agree(platform: Platform, actor: Actor, *, new: Agreement) -> Agreement:
    """The agreement is on record; AgreementTitleMissing and the other refusals of what it says."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_keep(standing(unit.connection, actor, now), new.programme)
        if programmes.get(unit.connection, new.programme) is None:
            raise ProgrammeUnknown()
        fit = rules.checked(replace(new, id=unit.ids.new(), version=1, synthetic=False, ended_on=None), today_of(now))
        rules.permit_parent(fit, store.of_programme(unit.connection, fit.programme))
        store.add(unit.connection, fit, now)
        after = {"programme": fit.programme, "instrument": fit.instrument.value}
        unit.audit("cooperation.agreement.agree", subject=str(fit.id), after=after)
    return fit


def change(platform: Platform, actor: Actor, *, new: Agreement) -> Agreement:
    """The agreement is as `new` says; AgreementChanged where `new.version` is not the one that is kept."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        known = _to_change(unit, new.id, new.version)
        given = replace(new, programme=known.programme, ended_on=known.ended_on, synthetic=known.synthetic)
        fit = replace(rules.checked(given, today_of(now)), version=known.version + 1)
        others = [one for one in store.of_programme(unit.connection, fit.programme) if one.id != fit.id]
        rules.permit_parent(fit, others)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.agreement.change", subject=str(fit.id), after={"version": fit.version})
    return fit


def end(platform: Platform, actor: Actor, saw: tuple[UUID, int], *, on: date | None) -> Agreement:
    """The agreement ended on that day, before its term; AgreementEndWrong, AgreementChanged."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        known = _to_change(unit, *saw)
        if on is None or known.ended_on is not None:
            raise AgreementEndWrong()
        fit = replace(rules.ended(known, on, today_of(now)), version=known.version + 1)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.agreement.end", subject=str(fit.id), after={"on": on.isoformat()})
    return fit


def resume(platform: Platform, actor: Actor, saw: tuple[UUID, int]) -> Agreement:
    """The ending is taken back: the agreement has its term again; AgreementChanged."""
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, *saw)
        fit = replace(known, ended_on=None, version=known.version + 1)
        store.keep(unit.connection, fit, unit.clock.now())
        before = {"ended_on": known.ended_on.isoformat() if known.ended_on else None}
        unit.audit("cooperation.agreement.resume", subject=str(fit.id), before=before)
    return fit


def _to_change(unit: Unit, id: UUID, version: int | None = None) -> Agreement:
    who = standing(unit.connection, unit.actor, unit.clock.now())
    known = agreement_for(unit.connection, who, id, to_change=True)
    permits.permit_keep(who, known.programme)
    if version is not None and known.version != version:
        raise AgreementChanged()
    return known


def permit(platform: Platform, actor: Actor, id: UUID) -> None:
    """Who keeps the agreement's programme; AgreementUnknown, NotYourProgramme."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        permits.permit_keep(who, agreement_for(unit.connection, who, id).programme)


def give_text(platform: Platform, actor: Actor, id: UUID, *, language: str, sent: tuple[str, bytes]) -> AgreementText:
    """The file (name, bytes) is the text in this language, an earlier one stays as replaced; FileStrange, TextTwice."""
    permit(platform, actor, id)  # before the bytes are looked at
    if language not in TONGUES:
        raise TextLanguageWrong()
    name, content = sent
    found = projects_files.found(content, name)
    if found.media not in (projects_files.PDF, _DOCX):
        raise TextKindWrong()
    signatures = _signatures(content) if found.media == projects_files.PDF else None
    digest = sha256(content).hexdigest()
    with platform.database.writing(actor) as unit:
        _to_change(unit, id)
        there = store.texts_of(unit.connection, id)
        if any(one.sha256 == digest and one.language == language and one.replaced_at is None for one in there):
            raise TextTwice()
        file = platform.files.put(content, found.suffix)
        new = AgreementText(
            id=unit.ids.new(),
            agreement=id,
            language=language,
            file=file,
            name=found.name,
            bytes=len(content),
            sha256=digest,
            by_name=actor.name,
            at=unit.clock.now(),
            media=found.media,
            signatures=signatures,
        )
        store.add_text(unit.connection, new)
        after = {"agreement": str(id), "language": language, "sha256": digest}
        unit.audit("cooperation.agreement.give_text", subject=str(new.id), after=after)
    return new


def _signatures(content: bytes) -> tuple[TextSignature, ...] | None:
    """What signs the PDF; None where this cannot be told."""
    try:
        found = pdf_signatures.signatures(content)
    except Refusal:
        return None
    return tuple(TextSignature(one.signer, one.signed_at, one.intact, one.whole, one.trusted) for one in found)
