"""What is heard late, or twice, or too often; and how long is waited for a channel that does not take a message."""

from datetime import datetime, timedelta

from simpul.disaster.model.channels import Incoming

LATE = timedelta(minutes=30)
"""A message that reached us so much later than it was sent tells of what may be over; its sender is told so."""
SKEW = timedelta(hours=15)
"""How far a gateway's clock may be behind: a time zone, at most."""
READING = timedelta(seconds=5)
"""So long it takes at least to read what we said and to write again."""
SILENT = timedelta(days=30)
HEARD_FOR = timedelta(days=7)
SAID_FOR = timedelta(days=2)
LONGEST = timedelta(hours=12)
"""A message that could not be sent for so long is not worth sending any more."""
PER_PERSON, WINDOW = 60, timedelta(minutes=10)
"""Messages of one person that are answered in ten minutes."""
PHOTO_FOR = timedelta(minutes=14)
_WAITS = (2, 5, 15, 30, 60, 120, 300, 600)


def wait(tries: int, asked: object = None) -> timedelta:
    """How long after the `tries`-th try the next one is made; at least so many seconds as the channel `asked` for."""
    seconds = _WAITS[min(max(tries, 1), len(_WAITS)) - 1]
    return timedelta(seconds=max(seconds, asked if isinstance(asked, int) and 0 < asked <= 3600 else 0))


def in_order(said: Incoming, sequence: int, said_at: datetime | None) -> bool:
    """Whether the message is newer than the last one that was heard of this person.

    By the channel's numbers where it has any (Telegram's begin anew only after a week without any message), else by time;
    two of the same second are both heard, in the order in which they come.
    """
    if said_at is None:
        return True
    if said.sequence and sequence:
        return said.sequence > sequence or said.at > said_at + HEARD_FOR
    return said.at >= said_at


def late(said: Incoming, now: datetime) -> bool:
    """Whether the message was so long on its way that it is not simply taken for what is so now."""
    return now - said.at > LATE


def behind(said: Incoming, said_at: datetime | None, times: tuple[datetime, datetime]) -> bool:
    """Whether it is the channel's clock that is late, and not the message: then what somebody writes again is heard.

    `said_at` is the last message by the channel's clock, `times` when it was heard and now. A gateway whose clock is hours
    behind must not leave people unheard; but messages that were held up come all at once.
    """
    seen_at, now = times
    if said_at is None or not LATE < seen_at - said_at < SKEW:
        return False
    apart, passed = said.at - said_at, now - seen_at
    return passed >= READING and abs(passed - apart) < timedelta(minutes=1)


def fresh(seen_at: datetime, now: datetime, forgotten: timedelta) -> bool:
    """Whether what the person was telling is remembered still."""
    return now - seen_at <= forgotten
