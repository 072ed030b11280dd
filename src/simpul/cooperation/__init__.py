"""The work of an e-government cooperation centre (EGCC, DGCC). Terms: docs/glossary.md.

The front door: `seed_demo`, `find_pages`. Programmes, their agreements, committee, projects, people, large events, the
showcase, reports.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simpul.kernel.finding import FoundPage
    from simpul.kernel.i18n import Translator
    from simpul.kernel.platform import Platform


def seed_demo(platform: "Platform") -> None:
    """The cooperation's real history, from public sources, and a few synthetic records marked so."""
    from simpul.cooperation.actions import demo

    demo.seed(platform)


def find_pages(platform: "Platform", question: str, t: "Translator") -> "Sequence[FoundPage]":
    """Public events, results and programmes that answer a question of the portal's search."""
    from simpul.cooperation.actions import finding

    return finding.find_pages(platform, question, t)
