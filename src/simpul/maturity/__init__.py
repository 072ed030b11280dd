"""SPBE maturity evaluation (evaluasi tingkat kematangan SPBE). Law: Permen PANRB 59/2020, 8/2026. Terms: docs/glossary.md.

The front door: `seed_demo`. Instruments, criteria, editions and published results are law data (`simpul.law.maturity`);
the index is reckoned in `rules.index`, exactly.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform


def seed_demo(platform: "Platform") -> None:
    """The demo's editions, agencies and assessments are there, all synthetic and marked so."""
    from simpul.maturity.actions import demo, demo_evidence

    demo.seed(platform)
    demo_evidence.seed(platform)
