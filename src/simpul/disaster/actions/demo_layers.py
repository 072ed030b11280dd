"""Earthquakes, volcanoes, a forecast and shelters made up for trying out: all labelled synthetic wherever shown."""

from dataclasses import replace
from datetime import datetime, timedelta

from simpul.disaster.actions import nowcasts, quakes, shelters, volcanoes
from simpul.disaster.model.feeds import FeedKind
from simpul.disaster.model.nowcasts import NowcastKind, NowcastSaid
from simpul.disaster.model.quakes import QuakeSaid
from simpul.disaster.model.shelters import (
    Facility,
    Shelter,
    ShelterChange,
    ShelterCount,
    ShelterDraft,
    ShelterKind,
    ShelterStep,
)
from simpul.disaster.model.volcanoes import EruptionSaid, VolcanoLevel, VolcanoSaid
from simpul.disaster.rules.quakes import merged
from simpul.disaster.store import feeds as feed_store
from simpul.disaster.store import nowcasts as nowcast_store
from simpul.disaster.store import quakes as quake_store
from simpul.disaster.store import shelters as shelter_store
from simpul.disaster.store import volcanoes as volcano_store
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

SOURCE = "Simpul, data sintetis"
_RENEWED = timedelta(hours=2)
_W, _T, _K, _L, _H = Facility.WATER, Facility.TOILET, Facility.KITCHEN, Facility.ELECTRICITY, Facility.HEALTH
_SHELTERS = (
    ("SD contoh 01 (data sintetis)", ShelterKind.SCHOOL, 106.8712, -6.2241, 300, 240, (_W, _T, _K, _L)),
    ("GOR contoh (data sintetis)", ShelterKind.SPORT, 106.8655, -6.2302, 500, 612, (_W, _T, _K, _L, _H)),
    ("Masjid contoh (data sintetis)", ShelterKind.WORSHIP, 106.8590, -6.2265, 150, 141, (_W, _T)),
    ("Balai RW contoh (data sintetis)", ShelterKind.HALL, 106.8750, -6.2190, 80, None, (_W, _T, Facility.ACCESS)),
    ("Rusun contoh (data sintetis)", ShelterKind.BUILDING, 106.8822, -6.2155, 400, 96, (_W, _T, _L, Facility.CHILDREN)),
)
_RING = [[106.72, -6.30], [106.93, -6.30], [106.93, -6.12], [106.72, -6.12], [106.72, -6.30]]


def seed(platform: Platform) -> int:
    """How many made-up things there are now; what was made up before has gone, what was taken in stays."""
    with platform.database.writing() as unit:
        made = sum(part(platform, unit) for part in (_quakes, _volcanoes, _nowcasts, _shelters))
        for kind in FeedKind:
            _feed(platform, unit, kind)
        unit.audit("disaster.layers.samples", subject=SOURCE, after={"things": made, "synthetic": True})
        unit.ring("disaster")
    return made


def _feed(platform: Platform, unit: Unit, kind: FeedKind) -> None:
    """Where nothing was ever heard, the samples stand for the feed, as what they are."""
    feed = feed_store.feed(unit.connection, kind)
    if feed.heard_at is None or feed.synthetic:
        now = platform.clock.now()
        fresh = type(feed)(kind, tried_at=now, heard_at=now, changed_at=now, source=SOURCE, synthetic=True)
        feed_store.keep(unit.connection, fresh)


def _quakes(platform: Platform, unit: Unit) -> int:
    quake_store.forget_synthetic(unit.connection)
    now = platform.clock.now().replace(microsecond=0)
    first = QuakeSaid(
        at=now - timedelta(hours=2, minutes=10),
        longitude=105.62,
        latitude=-7.41,
        magnitude=5.9,
        depth_km=24,
        place="98 km barat daya contoh (data sintetis)",
        tsunami=False,
        event="SINTETIS-1",
        issued_at=now - timedelta(hours=2, minutes=6),
        source=SOURCE,
    )
    later = QuakeSaid(
        at=first.at + timedelta(seconds=3),
        longitude=105.66,
        latitude=-7.36,
        magnitude=5.6,
        depth_km=31,
        felt="III contoh A, II contoh B",
        event="SINTETIS-1",
        issued_at=now - timedelta(hours=1, minutes=51),
        source=SOURCE,
    )
    small = QuakeSaid(
        now - timedelta(hours=9), 107.21, -6.98, 3.4, 8, "11 km selatan contoh (data sintetis)", source=SOURCE
    )
    quakes.take(platform, unit, [first], synthetic=True)
    quakes.take(platform, unit, [merged(first, later), small], synthetic=True)
    return 2


