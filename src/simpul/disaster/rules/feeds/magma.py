"""PVMBG's levels of volcanoes and their eruptions, as MAGMA's JSON and as CogniCity's GeoJSON tell them."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.model.feeds import FeedUnreadable
from simpul.disaster.model.volcanoes import EruptionSaid, VolcanoLevel, VolcanoSaid
from simpul.disaster.rules.feeds import values

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_WORDS = {one.name.lower(): one for one in VolcanoLevel}
_LEVEL = re.compile(r"\blevel\s+(IV|I{1,3}|[1-4])\b", re.IGNORECASE)
_LISTS = ("data", "gunung_api", "gunungapi", "volcanoes", "volcanos", "result", "ven", "letusan")
_CODES = ("ga_code", "code", "kode", "volcano_code")
_NAMES = ("ga_nama_gapi", "gunungapi", "gunung_api", "nama", "volcano_name", "name")
_LEVELS = ("cu_status", "ga_status", "status", "tingkat_aktivitas", "activity_level", "level")
_REPORTED = ("var_data_date", "report_date", "laporan_terakhir", "reported_at", "updated_at", "datetime_utc")
_ADVICE = ("var_rekom", "rekomendasi", "recommendation")
_ERUPTED = ("erupt_datetime", "datetime_utc", "datetime", "erupted_at", "eruption_date", "last_eruption", "time", "date")
_PLUMES = ("erupt_tka", "tinggi_kolom_abu", "plume_m", "ash_height")
_AHEAD = timedelta(hours=1)
Found = tuple[list[VolcanoSaid], list[EruptionSaid], list[str]]


def read(content: bytes, now: datetime) -> Found:
    """Levels and eruptions that a document tells, and why others were refused; FeedUnreadable for no such document."""
    listed = _objects(values.parsed(content))
    levels: list[VolcanoSaid] = []
    eruptions: list[EruptionSaid] = []
    refused: list[str] = []
    for place, one in enumerate(listed, start=1):
        try:
            erupted = _eruption(one, now)
            level = values.first(one, *_LEVELS)
            if level is None and erupted is None:
                raise ValueError("it has neither a level nor an eruption")
            levels += [_level(one, level, now)] if level is not None else []
            eruptions += [erupted] if erupted else []
        except (ValueError, OverflowError, OSError) as error:
            refused.append(f"{place}: {error}")
    if listed and not (levels or eruptions):
        raise FeedUnreadable(reason=f"no volcano in it can be read ({refused[0]})")
    return levels, eruptions, refused


def _objects(given: Any) -> list[Mapping[str, Any]]:
    """The volcanoes as flat objects, with `longitude` and `latitude` where a GeoJSON point gives them."""
    found = values.features(given)
    if found is None:
        return list(values.rows(given, *_LISTS))
    return [_flat(one) for one in found]


def _flat(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    given = feature.get("properties")
    said = given if isinstance(given, Mapping) else {}
    try:
        longitude, latitude = values.point_of(feature)
    except ValueError:
        return said
    return {**said, "longitude": longitude, "latitude": latitude}


def _level(one: Mapping[str, Any], given: object, now: datetime) -> VolcanoSaid:
    longitude = values.maybe(values.first(one, "ga_lon_gapi", "longitude", "lon", "lng"))
    latitude = values.maybe(values.first(one, "ga_lat_gapi", "latitude", "lat"))
    if longitude is not None and latitude is not None:
        values.checked_point(longitude, latitude)
    reported = values.first(one, *_REPORTED)
    elevation = values.maybe(values.first(one, "ga_elev_gapi", "elevation", "elevation_m"))
    return VolcanoSaid(
        code=code_of(one),
        name=_name(one),
        level=level_of(given),
        reported_at=_past(values.instant(reported, "WIB"), now) if reported is not None else None,
        longitude=longitude,
        latitude=latitude,
        elevation_m=None if elevation is None else round(elevation),
        advice=values.text(values.first(one, *_ADVICE), 2000),
    )


def level_of(given: object) -> VolcanoLevel:
    """The level in "Level III (Siaga)", "III", "Siaga" or 3; ValueError for what is none of the four."""
    words = str(given).strip()
    found = _LEVEL.search(words)
    digit = found.group(1).upper() if found else words.upper()
    if digit in _ROMAN:
        return VolcanoLevel(_ROMAN[digit])
    if digit in ("1", "2", "3", "4"):
        return VolcanoLevel(int(digit))
    named = [level for word, level in _WORDS.items() if word in words.lower()]
    if len(named) != 1:
        raise ValueError(f"“{words[:40]}” is none of the four levels")
    return named[0]


def code_of(one: Mapping[str, Any]) -> str:
    """The volcano's code in capital letters, or one made of its name; ValueError where it has neither."""
    given = values.text(values.first(one, *_CODES), 12).upper()
    if given and re.fullmatch(r"[A-Z0-9_-]+", given):
        return given
    made = re.sub(r"[^A-Z0-9]+", "-", _name(one).upper()).strip("-")[:40]
    if not made:
        raise ValueError("it has neither a code nor a name")
    return made


def _name(one: Mapping[str, Any]) -> str:
    return values.text(values.first(one, *_NAMES), 80) or values.text(values.first(one, *_CODES), 12)


def _eruption(one: Mapping[str, Any], now: datetime) -> EruptionSaid | None:
    """The eruption that an object tells; None where it tells none."""
    if "erupt_tgl" in one:
        given: object = f"{one['erupt_tgl']} {one.get('erupt_jam', '00:00')}"
    elif values.first(one, *_LEVELS) is not None:
        given = values.first(one, "last_eruption", "eruption_date", "erupted_at")
    else:
        given = values.first(one, *_ERUPTED)
    if given is None:
        return None
    plume = values.maybe(values.first(one, *_PLUMES))
    words = values.text(values.first(one, "erupt_ket", "description", "keterangan"), 1000)
    at = _past(values.instant(given, "WIB"), now)
    return EruptionSaid(code_of(one), at, None if plume is None else round(plume), words)


def _past(at: datetime, now: datetime) -> datetime:
    if at > now + _AHEAD:
        raise ValueError("it lies in the future")
    return at
