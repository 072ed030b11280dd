"""Names in the exchange: member, subsystem, service, node. X-Road PR-REST 1.0.4 §4.1; `.path` is how they travel."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import quote, unquote_to_bytes

SAFE = "!$&'()*+,-.:;=@_~"
"""What stands in a part unencoded, beside letters and digits (the contract's list of legal raw signs)."""
_LEGAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + SAFE + "%")
_HEX = frozenset("0123456789abcdefABCDEF")
_FOR_NEW = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+,-.=?_")


class BadName(ValueError):
    """The text is not such a name: too few or too many parts, an empty one, an illegal sign, a broken %XX."""


@lru_cache(maxsize=4096)
def decoded(part: str) -> str:
    """One part of a name, percent-decoded as UTF-8; BadName when a sign is illegal raw or a `%XX` is broken."""
    if not part or not _LEGAL.issuperset(part):
        raise BadName(part)
    if "%" not in part:
        return part
    pieces = part.split("%")[1:]
    if any(len(piece) < 2 or not _HEX.issuperset(piece[:2]) for piece in pieces):
        raise BadName(part)
    try:
        return unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        raise BadName(part) from None


@lru_cache(maxsize=4096)
def encoded(part: str) -> str:
    """One part of a name as it stands in a path."""
    return quote(part, safe=SAFE)


def fit_for_new(part: str) -> bool:
    """Whether a new name may hold this part: letters, digits and `'()+,-.=?_`, at most 64, not dots alone."""
    return 0 < len(part) <= 64 and _FOR_NEW.issuperset(part) and part.strip(".") != ""


def _parts(text: str, count: int) -> tuple[str, ...]:
    pieces = text.split("/")
    if len(pieces) != count:
        raise BadName(text)
    return tuple(decoded(piece) for piece in pieces)


@dataclass(frozen=True, slots=True, order=True)
class MemberId:
    """Member (anggota): an agency in the exchange; `code` is its number in the ministry's list of agencies."""

    instance: str
    kind: str
    code: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member a path such as `ID/GOV/6000` names; BadName."""
        return cls(*_parts(text, 3))

    @property
    def path(self) -> str:
        """`ID/GOV/6000`, each part percent-encoded."""
        return "/".join(encoded(p) for p in (self.instance, self.kind, self.code))

    def __str__(self) -> str:
        return f"MEMBER:{self.instance}/{self.kind}/{self.code}"


@dataclass(frozen=True, slots=True, order=True)
class SubsystemId:
    """Subsystem (subsistem): the part of an agency that offers or calls services, such as its disaster office."""

    instance: str
    kind: str
    code: str
    subsystem: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The subsystem a path such as `ID/GOV/6000/BPBD` names; BadName."""
        return cls(*_parts(text, 4))

    @property
    def path(self) -> str:
        """`ID/GOV/6000/BPBD`, each part percent-encoded."""
        return "/".join(encoded(p) for p in (self.instance, self.kind, self.code, self.subsystem))

    @property
    def member(self) -> MemberId:
        """The agency it belongs to."""
        return MemberId(self.instance, self.kind, self.code)

    def __str__(self) -> str:
        return f"SUBSYSTEM:{self.instance}/{self.kind}/{self.code}/{self.subsystem}"


@dataclass(frozen=True, slots=True, order=True)
class ServiceId:
    """Service (layanan) of a subsystem."""

    subsystem: SubsystemId
    service: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The service a path such as `ID/GOV/6000/BPBD/reports` names; BadName."""
        *owner, service = _parts(text, 5)
        return cls(SubsystemId(*owner), service)

    @property
    def path(self) -> str:
        """`ID/GOV/6000/BPBD/reports`, each part percent-encoded."""
        return f"{self.subsystem.path}/{encoded(self.service)}"

    def __str__(self) -> str:
        own = self.subsystem
        return f"SERVICE:{own.instance}/{own.kind}/{own.code}/{own.subsystem}/{self.service}"


@dataclass(frozen=True, slots=True, order=True)
class NodeId:
    """Node (simpul): one installation of this program; X-Road's "security server"."""

    instance: str
    kind: str
    code: str
    node: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The node a path such as `ID/GOV/6000/BPBD` names; BadName."""
        return cls(*_parts(text, 4))

    @property
    def path(self) -> str:
        """`ID/GOV/6000/BPBD`, each part percent-encoded."""
        return "/".join(encoded(p) for p in (self.instance, self.kind, self.code, self.node))

    @property
    def member(self) -> MemberId:
        """The agency that runs it."""
        return MemberId(self.instance, self.kind, self.code)

    def __str__(self) -> str:
        return f"SERVER:{self.instance}/{self.kind}/{self.code}/{self.node}"
