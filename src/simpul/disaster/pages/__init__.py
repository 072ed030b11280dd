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
from simpul.disaster.pages.embed import ROUTES as EMBED
from simpul.disaster.pages.exercises import ROUTES as EXERCISES
from simpul.disaster.pages.feed_desk import ROUTES as FEED_DESK
from simpul.disaster.pages.flags import ROUTES as FLAGS
from simpul.disaster.pages.gauge_desk import ROUTES as GAUGE_DESK
from simpul.disaster.pages.gauge_layer import ROUTES as GAUGE_LAYER
from simpul.disaster.pages.gauges import ROUTES as GAUGES
from simpul.disaster.pages.group import ROUTES as GROUP
from simpul.disaster.pages.imports import ROUTES as IMPORTS
from simpul.disaster.pages.incident import ROUTES as INCIDENT
from simpul.disaster.pages.incident_layer import ROUTES as INCIDENT_LAYER
from simpul.disaster.pages.incidents import ROUTES as INCIDENTS
from simpul.disaster.pages.incidents_public import ROUTES as INCIDENTS_PUBLIC
from simpul.disaster.pages.infrastructure import ROUTES as INFRASTRUCTURE
from simpul.disaster.pages.listing import ROUTES as LISTING
from simpul.disaster.pages.map import ROUTES as MAP
from simpul.disaster.pages.map_incident import ROUTES as MAP_INCIDENT
from simpul.disaster.pages.near import ROUTES as NEAR
from simpul.disaster.pages.need_desk import ROUTES as NEED_DESK
from simpul.disaster.pages.need_gift import ROUTES as NEED_GIFT
from simpul.disaster.pages.need_new import ROUTES as NEED_NEW
from simpul.disaster.pages.needs import ROUTES as NEEDS
from simpul.disaster.pages.nowcasts import ROUTES as NOWCASTS
from simpul.disaster.pages.opendata import ROUTES as OPENDATA
from simpul.disaster.pages.partners import ROUTES as PARTNERS
from simpul.disaster.pages.quakes import ROUTES as QUAKES
from simpul.disaster.pages.report import ROUTES as REPORT
from simpul.disaster.pages.shelter_desk import ROUTES as SHELTER_DESK
from simpul.disaster.pages.shelter_import import ROUTES as SHELTER_IMPORT
from simpul.disaster.pages.shelters import ROUTES as SHELTERS
from simpul.disaster.pages.situation_map import ROUTES as SITUATION_MAP
from simpul.disaster.pages.situations import ROUTES as SITUATIONS
from simpul.disaster.pages.statistics import ROUTES as STATISTICS
from simpul.disaster.pages.still import ROUTES as STILL
from simpul.disaster.pages.subscribers_desk import ROUTES as SUBSCRIBERS_DESK
from simpul.disaster.pages.subscribing import ROUTES as SUBSCRIBING
from simpul.disaster.pages.subscription import ROUTES as SUBSCRIPTION
from simpul.disaster.pages.volcanoes import ROUTES as VOLCANOES
from simpul.disaster.pages.warning_desk import ROUTES as WARNING_DESK
from simpul.disaster.pages.warning_feeds import ROUTES as WARNING_FEEDS
from simpul.disaster.pages.warning_writing import ROUTES as WARNING_WRITING
from simpul.disaster.pages.warnings_public import ROUTES as WARNINGS_PUBLIC
from simpul.disaster.pages.webhooks import ROUTES as WEBHOOKS

RESIDENTS, OFFICERS = ("/bencana", "/k"), ("/bencana/meja",)
ROUTES = [
    *WARNING_FEEDS,
    *WARNINGS_PUBLIC,
    *WARNING_WRITING,
    *WARNING_DESK,
    *WEBHOOKS,
    *AREAS,
    *AREA_NEW,
    *AREA_DESK,
    *AREA_PUBLIC,
    *MAP,
    *MAP_INCIDENT,
    *EMBED,
    *NEAR,
    *SITUATION_MAP,
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
    *INCIDENT_LAYER,
    *OPENDATA,
    *STATISTICS,
    *IMPORTS,
    *INCIDENTS,
    *INCIDENTS_PUBLIC,
    *SITUATIONS,
    *INCIDENT,
    *GAUGE_DESK,
    *FEED_DESK,
    *SHELTER_IMPORT,
    *SHELTER_DESK,
    *SHELTERS,
    *QUAKES,
    *VOLCANOES,
    *NOWCASTS,
    *INFRASTRUCTURE,
    *GAUGE_LAYER,
    *GAUGES,
    *NEED_DESK,
    *NEED_NEW,
    *NEED_GIFT,
    *NEEDS,
    *SUBSCRIBERS_DESK,
    *SUBSCRIBING,
    *SUBSCRIPTION,
    *DECIDE,
]
