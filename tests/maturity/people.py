"""Who holds a role at a node, without accounts: what fills the port of identity in tests."""

from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.holders import Holder
from simpul.kernel.platform import Platform


class People:
    """Who holds a role, as identity would say."""

    def __init__(self, *people: Actor) -> None:
        self.people = list(people)

    def holders(self, platform: Platform, role: str, agency: str = "") -> list[Holder]:
        found = [one for one in self.people if one.has(role) and agency in ("", one.agency)]
        return [Holder(one.id or UUID(int=0), one.name, one.agency or "", one.agency or "", "") for one in found]
