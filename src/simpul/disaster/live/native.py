"""The feed in its own words: all live reports or those of some hazards, as GeoJSON."""

from collections.abc import Collection
from datetime import datetime

from simpul.disaster.live import features
from simpul.disaster.live.bundle import Piece, listed
from simpul.disaster.live.leaves import Entry
from simpul.disaster.live.snapshot import Headers, Manner, caching
from simpul.disaster.live.views import Choice, Edition, Held, View, simple, view_of


class Native:
    """The rendering of the feed: each report's own feature."""

    timed = False

    def __init__(self, attribution: str, common: Headers) -> None:
        self.manner = Manner(features.GEOJSON, caching(1), common)
        self.made = simple
        self.attribution = attribution

    def part(self, entry: Entry) -> bytes:
        """The report's feature."""
        return entry.native

    def document(self, held: Held, edition: Edition, _now: datetime) -> list[Piece]:
        """The collection."""
        return self.collection(listed(held.pieces), edition)

    def collection(self, inside: list[Piece], edition: Edition, **members: object) -> list[Piece]:
        """The collection around these features, with further members."""
        return features.collection(
            inside,
            generated_at=features.instant(edition.changed),
            attribution=self.attribution,
            licence=features.LICENCE,
            total=edition.count,
            **members,
        )


def document_of(native: Native, hazards: Collection[str]) -> View[Edition]:
    """The document of the reports that everybody may see: of these hazards, or of all where none is named."""
    wanted = frozenset(hazards)
    return view_of(Choice(native, lambda entry: not entry.row.training and (not wanted or entry.row.hazard in wanted)))
