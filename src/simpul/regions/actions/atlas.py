"""The atlas of the edition in force, held by each worker and renewed within two seconds of a new edition."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache as once
from pathlib import Path

from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform
from simpul.regions.lookup import atlas, build, facts, land
from simpul.regions.lookup.atlas import Atlas
from simpul.regions.lookup.gazetteer import Gazetteer
from simpul.regions.lookup.search import Names
from simpul.regions.model import Edition, Level
from simpul.regions.store import cache, editions

CHECKED_EVERY = timedelta(seconds=2)


@dataclass(frozen=True, eq=False)
class Held:
    """What a worker knows: the edition, its atlas, its names, and the folder where more of it may be kept."""

    edition: Edition
    atlas: Atlas
    names: Names
    folder: Path


class Keeper:
    """Holds the atlas of one platform; safe among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Held | None = None
        self._checked: datetime | None = None

    def held(self, platform: Platform) -> Held:
        """The atlas of the edition in force, as of at most CHECKED_EVERY ago; an outage leaves the one held."""
        now = platform.clock.now()
        if self._held is not None and self._checked is not None and now - self._checked < CHECKED_EVERY:
            return self._held
        with self._lock:
            self._held = self._renewed(platform, self._held)
            self._checked = now
            return self._held

    def _renewed(self, platform: Platform, before: Held | None) -> Held:
        try:
            edition = in_force(platform)
        except Unavailable:
            if before is None:
                raise
            return before
        return before if before is not None and before.edition == edition else loaded(platform, edition)

    def forget(self) -> None:
        """The next question looks again which edition is in force."""
        self._checked = None


def keeper(platform: Platform) -> Keeper:
    """The platform's keeper."""
    kept: Keeper = platform.state.setdefault("regions", Keeper())
    return kept


def held(platform: Platform) -> Held:
    """The atlas of the edition in force."""
    return keeper(platform).held(platform)


def in_force(platform: Platform) -> Edition:
    """The imported edition in force, or the packaged one."""
    with platform.database.reading() as unit:
        return editions.in_force(unit.connection) or packaged_edition()


@once
def packaged_edition() -> Edition:
    """The edition of the packaged facts."""
    by_level = [sum(fact.code.count(".") == level - 1 for fact in facts.regions()) for level in Level]
    counts = (by_level[0], by_level[1], by_level[2], by_level[3])
    return Edition(facts.digest(), facts.LAW, facts.VALID_FROM, exact=False, counts=counts)


def key(edition: Edition, outlines: str) -> str:
    """The name under which an atlas of this edition on these land outlines is kept."""
    return f"{edition.digest}-{outlines[:8]}-{build.FORM}"


def loaded(platform: Platform, edition: Edition) -> Held:
    """The atlas of the edition from this machine's data directory, made there first if need be."""
    folder = cache.folder(platform.settings.data_dir, key(edition, land.digest()))
    if not folder.is_dir():
        made = _exact(platform, edition) if edition.exact else packaged(land.digest())
        keep(made, folder)
    return Held(edition, atlas.read(folder), Names.read(folder), folder)


def keep(made: Atlas, folder: Path) -> None:
    """The atlas and its names lie in `folder`."""

    def write(to: Path) -> None:
        made.kept(to)
        Names.of(made.gazetteer).kept(to)

    cache.kept(folder, write)


@once
def packaged(outlines: str) -> Atlas:  # noqa: ARG001 (the key under which it is remembered)
    """The approximate atlas of the packaged facts, made once per process and set of outlines."""
    return build.approximate(build.gazetteer(), land.read())


def _exact(platform: Platform, edition: Edition) -> Atlas:
    with platform.database.reading() as unit:
        rows = editions.facts(unit.connection, edition.digest)
        codes, polygons = editions.outlines(unit.connection, edition.digest, Level.VILLAGE)
    return build.exact(Gazetteer.of(edition.digest, rows), codes, polygons, land.read())
