"""Whom a call is about: locators are parsed, identifiers are found in a call, and brought into one form. Law: UU 27/2022.

A caller who would rather not be seen must not get past this by spelling: whatever a back end may take for the identifier
is counted, and what is counted too much only shows a call that named somebody else. So names are compared without case,
each repetition counts, and each layer of percent-encoding is looked behind.
"""

import hmac
import json
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, unquote_plus

from simpul.exchange.model.persons import (
    Check,
    Document,
    DocumentMissing,
    IdentifierNotFit,
    IdentifiersDiffer,
    Locator,
    LocatorNotFit,
    NotFaceToFace,
    PersonPlace,
)

KEY = "exchange.persons"
"""What the node's key for hashes of identifiers is derived for."""
LONGEST = 128
"""Signs an identifier may have; no document's has nearly as many, and others are no identifiers."""
LOCATORS_MOST = 5
_LAYERS = 4
"""How often a value may have been encoded; the exchange signs no path that was encoded more often."""
_NAME = re.compile(r"[\x21-\x7e]{1,100}")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_PLACES = frozenset(PersonPlace)
_HOLE = re.compile(r"\{[^{}/]+\}")
_NUMBER = re.compile(r"[0-9][0-9./-]*")
_FLOAT = re.compile(r"[0-9.]{1,40}(?:[eE]\+?[0-9]{1,2})?")
_NIK = re.compile(r"[1-9][0-9]{5}(?P<day>[0-9]{2})(?P<month>[0-9]{2})[0-9]{6}")
_PASSPORT = re.compile(r"[A-Z0-9]{6,15}")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ENDING = re.compile(r"[.:][A-Za-z]\w*$")
_DAYS = frozenset({*range(1, 32), *range(41, 72)})
"""Days of birth as a NIK writes them: women's are 40 more."""


def locators(text: str) -> tuple[Locator, ...]:
    """Every place where a service's calls name a person, written with blanks between them; none for ""; LocatorNotFit."""
    found = tuple(parse(one) for one in text.split())
    if len(found) > LOCATORS_MOST:
        raise LocatorNotFit(example="{id}")
    return found


def parse(text: str) -> Locator:
    """The locator in `path:/persons/{id}`, `query:nik`, `header:X-Person` or `json:/nik`; LocatorNotFit."""
    place, _, rest = text.strip().partition(":")
    steps = _STEPS[PersonPlace(place)](rest) if place in _PLACES else ()
    if not steps:
        raise LocatorNotFit(example="{id}")
    return Locator(PersonPlace(place), steps)


def _template(rest: str) -> tuple[str, ...]:
    segments = tuple(rest.removeprefix("/").split("/"))
    fit = len(rest) <= 500 and rest.startswith("/") and all(_NAME.fullmatch(one) for one in segments)
    whole = all(one == "*" or _HOLE.fullmatch(one) or not set("{}?#*") & set(one) for one in segments)
    return segments if fit and whole and any(_HOLE.fullmatch(one) for one in segments) else ()


def _parameter(rest: str) -> tuple[str, ...]:
    return (rest,) if _NAME.fullmatch(rest) and not set(rest) & set("&=;#+%[]") else ()


def _header(rest: str) -> tuple[str, ...]:
    return (rest,) if _TOKEN.fullmatch(rest) else ()


def _pointer(rest: str) -> tuple[str, ...]:
    """The steps of a JSON pointer, RFC 6901."""
    if len(rest) > 500 or not re.fullmatch(r"(?:/(?:[^~/\x00-\x1f]|~[01])+)+", rest):
        return ()
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in rest[1:].split("/"))


_STEPS = {
    PersonPlace.PATH: _template,
    PersonPlace.QUERY: _parameter,
    PersonPlace.HEADER: _header,
    PersonPlace.JSON: _pointer,
}


def in_path(locator: Locator, readings: Iterable[str]) -> frozenset[str]:
    """The identifiers in a path, in each of the ways back ends read it; what lies below the template counts too."""
    return normalised(found for path in readings for found in _matched(locator.steps, path))


def _matched(template: tuple[str, ...], path: str) -> list[str]:
    segments = path.removeprefix("/").split("/")
    found: list[str] = []
    for wanted, segment in zip(template, segments, strict=False):
        if _HOLE.fullmatch(wanted):
            found += _in_segment(segment.replace("\x00", "/"))
        elif wanted != "*" and _folded(wanted) != _folded(segment):
            return []
    return found if len(segments) >= len(template) else []


def _in_segment(segment: str) -> list[str]:
    """A segment, or each of several between commas, and without an ending such as `.json` or `:history`."""
    return [one for part in segment.split(",") for one in (part, _ENDING.sub("", part))]


def in_query(locator: Locator, query: str | None) -> frozenset[str]:
    """The identifiers in a raw query: each repetition, `nik[]=` and `nik[0]=`, `;` for `&`, `,` between several."""
    wanted = _folded(locator.steps[0])
    found: list[str] = []
    for pair in {*(query or "").split("&"), *re.split("[&;]", query or "")}:
        name, _, value = pair.partition("=")
        if any(_folded(_BRACKETS.sub("", one)) == wanted for one in _layers(name)):
            found += _parts(value)
    return normalised(found)


