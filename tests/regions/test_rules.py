"""Region codes and names. Law: Permendagri 58/2021 (how codes are built), UU 2/2021 (Papua)."""

import math

import pytest

from simpul.kernel.actor import Actor
from simpul.regions import rules
from simpul.regions.model import ImportForbidden, Kind, Level, PlaceUnreadable, RegionUnknown

pytestmark = pytest.mark.rules

CODES = [
    ("31", Level.PROVINCE, Kind.PROVINSI, None),
    ("31.01", Level.REGENCY, Kind.KABUPATEN, "31"),
    ("31.71", Level.REGENCY, Kind.KOTA, "31"),
    ("31.72.01", Level.DISTRICT, Kind.KECAMATAN, "31.72"),
    ("92.06.01", Level.DISTRICT, Kind.DISTRIK, "92.06"),
    ("31.72.01.1005", Level.VILLAGE, Kind.KELURAHAN, "31.72.01"),
    ("33.01.01.2001", Level.VILLAGE, Kind.DESA, "33.01.01"),
    ("92.06.01.1001", Level.VILLAGE, Kind.KELURAHAN, "92.06.01"),
    ("92.06.01.2004", Level.VILLAGE, Kind.KAMPUNG, "92.06.01"),
    ("91.03.01.3001", Level.VILLAGE, Kind.KAMPUNG, "91.03.01"),
]


@pytest.mark.parametrize(("code", "level", "kind", "parent"), CODES)
def test_a_code_tells_level_kind_and_parent(code: str, level: Level, kind: Kind, parent: str | None) -> None:
    assert (rules.level(code), rules.kind(code), rules.parent(code)) == (level, kind, parent)
    assert rules.checked(code) == code
    assert rules.path(code)[-1] == code
    assert len(rules.path(code)) == level


@pytest.mark.parametrize(
    "code", ["", "3", "3a", "31.", "31.7", "31.71.1", "31.71.01.1", "31.71.01.10011", "31 ", "٣١", "31\n"]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(RegionUnknown):
        rules.checked(code)


PEOPLE = [
    ("nobody", Actor.ANONYMOUS, False),
    ("an officer of BPBD", Actor(None, "Sari", roles=frozenset({"disaster.officer"})), False),
    ("the node's administrator", Actor(None, "Budi", roles=frozenset({"node.admin"})), True),
    ("the machine's operator", Actor.SYSTEM, True),
]


@pytest.mark.parametrize(("who", "actor", "may"), PEOPLE)
def test_who_may_import(who: str, actor: Actor, may: bool) -> None:
    if may:
        rules.permit_import(actor)
    else:
        with pytest.raises(ImportForbidden):
            rules.permit_import(actor)


NAMES = [
    ("Kota Administrasi Jakarta Utara", False, "Jakarta Utara"),
    ("Kabupaten Teluk Bintuni", False, "Teluk Bintuni"),
    ("Kabupaten Bogor", True, "Kab. Bogor"),
    ("Kota Bogor", True, "Kota Bogor"),
    ("Penjaringan", False, "Penjaringan"),
]


@pytest.mark.parametrize(("name", "twins", "short"), NAMES)
def test_a_regency_is_called_without_its_rank_unless_it_has_a_twin(name: str, twins: bool, short: str) -> None:
    assert rules.short(name, twins=twins) == short


def test_a_path_is_spoken_from_the_deepest_up_without_the_province() -> None:
    assert rules.spoken(["Jakarta", "Jakarta Utara", "Penjaringan", "Pluit"]) == "Pluit, Penjaringan, Jakarta Utara"
    assert rules.spoken(["Bali"]) == "Bali"


@pytest.mark.parametrize("point", [(math.nan, 0), (0, math.nan), (math.inf, 0), (181, 0), (0, -90.1)])
def test_what_is_no_point_on_earth_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(PlaceUnreadable):
        rules.point(*point)


def test_a_point_on_earth_is_taken() -> None:
    assert rules.point(106.8, -6.2) == (106.8, -6.2)


FLAWS = [
    (("31.71", "Kota", (106.8, -6.2)), None),
    (("31", "Jakarta", (None, None)), None),
    (("3", "Jakarta", (106.8, -6.2)), "code"),
    (("31", "", (106.8, -6.2)), "name"),
    (("32.01", "Kabupaten", (106.8, -6.2)), "parent"),
    (("31", "Jakarta", (6.8, -6.2)), "point"),
    (("31", "Jakarta", (106.8, 36.2)), "point"),
]


@pytest.mark.parametrize(("row", "why"), FLAWS)
def test_a_row_that_cannot_stand(row: tuple[str, str, tuple[float | None, float | None]], why: str | None) -> None:
    assert rules.flaw(*row, known={"31"}) == why


@pytest.mark.parametrize(
    ("level", "within", "drawn"),
    [
        (Level.PROVINCE, "", True),
        (Level.DISTRICT, "", True),
        (Level.VILLAGE, "", False),
        (Level.VILLAGE, "31", False),
        (Level.VILLAGE, "31.72", True),
        (Level.VILLAGE, "31.72.01", True),
        (Level.PROVINCE, "31", False),
        (Level.REGENCY, "31", True),
        (Level.DISTRICT, "31.72.01", False),
        (Level.DISTRICT, "abc", False),
    ],
)
def test_which_boundaries_are_drawn(level: Level, within: str, drawn: bool) -> None:
    if drawn:
        rules.drawable(level, within)
    else:
        with pytest.raises(RegionUnknown):
            rules.drawable(level, within)
