"""Malaria (EDAT): found and treated the same day by village workers, without a signal. Law: Permenkes 22/2022.

The front door: `seed_demo`. Doses are decided in `rules.dosing` from the national table (`simpul.law.malaria`); what a
phone recorded becomes a village's state in `rules.folding`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform


def seed_demo(platform: "Platform") -> None:
    """The demo's district is there: villages, workers and patients, all synthetic and marked so."""
    from simpul.malaria.actions import demo

    demo.seed(platform)
