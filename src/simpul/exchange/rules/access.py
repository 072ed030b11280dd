r"""Access rights: deny by default, no deny rules; a path glob is matched on the path as back ends may read it. PROTOCOL §1.

A glob: `*` is any run without `/`, `**` any run, `\*` a star itself. A grant for an endpoint lets a call through only when
every way in which back ends read its path lies within the glob.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from simpul.exchange.model.services import Endpoint, Grant, SubjectKind
from simpul.exchange.rules.paths import Readings, as_read_again, folded, widely_read

REMEMBERED = 256
"""Paths up to this length are remembered together with what was found; longer ones would fill the memory."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and the groups it is in, global and the provider's own."""

    subsystem: str
    global_groups: frozenset[str] = field(default_factory=frozenset)
    local_groups: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Glob:
    """A glob as an automaton over bit sets: `letters[c]` where c is read, `runs` and `segments` where a star stays."""

    letters: Mapping[str, int]
    runs: int
    segments: int
    end: int


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> _Glob:
    letters: dict[str, int] = {}
    runs = segments = place = 0
    for piece in re.findall(r"\\\*|\*{2,}|\*|[^*]", pattern):
        if piece == "*":
            segments |= 1 << place
        elif piece.startswith("**"):
            runs |= 1 << place
        else:
            letters[piece[-1]] = letters.get(piece[-1], 0) | 1 << place
        place += 1
    return _Glob(letters, runs, segments, 1 << place)


def matches(pattern: str, path: str) -> bool:
    """Whether the glob is for the whole path; in time that grows with the path's length alone, whatever the pattern."""
    return _remembered(pattern, path) if len(path) <= REMEMBERED else _matched(pattern, path)


@lru_cache(maxsize=16384)
def _remembered(pattern: str, path: str) -> bool:
    return _matched(pattern, path)


def _matched(pattern: str, path: str) -> bool:
    glob = _compiled(pattern)
    stars = glob.runs | glob.segments
    here = _skipped(1, stars)
    for sign in path:
        stay = here & (glob.runs if sign == "/" else stars)
        here = _skipped((here & glob.letters.get(sign, 0)) << 1 | stay, stars)
        if not here:
            return False
    return bool(here & glob.end)


def _skipped(here: int, stars: int) -> int:
    """The places reached from `here` when stars may be empty."""
    while (further := here | (here & stars) << 1) != here:
        here = further
    return here


def speaks_to(grant: Grant, caller: Caller) -> bool:
    """Whether the grant is for this caller."""
    match grant.subject_kind:
        case SubjectKind.SUBSYSTEM:
            return grant.subject == caller.subsystem
        case SubjectKind.GLOBAL_GROUP:
            return grant.subject in caller.global_groups
        case SubjectKind.LOCAL_GROUP:
            return grant.subject in caller.local_groups


def holds(grant: Grant, now: datetime) -> bool:
    """Whether the grant is neither revoked nor expired."""
    return grant.revoked_at is None and (grant.expires_at is None or now < grant.expires_at)


def covers(grant: Grant, method: str, readings: Readings) -> bool:
    """Whether the grant is for this method and every one of the readings of the path."""
    if grant.endpoint is None:
        return True
    if grant.endpoint.method not in ("*", method):
        return False
    globs = as_read_again(grant.endpoint.path)
    wide = widely_read(readings)
    return _within(globs, readings) and (not wide.once | wide.again or _within([folded(glob) for glob in globs], wide))


def _within(globs: Sequence[str], readings: Readings) -> bool:
    """The path decoded once lies within the glob as it is written, and decoded again within what becomes of its words."""
    own = all(matches(globs[0], reading) for reading in readings.once)
    return own and all(any(matches(glob, reading) for glob in globs) for reading in readings.again)


def permitting(grants: Iterable[Grant], caller: Caller, *, method: str, readings: Readings, now: datetime) -> Grant | None:
    """The grant by which the caller may do this, the widest first; None when there is none."""
    fit = [g for g in grants if speaks_to(g, caller) and holds(g, now) and covers(g, method, readings)]
    return min(fit, key=lambda g: (g.endpoint is not None, str(g.id))) if fit else None


def allowed(grants: Iterable[Grant], caller: Caller, listed: Sequence[Endpoint], now: datetime) -> tuple[Endpoint, ...]:
    """What the caller may call, as `allowedMethods` tells it: of the listed endpoints those that a grant has wholly.

    A grant that has none of them speaks for itself.
    """
    held = [grant for grant in grants if speaks_to(grant, caller) and holds(grant, now)]
    whole = {
        grant: [e for e in listed if covers(grant, e.method, Readings(frozenset({_widest(e.path)})))] for grant in held
    }
    found = [e for e in listed if any(e in reached for reached in whole.values())]
    found += [grant.endpoint for grant, reached in whole.items() if grant.endpoint is not None and not reached]
    return tuple(dict.fromkeys(found))


def _widest(listed: str) -> str:
    """A path that a glob is for only if it is for every path of a listed one: only a star matches what its stars become."""
    pieces = {"\\*": "*", "*": "\x01"}
    found = re.sub(r"\\\*|\*+", lambda star: pieces.get(star[0], "\x01/\x01"), listed)
    return found if found.startswith("/") else "/" + found
