"""The port by which a module finds who may be given work: the active accounts that hold a role. Identity fills it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Holder:
    """An active account that holds a role: its name, its agency's code and name, the region that the agency answers for."""

    id: UUID
    name: str
    agency: str
    agency_name: str
    region: str


class Holders(Protocol):
    """Who holds which role at this node."""

    def holders(self, platform: "Platform", role: str, agency: str = "") -> list[Holder]:
        """The active accounts with the role, of that agency alone where one is named, by name."""
        ...
