"""Names of regions for features: asked once per code of the regions' index of this process."""

from simpul import regions
from simpul.disaster.live.features import Names
from simpul.kernel.platform import Platform


def region_names(platform: Platform) -> Names:
    """A look-up from a region's code to its official name; None for a code that is not in force."""
    known: dict[str, str | None] = {}

    def name(code: str) -> str | None:
        if code not in known:
            try:
                known[code] = regions.get(platform, code).name
            except regions.RegionUnknown:
                known[code] = None
        return known[code]

    return name
