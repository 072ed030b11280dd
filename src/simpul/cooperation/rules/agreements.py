"""What an agreement must say; its family; its term with extensions; when its end is an alarm. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from simpul.cooperation.model.agreement_refusals import (
    AgreementDayWrong,
    AgreementEndWrong,
    AgreementParentWrong,
    AgreementPartiesWrong,
    AgreementTermWrong,
    AgreementTitleMissing,
)
from simpul.cooperation.model.agreements import Agreement, Alarm, Instrument, Party, PartyPart, TermState, Twig
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules.plain_words import plain
from simpul.cooperation.rules.programmes import words

INFERABLE = ("signed_on", "since", "until", "parties")
"""What may be marked as inferred: no source states it."""
BELOW = frozenset({Instrument.ANNEX, Instrument.EXTENSION})
_TITLE, _NAME, _PARTIES, _SOURCES, _SOURCE = 200, 200, 20, 20, 500


def checked(given: Agreement, today: date) -> Agreement:
    """The agreement in tidy words; the refusals of title, days, term, parties and parent."""
    title = words(given.title)
    if "id" not in title or any(len(one) > _TITLE for one in title.values()):
        raise AgreementTitleMissing()
    if given.signed_on is not None and given.signed_on > today:
        raise AgreementDayWrong()
    if given.since is not None and given.until is not None and given.until < given.since:
        raise AgreementTermWrong()
    if given.instrument in BELOW and given.parent is None:
        raise AgreementParentWrong()
    sources = tuple(line.strip()[:_SOURCE] for line in given.sources if line.strip())[:_SOURCES]
    return replace(
        given,
        title=title,
        signed_at=plain(given.signed_at)[:_NAME],
        parties=_parties(given.parties),
        note=words(given.note or {}) or None,
        inferred=tuple(name for name in INFERABLE if name in given.inferred and getattr(given, name)),
        sources=sources,
    )


def _parties(given: Sequence[Party]) -> tuple[Party, ...]:
    fit = tuple(replace(one, name=plain(one.name), represented_by=plain(one.represented_by)) for one in given)
    signing = {one.side for one in fit if one.part is PartyPart.SIGNATORY}
    long = any(not one.name or len(one.name) > _NAME or len(one.represented_by) > _NAME for one in fit)
    if signing != set(Side) or long or len(fit) > _PARTIES:
        raise AgreementPartiesWrong()
    return fit


def permit_parent(one: Agreement, others: Iterable[Agreement]) -> None:
    """The parent is of the same programme and does not itself hang below this one; AgreementParentWrong."""
    known = {each.id: each for each in others if each.programme == one.programme}
    above, seen = one.parent, {one.id}
    while above is not None:
        if above in seen or above not in known:
            raise AgreementParentWrong()
        seen.add(above)
        above = known[above].parent


def ended(one: Agreement, on: date, today: date) -> Agreement:
    """The agreement with the day on which it ended; AgreementEndWrong."""
    if on > today or (one.since is not None and on < one.since):
        raise AgreementEndWrong()
    return replace(one, ended_on=on)


def family(one: Agreement, others: Sequence[Agreement]) -> tuple[Twig, ...]:
    """The whole family of an agreement: the first one, and below each what annexes or extends it, by day."""
    known = {each.id: each for each in others}
    first, seen = one, {one.id}
    while first.parent in known and first.parent not in seen:
        seen.add(first.parent)
        first = known[first.parent]
    return tuple(_below(first, others, 0, frozenset()))


def _below(one: Agreement, others: Sequence[Agreement], depth: int, above: frozenset[UUID]) -> Iterable[Twig]:
    yield Twig(one, depth)
    path = above | {one.id}
    for each in sorted(others, key=_order):
        if each.parent == one.id and each.id not in path:
            yield from _below(each, others, depth + 1, path)


def _order(one: Agreement) -> tuple[date, str]:
    return (one.signed_on or one.since or date.max, str(one.id))


def covered_until(one: Agreement, others: Sequence[Agreement]) -> date | None:
    """The last day of the agreement with whatever extends it and was not ended; None where no source states one."""
    days = [
        twig.agreement.until
        for twig in _below(one, [each for each in others if each.instrument is Instrument.EXTENSION], 0, frozenset())
        if twig.agreement.until is not None and twig.agreement.ended_on is None
    ]
    return one.ended_on or max(days, default=None)


def state(one: Agreement, others: Sequence[Agreement], today: date, soon: int) -> TermState:
    """Where it is in its term; ENDING: at most `soon` days are left."""
    last = covered_until(one, others)
    if one.ended_on is not None:
        return TermState.EXPIRED
    if last is None:
        return TermState.UNKNOWN
    if last < today:
        return TermState.EXPIRED
    return TermState.ENDING if (last - today).days <= soon else TermState.RUNNING


def marks(setting: str) -> tuple[int, ...]:
    """The days before the end at which an alarm goes off, the longest first: "180,90,30"."""
    return tuple(sorted({int(one) for one in setting.split(",") if one.strip()}, reverse=True))


def alarms(agreements: Sequence[Agreement], days: Sequence[int], today: date) -> tuple[Alarm, ...]:
    """The agreements whose end is near and that nothing extends, the nearest first; each under the mark it passed."""
    found = []
    for one in agreements:
        last = covered_until(one, agreements)
        if one.ended_on is not None or one.until is None or last != one.until:
            continue
        left = (last - today).days
        passed = [mark for mark in days if 0 <= left <= mark]
        if passed:
            found.append(Alarm(one, last, left, min(passed)))
    return tuple(sorted(found, key=lambda alarm: (alarm.left, str(alarm.agreement.id))))


def key(alarm: Alarm, account: UUID) -> str:
    """The occasion that one mail tells one person once: this end, at this mark."""
    return f"agreement:{alarm.agreement.id}:{alarm.until.isoformat()}:{alarm.mark}:{account}"
