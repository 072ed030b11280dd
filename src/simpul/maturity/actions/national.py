"""All agencies of an edition at once: how far they are, by kind and by province; the provinces as a map."""

import gzip
from dataclasses import dataclass

import orjson

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform
from simpul.maturity.actions.places import province_names
from simpul.maturity.model.edition_refusals import EditionUnknown
from simpul.maturity.model.editions import Edition, EditionState, Progress
from simpul.maturity.rules import leading, progress, province_map
from simpul.maturity.rules.edition_making import KINDS
from simpul.maturity.rules.progress import ProgressAsked, ProgressGroup
from simpul.maturity.rules.province_map import ProvinceMap
from simpul.maturity.store import editions, national
from simpul.regions import Level

_KEPT = "maturity.map"
NOBODY = ProgressAsked()


@dataclass(frozen=True, slots=True)
class NationalView:
    """An edition's agencies within what was asked: all together, by kind, by province, and those that fit every filter."""

    edition: Edition
    editions: tuple[Edition, ...]
    whole: ProgressGroup
    kinds: tuple[ProgressGroup, ...]
    provinces: tuple[ProgressGroup, ...]
    rows: tuple[Progress, ...]
    all_kinds: tuple[str, ...]
    all_provinces: tuple[str, ...]


def view(platform: Platform, actor: Actor, *, key: str, asked: ProgressAsked = NOBODY) -> NationalView | None:
    """The edition's progress, of the newest published one where none is named; None while there is no edition.

    MinistryOnly, EditionUnknown.
    """
    leading.permit_lead(actor)
    with platform.database.reading() as unit:
        known = editions.listed(unit.connection)
        edition = _chosen(known, key)
        if edition is None:
            return None
        rows = national.progress(unit.connection, edition.key)
    within = [one for one in rows if _within(one, asked)]
    return NationalView(
        edition=edition,
        editions=tuple(known),
        whole=progress.group("", within),
        kinds=tuple(sorted(progress.grouped(within, lambda one: one.kind), key=lambda one: _place(one.key))),
        provinces=tuple(progress.grouped(within, lambda one: one.province)),
        rows=tuple(progress.chosen(rows, asked)),
        all_kinds=tuple(sorted({one.kind for one in rows}, key=_place)),
        all_provinces=tuple(sorted({one.province for one in rows if one.province})),
    )


def _chosen(known: list[Edition], key: str) -> Edition | None:
    if key:
        named = next((one for one in known if one.key == key), None)
        if named is None:
            raise EditionUnknown(key=key)
        return named
    running = [one for one in known if one.state is EditionState.PUBLISHED]
    return next(iter(running or known), None)


def _within(one: Progress, asked: ProgressAsked) -> bool:
    return (not asked.kind or one.kind == asked.kind) and (not asked.province or one.province == asked.province)


def _place(kind: str) -> tuple[int, str]:
    return KINDS.index(kind) if kind in KINDS else len(KINDS), kind


def provinces(platform: Platform) -> ProvinceMap | None:
    """The map of provinces of the regions in force, drawn once per process; None where there are no boundaries."""
    digest = regions.edition(platform).digest
    kept: tuple[str, ProvinceMap] | None = platform.state.get(_KEPT)
    if kept is None or kept[0] != digest:
        try:
            packed, _ = regions.outlines(platform, Level.PROVINCE)
        except Unavailable:
            return None
        kept = digest, province_map.drawn(orjson.loads(gzip.decompress(packed)), province_names(platform))
        platform.state[_KEPT] = kept
    return kept[1]
