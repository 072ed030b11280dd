"""A place that somebody wrote: coordinates, or the link of a map that holds them. Nothing is looked up elsewhere."""

import re
from urllib.parse import unquote

_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,15})?"
_PAIR = re.compile(rf"\s*\(?({_NUMBER})\s*[,;\s]\s*({_NUMBER})\)?\s*")
_LINK = re.compile(r"\s*(?:https?://|geo:)\S+\s*", re.IGNORECASE)
_PLACES = (
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),
    re.compile(rf"[?&](?:q|query|ll|center|destination|sll|daddr)=(?:loc:)?({_NUMBER}),\s*({_NUMBER})", re.IGNORECASE),
    re.compile(rf"@({_NUMBER}),({_NUMBER})"),
    re.compile(rf"[?&]mlat=({_NUMBER})&mlon=({_NUMBER})", re.IGNORECASE),
    re.compile(rf"#map=\d+(?:\.\d+)?/({_NUMBER})/({_NUMBER})", re.IGNORECASE),
    re.compile(rf"^geo:({_NUMBER}),({_NUMBER})", re.IGNORECASE),
)
"""How the usual maps write latitude and longitude in their links, a marked place before the middle of the picture."""


def point_in(text: str) -> tuple[float, float] | None:
    """The point (longitude, latitude) that the whole text names; None where it says something else, or more."""
    found = _PAIR.fullmatch(text)
    if found and "." in found[0]:
        return _point(found[1], found[2])
    if _LINK.fullmatch(text):
        link = unquote(text.strip())
        for form in _PLACES:
            if match := form.search(link):
                return _point(match[1], match[2])
    return None


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    at = float(longitude), float(latitude)
    return at if abs(at[1]) <= 90 and abs(at[0]) <= 180 else None
