"""Who acts: the one value about people that every module knows."""

from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a machine or nobody, with what they may do.

    `roles` are `<module>.<role>` slugs; `region` is the code of the region the actor's agency answers for.
    """

    id: UUID | None
    name: str
    agency: str | None = None
    region: str | None = None
    roles: frozenset[str] = frozenset()

    ANONYMOUS: ClassVar[Self]
    SYSTEM: ClassVar[Self]

    def has(self, role: str) -> bool:
        """Whether the actor holds the role."""
        return role in self.roles

    @property
    def signed_in(self) -> bool:
        """Whether this is a known account."""
        return self.id is not None


Actor.ANONYMOUS = Actor(None, "anonymous")
Actor.SYSTEM = Actor(None, "system", roles=frozenset({"system"}))


def government_of(agency: str | None) -> str:
    """The number of the government in an agency's name in the exchange (8205 of "ID/GOV/8205/DINKES"); empty for others."""
    parts = (agency or "").split("/")
    return parts[2] if len(parts) > 2 and parts[1] == "GOV" else ""
