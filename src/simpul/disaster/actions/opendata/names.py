"""Names of regions for open data: asked once per code and edition of the register."""

from simpul import regions
from simpul.disaster.rules.opendata.records import Names
from simpul.kernel.platform import Platform

_KEY = "disaster.opendata_names"


def region_names(platform: Platform) -> Names:
    """A look-up from a region's code to its official name; None for a code that is not in force."""
    digest = regions.edition(platform).digest
    held: tuple[str, dict[str, str | None]] = platform.state.get(_KEY, ("", {}))
    if held[0] != digest:
        held = platform.state[_KEY] = (digest, {})
    known = held[1]

    def name(code: str) -> str | None:
        if code not in known:
            try:
                known[code] = regions.get(platform, code).name
            except regions.RegionUnknown:
                known[code] = None
        return known[code]

    return name
