"""Identity: people, agencies, roles, sessions, tokens. Law: Perpres 95/2018 art. 40, UU 27/2022. Terms: docs/glossary.md.

Other parts need little of it: who acts is `kernel.actor.Actor`, who asks comes by the port `kernel.web.request.Sessions`,
whose an account is by `accounts_of` and `accounts_found`, which fill the exchange's port `People`, and who holds a role by
`holders`, which fills `kernel.holders.Holders`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from simpul.identity.model import Account
    from simpul.kernel.holders import Holder
    from simpul.kernel.platform import Platform


def accounts_of(platform: "Platform", ids: "Collection[UUID]") -> "Mapping[UUID, Account]":
    """The accounts of these ids, as far as they exist."""
    from simpul.identity import actions

    return actions.accounts_of(platform, ids)


def accounts_found(platform: "Platform", q: str, most: int) -> "list[Account]":
    """At most so many accounts whose name or login holds `q`, by name. Whoever calls has asked whether the actor may."""
    from simpul.identity import actions

    return actions.accounts_found(platform, q, most)


def holders(platform: "Platform", role: str, agency: str = "") -> "list[Holder]":
    """The active accounts with the role, of that agency alone where one is named, by name. Whoever calls may ask."""
    from simpul.identity import actions

    return actions.holders(platform, role, agency)


def seed_demo(platform: "Platform") -> list[tuple[str, str, str]]:
    """The demo's accounts are there: (login, password, role) of each. NotADemo anywhere but in a demo's directory."""
    from simpul.identity import actions

    return actions.seed_demo(platform)
