"""OGC API Features 1.0 at `/ogc`: what the map shows, for GIS programs and browsers. OGC 17-069r4."""

from simpul.disaster.api.ogc.about import ROUTES as ABOUT
from simpul.disaster.api.ogc.items import ROUTES as ITEMS

ROUTES = [*ABOUT, *ITEMS]
