"""Who is told of a warning, and when: the rules of telling, pure. The store says the same in SQL, for many at once.

Somebody is told once of each message that concerns them: of a place they chose or live near, a hazard and a severity they
asked for; never in their quiet hours nor more often than they asked, unless they want to be woken by danger to life.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from simpul.disaster.model.subscriptions import Alarm, Quiet, Severity, Telling, Wish

OFFSETS: Mapping[str, int] = {"WIB": 420, "WITA": 480, "WIT": 540}
"""Minutes that a zone is ahead of UTC (Keppres 41/1987); none has summer time."""
DAY = 1440
REPORTS_LEAST = 3
"""So many live reports of a hazard in a regency make a notice that residents report it (CONTRACT a.8)."""
LONGER = timedelta(minutes=30)
"""An end that is put off by so much is told of; by less, nobody is rung for it."""
TRIES_MOST = 6
RATES: Mapping[str, float] = {
    "push": 200.0,
    "email": 20.0,
    "telegram": 25.0,
    "whatsapp": 40.0,
    "messenger": 20.0,
    "sms": 10.0,
}
"""Messages a second on each channel, below what its provider takes: Telegram 30, WhatsApp 80, an SMPP bind 10 or more."""


def ancestors(code: str) -> tuple[str, ...]:
    """The code and those of the regions it lies in; the whole country, "", last."""
    parts = code.split(".") if code else []
    return (*(".".join(parts[:n]) for n in range(len(parts), 0, -1)), "")


def related(chosen: str, region: str) -> bool:
    """Whether who chose one region is told of the other: one lies in the other, or they are the same."""
    return chosen in ("", region) or region == "" or chosen.startswith(f"{region}.") or region.startswith(f"{chosen}.")


def chosen_among(there: Iterable[str], regions: Iterable[str]) -> list[str]:
    """Those of the regions that people chose whose people are told of these regions; the whole country, of all."""
    above = {"", *(code for region in regions for code in ancestors(region))}
    below = tuple(f"{region}." for region in regions)
    return [code for code in there if code in above or code.startswith(below)]


def wants(wish: Wish, alarm: Alarm) -> bool:
    """Whether hazard and severity are what this person asked for; reports of residents only if they want those."""
    if alarm.kind is Telling.REPORTS and not wish.reports:
        return False
    fits = not wish.hazards or alarm.hazard in wish.hazards
    return fits and (alarm.kind is Telling.REPORTS or alarm.severity >= wish.least)


def is_quiet(minute: int, quiet: Quiet | None) -> bool:
    """Whether this minute of the local day lies in the quiet hours."""
    if quiet is None:
        return False
    if quiet.begins < quiet.ends:
        return quiet.begins <= minute < quiet.ends
    return minute >= quiet.begins or minute < quiet.ends


def due(wish: Wish, alarm: Alarm, now: datetime, told_at: datetime | None) -> datetime:
    """When this person is told: now, or after the pause they asked for, or when their quiet hours end.

    A last message that lies ahead was written by a clock that was wrong: nobody waits for it.
    """
    if alarm.urgent and wish.wakes:
        return now
    at = now if told_at is None or told_at > now else max(now, told_at + timedelta(minutes=wish.every_minutes))
    minute = (int(at.timestamp()) // 60 + OFFSETS.get(wish.zone, OFFSETS["WIB"])) % DAY
    if wish.quiet is None or not is_quiet(minute, wish.quiet):
        return at
    whole = at.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=(wish.quiet.ends - minute) % DAY)


def matters(before: Alarm, after: Alarm) -> bool:
    """Whether an update is worth another message: severity, place or danger to life changed, or it lasts longer.

    Who was told that it ends at six would go home at six; an end that comes earlier than was said harms nobody.
    """
    longer = before.until is not None and after.until is not None and after.until - before.until >= LONGER
    return (
        longer
        or before.severity != after.severity
        or before.urgent != after.urgent
        or set(before.regions) != set(after.regions)
        or before.circle != after.circle
        or before.polygon != after.polygon
    )


def severity_of(words: str) -> Severity:
    """The severity of CAP's word; moderate for one that is none, so that an unknown one is not kept from people."""
    return Severity.__members__.get(words.upper(), Severity.MODERATE)


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a message that could not be sent is tried again: after 1, 2, 4 … minutes; None once it is given up."""
    return now + timedelta(minutes=2 ** max(0, tries - 1)) if tries < TRIES_MOST else None


def reports_subject(regency: str, day: str) -> str:
    """What a notice of residents' reports is about: one regency on one day."""
    return f"r{regency}:{day}"


def warning_subject(number: int) -> str:
    """What notices of a warning are about."""
    return f"w{number}"


def number_of(subject: str) -> int | None:
    """The warning's number; None where the subject is no warning."""
    return int(subject[1:]) if subject[:1] == "w" and subject[1:].isdigit() else None
