"""The port by which a module tells other agencies what happened; what carries it there is another module's business."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is told: `id` is the same each time the same thing is told; `key` keeps what is about one thing in order.

    `data` is JSON and holds nothing about a person.
    """

    type: str
    id: str
    key: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AnnouncedType:
    """A kind of announcement that a module makes: its name, what people read of it, and the JSON Schema of its data."""

    name: str
    title: str
    description: str
    schema: Mapping[str, Any]


class Announcer(Protocol):
    """What carries announcements to whoever subscribed."""

    def announce(self, platform: "Platform", what: Announcement) -> None:
        """It is told once, however often this is called; nothing where the node does not offer that type."""
        ...
