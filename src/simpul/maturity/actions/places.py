"""Names of provinces, regencies and cities by code, folded as published tables write them; kept per process."""

from simpul import regions
from simpul.kernel.platform import Platform
from simpul.maturity.rules.participating import Places, folded

_KEPT = "maturity.places"


def places(platform: Platform) -> Places:
    """Every province, regency and city of the edition of regions in force."""
    digest = regions.edition(platform).digest
    kept: tuple[str, Places] | None = platform.state.get(_KEPT)
    if kept is None or kept[0] != digest:
        kept = digest, _read(platform)
        platform.state[_KEPT] = kept
    return kept[1]


def _read(platform: Platform) -> Places:
    provinces = regions.children(platform)
    regencies = {
        (province.code, one.kind.value.capitalize(), folded(one.name)): one.code
        for province in provinces
        for one in regions.children(platform, province.code)
    }
    return Places({one.name: one.code for one in provinces}, regencies)


def province_names(platform: Platform) -> dict[str, str]:
    """Names of provinces by code."""
    return {one.code: one.name for one in regions.children(platform)}
