"""Identity: people, agencies, roles, sessions, tokens. Law: Perpres 95/2018 art. 40, UU 27/2022. Terms: docs/glossary.md.

Other parts need none of it: who acts is `kernel.actor.Actor`, who asks comes by the port `kernel.web.request.Sessions`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform


def seed_demo(platform: "Platform") -> list[tuple[str, str, str]]:
    """The demo's accounts are there: (login, password, role) of each. NotADemo anywhere but in a demo's directory."""
    from simpul.identity import actions

    return actions.seed_demo(platform)