def in_headers(locator: Locator, headers: Iterable[tuple[bytes, bytes]]) -> frozenset[str]:
    """The identifiers in the headers of that name, each of several, `_` as good as `-`."""
    wanted = locator.steps[0].lower().replace("_", "-").encode()
    values = [value.decode("latin-1") for name, value in headers if name.lower().replace(b"_", b"-") == wanted]
    return normalised(part for value in values for part in _parts(value))


def in_json(locator: Locator, body: bytes) -> frozenset[str]:
    """The identifiers at the pointer in a JSON body: in each element of a list on the way, and under each repeated key.

    Nothing where the body is no JSON.
    """
    try:
        document = json.loads(body, object_pairs_hook=_Pairs, parse_int=str, parse_float=_whole, parse_constant=str)
    except (ValueError, RecursionError):
        return frozenset()
    return normalised(found for one in _at(document, locator.steps) for found in _scalars(one))


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with every key as often as it was written."""


def _at(document: Any, steps: tuple[str, ...]) -> list[Any]:
    """What stands at the pointer; a list on the way is gone through, unless the step is a place in it."""
    here = [document]
    for step in steps:
        here = [inner for value in here for inner in _stepped(value, step)]
    return here


def _stepped(value: Any, step: str) -> list[Any]:
    waiting, found = [value], []
    while waiting:
        one = waiting.pop()
        if isinstance(one, _Pairs):
            found += [inner for key, inner in one if step == "*" or _folded(key) == _folded(step)]
        elif isinstance(one, list) and step.isascii() and step.isdigit():
            found += one[int(step) : int(step) + 1] if len(step) < 10 else []
        elif isinstance(one, list) and step == "*":
            found += one
        elif isinstance(one, list):
            waiting += one
    return found


def _scalars(value: Any) -> list[str]:
    """The texts and numbers in the value: itself, or those of a list and of lists in it."""
    waiting, found = [value], []
    while waiting:
        one = waiting.pop()
        if isinstance(one, list) and not isinstance(one, _Pairs):
            waiting += one
        elif isinstance(one, str):
            found.append(one)
    return found


def _parts(value: str) -> list[str]:
    """What stands between the value's commas, decoded as often as it was encoded."""
    layers = _layers(value)
    plain = [one for one in layers if not _ESCAPE.search(one)] or list(layers)
    return [part for whole in plain for part in whole.split(",")]


def _layers(text: str) -> set[str]:
    """The text, and what it is to who decodes it once, or again, `+` a blank or itself."""
    found, fresh = {text}, {text}
    for _ in range(_LAYERS):
        fresh = {step(one) for one in fresh for step in (unquote, unquote_plus)} - found
        found |= fresh
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def normalised(found: Iterable[str]) -> frozenset[str]:
    """The identifiers among the texts, each in its one form."""
    return frozenset(one for text in found if (one := normal(text)) is not None)


def normal(text: str) -> str | None:
    """The identifier in its one form: a number's digits alone, else capitals without blanks; None for what is none."""
    plain = "".join(text.split())
    if len(plain) > LONGEST * 4:
        return None
    while (again := _plainer(plain)) != plain:
        plain = again
    if _NUMBER.fullmatch(plain):
        plain = re.sub("[^0-9]", "", plain)
    return plain if len(plain) <= LONGEST and any(sign.isalnum() for sign in plain) else None


def _plainer(text: str) -> str:
    """The text in compatible letters, capitals, without quotation marks around it and without what nobody sees."""
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFKC", text)).strip("\"'").upper()


def hashed(key: bytes, identifier: str) -> bytes:
    """What is kept of an identifier in its one form: HMAC-SHA256 under the node's key."""
    return hmac.digest(key, identifier.encode(), "sha256")


def judged(check: Check) -> tuple[Document, str]:
    """The document and the identifier in its one form, when the officer's form is whole; else what is wrong with it."""
    found, again = normal(check.identifier), normal(check.again)
    if check.document is None:
        raise DocumentMissing()
    if found is None or not fits(check.document, found):
        raise IdentifierNotFit()
    if found != again:
        raise IdentifiersDiffer()
    if not check.face_to_face:
        raise NotFaceToFace()
    return check.document, found


def _sign(sign: str) -> str:
    """The sign as it counts: a digit of any script as 0 to 9; nothing for blanks, controls and what nobody sees."""
    if sign.isdigit():
        return str(unicodedata.digit(sign))
    return "" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp") else sign


def _whole(text: str) -> str:
    """The whole number that JSON's 3.173014708900001e15 or 3173014708900001.0 is; the text itself where it is none."""
    value = Decimal(text) if _FLOAT.fullmatch(text) else Decimal("0.5")
    return str(int(value)) if value == value.to_integral_value() else text


def fits(document: Document, identifier: str) -> bool:
    """Whether this can be the (normal) identifier on that document. A NIK's middle is a date of birth."""
    match document:
        case Document.KTP | Document.KIA:
            found = _NIK.fullmatch(identifier)
            return found is not None and int(found["day"]) in _DAYS and 1 <= int(found["month"]) <= 12
        case Document.PASSPORT:
            return _PASSPORT.fullmatch(identifier) is not None
        case Document.OTHER:
            return len(identifier) >= 4
