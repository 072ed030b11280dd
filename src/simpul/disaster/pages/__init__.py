"""The module's pages: the map, a resident's report, the list, the officer's desk."""

from simpul.disaster.pages.decide import ROUTES as DECIDE
from simpul.disaster.pages.desk import ROUTES as DESK
from simpul.disaster.pages.listing import ROUTES as LISTING
from simpul.disaster.pages.map import ROUTES as MAP
from simpul.disaster.pages.report import ROUTES as REPORT

ROUTES = [*MAP, *REPORT, *LISTING, *DESK, *DECIDE]
