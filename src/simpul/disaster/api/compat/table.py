"""Every route of the interface that this application answers; the first that fits does."""

from simpul.disaster.api.compat import feeds, floods, later, layers, partners, reports, stats, subscriptions

ROUTES = [
    *reports.ROUTES,
    *floods.ROUTES,
    *layers.ROUTES,
    *feeds.ROUTES,
    *partners.ROUTES,
    *stats.ROUTES,
    *subscriptions.ROUTES,
    *later.ROUTES,
]
