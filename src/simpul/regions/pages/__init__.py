"""The regions' pages: browse from province to village, search, export, and what maps and forms fetch."""

from simpul.kernel.web import route
from simpul.regions.pages import browse, feeds

RESIDENTS = ("/wilayah",)
ROUTES = [
    route("GET", "/wilayah", browse.country),
    route("GET", "/wilayah/ekspor.csv", browse.export),
    route("GET", "/wilayah/cari.json", feeds.search),
    route("GET", "/wilayah/titik.json", feeds.at),
    route("GET", "/wilayah/label.json", feeds.labels),
    route("GET", "/wilayah/batas/{level}.json", feeds.boundaries),
    route("GET", "/wilayah/peta-dasar.pmtiles", feeds.basemap),
    route("GET", "/wilayah/{kode}", browse.one),
]
