"""SPBE maturity evaluation (evaluasi tingkat kematangan SPBE). Law: Permen PANRB 59/2020, 8/2026. Terms: docs/glossary.md.

The front door: `seed_demo`, `find_pages`. Instruments, criteria, editions and published results are law data
(`simpul.law.maturity`); the index is reckoned in `rules.index`, exactly.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simpul.kernel.finding import FoundPage
    from simpul.kernel.i18n import Translator
    from simpul.kernel.platform import Platform


def seed_demo(platform: "Platform") -> None:
    """The demo's editions, agencies and assessments are there, all synthetic and marked so."""
    from simpul.maturity.actions import demo, demo_evidence

    demo.seed(platform)
    demo_evidence.seed(platform)


def find_pages(platform: "Platform", question: str, t: "Translator") -> "Sequence[FoundPage]":
    """Agencies with a published index that answer a question of the portal's search."""
    from simpul.maturity.actions import finding

    return finding.find_pages(platform, question, t)