def _volcanoes(platform: Platform, unit: Unit) -> int:
    volcano_store.forget_synthetic(unit.connection)
    now = platform.clock.now().replace(microsecond=0)
    words = "Contoh: tetap di luar radius 3 km dari kawah (data sintetis)."
    a = VolcanoSaid(
        "SINTETIS-A",
        "Gunung contoh A (data sintetis)",
        VolcanoLevel.WASPADA,
        now - timedelta(days=5),
        106.98,
        -6.79,
        2900,
        words,
        SOURCE,
    )
    b = VolcanoSaid(
        "SINTETIS-B",
        "Gunung contoh B (data sintetis)",
        VolcanoLevel.NORMAL,
        now - timedelta(days=40),
        107.6,
        -6.77,
        2000,
        "",
        SOURCE,
    )
    raised = VolcanoSaid("SINTETIS-A", "", VolcanoLevel.SIAGA, now - timedelta(hours=20), None, None, None, words, SOURCE)
    puff = EruptionSaid("SINTETIS-A", now - timedelta(hours=7), 600, "Letusan contoh (data sintetis).", SOURCE)
    volcanoes.take(platform, unit, ([a, b], [puff]), synthetic=True)
    volcanoes.take(platform, unit, ([raised], []), synthetic=True)
    return 2


def _nowcasts(platform: Platform, unit: Unit) -> int:
    nowcast_store.forget_synthetic(unit.connection)
    now = platform.clock.now().replace(microsecond=0)
    said = NowcastSaid(
        identifier=f"SINTETIS-{now:%Y%m%d%H%M}",
        sender="contoh@simpul.invalid",
        sent=now,
        kind=NowcastKind.ALERT,
        event="Hujan lebat dan petir (contoh)",
        severity="moderate",
        urgency="immediate",
        certainty="likely",
        begins=now + timedelta(minutes=20),
        expires=now + timedelta(hours=3),
        headline={
            "id": "Hujan lebat disertai petir di Jakarta (data sintetis)",
            "en": "Heavy rain with thunder in Jakarta (synthetic data)",
        },
        description={"id": "Contoh peringatan, bukan dari BMKG.", "en": "An example of a warning, not from BMKG."},
        area="Jakarta",
        geometry={"type": "MultiPolygon", "coordinates": [[_RING]]},
        source=SOURCE,
    )
    return nowcasts.take(platform, unit, [said], synthetic=True).fresh


def _shelters(platform: Platform, unit: Unit) -> int:
    shelter_store.forget_synthetic(unit.connection)
    now = platform.clock.now().replace(microsecond=0)
    for number, (name, kind, longitude, latitude, capacity, people, facilities) in enumerate(_SHELTERS, start=1):
        draft = ShelterDraft(
            name=name,
            kind=kind,
            longitude=longitude,
            latitude=latitude,
            capacity=capacity,
            facilities=facilities,
            external=f"SINTETIS-{number}",
            source=SOURCE,
        )
        _shelter(platform, unit, draft, people, now - timedelta(minutes=30 * number))
    return len(_SHELTERS)


def _shelter(platform: Platform, unit: Unit, draft: ShelterDraft, people: int | None, at: datetime) -> None:
    """A shelter with three counts of a night that fills it; with none where nobody has counted."""
    region = shelters.region_of(platform, draft)
    shares = (0.25, 0.7, 1.0) if people is not None else ()
    counted = [
        ShelterCount(at - timedelta(hours=4 * back), round((people or 0) * share))
        for back, share in zip((2, 1, 0), shares, strict=False)
    ]
    begun = at - timedelta(hours=10)
    one = Shelter(0, draft, region, True, people, at if counted else None, at, None, 1 + len(counted), synthetic=True)
    number = shelter_store.add(unit.connection, one)
    shelter_store.add_step(unit.connection, number, ShelterChange(1, ShelterStep.ADD, begun, None, None, {}))
    for version, count in enumerate(counted, start=2):
        shelter_store.add_count(unit.connection, number, version, count)
        shelter_store.add_step(unit.connection, number, ShelterChange(version, ShelterStep.COUNT, count.at, None, None, {}))


def keep_fresh(platform: Platform) -> None:
    """In a demo, what is made up for a feed goes on being told, as if its agency were there; elsewhere nothing happens."""
    if not platform.settings.demo:
        return
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("what is made up for a demo moves with its clock")
        feeds = [feed_store.feed(unit.connection, kind) for kind in FeedKind]
        made_up = [feed for feed in feeds if feed.synthetic]
        old = [feed for feed in made_up if feed.changed_at is None or now - feed.changed_at > _RENEWED]
        for feed in made_up:
            feed_store.keep(
                unit.connection, replace(feed, heard_at=now, tried_at=now, changed_at=now if old else feed.changed_at)
            )
        if old:
            for part in (_quakes, _volcanoes, _nowcasts):
                part(platform, unit)
            unit.ring("disaster")
