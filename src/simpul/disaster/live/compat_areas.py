"""`/compat/petabencana/floods` and `/floods/states`: how areas stand, as CogniCity's clients know it."""

from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.actions import areas as areas_of
from simpul.disaster.actions import compat_areas
from simpul.disaster.live.bundle import piece
from simpul.disaster.live.snapshot import Headers, Manner, Snapshot, caching, snapshot_of
from simpul.disaster.live.views import View
from simpul.disaster.model.areas import AreaRow, Shape
from simpul.disaster.rules.compat import answers, cap, floods, geo
from simpul.disaster.rules.compat.floods import FloodsAsked
from simpul.kernel.platform import Platform

CACHING = caching(1, stale=0)


@dataclass(slots=True, eq=False)
class Seen:
    """An area as it stands, and its renderings as they are first asked for."""

    row: AreaRow
    outline: Shape
    shape: geo.Shaped | None = None
    alert: cap.Entry | None = None

    def shaped(self) -> geo.Shaped:
        """The area with its outline."""
        self.shape = self.shape or floods.shape(self.row, self.outline)
        return self.shape

    def alerted(self) -> cap.Entry:
        """The area as an alert."""
        self.alert = self.alert or floods.cap_entry(self.row, self.outline)
        return self.alert


@dataclass(frozen=True, slots=True, eq=False)
class AreaEdition:
    """How every area stands until there is a newer edition, and an officer's last word on any of them."""

    areas: tuple[Seen, ...]
    changed: datetime


class AreaFeed:
    """The areas; read anew when one of them changed, and written anew where it did."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._mark: object = None
        self.edition: AreaEdition | None = None

    def refresh(self) -> AreaEdition:
        """The edition is as the database has it now."""
        mark = areas_of.fingerprint(self._platform)
        if self.edition is None or mark != self._mark:
            found = compat_areas.areas(self._platform, None, stated=False)
            known = {one.row.id: one for one in self.edition.areas} if self.edition else {}
            seen = tuple(_seen(row, outline, known.get(row.id)) for row, outline in found)
            words = [row.stands.changed_at for row, _ in found if row.stands.changed_at]
            self.edition, self._mark = AreaEdition(seen, max(words, default=self._platform.clock.now())), mark
        return self.edition


def _seen(row: AreaRow, outline: Shape, before: Seen | None) -> Seen:
    same = before is not None and before.row == row and before.outline == outline
    return before if same and before is not None else Seen(row, outline)


def states(asked: FloodsAsked, common: Headers) -> View[AreaEdition]:
    """The document of the states."""

    def build(edition: AreaEdition, _now: datetime) -> Snapshot:
        content = floods.states(one.row for one in edition.areas if asked.wants(one.row))
        return _snapshot(content, edition, Manner(answers.JSON, CACHING, common))

    return View(build)


def outlines(asked: FloodsAsked, common: Headers) -> View[AreaEdition]:
    """The document of the areas with their outlines, in one of three formats."""
    alerts = asked.geoformat == "cap"
    manner = Manner(answers.XML if alerts else answers.JSON, CACHING, common)

    def build(edition: AreaEdition, now: datetime) -> Snapshot:
        shown = [one for one in edition.areas if asked.wants(one.row)]
        if alerts:
            content = cap.feed(floods.cap_head(now), (one.alerted() for one in shown), now)
        elif asked.geoformat == "geojson":
            content = geo.geojson(geo.feature(one.shaped()) for one in shown)
        else:
            content = geo.topojson([one.shaped() for one in shown])
        return _snapshot(content, edition, manner)

    return View(build, timed=alerts)


def _snapshot(content: bytes, edition: AreaEdition, manner: Manner) -> Snapshot:
    return snapshot_of([piece(content)], changed=edition.changed, manner=manner)
