"""Certificates: given to everybody who has earned one, withdrawn and given anew, downloaded, and checked by anybody."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from simpul.cooperation.actions import certificates_making
from simpul.cooperation.actions.attendance import everybody, key_of, opened
from simpul.cooperation.actions.attending import Asker
from simpul.cooperation.model.activities import Activity
from simpul.cooperation.model.certificates import (
    Certificate,
    CertificateChanged,
    CertificateNotMade,
    CertificateUnknown,
    FileMissing,
    NobodyQualifies,
    Validity,
)
from simpul.cooperation.outside import certificate_key
from simpul.cooperation.outside.pdf_signatures import SignatureFound, signatures
from simpul.cooperation.rules import attendance, attendance_codes
from simpul.cooperation.rules import certificates as rules
from simpul.cooperation.rules.attendance import Attended
from simpul.cooperation.store import activities, attendances
from simpul.cooperation.store import certificates as store
from simpul.kernel import limits
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import NotAllowed
from simpul.kernel.platform import Platform

_HOUR = timedelta(hours=1)
_PER_DEVICE, _PER_ADDRESS, _PER_NODE = 20, 60, 600
"""Files an hour that are checked: each costs a second."""


@dataclass(frozen=True, slots=True)
class CertificatesSeen:
    """An activity's certificates, who has earned one and has none, and how many are still being made."""

    activity: Activity
    keeps: bool
    found: tuple[Certificate, ...]
    to_issue: tuple[Attended, ...]
    over: bool
    due: int


@dataclass(frozen=True, slots=True)
class CertificateShown:
    """What anybody learns of a certificate by its code, and the fingerprint by which its signature is known."""

    certificate: Certificate
    activity: Activity
    fingerprint: str
    replaced_by: Certificate | None


@dataclass(frozen=True, slots=True)
class FileChecked:
    """What a file is: `same`: byte for byte the one that was issued; and what signs it."""

    same: bool
    signatures: tuple[SignatureFound, ...]

    @property
    def ours(self) -> bool:
        """Whether this node's own signature holds over the whole file."""
        return any(one.intact and one.whole and one.trusted for one in self.signatures)


def listed(platform: Platform, actor: Actor, activity: UUID) -> CertificatesSeen:
    """The certificates of an activity, for who reads its programme; ActivityUnknown."""
    with platform.database.reading() as unit:
        found, _ = opened(unit, actor, activity)
        there = store.of_activity(unit.connection, activity)
        people = everybody(unit, found, attendances.rule(unit.connection, activity))
        over = _over(unit, found)
    keeps = _keeps(platform, actor, activity)
    missing = tuple(rules.to_issue(people, there)) if over else ()
    due = sum(one.validity is Validity.DUE for one in there)
    return CertificatesSeen(found, keeps, tuple(there), missing, over, due)


def _over(unit: Unit, found: Activity) -> bool:
    """Whether the last day has begun: certificates are handed out at its end."""
    days = attendance.days_of(found)
    return bool(days) and days[-1] <= attendance.day_of(found, unit.clock.now())


def _keeps(platform: Platform, actor: Actor, activity: UUID) -> bool:
    try:
        with platform.database.reading() as unit:
            opened(unit, actor, activity, keep=True)
    except NotAllowed:
        return False
    return True


def issue(platform: Platform, actor: Actor, activity: UUID) -> int:
    """How many certificates are being made: one for everybody who has earned one and has none; NobodyQualifies."""
    with platform.database.writing(actor) as unit:
        found, _ = opened(unit, actor, activity, keep=True, to_change=True)
        rule = attendances.rule(unit.connection, activity)
        there = store.of_activity(unit.connection, activity)
        due = rules.to_issue(everybody(unit, found, rule), there) if _over(unit, found) else []
        if not due:
            raise NobodyQualifies()
        year = unit.clock.now().year
        first = store.next_count(unit.connection, found.programme, year)
        for count, one in enumerate(due, first):
            store.add(unit.connection, _fresh(unit, found, one, rule.languages, rules.number(found.programme, year, count)))
        unit.audit("cooperation.certificate.issue", subject=str(activity), after={"certificates": len(due)})
    certificates_making.begin(platform)
    return len(due)


def _fresh(unit: Unit, found: Activity, one: Attended, languages: tuple[str, ...], number: str) -> Certificate:
    return Certificate(
        id=unit.ids.new(),
        activity=found.id,
        nomination=one.person.id,
        programme=found.programme,
        code=rules.code(unit.ids.token()),
        number=number,
        name=one.person.name,
        languages=languages,
        days=one.days,
        of_days=one.of_days,
        issued_at=unit.clock.now(),
        by_name=unit.actor.name,
        synthetic=found.synthetic or one.person.synthetic,
    )


def _to_change(unit: Unit, activity: UUID, id: UUID, version: int) -> tuple[Certificate, Activity]:
    found, _ = opened(unit, unit.actor, activity, keep=True, to_change=True)
    one = store.get(unit.connection, id, to_change=True)
    if one is None or one.activity != activity:
        raise CertificateUnknown()
    if one.version != version:
        raise CertificateChanged()
    return one, found


