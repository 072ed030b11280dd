"""The module's pages: the map, a resident's report, the list, the officer's desk."""

from simpul.disaster.pages.area_desk import ROUTES as AREA_DESK
from simpul.disaster.pages.area_new import ROUTES as AREA_NEW
from simpul.disaster.pages.area_public import ROUTES as AREA_PUBLIC
from simpul.disaster.pages.areas import ROUTES as AREAS
from simpul.disaster.pages.badge import ROUTES as BADGE
from simpul.disaster.pages.card import ROUTES as CARD
from simpul.disaster.pages.decide import ROUTES as DECIDE
from simpul.disaster.pages.desk import ROUTES as DESK
from simpul.disaster.pages.detail import ROUTES as DETAIL
from simpul.disaster.pages.exercises import ROUTES as EXERCISES
from simpul.disaster.pages.flags import ROUTES as FLAGS
from simpul.disaster.pages.group import ROUTES as GROUP
from simpul.disaster.pages.incident import ROUTES as INCIDENT
from simpul.disaster.pages.incidents import ROUTES as INCIDENTS
from simpul.disaster.pages.incidents_public import ROUTES as INCIDENTS_PUBLIC
from simpul.disaster.pages.listing import ROUTES as LISTING
from simpul.disaster.pages.map import ROUTES as MAP
from simpul.disaster.pages.partners import ROUTES as PARTNERS
from simpul.disaster.pages.report import ROUTES as REPORT
from simpul.disaster.pages.situations import ROUTES as SITUATIONS
from simpul.disaster.pages.still import ROUTES as STILL

ROUTES = [
    *AREAS,
    *AREA_NEW,
    *AREA_DESK,
    *AREA_PUBLIC,
    *MAP,
    *DETAIL,
    *REPORT,
    *STILL,
    *CARD,
    *EXERCISES,
    *LISTING,
    *DESK,
    *BADGE,
    *FLAGS,
    *GROUP,
    *PARTNERS,
    *INCIDENTS,
    *INCIDENTS_PUBLIC,
    *SITUATIONS,
    *INCIDENT,
    *DECIDE,
]
