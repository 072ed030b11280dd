"""The interview (tahap wawancara): changes by the leading assessor, confirmed by the other."""

from simpul.kernel.web import route
from simpul.maturity.pages.asesmen_parts import PATH
from simpul.maturity.pages.asesmen_tahap import handlers

ONE = f"{PATH}/{{id}}/wawancara"
show, act = handlers("interview", "/wawancara")

ROUTES = [route("GET", ONE, show), route("POST", ONE, act)]