def withdraw(platform: Platform, actor: Actor, activity: UUID, *, which: tuple[UUID, int], reason: str) -> None:
    """The certificate (id, version seen) counts no more, and says why; WithdrawalReasonMissing, CertificateChanged."""
    with platform.database.writing(actor) as unit:
        one, _ = _to_change(unit, activity, *which)
        store.keep(unit.connection, rules.withdrawn(one, reason, unit.clock.now()))
        unit.audit("cooperation.certificate.withdraw", subject=str(one.id), after={"number": one.number})


def restore(platform: Platform, actor: Actor, activity: UUID, *, which: tuple[UUID, int]) -> None:
    """The withdrawal is undone; CertificateChanged where another was issued in its place."""
    with platform.database.writing(actor) as unit:
        one, _ = _to_change(unit, activity, *which)
        store.keep(unit.connection, rules.restored(one))
        unit.audit("cooperation.certificate.restore", subject=str(one.id), after={"number": one.number})


def reissue(platform: Platform, actor: Actor, activity: UUID, *, which: tuple[UUID, int], reason: str) -> Certificate:
    """A new certificate with today's name and days takes the place of a valid or withdrawn one; NobodyQualifies."""
    with platform.database.writing(actor) as unit:
        one, found = _to_change(unit, activity, *which)
        if one.replaced_by is not None:
            raise CertificateChanged()
        rule = attendances.rule(unit.connection, activity)
        person = next((each for each in everybody(unit, found, rule) if each.person.id == one.nomination), None)
        if person is None or not person.earned:
            raise NobodyQualifies()
        old = one if one.validity is Validity.WITHDRAWN else rules.withdrawn(one, reason, unit.clock.now())
        year = unit.clock.now().year
        number = rules.number(found.programme, year, store.next_count(unit.connection, found.programme, year))
        fresh = _fresh(unit, found, person, rule.languages, number)
        store.add(unit.connection, fresh)
        store.keep(unit.connection, replace(old, replaced_by=fresh.id, version=one.version + 1))
        unit.audit("cooperation.certificate.reissue", subject=str(one.id), after={"by": str(fresh.id)})
    certificates_making.begin(platform)
    return fresh


def file_of(platform: Platform, actor: Actor, activity: UUID, id: UUID) -> tuple[Certificate, bytes]:
    """The PDF, for who reads the programme; CertificateUnknown, CertificateNotMade."""
    with platform.database.reading() as unit:
        opened(unit, actor, activity)
        one = store.get(unit.connection, id)
    if one is None or one.activity != activity:
        raise CertificateUnknown()
    return one, _content(platform, one)


def own_file(platform: Platform, key: str, id: UUID) -> tuple[Certificate, bytes]:
    """The PDF, for the person by their own link; CertificateUnknown, PresenceUnknown."""
    person = attendance_codes.person_of(key_of(platform.keys), key)
    with platform.database.reading() as unit:
        one = store.get(unit.connection, id)
    if one is None or one.nomination != person:
        raise CertificateUnknown()
    return one, _content(platform, one)


def _content(platform: Platform, one: Certificate) -> bytes:
    if not one.file:
        raise CertificateNotMade()
    return platform.files.read(one.file)


def bundle(platform: Platform, actor: Actor, activity: UUID) -> bytes:
    """A ZIP of every certificate that counts, for keepers; CertificateNotMade where there is none."""
    with platform.database.reading() as unit:
        opened(unit, actor, activity, keep=True)
        found = [one for one in store.of_activity(unit.connection, activity) if one.validity is Validity.VALID]
    if not found:
        raise CertificateNotMade()
    return _zipped((f"{one.number.replace('/', '-')}.pdf", platform.files.read(one.file)) for one in found)


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return out.getvalue()


def shown(platform: Platform, code: str) -> CertificateShown:
    """What anybody learns of the certificate with this code; CertificateUnknown."""
    with platform.database.reading() as unit:
        one = store.by_code(unit.connection, rules.normal(code))
        if one is None or one.validity is Validity.DUE:
            raise CertificateUnknown()
        found = activities.get(unit.connection, one.activity)
        assert found is not None  # a certificate is of an activity that is there
        anew = store.get(unit.connection, one.replaced_by) if one.replaced_by else None
    return CertificateShown(one, found, certificate_key.of_node(platform).fingerprint, anew)


def check(platform: Platform, code: str, content: bytes, asker: Asker) -> FileChecked:
    """Whether a file is the certificate with this code; FileMissing, PdfNotReadable, TooMany, CertificateUnknown."""
    one = shown(platform, code)
    if not content:
        raise FileMissing()
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("a counter of tries")
        limits.spend(unit, f"cooperation.certificate.device:{asker.device}", most=_PER_DEVICE, per=_HOUR)
        limits.spend(unit, f"cooperation.certificate.address:{asker.address}", most=_PER_ADDRESS, per=_HOUR)
        limits.spend(unit, "cooperation.certificate", most=_PER_NODE, per=_HOUR)
    same = hashlib.sha256(content).hexdigest() == one.certificate.sha256
    return FileChecked(same, signatures(content, frozenset({one.fingerprint})))
