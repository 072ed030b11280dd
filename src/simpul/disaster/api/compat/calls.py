"""A call of the interface as a handler sees it, its answer, and the table's rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from simpul.disaster.rules.compat import answers
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.compat.asking import query_of
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform


class Demand(Enum):
    """Who may call: everybody, whoever has a key, or an officer (whose region the action judges)."""

    NOTHING = "nothing"
    KEY = "key"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Call:
    """A call: who asks, the path's parameters, the query as it came, the body as JSON, a hash of the network address."""

    platform: Platform
    actor: Actor
    address: str
    query: bytes = b""
    body: Any = None
    params: Mapping[str, str] = field(default_factory=dict)

    def given(self, name: str) -> str:
        """A query's parameter where the route checks nothing; the first of several, empty where there is none."""
        value = query_of(self.query).get(name, "")
        first = value[0] if isinstance(value, list) else value
        return first if isinstance(first, str) else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: JSON unless `kind` says otherwise."""

    body: bytes
    status: int = 200
    kind: bytes = answers.JSON


Handler = Callable[[Call], Answer | Problem]


@dataclass(frozen=True, slots=True)
class Route:
    """A row of the table: method, path with `{parameters}`, handler, and what it demands."""

    method: str
    path: str
    handler: Handler
    demands: Demand = Demand.NOTHING
    form: bool = False
    """Whether a body may be a multipart form as well."""


def xml_or_json(geoformat: str, body: bytes) -> Answer:
    """The document in the content type of its format."""
    return Answer(body, kind=answers.XML if geoformat == "cap" else answers.JSON)


def by_key(method: str, path: str, handler: Handler) -> Route:
    """A route that demands a key."""
    return Route(method, path, handler, Demand.KEY)


def in_form(method: str, path: str, handler: Handler) -> Route:
    """A route that demands a key, and takes a multipart form as well."""
    return Route(method, path, handler, Demand.KEY, form=True)


def by_officer(method: str, path: str, handler: Handler) -> Route:
    """A route that demands an officer's key."""
    return Route(method, path, handler, Demand.OFFICER)
