"""A synthetic district, made up from a seed: people, who falls ill where and when, and what village workers record of it.

Every name ends in a mark and every village, worker and person is flagged synthetic, so that nobody can take one for real.
Yearly figures follow what was published of Teluk Bintuni (`figures`); everything else is assumed and says so there. Doses
are those of the national table. The same plan gives the same bytes; each village is made by itself, from the seed and its
code, so that a province needs no more memory than its largest village.
"""

from simpul.malaria.rules.simulation.names import MARK
from simpul.malaria.rules.simulation.places import spots_of
from simpul.malaria.rules.simulation.village import district

__all__ = ["MARK", "district", "spots_of"]
