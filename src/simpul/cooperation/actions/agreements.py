"""Agreements as a reader sees them: the list by term, one with its family, texts and alarms; is this file the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.meetings import keepable, readable, today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.agreement_refusals import AgreementUnknown, TextGone
from simpul.cooperation.model.agreements import Agreement, AgreementText, Alarm, TermState, Twig
from simpul.cooperation.model.programmes import Standing
from simpul.cooperation.rules import agreements as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import agreements as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class AgreementSeen:
    """An agreement, where it is in its term, until when its extensions carry it, and its alarm if it has one."""

    agreement: Agreement
    state: TermState
    covered: date | None
    alarm: Alarm | None


@dataclass(frozen=True, slots=True)
class AgreementWhole:
    """An agreement with its family, its texts (replaced ones apart), and whether this reader keeps it."""

    seen: AgreementSeen
    family: tuple[Twig, ...]
    texts: tuple[AgreementText, ...]
    replaced: tuple[AgreementText, ...]
    keeps: bool


@dataclass(frozen=True, slots=True)
class AgreementsWanted:
    """Which agreements are listed; empty for any."""

    programme: str = ""
    state: str = ""
    q: str = ""


def listed(platform: Platform, actor: Actor, wanted: AgreementsWanted) -> list[AgreementSeen]:
    """The agreements of the programmes that this reader reads, the newest signature first, as wanted."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        codes = readable(unit.connection, standing(unit.connection, actor, now))
        found = store.listed(unit.connection, codes)
    marks = rules.marks(platform.settings.cooperation_alarm_days)
    seen = [_seen(one, found, marks, today_of(now)) for one in reversed(found)]
    return [one for one in seen if _fits(one, wanted)]


def _seen(one: Agreement, others: Sequence[Agreement], marks: Sequence[int], today: date) -> AgreementSeen:
    alarm = next((each for each in rules.alarms(others, marks, today) if each.agreement.id == one.id), None)
    state = rules.state(one, others, today, max(marks, default=0))
    return AgreementSeen(one, state, rules.covered_until(one, others), alarm)


def _fits(seen: AgreementSeen, wanted: AgreementsWanted) -> bool:
    one = seen.agreement
    said = [*one.title.values(), one.signed_at, *(one.note or {}).values()]
    said += [word for party in one.parties for word in (party.name, party.represented_by)]
    fits = (
        wanted.programme in ("", one.programme),
        wanted.state in ("", seen.state.value),
        wanted.q.casefold() in " ".join(said).casefold(),
    )
    return all(fits)


def whole(platform: Platform, actor: Actor, id: UUID) -> AgreementWhole:
    """One agreement; AgreementUnknown for who does not read its programme."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        one = agreement_for(unit.connection, who, id)
        others = store.of_programme(unit.connection, one.programme)
        texts = store.texts_of(unit.connection, id)
    marks = rules.marks(platform.settings.cooperation_alarm_days)
    return AgreementWhole(
        _seen(one, others, marks, today_of(now)),
        rules.family(one, others),
        tuple(each for each in texts if each.replaced_at is None),
        tuple(each for each in texts if each.replaced_at is not None),
        allows(permits.permit_keep, who, one.programme),
    )


def agreement_for(connection: Connection, who: Standing, id: UUID, *, to_change: bool = False) -> Agreement:
    """The agreement as somebody may see it; AgreementUnknown."""
    one = store.get(connection, id, to_change=to_change)
    if one is None or not allows(permits.permit_read, who, one.programme):
        raise AgreementUnknown()
    return one


def kept(platform: Platform, actor: Actor) -> tuple[str, ...]:
    """The codes of the programmes whose records this actor keeps."""
    with platform.database.reading() as unit:
        return keepable(unit.connection, standing(unit.connection, actor, unit.clock.now()))


def content(platform: Platform, actor: Actor, text: UUID) -> tuple[AgreementText, bytes]:
    """A text, replaced or not, and its bytes, which are those of its digest; TextGone, AgreementUnknown."""
    with platform.database.reading() as unit:
        one = store.text(unit.connection, text)
        if one is None:
            raise TextGone()
        agreement_for(unit.connection, standing(unit.connection, actor, unit.clock.now()), one.agreement)
    held = platform.files.read(one.file)
    if sha256(held).hexdigest() != one.sha256:
        raise TextGone()
    return one, held


def compared(platform: Platform, actor: Actor, id: UUID, *, given: bytes) -> tuple[str, AgreementText | None]:
    """The SHA-256 of a file, and which text of the agreement it is, replaced or not; None where it is none of them."""
    digest = sha256(given).hexdigest()
    seen = whole(platform, actor, id)
    return digest, next((one for one in (*seen.texts, *seen.replaced) if one.sha256 == digest), None)
