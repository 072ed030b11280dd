"""Portal: the node's front door — home, search, and what every public service tells about itself. Law: Perpres 95/2018.

It reads the modules' front doors (`live_figures`, `search`) and has no data of its own.
"""

from simpul.portal.model import NAVIGATION

TEMPLATE_GLOBALS = {"nav": NAVIGATION}
