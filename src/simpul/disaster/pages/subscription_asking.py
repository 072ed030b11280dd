"""What the questions of a subscription were answered so far, as it travels from step to step in the form itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simpul import regions as register
from simpul.disaster.actions.subscribing import zone_for
from simpul.disaster.model.subscriptions import Wish
from simpul.disaster.rules import subscribing as rules
from simpul.kernel.web import Request
from simpul.regions import RegionUnknown

COUNTRY = "semua"
"""How the form says: the whole country."""
_LIKELY, _CLOSE, _REGIONS_READ = 8, 25.0, 60
_QUIET = ("21:00", "05:00")


@dataclass(frozen=True, slots=True)
class Written:
    """The form's answers as they were written. `searched` are the words that were looked up already."""

    q: str = ""
    searched: str = ""
    regions: tuple[str, ...] = ()
    longitude: str = ""
    latitude: str = ""
    radius: str = "10"
    hazards: tuple[str, ...] = ()
    which: str = "all"
    least: str = "minor"
    quiet: str = "yes"
    quiet_from: str = _QUIET[0]
    quiet_to: str = _QUIET[1]
    wakes: str = "yes"
    every: str = "0"
    reports: str = ""
    channel: str = ""
    address: str = ""
    language: str = ""

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Every answer as hidden fields."""
        plain = ("longitude", "latitude", "radius", "which", "least", "quiet", "quiet_from", "quiet_to", "wakes", "every")
        fields = [(name, str(getattr(self, name))) for name in (*plain, "reports", "channel", "address")]
        many = [("region", one) for one in self.regions] + [("hazard", one) for one in self.hazards]
        return [*many, *((name, value) for name, value in fields if value)]


_PLAIN = tuple(name for name in Written.__dataclass_fields__ if name not in ("regions", "hazards", "language"))


def written(request: Request, fields: Iterable[tuple[str, str]]) -> Written:
    """The answers among these fields; codes of regions as they are in force now, unknown ones left out."""
    there = [(name, value.replace("\x00", "").strip()[:300]) for name, value in fields]
    known = {name: value for name, value in reversed(there) if name in _PLAIN and value}
    if any(name == "quiet_sent" for name, _ in there):
        known.setdefault("quiet", "no")
        known.setdefault("wakes", "no")
    asked = [value for name, value in there if name in ("region", "wilayah") and value][:_REGIONS_READ]
    codes = tuple(dict.fromkeys(code for one in asked if (code := _code(request, one)) is not None))
    chosen = tuple(value for name, value in there if name == "hazard")
    if chosen and "which" not in known:
        known["which"] = "some"
    return replace(Written(), **known, regions=codes, hazards=rules.hazards(chosen), language=request.lang)


def _code(request: Request, given: str) -> str | None:
    if given == COUNTRY:
        return COUNTRY
    try:
        return register.current_code(request.platform, given)
    except RegionUnknown:
        return None


def of_wish(wish: Wish) -> Written:
    """The answers that would make this wish."""
    point, quiet = wish.around, wish.quiet
    return Written(
        regions=tuple(one or COUNTRY for one in wish.regions),
        longitude=str(point.longitude) if point else "",
        latitude=str(point.latitude) if point else "",
        radius=str(point.radius_km) if point else "10",
        hazards=wish.hazards,
        which="some" if wish.hazards else "all",
        least=wish.least.name.lower(),
        quiet="yes" if quiet else "no",
        quiet_from=rules.clock_time(quiet.begins) if quiet else _QUIET[0],
        quiet_to=rules.clock_time(quiet.ends) if quiet else _QUIET[1],
        wakes="yes" if wish.wakes else "no",
        every=str(wish.every_minutes),
        reports="yes" if wish.reports else "",
    )


def wish_of(request: Request, now: Written, *, whole: bool) -> Wish:
    """What the answers ask for; only the places where not `whole`. QuietUnreadable."""
    codes = tuple("" if one == COUNTRY else one for one in now.regions)
    around = rules.around(now.longitude, now.latitude, now.radius)
    wish = Wish(regions=codes, around=around, language=request.lang)
    if not whole:
        return wish
    quiet = rules.quiet(now.quiet_from, now.quiet_to) if now.quiet == "yes" else None
    return replace(
        wish,
        hazards=now.hazards if now.which == "some" else (),
        least=rules.severity(now.least),
        quiet=quiet,
        zone=zone_for(request.platform, wish),
        wakes=now.wakes == "yes",
        every_minutes=rules.pause(now.every),
        reports=now.reports == "yes",
    )


def found_places(request: Request, now: Written) -> list[tuple[str, str]]:
    """The regions that the words most likely mean, code and names, the best first."""
    if not now.q:
        return []
    found = register.search(request.platform, now.q[:100], limit=_LIKELY)
    return [(one.region.code, one.name) for one in found if one.score >= found[0].score - _CLOSE]


def named(request: Request, codes: Sequence[str]) -> list[tuple[str, str]]:
    """These codes with the names people say."""
    country = request.t.gettext("All of Indonesia")
    return [(one, country if one == COUNTRY else register.name_or_code(request.platform, one)) for one in codes]
