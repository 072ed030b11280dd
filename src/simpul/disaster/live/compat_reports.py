"""`/compat/petabencana/reports` of what is live: verified reports as CogniCity's clients know them, in three formats."""

import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from simpul.disaster.actions import compat
from simpul.disaster.live.bundle import Piece, listed, piece
from simpul.disaster.live.features import Names
from simpul.disaster.live.leaves import Entry
from simpul.disaster.live.snapshot import Headers, Manner, Snapshot, caching, snapshot_of
from simpul.disaster.live.views import Box, Choice, Edition, Held, View, document_of, simple
from simpul.disaster.rules.compat import answers, cap, geo
from simpul.disaster.rules.compat import reports as rules
from simpul.disaster.rules.compat.instants import jakarta
from simpul.disaster.rules.compat.reports import Around, ReportsAsked
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.platform import Platform

CACHING = caching(1, stale=0)
TYPES = {"topojson": answers.JSON, "geojson": answers.JSON, "cap": answers.XML}
LOOK_AGAIN = timedelta(seconds=60)
"""How often partners' icons are looked at; a new one shows within it."""
MOST = 32
_HERE = b"\0"
"""Stands where an alert's `expires` will; no document holds this byte."""
_EVER = datetime.min.replace(tzinfo=UTC)


class Reports:
    """The documents of reports that one worker makes. Renderings of a report are kept with it, for all documents."""

    def __init__(self, platform: Platform, common: Headers, names: Names) -> None:
        self._platform = platform
        self._common = common
        self._lock = threading.Lock()
        self._look_at: datetime | None = None
        self._choices: OrderedDict[ReportsAsked, Choice] = OrderedDict()
        self.around = Around(compat.images_url(platform), names)
        self.generation = 0

    def view(self, asked: ReportsAsked) -> View[Edition]:
        """The document that answers a question, of those reports that are live."""
        choice = self._choice(replace(asked, period=None))

        def build(edition: Edition, now: datetime) -> Snapshot:
            self._look(now)
            return document_of(choice, asked.period, edition, now)

        return View(build, timed=choice.rendering.timed or asked.period is not None)

    def past(self, asked: ReportsAsked) -> View[Edition]:
        """The document that answers a question about more than what is live."""
        return View(lambda _, now: self._of_database(asked, now), timed=True)

    def _of_database(self, asked: ReportsAsked, now: datetime) -> Snapshot:
        self._look(now)
        found = compat.live_rows(self._platform, asked)
        content = rules.document(found, asked.geoformat, self.around, now)
        changed = max((row["reported_at"] for row in found), default=now)
        return snapshot_of([piece(content)], changed=changed, manner=self._manner(asked))

    def _choice(self, asked: ReportsAsked) -> Choice:
        """The reports that a question is about, whose pieces serve for each of its periods."""
        if asked not in self._choices:
            rendering = (Alerts if asked.geoformat == "cap" else Shapes)(self, asked.geoformat, self._manner(asked))
            self._choices[asked] = Choice(rendering, lambda entry: asked.wants(entry.row._asdict(), _EVER))
            while len(self._choices) > MOST:
                self._choices.popitem(last=False)
        return self._choices[asked]

    def _manner(self, asked: ReportsAsked) -> Manner:
        return Manner(TYPES[asked.geoformat], CACHING, self._common)

    def _look(self, now: datetime) -> None:
        """Partners' icons are known as they were a minute ago; where one changed, nothing that shows it is kept."""
        with self._lock:
            if self._look_at is not None and timedelta(0) <= self._look_at - now <= LOOK_AGAIN:
                return
            self._look_at = now + LOOK_AGAIN
            icons = compat.icons(self._platform)
            if icons != self.around.icons:
                self.around = replace(self.around, icons=icons)
                self.generation += 1
                for choice in self._choices.values():
                    choice.forget()


class Shapes:
    """TopoJSON and GeoJSON."""

    timed = False

    def __init__(self, reports: Reports, name: str, manner: Manner) -> None:
        self.manner = manner
        self.made = simple
        self._reports = reports
        self._name = name

    def part(self, entry: Entry) -> bytes:
        """The report's feature, or its geometry."""
        key = f"{self._name}{self._reports.generation}"
        made = entry.made.get(key)
        if made is None:
            write = rules.feature_geojson if self._name == "geojson" else rules.feature_topojson
            made = entry.made[key] = write(columns(entry), self._reports.around)
        return made

    def document(self, held: Held, _edition: Edition, _now: datetime) -> list[Piece]:
        """The envelope, and the collection in it."""
        if self._name == "geojson":
            return [piece(geo.GEOJSON_HEAD), *listed(held.pieces), piece(geo.GEOJSON_TAIL)]
        return [piece(geo.TOPOJSON_HEAD), *listed(held.pieces), piece(geo.topojson_tail((), _rounded(held.box)))]


class Alerts:
    """CAP in Atom. It says when alerts expire, six hours from now, and is therefore made anew again and again."""

    timed = True

    def __init__(self, reports: Reports, name: str, manner: Manner) -> None:
        self.manner = manner
        self._reports = reports
        self._name = name

    def part(self, entry: Entry) -> bytes:
        """The report's entry, with a mark where it will say when it expires."""
        made = entry.made.get(self._name)
        if made is None:
            told = rules.cap_entry(columns(entry), self._reports.around)
            made = entry.made[self._name] = told.before + _HERE + told.after
        return made

    def made(self, parts: tuple[bytes, ...], now: datetime) -> Piece:
        """The entries as somebody gets them who asks now."""
        return piece(b"".join(parts).replace(_HERE, jakarta(now + cap.EXPIRES).encode()))

    def document(self, held: Held, _edition: Edition, now: datetime) -> list[Piece]:
        """The feed."""
        return [piece(rules.cap_head(now)), *held.pieces, piece(cap.TAIL)]


def _rounded(box: Box | None) -> Box | None:
    """The box as both formats write coordinates."""
    if box is None:
        return None
    west, south, east, north = (geo.rounded(bound) for bound in box)
    return west, south, east, north


def is_live(asked: ReportsAsked) -> bool:
    """Whether what a question is about is all among the live reports: no report leaves them before its window ends."""
    hazards = [asked.disaster] if asked.disaster else rules.HAZARDS
    return asked.period is None or all(asked.period <= HAZARDS[slug].live_for for slug in hazards)


def columns(entry: Entry) -> dict[str, Any]:
    """The report as the rules read it."""
    return {**entry.row._asdict(), "card": orjson.loads(entry.row.card)}
