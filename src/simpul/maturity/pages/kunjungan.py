"""The visit (tahap kunjungan): changes by the leading assessor, confirmed by the other."""

from simpul.kernel.web import route
from simpul.maturity.pages.asesmen_parts import PATH
from simpul.maturity.pages.asesmen_tahap import handlers

ONE = f"{PATH}/{{id}}/kunjungan"
show, act = handlers("visit", "/kunjungan")

ROUTES = [route("GET", ONE, show), route("POST", ONE, act)]
