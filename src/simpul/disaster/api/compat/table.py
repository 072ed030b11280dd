"""Every route of the interface that this application answers; the first that fits does."""

from simpul.disaster.api.compat import feeds, floods, layers, needs, partners, reports, stats, subscriptions

ROUTES = [
    *reports.ROUTES,
    *floods.ROUTES,
    *needs.ROUTES,
    *layers.ROUTES,
    *feeds.ROUTES,
    *partners.ROUTES,
    *stats.ROUTES,
    *subscriptions.ROUTES,
]
