"""Rules of region codes and names: what a code says by itself. Law: Permendagri 58/2021 (how codes are built)."""

import re
from collections.abc import Container, Sequence

from simpul.kernel.actor import Actor
from simpul.regions.model import ImportForbidden, Kind, Level, PlaceUnreadable, RegionUnknown

_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)
PAPUA = frozenset({"91", "92", "93", "94", "95", "96"})
FIRST_CITY = "71"
WEST, SOUTH = 93.9987654, -12.0012345
EAST, NORTH = WEST + 48, SOUTH + 19.5
"""The box around Indonesia, in degrees; uneven, so that no line of a grid in it runs through points of few decimals."""
_RANK = re.compile(r"^(Kabupaten Administrasi|Kota Administrasi|Kabupaten|Kota) ")


def permit_import(actor: Actor) -> None:
    """ImportForbidden unless the actor administers the node or is the node itself."""
    if not actor.roles & {"node.admin", "system"}:
        raise ImportForbidden


def checked(code: str) -> str:
    """The code itself; RegionUnknown for what is not formed like one."""
    if not _CODE.fullmatch(code):
        raise RegionUnknown
    return code


def level(code: str) -> Level:
    """The level a code stands for, by its number of parts."""
    return Level(code.count(".") + 1)


def parent(code: str) -> str | None:
    """The code of the region this one is part of; None for a province."""
    head, dot, _ = code.rpartition(".")
    return head if dot else None


def path(code: str) -> tuple[str, ...]:
    """The codes from the province down to this one."""
    parts = code.split(".")
    return tuple(".".join(parts[:n]) for n in range(1, len(parts) + 1))


def kind(code: str) -> Kind:
    """What the law calls the region of this code.

    Regencies count from 01 and cities from 71; of villages, 1xxx are kelurahan. Papua has distrik and kampung (UU 2/2021).
    """
    parts, papua = code.split("."), code[:2] in PAPUA
    match level(code):
        case Level.PROVINCE:
            return Kind.PROVINSI
        case Level.REGENCY:
            return Kind.KOTA if parts[1] >= FIRST_CITY else Kind.KABUPATEN
        case Level.DISTRICT:
            return Kind.DISTRIK if papua else Kind.KECAMATAN
        case _:
            return Kind.KELURAHAN if parts[3][0] == "1" else Kind.KAMPUNG if papua else Kind.DESA


def bare(name: str) -> str:
    """A regency's name without its rank: Jakarta Utara for Kota Administrasi Jakarta Utara."""
    return _RANK.sub("", name)


def short(name: str, *, twins: bool) -> str:
    """A regency's name as paths show it: without its rank, unless a twin has the same name."""
    if not twins:
        return bare(name)
    return re.sub(r"^Kabupaten ", "Kab. ", name)


def spoken(names: Sequence[str]) -> str:
    """The path as people say it, deepest first and without the province: Pluit, Penjaringan, Jakarta Utara."""
    told = names[1:] or names
    return ", ".join(reversed(told))


def point(longitude: float, latitude: float) -> tuple[float, float]:
    """The point itself; PlaceUnreadable unless it is one on earth (not a number, infinite or out of range)."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise PlaceUnreadable
    return longitude, latitude


def flaw(code: str, name: str, place: tuple[float | None, float | None], *, known: Container[str]) -> str | None:
    """Why a row cannot be a region of an edition, or None: code, name, parent (among the `known` codes), point."""
    if not _CODE.fullmatch(code):
        return "code"
    if not name:
        return "name"
    above = parent(code)
    if above is not None and above not in known:
        return "parent"
    x, y = place
    if x is not None and y is not None and not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        return "point"
    return None


def drawable(wanted: Level, within: str) -> None:
    """RegionUnknown unless such boundaries are drawn: villages within a regency or district only, others below `within`."""
    above = level(checked(within)) if within else 0
    if wanted <= above or (wanted is Level.VILLAGE and above < Level.REGENCY):
        raise RegionUnknown
