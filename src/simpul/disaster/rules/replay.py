"""The replay of an archive: which moment of the past it shows is a function of the clock, so that workers agree."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ARCHIVE_2017 = "2017"
TAG_2017 = "arsip 2017 · PetaBencana.id"
FIRST_2017 = datetime(2017, 2, 19, 17, tzinfo=UTC)
"""20 February 2017, 00:00 WIB."""
LAST_2017 = datetime(2017, 2, 22, 17, tzinfo=UTC)
"""23 February 2017, 00:00 WIB."""
PEAK_2017 = datetime(2017, 2, 21, 6, tzinfo=UTC)
"""21 February 2017, 13:00 WIB: 168 areas under water, the most of the archive."""
SHOWN_FOR = timedelta(hours=3)
"""How long a flood report stays on the map."""
SLOWEST, FASTEST = 1.0, 7200.0


@dataclass(frozen=True, slots=True)
class Replay:
    """A run through an archive from `from_at` to `until_at`, `speed` times as fast as it happened, over and over."""

    archive: str
    started_at: datetime
    from_at: datetime
    until_at: datetime
    speed: float
    running: bool


def moment(replay: Replay, now: datetime) -> datetime:
    """The instant of the past that is shown at `now`: within [from_at, until_at), beginning again after the end."""
    span = replay.until_at - replay.from_at
    return replay.from_at + _elapsed(replay, now) % span


def lap(replay: Replay, now: datetime) -> int:
    """How often the replay has come to its end before `now`."""
    return _elapsed(replay, now) // (replay.until_at - replay.from_at)


def _elapsed(replay: Replay, now: datetime) -> timedelta:
    return max(now - replay.started_at, timedelta(0)) * replay.speed


def is_shown(reported: datetime, at: datetime) -> bool:
    """Whether a report is on the map at `at`: for the three hours after it was sent, and never before."""
    return at - SHOWN_FOR < reported <= at


def hour_of(at: datetime) -> datetime:
    """The hour in which `at` lies: area states are known by the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def to_minute(at: datetime) -> datetime:
    """The whole minute in which `at` lies: feeds of the archive change once a minute of its time."""
    return at.replace(second=0, microsecond=0)


def within(replay_from: datetime, replay_until: datetime, at: datetime) -> datetime:
    """`at`, or the nearer end of the archive when it lies outside."""
    return min(max(at, replay_from), replay_until)


def can_run(speed: float, from_at: datetime, until_at: datetime) -> bool:
    """Whether a replay can run so: a speed from 1 to 7,200, and at least an hour of the archive."""
    inside = from_at >= FIRST_2017 and until_at <= LAST_2017
    return SLOWEST <= speed <= FASTEST and inside and until_at - from_at >= timedelta(hours=1)
