"""The URL of a call, taken apart as X-Road does it; and which paths are never signed. PROTOCOL §1."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from simpul.exchange.model.names import BadName, MemberId, ServiceId, SubsystemId, decoded
from simpul.exchange.rules import paths
from simpul.exchange.rules.access import REMEMBERED
from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
WITH_BODY = frozenset({"PATCH", "POST", "PUT"})
"""Methods whose body goes on to the back end."""
DIRECTORY = frozenset({"listMethods", "allowedMethods", "getOpenAPI"})
EVENTS = frozenset({"api", "pub", "pull"})
"""Service codes of publishing and subscribing: a subsystem's home node answers them by itself."""
RESERVED = DIRECTORY | EVENTS
"""Service codes that no agency may take."""
_VERSIONED = re.compile(r"r([0-9])")
_INVALID = "Invalid request URI"
_LONGEST = 1024
"""Signs that a whole identifier may have in a request: those of the register have fewer, and each would be remembered."""
_STILL = ("%2e", "%2f", "%5c")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_LAYERS = 4
"""How often a path may have been encoded; more is nobody's need."""
_PLAIN = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/?")
_HOME = "\x00"
"""Stands for a slash that was written as %2F, where it shall count as part of its segment."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a call goes: service, raw path within it (empty, or beginning with `/`), raw query (None: absent)."""

    service: ServiceId
    path: str
    query: str | None
    name: str = ""
    """The service's path, such as `ID/GOV/6000/BPBD/reports`."""

    @property
    def owner(self) -> str:
        """The path of the service's subsystem."""
        return self.name.rpartition("/")[0]

    @property
    def rest(self) -> str:
        """Path and query as they are put behind the service's URL."""
        return self.path if self.query is None else f"{self.path}?{self.query}"


def parse(target: str) -> Address:
    """The address of a raw request target `/r1/…`; Refused with X-Road's words when it is none."""
    path, mark, query = target.partition("?")
    version = _version(path)
    if version != "1":
        raise Refused(faults.INVALID_ADDRESS, f"Unsupported protocol version {version}")
    return _address(path, query if mark else None)


def parse_modern(target: str) -> Address:
    """The address of a raw target `/v1/…`; Refused when it is none."""
    path, mark, query = target.partition("?")
    return _address(path, query if mark else None)


def _version(path: str) -> str:
    pieces = path.split("/", 2)
    found = _VERSIONED.fullmatch(pieces[1]) if len(pieces) > 2 and not pieces[0] else None
    if found is None:
        raise Refused(faults.INVALID_ADDRESS, _INVALID)
    return found[1]


def _address(path: str, query: str | None) -> Address:
    pieces = path.split("/", 7)
    if len(pieces) < 7 or not path.isascii():
        raise Refused(faults.INVALID_ADDRESS, _INVALID)
    if query is not None and not query.isascii():
        raise Refused(faults.INVALID_ADDRESS, _INVALID)
    service, name = _service("/".join(pieces[2:7]))
    rest = "/" + pieces[7] if len(pieces) == 8 else ""
    if rest and not is_safe(rest):
        raise Refused(faults.INVALID_ADDRESS, _INVALID)
    return Address(service, rest, query, name)


@lru_cache(maxsize=4096)
def _service(text: str) -> tuple[ServiceId, str]:
    try:
        if len(text) > _LONGEST:
            raise BadName(text)
        service = ServiceId.parse(text)
    except BadName:
        raise Refused(faults.INVALID_ADDRESS, _INVALID) from None
    return service, service.path


@lru_cache(maxsize=4096)
def parse_client(value: str) -> str:
    """The path of the calling subsystem or member in an `X-Road-Client` value; Refused when it is none."""
    pieces = value.strip().split("/")
    try:
        if len(pieces) not in (3, 4) or len(value) > _LONGEST:
            raise BadName(value)
        parts = [decoded(piece) for piece in pieces]
    except BadName:
        raise Refused(faults.INVALID_ADDRESS, "Invalid Client Id") from None
    return SubsystemId(*parts).path if len(parts) == 4 else MemberId(*parts).path


def named(client: str) -> str:
    """A client's path as messages name it: `SUBSYSTEM:…` or `MEMBER:…`, decoded."""
    return str(SubsystemId.parse(client) if client.count("/") == 3 else MemberId.parse(client))


def is_safe(path: str) -> bool:
    """Whether a raw service path may be signed.

    Decoded once it must hold no dot segment, backslash, control character, nor a still encoded `%2e`, `%2f` or `%5c`;
    neither may what it is when decoded again, nor its compatibility form (a back end may fold wide dots and slashes), and
    `;…` hides no dot segment.
    """
    return _remembered(path) if len(path) <= REMEMBERED else _judged(path)


@lru_cache(maxsize=8192)
def _remembered(path: str) -> bool:
    return _judged(path)


def _judged(path: str) -> bool:
    plain = decoded_path(path)
    return plain is not None and paths.folded(plain).count("/") == plain.count("/") and _stays_quiet(plain)


def _stays_quiet(plain: str) -> bool:
    """Whether the path, folded too, is quiet however often it is decoded again; nobody needs to encode it that often."""
    for _ in range(_LAYERS):
        wide = paths.folded(plain)
        if not _quiet(plain) or (wide != plain and not _stays_quiet(wide)):
            return False
        if not _ENCODED.search(plain):
            return True
        try:
            plain = unquote_to_bytes(plain).decode()
        except UnicodeDecodeError:
            return False
    return False


def decoded_path(path: str) -> str | None:
    """The path percent-decoded once as UTF-8; None when an escape is broken or the bytes are no UTF-8."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", path):
        return None
    try:
        return unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return None


def readings(path: str) -> paths.Readings:
    """The ways to read a safe path: decoded once or more often, `%2F` a sign within its segment, and in other shapes."""
    if _PLAIN.fullmatch(path):
        return paths.Readings(frozenset({path or "/"}))
    raw = paths.shaped({path})
    raw |= {re.sub("%2[fF]", _HOME, one) for one in raw}
    once = {decoded_path(one) or "/" for one in raw}
    return paths.Readings(paths.shaped(once), paths.decoded(once))


def _quiet(plain: str) -> bool:
    if "\\" in plain or any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in plain):
        return False
    low = plain.lower()
    if any(mark in low for mark in _STILL):
        return False
    return not any(_is_dots(segment) for segment in plain.split("/"))


def _is_dots(segment: str) -> bool:
    """Whether one or two dots are left of a segment when parameters, query, fragment and blanks are cut off."""
    return "".join(re.split("[;?#]", segment, maxsplit=1)[0].split()) in (".", "..")
