"""The field app's shell, its worker and its manifest: public, without any data; everything else is the app's own."""

import orjson

from simpul.kernel.web import Request, Response, html, route
from simpul.ui.assets import opened, static

SHELL = "/malaria/lapangan"
_SCRIPT, _STYLE, _WORKER = "built/lapangan.js", "built/lapangan.css", "built/lapangan-kerja.js"
_ICONS = {"lapangan-192.png": 192, "lapangan-512.png": 512}


def shell(request: Request) -> Response:
    """The page that the app runs in; the same for everybody, so that a phone may keep it."""
    context = {"script": static(f"ui/{_SCRIPT}"), "style": static(f"ui/{_STYLE}"), "version": opened().version}
    response = html(request, "malaria/lapangan.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response


def worker(_request: Request) -> Response:
    """The service worker: what it must keep at hand, all of one version, and then its script."""
    files = [static(f"ui/{name}") for name in (_SCRIPT, _STYLE)] + [static(f"malaria/{name}") for name in _ICONS]
    found = opened().file(f"ui/{_WORKER}")
    script = found.read_bytes() if found else b""
    head = b"const VERSION = " + orjson.dumps(opened().version) + b";\nconst FILES = " + orjson.dumps(files) + b";\n"
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": SHELL}
    return Response(head + script, 200, headers, "text/javascript")


def manifest(_request: Request) -> Response:
    """What a phone needs to know to put the app on its home screen."""
    shared = {"type": "image/png", "purpose": "any maskable"}
    sizes = [{"src": static(f"malaria/{name}"), "sizes": f"{size}x{size}", **shared} for name, size in _ICONS.items()]
    told = {
        "id": SHELL,
        "name": "Malaria Kampung · Simpul",
        "short_name": "Malaria",
        "lang": "id",
        "start_url": SHELL,
        "scope": SHELL,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#ffffff",
        "theme_color": "#8c1d2f",
        "icons": sizes,
    }
    return Response(orjson.dumps(told), 200, {"Cache-Control": "public, max-age=3600"}, "application/manifest+json")


ROUTES = [
    route("GET", SHELL, shell),
    route("GET", f"{SHELL}/kerja.js", worker),
    route("GET", f"{SHELL}/aplikasi.webmanifest", manifest),
]
