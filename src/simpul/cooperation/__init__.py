"""The work of an e-government cooperation centre (EGCC, DGCC). Terms: docs/glossary.md.

The front door: `seed_demo`. Programmes, their agreements, committee, projects, people, large events, the showcase, reports.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform


def seed_demo(platform: "Platform") -> None:
    """The cooperation's real history, from public sources, and a few synthetic records marked so."""
    from simpul.cooperation.actions import demo

    demo.seed(platform)
